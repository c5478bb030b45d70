"""Planned, spent and left of each task: sums of what papers say. Unknown is not 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tusach.library.money.facts import PLANNED, SOURCES, SPENT


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What one paper says. subject: its story. unit: the commune whose paper it is, if of one."""

    subject: str
    side: str
    task: str
    source: str
    year: int
    dong: int
    paper: str
    unit: str | None = None


class Sum(msgspec.Struct, frozen=True):
    """planned, spent: whole dong, None = no paper was told. papers: how many make it up."""

    planned: int | None
    spent: int | None
    papers: int = 0

    @property
    def left(self) -> int | None:
        """What is still there, negative where more was spent; None where either is unknown."""
        if self.planned is None or self.spent is None:
            return None
        return self.planned - self.spent

    @property
    def is_over(self) -> bool:
        """Whether more was spent than was planned."""
        return self.left is not None and self.left < 0

    @property
    def is_unplanned(self) -> bool:
        """Whether money was spent for which no plan was told."""
        return self.planned is None and bool(self.spent)


class TaskSums(msgspec.Struct, frozen=True):
    """A task whole, and by each source of which a paper was told, in the order of SOURCES."""

    task: str
    whole: Sum
    by_source: tuple[tuple[str, Sum], ...]


def chosen(
    entries: Iterable[Entry],
    *,
    task: str = "",
    source: str = "",
    year: int | None = None,
    side: str = "",
) -> tuple[Entry, ...]:
    """Those of a task, a source, a year and a side; empty and None ask for every one."""
    return tuple(
        one
        for one in entries
        if task in ("", one.task)
        and source in ("", one.source)
        and year in (None, one.year)
        and side in ("", one.side)
    )


def summed(entries: Sequence[Entry]) -> Sum:
    """All of these together."""
    told = {side: [one.dong for one in entries if one.side == side] for side in (PLANNED, SPENT)}
    planned, spent = (sum(some) if some else None for some in told.values())
    return Sum(planned, spent, len(entries))


def by_task(entries: Sequence[Entry], tasks: Iterable[str]) -> tuple[TaskSums, ...]:
    """Every task in order, also those of which no paper was told."""
    found = []
    for task in tasks:
        mine = chosen(entries, task=task)
        sources = [one for one in SOURCES if chosen(mine, source=one)]
        parts = tuple((one, summed(chosen(mine, source=one))) for one in sources)
        found.append(TaskSums(task, summed(mine), parts))
    return tuple(found)
