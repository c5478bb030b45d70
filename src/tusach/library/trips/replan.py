"""A published plan after something changed: what still stands, what has to move, and how.

Only visits that cannot be as published are taken out; all others keep their day and their vehicle.
Each way is priced and says which dates it changes, so that people choose.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Day, Plan, Price, in_order, price
from tusach.library.trips.problem import Problem, Slot, works_on
from tusach.library.trips.timing import timed

FEWEST, SHORTEST, EARLIEST = "fewest", "shortest", "earliest"


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A visit whose day or vehicle is different. None: it is not made, or was not planned."""

    slot: str
    before: tuple[date, str] | None
    after: tuple[date, str] | None


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to go on. code: fewest, shortest or earliest. moved: by the day they had."""

    code: str
    plan: Plan
    moved: tuple[Moved, ...]
    price: Price


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands of a plan. broken: slots that cannot be as planned, in the order of the plan."""

    plan: Plan
    broken: tuple[str, ...]


def standing(problem: Problem, plan: Plan) -> Standing:
    """What of a plan can be driven as the problem is now; hours within a day may be different.

    A journey of which one day cannot be driven falls as a whole.
    """
    kept: list[Day] = []
    broken: list[str] = []
    for run in _runs(problem, plan):
        days = [_still(problem, day) for day in run]
        whole = [day for day in days if day is not None]
        if len(whole) < len(run):
            whole = []
        left = {call.slot for day in whole for call in day.calls}
        broken += [call.slot for day in run for call in day.calls if call.slot not in left]
        home = problem.vehicle_by_id[run[0].vehicle].home if whole else 0
        is_one = len(whole) == 1 and whole[0].start == whole[0].end == home
        kept += [] if is_one and not whole[0].calls else whole
    return Standing(plan=in_order(kept, plan.made_by), broken=tuple(broken))


def put_back(problem: Problem, left: Standing, *, from_on: date, earliest: bool = False) -> Plan:
    """The standing plan with the broken visits put where they cost least, or come soonest.

    from_on: no visit is put on a day before it. What finds no place is left out.
    """
    kept_slots = {call.slot for day in left.plan.days for call in day.calls}
    wanted = set(left.broken)
    slots = [
        _later(one, from_on) if one.id in wanted else one
        for one in problem.slots
        if one.id in wanted or one.id in kept_slots
    ]
    asked = replace(problem, slots=tuple(slots))
    if not earliest:
        return insert_all(asked, kept=left.plan)
    plan = left.plan
    for name in left.broken:
        plan = _soonest(asked, plan, name)
    return plan


def way(problem: Problem, code: str, before: Plan, after: Plan) -> Way:
    """A plan as a way to go on from another."""
    return Way(code=code, plan=after, moved=moved(before, after), price=price(problem, after))


def moved(before: Plan, after: Plan) -> tuple[Moved, ...]:
    """The visits of which day or vehicle are different, by the day they had."""
    first, second = _dates(before), _dates(after)
    found = [
        Moved(slot=slot, before=first.get(slot), after=second.get(slot))
        for slot in {**first, **second}
        if first.get(slot) != second.get(slot)
    ]
    return tuple(sorted(found, key=lambda one: (one.before or one.after or (), one.slot)))


def beyond(moves: Sequence[Moved], broken: Collection[str]) -> tuple[Moved, ...]:
    """Changes to visits that could have stayed as they were."""
    return tuple(one for one in moves if one.slot not in set(broken))


def _dates(plan: Plan) -> dict[str, tuple[date, str]]:
    return {call.slot: (day.on, day.vehicle) for day in plan.days for call in day.calls}


def _later(slot: Slot, from_on: date) -> Slot:
    return replace(slot, days=tuple(on for on in slot.days if on >= from_on))


def _runs(problem: Problem, plan: Plan) -> list[list[Day]]:
    """Days by vehicle, those of one journey together; of a vehicle that is gone each alone."""
    runs: list[list[Day]] = []
    for day in sorted(plan.days, key=lambda one: (one.vehicle, one.on)):
        vehicle = problem.vehicle_by_id.get(day.vehicle)
        away = vehicle is not None and day.start != vehicle.home
        if away and runs and runs[-1][-1].vehicle == day.vehicle:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _still(problem: Problem, day: Day) -> Day | None:
    """The day with those visits that can still be made on it; None where it cannot be driven."""
    vehicle = problem.vehicle_by_id.get(day.vehicle)
    if vehicle is None or not works_on(problem, vehicle, day.on):
        return None
    slots = [
        slot
        for call in day.calls
        if (slot := problem.slot_by_id.get(call.slot)) and day.on in slot.days
    ]
    while True:
        ends = (day.start, day.end)
        made = timed(problem, on=day.on, vehicle=day.vehicle, ends=ends, slots=slots)
        if made is not None or not slots:
            return made
        # The one without which the day can be driven goes; else the last one.
        fewer = [
            one
            for one in slots
            if timed(
                problem,
                on=day.on,
                vehicle=day.vehicle,
                ends=ends,
                slots=[other for other in slots if other is not one],
            )
        ]
        slots.remove(fewer[0] if fewer else slots[-1])


def _soonest(problem: Problem, plan: Plan, name: str) -> Plan:
    """The plan with one more visit on the first day that has room for it."""
    met = {call.slot for day in plan.days for call in day.calls}
    slot = problem.slot_by_id[name]
    others = tuple(one for one in problem.slots if one.id in met)
    for on in slot.days:
        alone = replace(slot, days=(on,), required=True)
        tried = insert_all(replace(problem, slots=(*others, alone)), kept=plan)
        if any(call.slot == name for day in tried.days for call in day.calls):
            return tried
    return plan
