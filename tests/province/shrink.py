"""A failing run made short: fewer days, nodes and faults, then single steps left out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from tests.province.invariants import Violated
from tests.province.plan import ACT, FAULT, Size, Step, plan
from tests.province.run import Run

MOST = 400
"""Runs that one shrinking may take."""

Fails = Callable[[Sequence[Step]], str | None]
"""The code of the invariant that these steps violate, or None."""


class Failure(msgspec.Struct, frozen=True):
    """seed and size: of the plan. steps: those that still fail. code, said: what does not hold."""

    seed: int
    size: Size
    steps: tuple[Step, ...]
    code: str
    said: str

    @property
    def command(self) -> str:
        """What replays it."""
        size, kept = self.size, ranges([one.nr for one in self.steps])
        return f"make simulate SEED={self.seed} NODES={size.nodes} DAYS={size.days} STEPS={kept}"


def tried(seed: int, size: Size, steps: Sequence[Step]) -> tuple[Run | None, Failure | None]:
    """A run of these steps on fresh machines; what it violates, if anything."""
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        run = Run(Path(folder), size)
        try:
            run.run(steps)
        except Violated as found:
            return run, Failure(seed, size, tuple(steps), found.code, str(found))
        except Exception as found:  # edge: what crashes the run is a finding too
            code = type(found).__name__
            said = f"{code}: {found} (day {run.day}, {run.step})"
            return run, Failure(seed, size, tuple(steps), code, said)
    return run, None


def memory_folder() -> str | None:
    """Where small files cost little, if there is such a place."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def one_seed(seed: int, size: Size, kept: Sequence[int] | None = None) -> Failure | Run:
    """The run of a seed; kept: numbers of the steps that are done, None: all."""
    steps = plan(seed, size)
    if kept is not None:
        chosen = set(kept)
        steps = tuple(one for one in steps if one.nr in chosen)
    run, failure = tried(seed, size, steps)
    assert run is not None
    return failure or run


def shrunk(failure: Failure, *, most: int = MOST) -> Failure:
    """The shortest run found that violates the same invariant."""
    return _Shrinking(failure, most).done()


class _Shrinking:
    def __init__(self, failure: Failure, most: int) -> None:
        self.best = failure
        self.left = most

    def done(self) -> Failure:
        self._days()
        self._without(lambda step: step.node)
        self._without(lambda step: step.name if step.what == FAULT else None)
        self._without(lambda step: step.name if step.what == ACT else None)
        self._pieces()
        return self.best

    def _keeps(self, steps: Sequence[Step]) -> bool:
        if self.left <= 0 or len(steps) >= len(self.best.steps):
            return False
        self.left -= 1
        _, found = tried(self.best.seed, self.best.size, steps)
        if found is None or found.code != self.best.code:
            return False
        self.best = found
        return True

    def _days(self) -> None:
        """Whole weeks and days from the end; what stood after the failing step never mattered."""
        days = sorted({step.day for step in self.best.steps})
        low, high = 0, len(days)
        while low < high:
            middle = (low + high) // 2
            if self._keeps([one for one in self.best.steps if one.day < days[middle]]):
                high = middle
            else:
                low = middle + 1

    def _without(self, of: Callable[[Step], object]) -> None:
        for what in sorted({of(one) for one in self.best.steps} - {None}, key=str):
            self._keeps([one for one in self.best.steps if of(one) != what])

    def _pieces(self) -> None:
        """Delta debugging: ever smaller stretches are left out."""
        size = max(len(self.best.steps) // 2, 1)
        while self.left > 0:
            start, found = 0, False
            while start < len(self.best.steps):
                steps = self.best.steps
                if self._keeps([*steps[:start], *steps[start + size :]]):
                    found = True
                else:
                    start += size
            if size == 1 and not found:
                return
            size = max(size // 2, 1)


def ranges(numbers: Sequence[int]) -> str:
    """Numbers as `3,7,9-12`."""
    found: list[list[int]] = []
    for one in numbers:
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def numbers_in(text: str) -> list[int]:
    """The numbers of `3,7,9-12`."""
    found: list[int] = []
    for one in text.split(","):
        first, _, last = one.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found
