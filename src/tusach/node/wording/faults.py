"""What the machine cannot do now, in words that say what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.ledger.draft import Refusal
from tusach.node.wording.refusals import REFUSALS, say_refusal
from tusach.node.wording.upgrades import UPGRADE_FAULTS

FAULTS = UPGRADE_FAULTS | {
    "store.full": _(
        "The disk is full. Nothing was lost and nothing half done. "
        "Free some space, then do it again."
    ),
    "store.busy": _("Another program is using the ledger. Wait a moment, then do it again."),
    "store.damaged": _(
        "The ledger file is damaged. Write nothing more, run “tusach verify”, "
        "and take the latest backup."
    ),
    "store.no_access": _(
        "The ledger file cannot be opened. Check that the folder is there and belongs to you: "
        "%(path)s"
    ),
    "store.cut_off": _(
        "The last work in this library was cut off, and here nothing may be written to take it in. "
        "Copy the folder to a disk with room that can be written, and look there: %(path)s"
    ),
    "store.readonly": _("This node is open for reading only; nothing was written."),
    "store.failed": _("The ledger could not be written: %(said)s. Nothing was half done."),
    "store.no_database": _("The database does not answer. Check that PostgreSQL runs: %(said)s"),
    "vault.failed": _("The private file could not be written: %(said)s. Nothing was half done."),
    "vault.no_access": _(
        "The private file cannot be opened. If it is there, check that it belongs to you; if it is "
        "gone, restore the latest backup (tusach restore FILE): %(path)s"
    ),
    "vault.damaged": _("The private file is damaged. Run “tusach verify”, take the latest backup."),
    "file.failed": _(
        "The machine refused this: %(said)s. Check that the folder is there, belongs to you and "
        "can be written: %(path)s"
    ),
    "keys.inside": _(
        "The keys must not lie inside the library's own folder: a copy of it would carry them. "
        "Choose a folder outside, with TUSACH_KEYS, or leave that unset: %(path)s"
    ),
    "home.missing": _(
        "There is no library in this folder yet. Make one with “tusach init”, "
        "or a demonstration with “tusach demo”: %(path)s"
    ),
    "home.damaged": _(
        "The file home.json of this library is damaged. Restore the latest backup: "
        "tusach restore FILE"
    ),
    "home.exists": _("There is a library in this folder already. Choose an empty one: %(path)s"),
    "home.unfinished": _(
        "The making of this library was broken off. Give the same “tusach init” or “tusach demo” "
        "again: it takes away what was left and begins anew: %(path)s"
    ),
    "home.database_taken": _(
        "This database holds entries of province %(tenant)s already. Choose an empty one, or bring "
        "that library back from its latest backup: tusach restore FILE --database URL"
    ),
    "home.older": _(
        "The tables of this library are of another version. They are told anew when it next "
        "starts: run “tusach serve” once."
    ),
    "home.empty": _("This library has no ledger yet. Start it once with “tusach serve”."),
    "home.role_unknown": _("A node is a hub, a library or a vehicle; not “%(role)s”."),
    "home.link": _(
        "%(path)s only leads to another place. Nothing was opened: put the file itself there, or, "
        "if you do not know where it comes from, take it away and ask whoever brought this folder."
    ),
    "home.one_process": _(
        "A library whose ledger is a file is served by one process: use “tusach serve”. "
        "Several processes need PostgreSQL."
    ),
    "home.busy_elsewhere": _(
        "Another process holds this library and does not answer. End it, then do it again."
    ),
    "demo.none": _(
        "The programme profile “%(name)s” has no demonstration: it needs demonstration.json, and "
        "books.json or titles.json. Choose another with --profile."
    ),
    "profile.missing": _(
        "There is no programme profile “%(name)s”. Name one of the folder profiles/, or the path "
        "of a folder."
    ),
    "file.missing": _(
        "There is no such file: %(path)s. Check its name and folder, or plug the stick in again; "
        "then do it again."
    ),
    "file.unreadable": _(
        "This file cannot be read: %(path)s (%(said)s). Copy it anew, or check that it belongs to "
        "you; then do it again."
    ),
    "import.upload_changed": _("The uploaded file has changed since it came. Choose it once more."),
    "import.broken": _(
        "The import broke off by a mistake of the software (%(said)s). What was stored stays. Run "
        "it again; if it happens again, show this to whoever looks after the software."
    ),
    "backup.foreign": _(
        "A file of another kind, or a backup of another library, has this name. Choose another."
    ),
    "backup.damaged": _(
        "This backup is damaged (%(said)s). Nothing was changed. Use another backup."
    ),
    "backup.cut": _("This backup is cut off. Nothing was changed. Use another backup."),
    "backup.newer": _(
        "A newer version of the program (%(said)s) made this backup. Install that version first."
    ),
    "backup.other_key": _(
        "This code or key is of another library. The backup wants the key %(said)s. "
        "Nothing was changed."
    ),
    "backup.code_wanted": _(
        "This machine has no key for this backup. Type the recovery code that was written down: "
        "tusach restore FILE --code … (key %(said)s)"
    ),
    "backup.code_length": _(
        "A recovery code has 48 digits in eight groups of six; here are %(said)s. "
        "Look at the sheet again."
    ),
    "backup.code_group": _("Group %(said)s of the code is mistyped. Look at the sheet again."),
    "backup.key_damaged": _(
        "The key of the backups cannot be read (%(said)s). Take the recovery code, or have the "
        "file of the key removed; the next backup makes a new one."
    ),
    "backup.no_room": _(
        "There is not enough room for a backup: %(said)s MB are missing. Delete something there, "
        "or use a larger stick. Earlier backups are untouched."
    ),
    "backup.full": _(
        "The medium is full. No backup was made, earlier backups are untouched. Delete something "
        "there, or use a larger stick."
    ),
    "backup.not_writable": _(
        "Nothing may be written there: %(path)s. Unlock the stick, or choose another folder."
    ),
    "backup.medium_missing": _(
        "The folder for the backups is not there: %(path)s. Plug the stick in again."
    ),
    "backup.medium_gone": _(
        "The medium answered no more (%(said)s). No backup was made. Plug the stick in again, or "
        "use another."
    ),
    "backup.in_home": _(
        "A backup inside the library's own folder would be lost with it. Choose another place: "
        "%(path)s"
    ),
    "backup.under_way": _("A backup is being written there already. Wait until it is done."),
    "backup.left_off": _(
        "The program ended while a backup was being taken; the next one is whole."
    ),
    "backup.no_folder": _("Choose a folder that exists, on a stick or another disk."),
    "restore.mount_point": _(
        "A disk is mounted at this folder, so it cannot be moved aside. Choose a folder below it: "
        "%(path)s"
    ),
    "restore.no_room": _(
        "There is not enough room to restore: %(said)s MB are missing. Nothing was changed."
    ),
    "restore.damaged": _(
        "What the backup holds does not fit together (%(said)s). Nothing was changed. Use an "
        "earlier backup, and show this to whoever looks after the software."
    ),
    "restore.database_taken": _(
        "The database holds entries of this province already. Name an empty one: "
        "tusach restore FILE --database …"
    ),
    "search.missing": _("The search file is missing. It is made anew when the node next starts."),
    "address.taken": _("This address is in use already. Choose another port: %(address)s"),
    "verify.database": _("The database reports damage"),
    "verify.chain": _("A fact is not what was told"),
    "verify.arrivals": _("Facts are missing from the order of arrival"),
    "verify.touch": _("The list of what facts touch is wrong"),
    "verify.columns": _("The columns of a fact differ from the fact"),
    "verify.head": _("A stream ends elsewhere than it says"),
    "verify.seal": _("A seal does not fit its stream"),
    "verify.sealed": _("The mark of what is sealed is wrong"),
    "verify.blob": _("A record is not the one that was kept"),
    "verify.blob_missing": _("A record is missing"),
    "verify.part": _("A private part is not the one that was committed to"),
    "verify.part_unknown": _("A private part belongs to no fact"),
    "verify.part_erased": _("An erased private part is here again"),
    "verify.part_missing": _("A private part is missing"),
    "verify.seed": _("A seed of private parts is not what was kept, or leads to an erased one"),
    "verify.quarantine": _("A frame set aside has changed"),
    "verify.table": _("A table differs from its facts; “tusach retell” makes it anew"),
    "verify.refused": _("The list of erased parts is wrong"),
    "verify.act": _("What the private file remembers of the last act has changed"),
    "verify.schema": _(
        "The tables are of another version; they are told anew when the node next starts"
    ),
    "verify.given": _("The list of numbers given out is wrong"),
    "verify.unreadable": _("This part cannot be read"),
    "verify.home_file": _("The file of the home has changed"),
    "verify.peers": _("The note of what other machines hold has changed"),
    "verify.links": _("The list of addresses of other machines has changed"),
    "verify.search": _("The search file differs; it is made anew when the node next starts"),
    "verify.import": _("The file of an import has changed"),
    "verify.local": _("The file of logins and sessions has changed"),
    "verify.behind": _("This home is older than what this machine has already sealed"),
}


def say_fault(code: str, values: Mapping[str, Any] | None = None) -> str:
    """The fault in the current language; an unknown code stands for itself."""
    template = FAULTS.get(code)
    if template is None and code in REFUSALS:
        return say_refusal(Refusal(code, dict(values or {})))
    if template is None:
        return code
    kept = {"path": "", "said": "", "name": "", "role": "", "address": "", **(values or {})}
    return gettext(template) % kept
