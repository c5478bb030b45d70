"""What the doctor found, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.network import say_why
from tusach.node.wording.values import number, say_day

HEALTH: dict[str, tuple[str, str]] = {
    "health.disk": (
        _("The disk has %(free)s free; %(wanted)s should be."),
        _("Delete what this machine does not need, or move it to another disk."),
    ),
    "health.log_long": (
        _("The log of the ledger has grown to %(size)s."),
        _("Stop the program and start it again; then look here once more."),
    ),
    "health.home_file": (
        _("The file home.json is not as it was written."),
        _("Do not mend it by hand. Restore the latest backup: “tusach restore”."),
    ),
    "health.home_open": (
        _("Other users of this machine may read the library's folder: %(path)s"),
        _("Have whoever looks after the machine take their rights away (chmod 700)."),
    ),
    "health.left_over": (
        _("A restore was broken off. What it left holds names of readers: %(path)s"),
        _("Delete this folder; the next restore does so, too."),
    ),
    "health.rehearsal_left": (
        _("An upgrade was broken off. What it left holds names of readers: %(path)s"),
        _("Start the program, or delete this folder."),
    ),
    "health.upgrade_broke_off": (
        _("An upgrade was cut off before anything was changed; version %(runs)s runs."),
        _("Begin it again under “Version”, or with “tusach upgrade FILE”."),
    ),
    "health.upgrade_returned": (
        _("Version %(to)s did not work here, and %(runs)s runs again: %(fault_words)s"),
        _("Tell the province which version it was, and what it said. Nothing was lost."),
    ),
    "health.pointer_unread": (
        _("The note of which version runs cannot be read; %(runs)s runs."),
        _("Upgrade once more under “Version”: the note is written again. Nothing was lost."),
    ),
    "health.versions_open": (
        _("Others may change the versions of the program in %(path)s; %(runs)s runs."),
        _("Have whoever looks after the machine take their rights away (chmod 700)."),
    ),
    "health.version_gone": (
        _("Version %(to)s was chosen, but it is not whole any more; %(runs)s runs instead."),
        _("Upgrade once more under “Version”, with the file of that version or a newer one."),
    ),
    "health.on_trial": (
        _("Version %(to)s is to be tried out."),
        _("Start the program: it says whether that version stays."),
    ),
    "health.version": (_("Version %(runs)s runs, chosen on %(since)s."), ""),
    "health.served": (_("The program runs and serves this library."), ""),
    "health.duty_failed": (
        _("Something is owed to other libraries and could not be done on %(at)s: %(fault_words)s"),
        _(
            "Do what the message says. It is tried again at the next exchange, every day, and "
            "whenever the program starts."
        ),
    ),
    "health.duty_broke_off": (
        _("Something is owed to other libraries, and the program broke off over it on %(at)s."),
        _("Send the log to whoever looks after the program. Nothing was lost or half done."),
    ),
    "health.holds_longer": (
        _("The trip is over, and readers of its places are here still: %(n)s places."),
        _(
            "Exchange with the province: %(waiting)s entries of the trip are not there yet. Then "
            "the program removes the readers by itself, or now: “tusach release”."
        ),
    ),
    "health.port_taken": (
        _("Another program uses the address %(address)s."),
        _("End that program, or start with another port: tusach serve --bind 127.0.0.1:8001"),
    ),
    "health.lease_ends": (
        _("The province vouches for this machine until %(until)s."),
        _("Tell the province that all is in order; it renews the lease. Nothing is locked."),
    ),
    "health.lease_ended": (
        _("The province vouched for this machine until %(until)s, not longer."),
        _("Tell the province that all is in order; it renews the lease. Nothing is locked."),
    ),
    "health.keys_inside": (
        _("The keys lie inside the library's folder; whoever copies it has them too."),
        _("Set TUSACH_KEYS to a folder elsewhere."),
    ),
    "health.key_new": (
        _("This folder has no key of its own yet."),
        _("Nothing to do: it gets one when the program next starts."),
    ),
    "health.keys_open": (
        _("Others may read these keys in %(path)s: %(names)s"),
        _("Have whoever looks after the machine take their rights away (chmod 600)."),
    ),
    "health.keys": (_("The keys are there and nobody else may read them."), ""),
    "health.clock": (_("The clock says %(now)s."), ""),
    "health.clock_behind": (
        _("The clock says %(now)s, but it is at least %(bound)s. Nothing more is stored."),
        _(
            "Set date and time of the machine, or start it with the true time: "
            "tusach serve --now 2026-11-23T08:00"
        ),
    ),
    "health.clock_ahead": (
        _("The clock says %(now)s, more than a year after the last entry."),
        _("Check the date. If it is right, nothing is to be done."),
    ),
    "health.ledger": (_("The ledger can be read: %(facts)s entries."), ""),
    "health.ledger_unread": (
        _("The ledger cannot be read: %(fault_words)s"),
        _("Write nothing more. Run “tusach verify”, then restore the latest backup."),
    ),
    "health.damaged": (
        _("A database reports damage: %(said)s"),
        _("Write nothing more. Run “tusach verify”, then restore the latest backup."),
    ),
    "health.tables_old": (
        _("The tables are of another version."),
        _("Nothing to do: they are told anew when the program next starts."),
    ),
    "health.behind": (
        _("This library is older than what this machine has stored: it was restored."),
        _("Nothing to do: it starts under a new key and goes on."),
    ),
    "health.unsealed": (
        _("%(n)s entries are not sealed yet."),
        _("Nothing to do: they are sealed when the program next starts."),
    ),
    "health.sealing_stopped": (
        _("%(n)s entries have waited for their seal since %(since)s."),
        _(
            "Make room on the disk where keys and library lie and see that they can be written, "
            "then start the program again. What is written meanwhile is kept."
        ),
    ),
    "health.heads_gone": (
        _("The note of how far this library has come is missing beside its key."),
        _("Nothing to do: it is written again with the next entry."),
    ),
    "health.search_gone": (
        _("The search file is missing."),
        _("Nothing to do: it is made when the program next starts."),
    ),
    "health.search_behind": (
        _("The search file lacks the last %(n)s entries."),
        _("Nothing to do: it catches up when the program next starts."),
    ),
    "health.code_unseen": (
        _("Nobody has written down the recovery code yet."),
        _("Show it under “Backups”, write it down, and keep it away from this machine."),
    ),
    "health.copies_none": (
        _("No automatic backups are taken."),
        _("Plug in a stick, if none is in yet, and choose it under “Backups”."),
    ),
    "health.medium_missing": (
        _("The medium for the backups is not there: %(path)s"),
        _("Plug the stick in again, or choose another under “Backups”."),
    ),
    "health.same_disk": (
        _("The backups lie on the same disk as the library: %(path)s"),
        _("A broken disk takes both. Choose a stick or another disk under “Backups”."),
    ),
    "health.copy_failed": (
        _("The last backup failed: %(fault_words)s"),
        _("Do what the message says; a backup is tried again every five minutes."),
    ),
    "health.copies_empty": (
        _("There is no backup of this library yet in %(path)s"),
        _("Take one now under “Backups”."),
    ),
    "health.copy_unread": (
        _("The latest backup cannot be read: %(name)s (%(fault_words)s)"),
        _("Take a new one now; if that cannot be read either, use another stick."),
    ),
    "health.files_uncopied": (
        _("%(n)s photographs or templates are in no backup, the first is %(name)s"),
        _(
            "Take a backup now. If this is said again, the file is damaged: delete it, so that "
            "the next exchange brings it back, or put a good one in its place."
        ),
    ),
    "health.copy_old": (
        _("The latest backup is from %(made)s, and much was stored since."),
        _("Take one now under “Backups”, and leave the stick in the machine."),
    ),
    "health.copies": (
        _("The latest backup is from %(made)s and can be read; %(n)s are kept in %(path)s"),
        "",
    ),
    "health.exchange_failing": (
        _("No exchange with %(address)s since %(since)s: %(fault_words)s"),
        _("Do what the message says, under “Network”; or take a stick to the province."),
    ),
    "health.never_met": (
        _("The province has not confirmed yet that it has anything of this library."),
        _("Enter its address under “Network”, or bring a stick there."),
    ),
    "health.unsent": (
        _("%(n)s entries are not at the province yet."),
        _("Exchange under “Network”, or take a stick to the province soon."),
    ),
    "health.sent": (_("The province has all but %(n)s entries of this library."), ""),
    "health.clock_off": (
        _("The clocks of this machine and of the province differ by %(n)s minutes."),
        _("Set date and time of this machine, or ask the province about its own."),
    ),
    "health.versions": (_("Python %(python)s, SQLite %(sqlite)s."), ""),
    "health.versions_wal": (
        _(
            "Python %(python)s, SQLite %(sqlite)s. This SQLite can damage a log that two programs "
            "write: open the library's files with no other program."
        ),
        "",
    ),
}


def say_finding(
    code: str, values: Mapping[str, Any], *, offset_minutes: int = 420
) -> tuple[str, str]:
    """What was found, and what to do; the second is empty where nothing is to be done."""
    said, todo = HEALTH[code]
    kept: dict[str, Any] = {**values}
    for key in ("now", "made", "bound", "at", "since"):
        if f"{key}_ms" in values:
            kept[key] = _moment(int(values[f"{key}_ms"]), offset_minutes)
    for key in ("free", "wanted", "size"):
        if key in values:
            kept[key] = filesizeformat(int(values[key]) << 20)
    if "until" in values:
        kept["until"] = say_day(str(values["until"]))
    for key in ("facts", "n"):
        if isinstance(values.get(key), int):
            kept[key] = number(values[key])
    if "fault" in values:
        kept["fault_words"] = say_why(values["fault"], values.get("values") or {})
    return gettext(said) % kept, gettext(todo) % kept if todo else ""


def _moment(ms: int, offset_minutes: int) -> str:
    moment = datetime.fromtimestamp(ms / 1000, tz=UTC) + timedelta(minutes=offset_minutes)
    return moment.strftime("%d/%m/%Y %H:%M")
