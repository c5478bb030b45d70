"""The calendar with what was announced: some months begin on another day than the table says.

An announcement that would leave a month with other than 29 or 30 days, alone or with the others,
changes nothing and is shown as one that does not fit. The outcome does not depend on their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from tusach.library.calendar.lunar import LunarCalendar, LunarMonth, of_months, table

LENGTHS = (29, 30)

Name = tuple[int, int, bool]
"""Lunar year, month, whether it is the leap one."""


class Start(msgspec.Struct, frozen=True, order=True):
    """A month and the day on which it was announced to begin, ISO text."""

    year: int
    month: int
    leap: bool
    starts_on: str

    @property
    def name(self) -> Name:
        """Which month is meant."""
        return self.year, self.month, self.leap


def with_announced(starts: Iterable[Start]) -> LunarCalendar:
    """The calendar in which these months begin as announced, as far as they fit.

    starts: at most one for each month; of two for one month neither is applied.
    """
    return _made(tuple(sorted(starts)))[0]


def unfit(starts: Iterable[Start]) -> tuple[Start, ...]:
    """Those that change nothing: no such month, or a month would have too few or too many days."""
    return _made(tuple(sorted(starts)))[1]


@lru_cache(maxsize=32)
def _made(starts: tuple[Start, ...]) -> tuple[LunarCalendar, tuple[Start, ...]]:
    shipped = table()
    if not starts:
        return shipped, ()
    names = [one.name for one in starts]
    told = {
        one.name: date.fromisoformat(one.starts_on)
        for one in starts
        if one.name in shipped.known and names.count(one.name) == 1
    }
    while odd := _odd(shipped.months, told):
        told = {name: on for name, on in told.items() if name not in odd}
    kept = tuple(one for one in starts if one.name not in told)
    return of_months(_moved(shipped.months, told)), kept


def _odd(months: tuple[LunarMonth, ...], told: dict[Name, date]) -> set[Name]:
    """The announced months at whose beginning or end lies a month of an impossible length."""
    moved = _moved(months, told)
    found: set[Name] = set()
    for one, following in pairwise(moved):
        if one.days not in LENGTHS:
            found |= {_name(one), _name(following)} & told.keys()
    return found


def _moved(months: tuple[LunarMonth, ...], told: dict[Name, date]) -> tuple[LunarMonth, ...]:
    """The months with their announced first days; each is as long as until the next begins."""
    starts = [told.get(_name(one), one.starts_on) for one in months]
    lengths = [(later - first).days for first, later in pairwise(starts)] + [months[-1].days]
    return tuple(
        replace(one, starts_on=on, days=days, certain=one.certain or _name(one) in told)
        for one, on, days in zip(months, starts, lengths, strict=True)
    )


def _name(one: LunarMonth) -> Name:
    return one.year, one.month, one.leap
