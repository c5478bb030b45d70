"""The places: what they are called, where they lie, when they are open."""

from __future__ import annotations

import json
from datetime import date, timedelta

import msgspec

from tusach.library.catalogue.sorting import sort_key
from tusach.library.places.calendar import Calendar
from tusach.library.profile.places import PlaceKind
from tusach.library.profile.profile import Profile
from tusach.node.opac.seat import Seat
from tusach.node.opac.words import wording

AHEAD_DAYS = 120
MOST_CLOSED = 6
NEXT_OPEN_DAYS = 14

_PLACES = (
    "SELECT p.subject, p.code, p.name, p.kind, p.hours, p.owner, p.address, p.contact, "
    "p.demonstration, u.names, u.kind FROM place p LEFT JOIN unit u ON u.tenant = p.tenant "
    "AND u.subject = p.unit WHERE p.tenant = ? AND p.closed_on IS NULL ORDER BY p.code"
)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place in words. moves: it serves where it stops, not by weekday."""

    place: str
    code: str
    name: str
    kind: str
    unit: str
    hours: str
    owner: str
    address: str
    contact: str
    is_demonstration: bool
    is_central: bool
    moves: bool
    is_here: bool
    is_open: bool


class Week(msgspec.Struct, frozen=True):
    """When a place is open. weekdays: ISO numbers; closed: the next single days, as dates.

    next_open: the next open day after today, or None where none is known.
    """

    weekdays: tuple[int, ...]
    closed: tuple[str, ...]
    next_open: str | None


def places(seat: Seat) -> dict[str, Place]:
    """Every place that serves, by id: here first, then the central ones, then by name."""
    node = seat.node
    kinds = {kind.code: kind for kind in node.profile.places.kinds}
    today = date.fromisoformat(seat.on)
    found = []
    for row in node.store.query(_PLACES, (node.tenant,)):
        subject, code, name, kind, hours, owner, address, contact, demonstration, units, _ = row
        known = kinds.get(kind)
        moves = bool(known and known.moves)
        found.append(
            Place(
                place=subject,
                code=code,
                name=name,
                kind=wording(known.names, node.profile) if known else kind,
                unit=wording(json.loads(units), node.profile) if units else "",
                hours=hours or "",
                owner=_owner(known, owner or "", node.profile),
                address=address or "",
                contact=contact or "",
                is_demonstration=bool(demonstration),
                is_central=bool(known and known.central),
                moves=moves,
                is_here=subject == seat.here,
                is_open=not moves and node.calendar(subject, seat.on).is_open(today),
            )
        )
    found.sort(key=lambda one: (not one.is_here, not one.is_central, sort_key(one.name)))
    return {one.place: one for one in found}


def _owner(kind: PlaceKind | None, told: str, profile: Profile) -> str:
    """Whose a place is: in the language of the page where the programme has words for it."""
    own = kind.owner if kind else {}
    return wording(own, profile) if told in own.values() else told


def week(seat: Seat, place: str) -> Week:
    """The opening days of a place, from today on."""
    calendar: Calendar = seat.node.calendar(place, seat.on)
    today = date.fromisoformat(seat.on)
    last = (today + timedelta(days=AHEAD_DAYS)).isoformat()
    closed = [
        day
        for day in sorted(calendar.closed)
        if seat.on <= day <= last and date.fromisoformat(day).isoweekday() in calendar.weekdays
    ]
    ahead = (today + timedelta(days=days) for days in range(1, NEXT_OPEN_DAYS + 1))
    following = next((day.isoformat() for day in ahead if calendar.is_open(day)), None)
    return Week(tuple(sorted(calendar.weekdays)), tuple(closed[:MOST_CLOSED]), following)
