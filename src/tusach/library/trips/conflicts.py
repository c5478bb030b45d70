"""A smallest set of wishes that cannot be met together, with why: what a planner asks people about.

Looked at in this order, so that what is named first is smallest: one wish alone; visits of one stop
too close together; more wishes than the days have room for. What is named is proven: no plan meets
it. That nothing is named proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate, combinations, permutations

import msgspec

from tusach.library.trips.problem import (
    NO_ROAD,
    Problem,
    Slot,
    Vehicle,
    arrival_window,
    row_of,
    works_on,
)
from tusach.library.trips.timing import leg_minutes, timed

MOST_NAMED = 20


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Wishes of which no plan meets all; without any one of them no such thing is proven.

    code: no_day, window, no_road, too_far, spacing, too_many. slots: their ids, in order. days:
    those on which they could be, for too_many. room: visits that fit there.
    """

    code: str
    slots: tuple[str, ...]
    days: tuple[date, ...] = ()
    room: int = 0


def conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """Sets of required wishes that cannot be met together, smallest kinds first; few are named."""
    alone = [
        Conflict(code=code, slots=(slot.id,))
        for slot in problem.slots
        if slot.required and (code := hopeless(problem, slot))
    ]
    impossible = {one.slots[0] for one in alone}
    rest = [one for one in problem.slots if one.required and one.id not in impossible]
    found = [*alone, *_spacings(problem, rest)]
    if not found:
        crowd = _crowd(problem, rest)
        found = [crowd] if crowd else []
    return tuple(found[:MOST_NAMED])


def hopeless(problem: Problem, slot: Slot) -> str:
    """Why a slot cannot be met even if nothing else were asked; empty where it can."""
    opens, closes = arrival_window(problem, slot)
    if opens > closes:
        return "window"
    days = usable_days(problem, slot)
    if not days:
        return "no_day"
    if all(not _road_leads(problem, slot, on) for on in days):
        return "no_road"
    return "" if any(_reaches(problem, slot, on) for on in days) else "too_far"


def usable_days(problem: Problem, slot: Slot) -> tuple[date, ...]:
    """The days of a slot on which some vehicle that may serve it goes out."""
    vehicles = _vehicles(problem, slot)
    return tuple(
        on for on in slot.days if any(works_on(problem, vehicle, on) for vehicle in vehicles)
    )


def _vehicles(problem: Problem, slot: Slot) -> tuple[Vehicle, ...]:
    return tuple(
        one
        for one in problem.vehicles
        if slot.vehicle in ("", one.id) and one.crew >= problem.terms.crew
    )


def _sleeps(problem: Problem, vehicle: Vehicle) -> tuple[int, ...]:
    towns = tuple(hub.at for hub in problem.hubs) if problem.terms.nights else ()
    return (vehicle.home, *towns)


def _road_leads(problem: Problem, slot: Slot, on: date) -> bool:
    row = row_of(problem, slot)
    return any(
        leg_minutes(problem, on, one, row) != NO_ROAD
        for vehicle in _vehicles(problem, slot)
        for one in _sleeps(problem, vehicle)
    )


def _reaches(problem: Problem, slot: Slot, on: date) -> bool:
    """Whether a day from home or a town to home or a town has time for it."""
    return any(
        timed(problem, on=on, vehicle=vehicle.id, ends=(one, other), slots=[slot]) is not None
        for vehicle in _vehicles(problem, slot)
        if works_on(problem, vehicle, on)
        for one in _sleeps(problem, vehicle)
        for other in _sleeps(problem, vehicle)
    )


def _spacings(problem: Problem, slots: Sequence[Slot]) -> list[Conflict]:
    """For each stop the smallest set of its slots that cannot be spaced."""
    found = []
    for stop in problem.stops:
        mine = [one for one in slots if one.stop == stop.id]
        mine.sort(key=lambda one: one.days)
        days = {one.id: usable_days(problem, one) for one in mine}
        held = _unspaced([days[one.id] for one in mine], max(stop.gap_days, 1))
        if held:
            ids = tuple(mine[at].id for at in held)
            found.append(Conflict(code="spacing", slots=ids))
    return found


def _unspaced(days: Sequence[Sequence[date]], gap: int) -> tuple[int, ...]:
    """Which few of these slots have no days far enough apart in any order; empty: none found."""
    if _fits(days, gap):
        return ()
    for size in range(2, _MOST_TRIED + 1):
        for some in combinations(range(len(days)), size):
            if not any(_fits([days[at] for at in order], gap) for order in permutations(some)):
                return some
    return ()


def _fits(days: Sequence[Sequence[date]], gap: int) -> bool:
    """Whether these slots can be served in this order; each as early as it can be is best."""
    last: date | None = None
    for mine in days:
        last = next((on for on in mine if last is None or (on - last).days >= gap), None)
        if last is None:
            return False
    return True


def _crowd(problem: Problem, slots: Sequence[Slot]) -> Conflict | None:
    """Wishes that want the same few days, more of them than those days have room for."""
    held = list(slots)
    days = {one.id: usable_days(problem, one) for one in held}
    crowd = _overfull(problem, held, days)
    if not crowd:
        return None
    for one in list(crowd):
        # The room is reckoned anew, since without the shortest stay fewer fit into a day.
        fewer = _overfull(problem, [other for other in crowd if other is not one], days)
        crowd = fewer or crowd
    shared = sorted({on for one in crowd for on in days[one.id]})
    room = sum(_room(problem, crowd, on) for on in shared)
    ids = tuple(one.id for one in crowd)
    return Conflict(code="too_many", slots=ids, days=tuple(shared), room=room)


def _overfull(
    problem: Problem, slots: Sequence[Slot], days: Mapping[str, tuple[date, ...]]
) -> list[Slot]:
    """Slots of which not all find a day, found by matching them to the room of days."""
    room = {on: _room(problem, slots, on) for one in slots for on in days[one.id]}
    taken: dict[date, list[Slot]] = {on: [] for on in room}
    for slot in slots:
        reached: dict[date, tuple[Slot, date | None]] = {}
        end = _free_day(slot, days, room=room, taken=taken, reached=reached)
        if end is None:
            return [slot, *(one for on in reached for one in taken[on])]
        while True:
            # Each day passed on gives up the slot through which the next one was reached.
            mover, before = reached[end]
            taken[end].append(mover)
            if before is None:
                break
            taken[before].remove(mover)
            end = before
    return []


def _free_day(
    slot: Slot,
    days: Mapping[str, tuple[date, ...]],
    *,
    room: Mapping[date, int],
    taken: Mapping[date, list[Slot]],
    reached: dict[date, tuple[Slot, date | None]],
) -> date | None:
    """A day with room that is reached from a slot by moving others; `reached` says how."""
    waiting: list[tuple[Slot, date | None]] = [(slot, None)]
    for mover, before in waiting:
        for on in days[mover.id]:
            if on not in reached:
                reached[on] = (mover, before)
                if len(taken[on]) < room[on]:
                    return on
                waiting.extend((one, on) for one in taken[on])
    return None


def _room(problem: Problem, slots: Sequence[Slot], on: date) -> int:
    """More visits than this are never made on a day, even if no road took any time."""
    terms = problem.terms
    hours = min(terms.shift_minutes, terms.ends_minute - terms.starts_minute)
    stays = sorted(problem.stop_by_id[one.stop].stay_minutes for one in slots)
    fit = sum(total <= hours for total in accumulate(stays))
    out = [one for one in problem.vehicles if works_on(problem, one, on)]
    return fit * len(out)


_MOST_TRIED = 4
"""Of the visits of one stop sets up to this size are tried in every order."""
