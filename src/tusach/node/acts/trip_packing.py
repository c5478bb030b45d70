"""What a trip takes along: for all its stops at once, promises first, by shelf; and what rides.

One copy goes to one stop only, so stops that ask for the same are reckoned together.
Source: docs/decisions/0041.
"""

from __future__ import annotations

import msgspec

from tusach.library.crates.packing import (
    PROMISED,
    Book,
    Choice,
    Packing,
    Stop,
    pack,
    pick_list,
)
from tusach.library.trips.story import OPEN, TO_COME, TripState
from tusach.node.acts import packing
from tusach.node.acts.node import At, Node

MOST_ROOM = 500
_RIDES = (
    "SELECT s.place, s.day, t.subject, t.vehicle, t.promised FROM trip_stop s JOIN trip t "
    "ON t.tenant = s.tenant AND t.subject = s.subject WHERE s.tenant = ? AND s.day >= ? "
    "AND t.status IN ('planned', 'published') ORDER BY s.day DESC, t.subject DESC"
)


class AtStop(msgspec.Struct, frozen=True, kw_only=True):
    """What goes to one place of the trip. gain: loans expected. unmet: (why, hold or title)."""

    place: str
    on: str
    promised: tuple[Choice, ...]
    expected: tuple[Choice, ...]
    unmet: tuple[tuple[str, str], ...]
    gain: float


class Pick(msgspec.Struct, frozen=True):
    """A title in the order of the shelves, and the places it goes to, in the order of the road."""

    shelf: str
    title: str
    places: tuple[str, ...]


class ForTrip(msgspec.Struct, frozen=True):
    """What a trip takes along: by stop in the order of the road, and the whole by shelf."""

    stops: tuple[AtStop, ...]
    picks: tuple[Pick, ...]


class Ride(msgspec.Struct, frozen=True):
    """A trip that goes to a place already."""

    day: str
    trip: str
    vehicle: str
    is_promised: bool


def for_trip(node: Node, state: TripState, at: At, *, room: int) -> ForTrip:
    """What should go from this place to the stops that are to come. room: books for each."""
    days: dict[str, str] = {}
    for one in state.plan.stops if state.plan is not None else ():
        if state.status_of(one.stop) in (TO_COME, OPEN):
            days.setdefault(one.place, one.on)
    told = packing.demands(node, at.on)
    books = packing.books_here(node, tuple(days), at)
    stops = [
        Stop(
            stop=place,
            room=room,
            demand=packing.demand_of(told, place),
            promised=tuple(packing.promised(node, place, at.on)),
        )
        for place in days
    ]
    found = pack(stops, books)
    return ForTrip(
        stops=tuple(_at_stop(found, place, day) for place, day in days.items()),
        picks=_picks(found, books, tuple(days)),
    )


def rides(node: Node, on: str) -> dict[str, Ride]:
    """By place, the next trip that goes there: a crate for it may ride along."""
    return {
        str(place): Ride(str(day), str(trip), str(vehicle), bool(promised))
        for place, day, trip, vehicle, promised in node.store.query(_RIDES, (node.tenant, on))
    }


def _at_stop(found: Packing, place: str, day: str) -> AtStop:
    choices = found.stops[place]
    return AtStop(
        place=place,
        on=day,
        promised=tuple(one for one in choices if one.why == PROMISED),
        expected=tuple(one for one in choices if one.why != PROMISED),
        unmet=tuple((why, of) for stop, why, of in found.unmet if stop == place),
        gain=sum(one.gain for one in choices),
    )


def _picks(found: Packing, books: list[Book], order: tuple[str, ...]) -> tuple[Pick, ...]:
    return tuple(
        Pick(shelf, title, tuple(one for one in order if one in places))
        for shelf, title, places in pick_list(found, books)
    )
