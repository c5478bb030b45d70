"""A trip and its stops, as pages show them."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from django.utils.translation import gettext

from tusach.library.trips.facts import PlannedStop
from tusach.library.trips.story import TripState
from tusach.node.acts import travelling as acts
from tusach.node.desk.counter import Counter
from tusach.node.desk.shown import place_name
from tusach.node.wording.hours import clock
from tusach.node.wording.trips import STATUS

CHIPS = {
    "planned": "waiting",
    "published": "waiting",
    "cancelled": "voided",
    "under_way": "in-transit",
    "returned": "in-question",
    "closed": "done",
    "to_come": "waiting",
    "open": "available",
    "served": "done",
    "missed": "overdue",
}
_STOPS = (
    "SELECT subject, place, market, status, day, classes, came, loans, returns, confirmed, reason "
    "FROM stop WHERE tenant = ? AND trip = ?"
)


class StopShown(msgspec.Struct, frozen=True, kw_only=True):
    """A stop in words. came: None where nobody counted. minutes: from and to, empty where unknown.

    classes: codes of the place as they were that day, None where nobody knew them.
    """

    stop: str
    place: str
    name: str
    unit: str
    day: str
    arrive: str
    leave: str
    status: str
    words: str
    chip: str
    planned: bool
    classes: tuple[str, ...] | None = None
    came: int | None = None
    loans: int = 0
    returns: int = 0
    confirmed: int = 0
    reason: str = ""


def status_words(status: str) -> str:
    """A status in words."""
    return gettext(STATUS[status]) if status in STATUS else status


def stops_shown(counter: Counter, state: TripState) -> list[StopShown]:
    """The stops of a trip: those of its plan in the order of the road, then the others by day."""
    node = counter.node
    told = {row[0]: row[1:] for row in node.store.query(_STOPS, (node.tenant, state.subject))}
    planned = state.plan.stops if state.plan is not None else ()
    rows = [_planned(counter, one, told.pop(one.stop, None)) for one in planned]
    others = sorted(told.items(), key=lambda one: (one[1][3], one[0]))
    return [*rows, *(_told(counter, stop, row) for stop, row in others)]


def _planned(counter: Counter, one: PlannedStop, row: tuple[Any, ...] | None) -> StopShown:
    plan = StopShown(
        stop=one.stop,
        place=one.place,
        name=place_name(counter.node, one.place),
        unit=unit_name(counter, one.place),
        day=one.on,
        arrive=clock(one.arrive_minute),
        leave=clock(one.leave_minute),
        status="to_come",
        words=status_words("to_come"),
        chip=CHIPS["to_come"],
        planned=True,
    )
    return plan if row is None else _with(plan, row)


def _told(counter: Counter, stop: str, row: tuple[Any, ...]) -> StopShown:
    place = str(row[0])
    plan = StopShown(
        stop=stop,
        place=place,
        name=place_name(counter.node, place),
        unit=unit_name(counter, place),
        day=row[3],
        arrive="",
        leave="",
        status="",
        words="",
        chip="",
        planned=False,
    )
    return _with(plan, row)


def _with(plan: StopShown, row: tuple[Any, ...]) -> StopShown:
    _place, _market, status, day, classes, came, loans, returns, confirmed, reason = row
    return msgspec.structs.replace(
        plan,
        day=day,
        status=status,
        words=status_words(status),
        chip=CHIPS[status],
        classes=None if classes is None else tuple(json.loads(classes)),
        came=came,
        loans=loans,
        returns=returns,
        confirmed=confirmed,
        reason=reason,
    )


def unit_name(counter: Counter, place: str) -> str:
    """The commune of a place, in the language of the page; empty where it has none."""
    node = counter.node
    unit = node.place(place).unit
    if not unit:
        return ""
    said = node.store.state(unit, "unit").declared
    return counter.words(said.names) if said is not None else ""


def vehicle_choices(counter: Counter) -> list[tuple[str, str]]:
    """(place, name) of the vehicles that this node knows."""
    return [(one, place_name(counter.node, one)) for one in acts.vehicles(counter.node)]


def place_choices(counter: Counter) -> list[tuple[str, str]]:
    """(place, name with its commune) of what a trip may visit, by name."""
    node = counter.node
    moving = set(acts.vehicles(node))
    rows = node.store.query(
        "SELECT subject, name FROM place WHERE tenant = ? AND closed_on IS NULL ORDER BY name",
        (node.tenant,),
    )
    found = []
    for subject, name in rows:
        if subject not in moving:
            unit = unit_name(counter, subject)
            found.append((subject, f"{name} ({unit})" if unit and unit not in name else name))
    return found
