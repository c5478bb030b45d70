"""`python -m bench.trips`: what plans of the frozen instances cost, by whom, in how much time.

For each instance: a trip a visit, cheapest insertion, the solver for so many seconds; each plan is
looked at by the checker, and set against the best plan known. `--freeze` writes the instances anew
from their recipes and forgets the best plans; `--keep` keeps a plan of the solver that is cheaper
than the best one. Seconds are those of each processor, so that what works beside it matters less;
`--clock` takes those of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from functools import partial

from bench.trips import frozen, replanning, roads_only
from bench.trips.frozen import Best, Frozen
from bench.trips.instances import RECIPES, made

from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all, one_by_one
from tusach.library.trips.plan import Plan, Price, price
from tusach.library.trips.problem import Problem
from tusach.node.trips.routing.router import Solver, has_solver

SECONDS = {"season-1": 20, "year-1": 55, "year-3": 170}


def main() -> None:
    """Plan, check, print."""
    words = _words()
    if words.freeze:
        for recipe in RECIPES:
            print("frozen:", frozen.write(Frozen(recipe.name, made(recipe), None)))
        return
    for name in words.instance or frozen.names():
        _instance(name, words)
    if not words.instance:
        replanning.measure()
        roads_only.measure(words.seconds or 5)


def _instance(name: str, words: argparse.Namespace) -> None:
    held = frozen.read(name)
    problem = held.problem
    print(f"{name}: {len(problem.slots)} visits, {len(problem.vehicles)} vehicle(s)")
    for made_by, plan in (("a trip a visit", one_by_one), ("insertion", insert_all)):
        _line(made_by, problem, held.best, *_measured(partial(plan, problem)))
    if held.best is not None:
        _line(f"best known ({held.best.found_by})", problem, held.best, held.best.plan, 0.0)
    if not has_solver():
        print("  the solver is not installed: pip install -r requirements/plan.txt")
        return
    seconds = words.seconds or SECONDS.get(name, 55)
    solver = Solver(workers=words.workers, seed=words.seed, by_processor=not words.clock)
    plan, spent = _measured(
        lambda: solver.plan(
            problem, seconds=seconds, progress=lambda _: None, called_off=lambda: False
        )
    )
    _line(f"solver, {words.workers} x {seconds} s", problem, held.best, plan, spent)
    found = price(problem, plan)
    cheaper = held.best is None or found.cost_m < held.best.cost_m
    if words.keep and cheaper and not faults(problem, plan):
        found_by = f"solver, seed {words.seed}, {words.workers} x {seconds} s"
        frozen.write(Frozen(name, problem, Best(found.cost_m, found_by, plan)))
        print("  kept as the best known")


def _measured(plan: Callable[[], Plan]) -> tuple[Plan, float]:
    """A plan and the processor seconds that it took, those of other processes with it."""
    began = os.times()
    clock = time.monotonic()
    found = plan()
    ended = os.times()
    spent = sum(ended[:4]) - sum(began[:4])
    print(f"    {time.monotonic() - clock:.1f} s by the clock, load {os.getloadavg()[0]:.1f}")
    return found, spent


def _line(made_by: str, problem: Problem, best: Best | None, plan: Plan, spent: float) -> None:
    found: Price = price(problem, plan)
    gap = f", {100 * (found.cost_m / best.cost_m - 1):+.2f} %" if best else ""
    row = {
        "km": found.metres // 1000,
        "vehicle_days": found.vehicle_days,
        "nights": found.nights,
        "cost": found.cost_m // 1000,
        "required_unserved": found.required_unserved,
        "faults": len(faults(problem, plan)),
        "processor_s": round(spent, 1),
    }
    print(f"  {made_by}{gap}: {json.dumps(row)}", flush=True)


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.trips")
    parser.add_argument("instance", nargs="*", help="only these")
    parser.add_argument("--seconds", type=float, help="of each processor")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", action="store_true", help="seconds are those of the clock")
    parser.add_argument("--freeze", action="store_true", help="write the instances anew")
    parser.add_argument("--keep", action="store_true", help="keep a plan that is cheaper")
    return parser.parse_args()


if __name__ == "__main__":
    main()
