"""The reading tables of markets, roads and requests, and their rows. Values only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tusach.library.markets.story import MarketState
from tusach.library.places.requests import RequestState
from tusach.library.places.served import ClassTold
from tusach.library.places.story import PlaceState
from tusach.library.roads.story import RoadState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

MARKET_TABLES = (
    Table(
        "market",
        ("code TEXT", "names TEXT", "unit TEXT", "ended_on TEXT"),
        indexes=("tenant, unit",),
        nouns=("market",),
    ),
    # Which place or unit is of which class, by which decision.
    Table(
        "place_class",
        ("fact TEXT", "class TEXT", "valid_from TEXT", "valid_until TEXT", "withdrawn INTEGER"),
        key=("class", "valid_from"),
        indexes=("tenant, class",),
        nouns=("place", "unit"),
    ),
    # Places of which it is known how a vehicle serves them.
    Table("place_service", ("fact TEXT", "valid_from TEXT"), key=("fact",), nouns=("place",)),
    Table(
        "visit_request",
        (
            "place TEXT",
            "first TEXT",
            "last TEXT",
            "asked_on TEXT",
            "answer TEXT",
            "answered_on TEXT",
        ),
        indexes=("tenant, place",),
        nouns=("request",),
    ),
    Table(
        "road",
        ("one TEXT", "other TEXT", "closed_on TEXT", "closed_until TEXT", "drives INTEGER"),
        indexes=("tenant, closed_on",),
        nouns=("road",),
    ),
)


def _market(head: _Head, state: MarketState) -> TableRows:
    said = state.declared
    if said is None:
        return {}
    names = json.dumps(said.names, ensure_ascii=False, separators=(",", ":"))
    return {"market": [(*head, said.code, names, said.unit, state.ended_on)]}


def classes_of(head: _Head, told: Iterable[ClassTold]) -> TableRows:
    """The decisions about the class of a place or a unit."""
    rows = [
        (
            *head,
            one.fact,
            one.told.place_class,
            one.told.valid_from,
            one.told.valid_until,
            int(one.told.withdrawn),
        )
        for one in told
    ]
    return {"place_class": rows} if rows else {}


def services_of(head: _Head, state: PlaceState) -> TableRows:
    """From when on it is known how the place is served."""
    rows = [(*head, one.fact, one.told.valid_from) for one in state.services]
    return {"place_service": rows} if rows else {}


def _request(head: _Head, state: RequestState) -> TableRows:
    asked, answer = state.asked, state.answer
    if asked is None:
        return {}
    row = (
        *head,
        asked.place,
        asked.first,
        asked.last,
        state.asked_on,
        answer.answer if answer else None,
        state.answered_on or None,
    )
    return {"visit_request": [row]}


def _road(head: _Head, state: RoadState) -> TableRows:
    """closed_on, closed_until: of the last closure that nobody has ended by opening the road."""
    if not state.ends:
        return {}
    shut = next((one for one in reversed(state.closures) if one.opened_by is None), None)
    row = (
        *head,
        state.ends[0],
        state.ends[1] if len(state.ends) > 1 else None,
        shut.on if shut else None,
        shut.until if shut else None,
        len(state.drives),
    )
    return {"road": [row]}


MARKET_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {
    "market": _market,
    "request": _request,
    "road": _road,
}
