"""What was just done with the stock, in words, for the next page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.ledger.draft import Refusal
from tusach.node.pages import toasts
from tusach.node.pages.writing import code_groups
from tusach.node.wording.refusals import say_refusal


def _entered(ids: Mapping[str, Any]) -> str:
    n = int(ids["n"])
    words = ngettext(
        "Entered under number %(first)s.", "%(n)d copies entered, from number %(first)s on.", n
    )
    return words % {"n": n, "first": code_groups(str(ids["first"]))}


def _refused(ids: Mapping[str, Any]) -> str:
    return say_refusal(Refusal(ids["refusal"], dict(ids.get("values", {}))))


WORDS = {
    "stock.entered": _entered,
    "stock.undone": lambda ids: _("Taken back."),
    "stock.received": lambda ids: _("Written down. Now enter its books one by one."),
    "stock.chosen": lambda ids: _("What you enter now belongs to this delivery."),
    "stock.left": lambda ids: _("What you enter now belongs to no delivery."),
    "stock.forgotten": lambda ids: _("The name of the giver is removed."),
    "stock.law_told": lambda ids: _("The law was entered."),
    "stock.missing": lambda ids: (
        ngettext(
            "%(n)d copy counts as missing now.", "%(n)d copies count as missing now.", int(ids["n"])
        )
        % {"n": int(ids["n"])}
    ),
    "stock.unmark": lambda ids: _("Taken back: they do not count as missing."),
    "stock.weeding": lambda ids: _("Done."),
    "stock.refused": _refused,
}


def register_all() -> None:
    """Say how each message is worded."""
    for code, words in WORDS.items():
        toasts.register(code, words)


def refuse(request: HttpRequest, refusal: Refusal) -> None:
    """The next page says why it could not be."""
    toasts.add(request, "stock.refused", tone="bad", refusal=refusal.code, values=refusal.values)
