"""What was just done with markets, roads and places that are visited, for the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.pages import toasts

WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "trips.nothing_new": lambda ids: _("It is so already; nothing was changed."),
    "trips.market_told": lambda ids: _("The market was changed."),
    "trips.markets_taken": lambda ids: (
        ngettext(
            "%(count)d market was taken over.",
            "%(count)d markets were taken over.",
            int(ids["count"]),
        )
        % {"count": int(ids["count"])}
    ),
    "trips.road_closed": lambda ids: _("The road is entered as closed, for everybody."),
    "trips.road_opened": lambda ids: _("The road is entered as open again."),
    "trips.road_told": lambda ids: _("The time is entered."),
    "trips.place_told": lambda ids: _("Entered."),
    "trips.request_told": lambda ids: _("The request is entered; it waits for an answer."),
    "trips.request_answered": lambda ids: _("The answer is entered. Tell the commune."),
    "trips.classes_told": lambda ids: (
        _("Entered for %(told)d communes; of the class already: %(present)d.")
        % {"told": int(ids["told"]), "present": int(ids["present"])}
    ),
    "trips.calendar_told": lambda ids: _("The first day is entered; it holds everywhere now."),
}


def register_all() -> None:
    """Say how each message is worded."""
    for code, words in WORDS.items():
        toasts.register(code, words)
