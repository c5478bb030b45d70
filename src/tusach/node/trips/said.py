"""What was just done with a crate, in words, for the next page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.ledger.draft import Refusal
from tusach.node.acts.current import current
from tusach.node.pages import toasts
from tusach.node.pages.writing import day, number
from tusach.node.store.store import Done
from tusach.node.trips import memory
from tusach.node.wording.refusals import say_refusal


def _refused(ids: Mapping[str, Any]) -> str:
    refusal = Refusal(ids["refusal"], dict(ids.get("values", {})))
    return say_refusal(refusal, name=lambda one: current().place(one).name)


def _received(ids: Mapping[str, Any]) -> str:
    n, missing = int(ids["n"]), int(ids["missing"])
    words = ngettext("Received: %(n)s book.", "Received: %(n)s books.", n) % {"n": number(n)}
    if missing:
        short = ngettext(
            "%(n)s book is missing and stays with the sender until it is found.",
            "%(n)s books are missing and stay with the sender until they are found.",
            missing,
        )
        words += " " + short % {"n": number(missing)}
    if int(ids["kept"]):
        words += " " + _("Kept for readers who asked: see the list of holds.")
    return words


def _made(ids: Mapping[str, Any]) -> str:
    n = int(ids["n"])
    words = ngettext("%(n)s crate was made.", "%(n)s crates were made.", n)
    return words % {"n": number(n)} + " " + _("Print their labels now.")


def _sent(ids: Mapping[str, Any]) -> str:
    words = _("The crate is on its way to %(place)s.") % {
        "place": current().place(str(ids["to"])).name
    }
    if ids.get("back_on"):
        words += " " + _("Due back by %(day)s.") % {"day": day(ids["back_on"])}
    return words


WORDS = {
    "crates.made": _made,
    "crates.packed": lambda ids: _("Packed."),
    "crates.promised": lambda ids: _("Packed, for a reader who asked for it."),
    "crates.unpacked": lambda ids: _("Taken out."),
    "crates.sent": _sent,
    "crates.received": _received,
    "crates.stays": lambda ids: _("Agreed: the crate stays here."),
    "crates.retired": lambda ids: _("The crate is not used any more."),
    "crates.signed": lambda ids: _("The signature was entered."),
    "crates.forgotten": lambda ids: _("The names of this place's minutes are removed."),
    "crates.undone": lambda ids: _("Taken back."),
    "crates.seen": lambda ids: _("It lies in the crate."),
    "crates.surplus": lambda ids: _("This one is surplus: it was not sent with the crate."),
    "crates.no_copy": lambda ids: _("That is no book of the stock. Scan the label of a book."),
    "crates.refused": _refused,
}


def register_all() -> None:
    """Say how each message is worded."""
    for code, words in WORDS.items():
        toasts.register(code, words)


def refuse(request: HttpRequest, refusal: Refusal) -> None:
    """The next page says why it could not be."""
    toasts.add(request, "crates.refused", tone="bad", refusal=refusal.code, values=refusal.values)


def done(request: HttpRequest, told: Done, code: str, crate: str, **ids: Any) -> None:
    """The next page says what was done, with the way back."""
    facts: Sequence[str] = told.facts
    first = memory.remember(request, facts)
    undo = reverse("trips:undo", kwargs={"crate": crate, "fact": first})
    toasts.add(request, code, undo=undo, **ids)
