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
    """planned, spent: whole dong, None = no paper was told. papers: how many make it up.

    left: what is still there, negative where more was spent; None where of any task, source and
    year in it only one side is known. is_unplanned: money was spent for which no plan was told.
    """

    planned: int | None
    spent: int | None
    papers: int = 0
    left: int | None = None
    is_unplanned: bool = False

    @property
    def is_over(self) -> bool:
        """Whether more was spent than was planned, as far as papers say."""
        return self.planned is not None and self.spent is not None and self.spent > self.planned


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
    parts: dict[tuple[str, str, int], dict[str, int]] = {}
    for one in entries:
        part = parts.setdefault((one.task, one.source, one.year), {})
        part[one.side] = part.get(one.side, 0) + one.dong
    planned, spent = (
        [part[side] for part in parts.values() if side in part] for side in (PLANNED, SPENT)
    )
    is_known = bool(parts) and all(len(part) == 2 for part in parts.values())
    return Sum(
        planned=sum(planned) if planned else None,
        spent=sum(spent) if spent else None,
        papers=len(entries),
        left=sum(planned) - sum(spent) if is_known else None,
        is_unplanned=any(PLANNED not in part and part[SPENT] > 0 for part in parts.values()),
    )


def by_task(entries: Sequence[Entry], tasks: Iterable[str]) -> tuple[TaskSums, ...]:
    """Every task in order, also those of which no paper was told."""
    found = []
    for task in tasks:
        mine = chosen(entries, task=task)
        sources = [one for one in SOURCES if chosen(mine, source=one)]
        parts = tuple((one, summed(chosen(mine, source=one))) for one in sources)
        found.append(TaskSums(task, summed(mine), parts))
    return tuple(found)
