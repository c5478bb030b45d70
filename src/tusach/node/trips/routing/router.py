"""Which planner is there, and a plan from it: the solver where it is installed, else insertion."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import Protocol

import msgspec
from msgspec.structs import replace

from tusach.library.trips.conflicts import hopeless
from tusach.library.trips.greedy import GREEDY, insert_all
from tusach.library.trips.plan import Plan, better, price
from tusach.library.trips.problem import Problem
from tusach.node.settings import machine

SOLVER = "solver"
MOST_WORKERS = 4
NEEDED = ("pyvrp", "numpy")

Progress = Callable[["Step"], None]
Stopped = Callable[[], bool]


class Step(msgspec.Struct, frozen=True):
    """How far a planner is. phase: greedy, quarters, windows. cost_m: of the best plan so far."""

    phase: str
    seconds: float
    all_seconds: float
    unserved: int
    cost_m: int


class Router(Protocol):
    """Makes a plan; what it makes is looked at by the checker afterwards."""

    name: str

    def plan(
        self,
        problem: Problem,
        *,
        seconds: float,
        progress: Progress,
        called_off: Stopped,
        begin: Plan | None = None,
    ) -> Plan:
        """The best plan found within the time; at once the best so far when called off.

        begin: a plan of these wishes that keeps every rule; no worse one comes back.
        """


class Insertion:
    """The planner that is always there."""

    name = GREEDY

    def plan(
        self,
        problem: Problem,
        *,
        seconds: float,
        progress: Progress,
        called_off: Stopped,
        begin: Plan | None = None,
    ) -> Plan:
        """Cheapest insertion; takes the time it takes."""
        began = time.monotonic()
        plan = _inserted(problem, begin)
        progress(_step(problem, plan, "greedy", began=began, seconds=seconds))
        return plan


class Solver:
    """PyVRP by quarters and windows, on several processors. workers: 1 = in this process.

    by_processor: seconds are those of each processor, not of the clock; to measure with.
    """

    name = SOLVER

    def __init__(
        self, *, workers: int | None = None, seed: int = 1, by_processor: bool = False
    ) -> None:
        self.workers = workers or machine.workers(MOST_WORKERS)
        self.seed, self.by_processor = seed, by_processor

    def plan(
        self,
        problem: Problem,
        *,
        seconds: float,
        progress: Progress,
        called_off: Stopped,
        begin: Plan | None = None,
    ) -> Plan:
        """The best plan found within the time; never worse than insertion."""
        from tusach.node.trips.routing.search import Search, Terms
        from tusach.node.trips.routing.working import workers

        began = time.monotonic()
        best = _inserted(problem, begin)
        progress(_step(problem, best, "greedy", began=began, seconds=seconds))
        asked = replace(
            problem, slots=tuple(one for one in problem.slots if not hopeless(problem, one))
        )
        if not asked.slots:
            return best
        with workers(asked, self.workers, called_off) as work:
            terms = Terms(
                seconds=seconds
                if self.by_processor
                else max(began + seconds - time.monotonic(), 0.1),
                workers=self.workers,
                seed=self.seed,
                by_processor=self.by_processor,
            )
            search = Search(asked, work, terms, now=best.days if begin is not None else ())
            for phase in search.run():
                plan = search.plan()
                if better(price(problem, plan), price(problem, best)):
                    best = plan
                progress(_step(problem, best, phase, began=began, seconds=seconds))
                if called_off():
                    break
        return best


def _inserted(problem: Problem, begin: Plan | None) -> Plan:
    """Insertion from nothing, or into the plan there is, whichever is better."""
    alone = insert_all(problem)
    if begin is None:
        return alone
    into = insert_all(problem, kept=begin)
    return into if better(price(problem, into), price(problem, alone)) else alone


def _step(problem: Problem, plan: Plan, phase: str, *, began: float, seconds: float) -> Step:
    found = price(problem, plan)
    return Step(phase, time.monotonic() - began, seconds, found.unserved, found.cost_m)


def has_solver() -> bool:
    """Whether the packages of the solver are installed here."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


def router(*, workers: int | None = None, seed: int = 1) -> Router:
    """The solver where it is installed, else insertion; its name says which."""
    return Solver(workers=workers, seed=seed) if has_solver() else Insertion()
