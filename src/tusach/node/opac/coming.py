"""When the library comes: the dated visits of vehicles, by commune, and where they lie."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from tusach.library.catalogue.sorting import sort_key
from tusach.node.acts.governing import visits_to
from tusach.node.opac.seat import Seat
from tusach.node.opac.words import wording

AHEAD_DAYS = 400
"""A published plan reaches a year ahead at most."""

_UNITS = (
    "SELECT subject, code, names, latitude, longitude FROM unit WHERE tenant = ? "
    "AND valid_from <= ? AND (ended_on IS NULL OR ended_on > ?)"
)
_VISITED = (
    "SELECT DISTINCT p.subject, p.name, p.unit FROM place_visit v JOIN place p "
    "ON p.tenant = v.tenant AND p.subject = v.subject WHERE v.tenant = ? AND v.day >= ? "
    "AND v.day < ? AND v.called_off = 0 AND p.closed_on IS NULL"
)


class Coming(msgspec.Struct, frozen=True, order=True):
    """One visit to come. day: ISO text. place: where it stops. vehicle: its name, if said."""

    day: str
    place: str
    vehicle: str


class Commune(msgspec.Struct, frozen=True, kw_only=True):
    """A commune and the visits to it, soonest first. point: latitude and longitude, millionths."""

    unit: str
    code: str
    name: str
    point: tuple[int, int] | None
    visits: tuple[Coming, ...]

    @property
    def next(self) -> Coming | None:
        """The soonest, if any is known."""
        return self.visits[0] if self.visits else None


def communes(seat: Seat) -> tuple[Commune, ...]:
    """Every commune in force, by name, also those to which no visit is dated."""
    coming = _coming(seat)
    rows = seat.node.store.query(_UNITS, (seat.node.tenant, seat.on, seat.on))
    found = [_commune(seat, row, coming.get(row[0], ())) for row in rows]
    return tuple(sorted(found, key=lambda one: sort_key(one.name)))


def points(known: Iterable[Commune], today: str) -> list[dict[str, Any]]:
    """What a map draws: each commune that lies somewhere, with the days until the next visit."""
    first = date.fromisoformat(today)
    return [
        {
            "code": one.code,
            "name": one.name,
            "at": [one.point[0] / 1e6, one.point[1] / 1e6],
            "days": (date.fromisoformat(one.next.day) - first).days if one.next else None,
        }
        for one in known
        if one.point is not None
    ]


def _coming(seat: Seat) -> Mapping[str, tuple[Coming, ...]]:
    """By commune. A visit on a day on which nobody is served there does not count."""
    node = seat.node
    until = (date.fromisoformat(seat.on) + timedelta(days=AHEAD_DAYS)).isoformat()
    found: dict[str, list[Coming]] = defaultdict(list)
    for place, name, unit in node.store.query(_VISITED, (node.tenant, seat.on, until)):
        visits = visits_to(node, place, seat.on)
        for one in visits.rows:
            if unit and seat.on <= one.day < until and visits.holds(one):
                vehicle = node.place(one.vehicle).name if one.vehicle else ""
                found[unit].append(Coming(one.day, name, vehicle))
    return {unit: tuple(sorted(days)) for unit, days in found.items()}


def _commune(seat: Seat, row: tuple[Any, ...], visits: tuple[Coming, ...]) -> Commune:
    subject, code, names, latitude, longitude = row
    return Commune(
        unit=subject,
        code=code,
        name=wording(json.loads(names), seat.node.profile),
        point=None if latitude is None or longitude is None else (latitude, longitude),
        visits=visits,
    )
