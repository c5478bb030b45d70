"""How long a re-plan takes and what it moves: closures and breakdowns of the plan of a year."""

from __future__ import annotations

import time
from datetime import date, timedelta
from random import Random
from statistics import quantiles

from bench.trips import frozen
from msgspec.structs import replace

from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.problem import Closure, Problem
from tusach.library.trips.replan import beyond
from tusach.node.trips.routing.replanning import ways

CASES, SEED = 30, 7


def measure(name: str = "year-1", cases: int = CASES) -> None:
    """Print seconds and changed dates; half of the cases are roads, half are breakdowns."""
    held = frozen.read(name)
    problem = held.problem
    plan = held.best.plan if held.best else insert_all(problem)
    drawn = Random(SEED)
    clocks, spent, outside, lost, broken = [], [], 0, 0, 0
    for case in range(cases):
        changed, from_on = _changed(problem, drawn, is_road=case % 2 == 0)
        clock, processor = time.monotonic(), time.process_time()
        left, three = ways(changed, plan, from_on=from_on)
        clocks.append(time.monotonic() - clock)
        spent.append(time.process_time() - processor)
        broken += len(left.broken)
        outside += len(beyond(three[0].moved, left.broken))
        lost += sum(one.after is None for one in three[0].moved)
        for way in three:
            codes = {one.code for one in faults(changed, way.plan)} - {"slot.unserved"}
            assert not codes, codes
    print(
        f"re-plan of {name}, {cases} cases, {broken} visits broken: p50 {_at(clocks, 50):.2f} s, "
        f"p95 {_at(clocks, 95):.2f} s by the clock, p95 {_at(spent, 95):.2f} s of the processor; "
        f"fewest changes: {outside} dates changed beyond them, {lost} found no other day"
    )


def _changed(problem: Problem, drawn: Random, *, is_road: bool) -> tuple[Problem, date]:
    days = sorted({on for one in problem.slots for on in one.days})
    first = drawn.choice(days[:-40])
    length = timedelta(days=drawn.randint(3, 21))
    if is_road:
        stop = drawn.choice(problem.stops)
        shut = Closure(start=stop.at, from_on=first, until_on=first + length)
        return replace(problem, closures=(*problem.closures, shut)), first
    broken = tuple(first + timedelta(days=at) for at in range(length.days))
    vehicle = problem.vehicles[0]
    vehicle = replace(vehicle, days_off=tuple(sorted({*vehicle.days_off, *broken})))
    return replace(problem, vehicles=(vehicle, *problem.vehicles[1:])), first


def _at(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]
