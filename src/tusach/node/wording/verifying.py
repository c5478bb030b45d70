"""What “tusach verify” found, and what to do about it: never to run “tusach verify”."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.faults import say_fault

SAID: dict[str, str] = {
    "store.damaged": _("The ledger file is damaged"),
    "store.no_access": _("The ledger file cannot be opened"),
    "store.failed": _("The ledger file cannot be read"),
    "vault.damaged": _("The private file is damaged"),
    "vault.no_access": _("The private file cannot be opened"),
    "vault.failed": _("The private file cannot be read"),
    "search.missing": _("The search file is missing"),
    "verify.schema": _("The tables are of another version"),
    "verify.links": _("The list of addresses of other machines has changed"),
    "verify.search": _("The search file differs"),
    "verify.table": _("A table differs from its facts"),
}
"""Faults that have other words where somebody wanted to write."""

BACKUP = _("Write nothing more and restore the latest backup: tusach restore FILE")
ACCESS = _(
    "Check that the file is there and belongs to you; if it is gone, restore the latest backup: "
    "tusach restore FILE"
)
RETELL = _("Have the tables told anew: tusach retell")
START = _("Nothing needs to be done: it is made anew when the program next starts")
AGAIN = _("Bring the file of that import in again")
FORGOTTEN = _("Nothing needs to be done: it is forgotten, and the next parcel holds more")
ADDRESSES = _("Open “Network” and enter the address of the province again")
KEY = _("Nothing needs to be done: it goes on under a new key when the program next starts")

NEXT: dict[str, str] = {
    "search.missing": START,
    "store.no_access": ACCESS,
    "vault.no_access": ACCESS,
    "verify.behind": KEY,
    "verify.import": AGAIN,
    "verify.links": ADDRESSES,
    "verify.part_erased": RETELL,
    "verify.peers": FORGOTTEN,
    "verify.quarantine": AGAIN,
    "verify.refused": RETELL,
    "verify.schema": START,
    "verify.search": START,
    "verify.table": RETELL,
}
"""By code; a backup for any other."""

ONLY_SAID = ("home.", "store.full", "store.busy")


def say_found(code: str, *, said: str = "", where: str = "") -> str:
    """A fault in a sentence, what the machine says of it, and a sentence of what to do."""
    if code.startswith(ONLY_SAID):
        return say_fault(code, {"said": said, "path": where})
    short = gettext(SAID[code]) if code in SAID else say_fault(code, {"said": said, "path": where})
    detail = f" ({said})" if said and said not in short else ""
    return f"{short}{detail}. {gettext(NEXT.get(code, BACKUP))}."
