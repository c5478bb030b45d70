"""When a vehicle was last in each commune, how, and when it comes next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from tusach.library.places.served import classes_on
from tusach.library.programme.followed import followed_on
from tusach.node.acts.figures import Look
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql

HUB = "hub"
MARKET, STOP = "market", "stop"
PROMISED, PLANNED = "promised", "planned"
_UNITS = (
    "SELECT subject, code, names, latitude, longitude FROM unit WHERE tenant = ? "
    "AND ended_on IS NULL ORDER BY code, subject"
)
_LAST = (
    "SELECT p.unit, s.day, s.market, s.place, s.trip, s.subject FROM stop s JOIN place p "
    "ON p.tenant = s.tenant AND p.subject = s.place WHERE s.tenant = ? "
    "AND s.status IN ('open', 'served') AND s.day <= ? ORDER BY s.day, s.subject"
)
_PROMISED = (
    "SELECT p.unit, v.day FROM place_visit v JOIN place p ON p.tenant = v.tenant "
    "AND p.subject = v.subject WHERE v.tenant = ? AND v.called_off = 0 AND v.day >= ?"
)
_PLANNED = (
    "SELECT p.unit, s.day FROM trip_stop s JOIN trip t ON t.tenant = s.tenant "
    "AND t.subject = s.subject JOIN place p ON p.tenant = s.tenant AND p.subject = s.place "
    "LEFT JOIN stop done ON done.tenant = s.tenant AND done.subject = s.stop "
    "WHERE s.tenant = ? AND s.day >= ? AND done.subject IS NULL "
    "AND t.status IN ('planned', 'published', 'under_way')"
)


class Visit(msgspec.Struct, frozen=True):
    """A stop that was served. how: market or stop."""

    day: str
    how: str
    place: str
    trip: str
    stop: str


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A commune. last: None where this node was told of no visit. days: since then.

    next_on: the day of the next visit, empty where none is dated; next_how: promised or planned.
    classes: codes in force of the commune itself. point: latitude, longitude in millionths.
    """

    unit: str
    code: str
    names: dict[str, str]
    point: tuple[int, int] | None
    last: Visit | None
    days: int | None
    visits: int
    next_on: str
    next_how: str
    classes: tuple[str, ...]


def hears_of_all_trips(node: Node) -> bool:
    """Whether trips that this node does not know of did not take place, as far as was told."""
    return node.store.standings is None or node.store.identity.role == HUB


def reached(node: Node, on: str) -> list[Reached]:
    """Every commune in force, those that wait longest first; never visited before all others."""
    last: dict[str, Visit] = {}
    visits: dict[str, int] = {}
    now = dict(followed_on(figure_sql.merged(Look(node)), on))
    for held, day, market, place, trip, stop in node.store.query(_LAST, (node.tenant, on)):
        unit = now.get(held, held)
        last[unit] = Visit(day, MARKET if market else STOP, place, trip, stop)
        visits[unit] = visits.get(unit, 0) + 1
    promised = _soonest(node.store.query(_PROMISED, (node.tenant, on)), now)
    planned = _soonest(node.store.query(_PLANNED, (node.tenant, on)), now)
    found = []
    for unit, code, names, latitude, longitude in node.store.query(_UNITS, (node.tenant,)):
        visit = last.get(unit)
        next_on, next_how = _next(promised.get(unit), planned.get(unit))
        found.append(
            Reached(
                unit=unit,
                code=code,
                names=json.loads(names),
                point=None if latitude is None or longitude is None else (latitude, longitude),
                last=visit,
                days=None if visit is None else _days(visit.day, on),
                visits=visits.get(unit, 0),
                next_on=next_on,
                next_how=next_how,
                classes=_classes(node, unit, on),
            )
        )
    return sorted(found, key=_longest)


def _longest(one: Reached) -> tuple[bool, int, str]:
    return one.days is not None, -(one.days or 0), one.code


def _days(day: str, on: str) -> int:
    return (date.fromisoformat(on) - date.fromisoformat(day)).days


def _soonest(rows: Iterable[tuple[str, str]], now: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for held, day in rows:
        unit = now.get(held, held)
        found[unit] = min(day, found.get(unit, day))
    return found


def _next(promised: str | None, planned: str | None) -> tuple[str, str]:
    """The sooner of the two; a promise of the same day is a promise."""
    if promised is not None and (planned is None or promised <= planned):
        return promised, PROMISED
    return (planned, PLANNED) if planned is not None else ("", "")


def _classes(node: Node, unit: str, on: str) -> tuple[str, ...]:
    told = classes_on(node.store.state(unit, "unit").classes, on)
    return tuple(one.told.place_class for one in told)
