"""Three ways to go on with a published plan: fewest changes, least distance, earliest service."""

from __future__ import annotations

import time
from datetime import date, timedelta

from tusach.library.trips.check import faults
from tusach.library.trips.plan import Plan, better, in_order, price
from tusach.library.trips.problem import Problem
from tusach.library.trips.replan import (
    EARLIEST,
    FEWEST,
    SHORTEST,
    Standing,
    Way,
    put_back,
    standing,
    way,
)
from tusach.node.trips.routing.router import has_solver

AROUND_DAYS = 14
"""So far before and after what broke the shortest way may move other visits."""
SEARCH_S = 0.8


def ways(
    problem: Problem, plan: Plan, *, from_on: date, seconds: float = SEARCH_S
) -> tuple[Standing, tuple[Way, ...]]:
    """What still stands of a plan, and three ways to go on.

    problem: as it is now. from_on: what is before stays, whatever happens. Where the solver is not
    installed the shortest way is the one with the fewest changes.
    """
    left = standing(problem, plan)
    fewest = put_back(problem, left, from_on=from_on)
    shortest = _shortest(problem, left, fewest, from_on=from_on, seconds=seconds)
    earliest = put_back(problem, left, from_on=from_on, earliest=True)
    return left, tuple(
        way(problem, code, plan, after)
        for code, after in ((FEWEST, fewest), (SHORTEST, shortest), (EARLIEST, earliest))
    )


def _shortest(
    problem: Problem, left: Standing, fewest: Plan, *, from_on: date, seconds: float
) -> Plan:
    if not has_solver() or not left.broken:
        return fewest
    from tusach.node.trips.routing.journeys import cost_of
    from tusach.node.trips.routing.parts import part_of
    from tusach.node.trips.routing.unrolled import solved

    broken = set(left.broken)
    days = [day.on for day in fewest.days if broken & {call.slot for call in day.calls}]
    days += [on for name in broken for on in problem.slot_by_id[name].days[:1]]
    if not days:
        return fewest
    first = max(min(days) - timedelta(days=AROUND_DAYS), from_on, problem.from_on)
    last = min(max(days) + timedelta(days=AROUND_DAYS), problem.until_on)
    missing = broken - {call.slot for day in fewest.days for call in day.calls}
    new = [one for one in problem.slots if one.id in missing]
    part = part_of(problem, fewest.days, first, last, new=new)
    ends = time.monotonic() + seconds
    visits, _ = solved(problem, part, stopped=lambda: time.monotonic() >= ends, seed=1)
    inside = {(day.on, day.vehicle) for day in part.now}
    kept = [day for day in fewest.days if (day.on, day.vehicle) not in inside]
    found = in_order([*kept, *cost_of(problem, part, visits)[1]], "solver")
    is_better = better(price(problem, found), price(problem, fewest))
    new_faults = {one.code for one in faults(problem, found)} - {"slot.unserved"}
    return found if is_better and not new_faults else fewest
