"""Quarters, then windows across their borders, until the time is over.

Two quarters that do not touch are planned at the same time, then those between them, whose slots
keep away from the days that their neighbours settled. Afterwards windows of some weeks are opened
again, at times with a journey changed, and kept where the whole became cheaper.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

import msgspec
from msgspec.structs import replace

from tusach.library.trips.check import faults
from tusach.library.trips.plan import Day, Plan, better, in_order, price
from tusach.library.trips.problem import Problem
from tusach.node.trips.routing.journeys import chosen, cost_of, fitting, proposals
from tusach.node.trips.routing.parts import Part, part_of
from tusach.node.trips.routing.unrolled import Stopped, solved

SOLVER = "solver"
QUARTER_DAYS, WINDOW_DAYS = 91, 42
QUARTERS_SHARE = 0.35
LOOKING_SHARE = 0.7
"""Shares of the time: of all for the quarters, of a quarter's for its journeys."""
MOST_STALE = 150
"""After so many rounds without a cheaper plan nobody waits for the next."""
UNSERVED = "slot.unserved"
WINDOW_S, LOOK_S = 0.5, 0.2
"""How long a window is searched, and one look at the far stops with other journeys takes."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One part to plan, for a processor of its own.

    seconds: of the clock, or where `by_processor` of that processor: so a search can be measured
    while others work beside it. choose: whether journeys are chosen first; else a part may have
    one of them changed by chance.
    """

    part: Part
    seconds: float
    by_processor: bool
    seed: int
    choose: bool


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how widely is searched; by_processor as in Task."""

    seconds: float
    workers: int
    seed: int = 1
    by_processor: bool = False


Answer = tuple[tuple[int, int], tuple[Day, ...]]
Work = Callable[[Sequence[Task]], list[Answer | None]]
"""Plans parts side by side; None for one that was called off."""


def planned_part(problem: Problem, task: Task, called_off: Stopped) -> Answer:
    """The best days found for a part, with what they cost."""
    drawn = Random(task.seed)  # noqa: S311 - which neighbour is tried next, no secret
    clock = time.process_time if task.by_processor else time.monotonic
    ends = clock() + task.seconds

    def over() -> bool:
        return clock() >= ends or called_off()

    part = task.part
    if task.choose:
        looks = _looks(clock, task.seconds * LOOKING_SHARE, over)
        part = replace(part, journeys=chosen(problem, part, looks=looks, drawn=drawn))
    elif drawn.random() < 0.5:
        changed = proposals(problem, part, drawn)
        if changed is not None:
            part = replace(part, journeys=changed)
    part = replace(part, now=fitting(problem, part.now, part.journeys))
    visits, _ = solved(problem, part, stopped=over, seed=task.seed)
    return cost_of(problem, part, visits)


def _looks(clock: Callable[[], float], seconds: float, over: Stopped) -> Iterator[Stopped]:
    """Looks of equal length, until a share of the time is over."""
    ends = clock() + seconds
    while clock() < ends and not over():
        stop = clock() + LOOK_S
        yield lambda stop=stop: clock() >= stop or over()  # type: ignore[misc]


class Search:
    """One search for a plan of so many seconds. work: plans parts side by side.

    now: days of a plan there is, with which it begins.
    """

    def __init__(
        self, problem: Problem, work: Work, terms: Terms, *, now: tuple[Day, ...] = ()
    ) -> None:
        self.problem, self.work, self.terms = problem, work, terms
        self.drawn = Random(terms.seed)  # noqa: S311 - which window is opened next, no secret
        self.days = now
        self.began = time.monotonic()
        self.worked = 0.0

    def plan(self) -> Plan:
        """The plan as it stands."""
        return in_order(list(self.days), SOLVER)

    def run(self) -> Iterator[str]:
        """Quarters for a third of the time, then windows; a word after each round."""
        stretches = self._stretches()
        workers = self.terms.workers
        rounds = [
            mine[at : at + workers]
            for mine in (stretches[0::2], stretches[1::2])
            for at in range(0, len(mine), workers)
        ]
        seconds = self._left() * QUARTERS_SHARE / len(rounds)
        for some in rounds:
            self._round(some, seconds, choose=True)
            yield "quarters"
        stale = 0
        while self._left() > 0 and stale < MOST_STALE:
            before = self.days
            self._round(self._windows(), min(WINDOW_S, self._left()), choose=False)
            stale = stale + 1 if self.days is before else 0
            yield "windows"

    def _left(self) -> float:
        spent = self.worked if self.terms.by_processor else time.monotonic() - self.began
        return self.terms.seconds - spent

    def _round(
        self, stretches: Sequence[tuple[date, date]], seconds: float, *, choose: bool
    ) -> None:
        """Plan stretches that do not touch, side by side, and keep what is better."""
        served = {call.slot for day in self.days for call in day.calls}
        missing = [one for one in self.problem.slots if one.id not in served]
        tasks = []
        for first, last in stretches:
            # A slot that could be in two quarters belongs to the one with most of its days.
            new = [
                one
                for one in missing
                if one.days
                and (
                    first <= one.days[len(one.days) // 2] <= last
                    if choose
                    else any(first <= on <= last for on in one.days)
                )
            ]
            part = part_of(self.problem, self.days, first, last, new=new)
            # A processor without a stretch of its own tries the same one by another chance.
            tasks += [
                Task(
                    part=part,
                    seconds=seconds,
                    by_processor=self.terms.by_processor,
                    seed=self.drawn.randrange(1_000_000),
                    choose=choose,
                )
                for _ in range(max(self.terms.workers // len(stretches), 1))
            ]
        self.worked += seconds
        best: dict[int, tuple[Part, Answer]] = {}
        for task, answer in zip(tasks, self.work(tasks), strict=True):
            before = best.get(id(task.part))
            if answer is not None and (before is None or answer[0] < before[1][0]):
                best[id(task.part)] = (task.part, answer)
        for part, answer in best.values():
            self._keep(part, answer[1])

    def _keep(self, part: Part, days: Sequence[Day]) -> None:
        """Take the days of a part into the plan where that is better and breaks nothing.

        What only the whole can break is seen here: two parts planned side by side whose visits lie
        too close, a month of a crew that several parts filled.
        """
        gone = {(day.on, day.vehicle) for day in part.now}
        kept = [day for day in self.days if (day.on, day.vehicle) not in gone]
        whole = Plan(days=(*kept, *days))
        if not better(price(self.problem, whole), price(self.problem, Plan(days=self.days))):
            return
        if all(one.code == UNSERVED for one in faults(self.problem, whole)):
            self.days = whole.days

    def _stretches(self) -> list[tuple[date, date]]:
        first, last = self.problem.from_on, self.problem.until_on
        many = max(round(((last - first).days + 1) / QUARTER_DAYS), 1)
        marks = [
            first + ((last - first) + timedelta(days=1)) * at // many for at in range(many + 1)
        ]
        return [
            (one, other - timedelta(days=1)) for one, other in zip(marks, marks[1:], strict=False)
        ]

    def _windows(self) -> list[tuple[date, date]]:
        """As many windows as processors, apart from each other."""
        days = (self.problem.until_on - self.problem.from_on).days + 1
        length = min(WINDOW_DAYS, days)
        room = max(days // self.terms.workers, length)
        found: list[tuple[int, int]] = []
        start = self.drawn.randrange(max(days, 1))
        for at in range(self.terms.workers):
            first = (start + at * room) % days
            last = min(first + length, days) - 1
            if not found or all(last < one[0] - 60 or first > one[1] + 60 for one in found):
                found.append((max(last - length + 1, 0), last))
        return [
            (
                self.problem.from_on + timedelta(days=first),
                self.problem.from_on + timedelta(days=last),
            )
            for first, last in found
        ]
