"""A plan of earlier wishes as the beginning of a plan of today's: what people know stays.

Wishes are reckoned anew from facts each time, so their ids and the rows of the roads differ from
plan to plan; places, days and vehicles are the same. Source: docs/decisions/0044.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tusach.library.trips.check import Fault, faults
from tusach.library.trips.plan import Call, Day, Plan
from tusach.library.trips.problem import Problem, Slot
from tusach.library.trips.replan import standing

UNSERVED = "slot.unserved"


def carried(problem: Problem, before: Problem, plan: Plan) -> Plan:
    """As much of a plan of the wishes `before` as keeps every rule of these wishes.

    A visit stands for the wish of its place that has the day; of several, the one that has fewest
    days, which is the promised one.
    """
    taken: set[str] = set()
    days = [_day(problem, before, one, taken) for one in plan.days]
    return kept_rules(problem, Plan(days=tuple(one for one in days if one is not None)))


def kept_rules(problem: Problem, plan: Plan) -> Plan:
    """As much of a plan of these wishes as keeps every rule; hours may be different."""
    stands = standing(problem, plan).plan
    while True:
        broken = [one for one in faults(problem, stands) if one.code != UNSERVED]
        if not broken:
            return stands
        kept = tuple(one for one in stands.days if not any(_is_in(one, fault) for fault in broken))
        assert len(kept) < len(stands.days)  # each fault but a missing visit is of some day
        # A day of a journey does not stand without the others.
        stands = standing(problem, Plan(days=kept)).plan


def _is_in(day: Day, fault: Fault) -> bool:
    """Whether a fault is of this day."""
    if fault.on not in ("", day.on.isoformat()) or fault.vehicle not in ("", day.vehicle):
        return False
    return not fault.slot or any(call.slot == fault.slot for call in day.calls)


def _day(problem: Problem, before: Problem, day: Day, taken: set[str]) -> Day | None:
    """The day with today's rows and wishes; None where its vehicle or its town is not there."""
    start, end = (_row(problem, before, day, row) for row in (day.start, day.end))
    if start is None or end is None:
        return None
    calls = []
    for call in day.calls:
        slot = _wish(problem, before.slot_by_id[call.slot].stop, day, taken)
        if slot is not None:
            taken.add(slot.id)
            calls.append(Call(slot=slot.id, arrive_minute=call.arrive_minute, leave_minute=0))
    return replace(day, start=start, end=end, calls=tuple(calls))


def _row(problem: Problem, before: Problem, day: Day, row: int) -> int | None:
    """The row of a home or a town, in today's table of roads."""
    new, old = problem.vehicle_by_id.get(day.vehicle), before.vehicle_by_id.get(day.vehicle)
    if new is None or old is None:
        return None
    if row == old.home:
        return new.home
    town = next((one.id for one in before.hubs if one.at == row), "")
    return next((one.at for one in problem.hubs if one.id == town), None)


def _wish(problem: Problem, stop: str, day: Day, taken: set[str]) -> Slot | None:
    mine = [
        one
        for one in problem.slots
        if one.stop == stop
        and one.id not in taken
        and day.on in one.days
        and one.vehicle in ("", day.vehicle)
    ]
    return min(mine, key=_narrowness, default=None)


def _narrowness(slot: Slot) -> tuple[bool, int, date]:
    return not slot.pinned, len(slot.days), slot.days[0]
