"""From a solar day to a lunar day and back, for Viet Nam, 1968 to 2099.

    date  --to_lunar-->  LunarDate  --to_solar-->  date

Both look up month starts; nothing is reckoned here and nothing is rolled over: a lunar day that
does not exist is an error that says why. `table()` is the calendar as shipped; `announced` makes
one of it with what was announced otherwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.calendar.table import YEARS

FIRST_DAY = date(1968, 1, 1)
"""The first solar day in scope. Before it Viet Nam had other calendars, two of them at once."""
LAST_DAY = date(2099, 12, 31)
MONTHS = 12
LONGEST_MONTH = 30

_FIRST, _LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()


class LunarDate(msgspec.Struct, frozen=True):
    """A day of the lunar calendar. day: 1..30; month: 1..12; year: that of its first month.

    leap: in the month that bears the number a second time. certain: False where the new moon or a
    term lies so near to midnight that another honest reckoning may differ by a day.
    """

    day: int
    month: int
    year: int
    leap: bool = False
    certain: bool = True


class LunarMonth(msgspec.Struct, frozen=True):
    """A month: its first solar day and its length of 29 or 30 days; the rest as in LunarDate."""

    year: int
    month: int
    leap: bool
    starts_on: date
    days: int
    certain: bool


class NoLunarDay(ValueError):
    """There is no such day in this calendar; `refusal` says why, with what to do."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"{refusal.code} {dict(refusal.values)}")


class OutOfScope(NoLunarDay):
    """Before 1968 or after 2099."""


class NoSuchMonth(NoLunarDay):
    """No number from 1 to 12."""


class NotLeap(NoLunarDay):
    """That month does not come twice in that year."""


class NoSuchDay(NoLunarDay):
    """No number from 1 to 30."""


class ShortMonth(NoLunarDay):
    """Day 30 of a month of 29 days."""


class LunarCalendar(msgspec.Struct, frozen=True, eq=False):
    """All months of the scope, in order. starts: ordinals of their first days; known: by name."""

    months: tuple[LunarMonth, ...]
    starts: tuple[int, ...]
    known: Mapping[tuple[int, int, bool], LunarMonth]

    def to_lunar(self, on: date) -> LunarDate:
        """The lunar day of a solar day.

        Raises OutOfScope before 1968 and after 2099.

        >>> table().to_lunar(date(2030, 2, 2))
        LunarDate(day=1, month=1, year=2030, leap=False, certain=True)
        """
        ordinal = on.toordinal()
        if not _FIRST <= ordinal <= _LAST:
            raise _out_of_scope(on.isoformat())
        index = bisect_right(self.starts, ordinal) - 1
        month = self.months[index]
        return LunarDate(
            ordinal - self.starts[index] + 1, month.month, month.year, month.leap, month.certain
        )

    def to_solar(self, lunar: LunarDate) -> date:
        """The solar day of a lunar day.

        Raises OutOfScope, NoSuchMonth, NotLeap, NoSuchDay or ShortMonth, all of them NoLunarDay.

        >>> table().to_solar(LunarDate(1, 6, 2025, leap=True))
        datetime.date(2025, 7, 25)
        """
        if not 1 <= lunar.month <= MONTHS:
            raise NoSuchMonth(Refusal("lunar.month_odd", {"month": lunar.month}))
        if not 1 <= lunar.day <= LONGEST_MONTH:
            raise NoSuchDay(Refusal("lunar.day_odd", {"day": lunar.day}))
        month = self.known.get((lunar.year, lunar.month, lunar.leap))
        if month is None:
            if not FIRST_DAY.year - 1 <= lunar.year <= LAST_DAY.year:
                raise _out_of_scope(_written(lunar))
            raise self._not_leap(lunar)
        if lunar.day > month.days:
            asked = {"asked": _written(lunar), "days": month.days}
            raise ShortMonth(Refusal("lunar.short_month", asked))
        ordinal = month.starts_on.toordinal() + lunar.day - 1
        if not _FIRST <= ordinal <= _LAST:
            raise _out_of_scope(_written(lunar))
        return date.fromordinal(ordinal)

    def month_of(self, on: date) -> LunarMonth:
        """The lunar month that a solar day lies in. Raises OutOfScope."""
        lunar = self.to_lunar(on)
        return self.known[lunar.year, lunar.month, lunar.leap]

    def months_of(self, year: int) -> tuple[LunarMonth, ...]:
        """The months of a lunar year in order, the leap one after that whose number it bears.

        Of 1967 they reach back before the scope, of 2099 beyond it. Raises OutOfScope.
        """
        found = tuple(one for one in self.months if one.year == year)
        if not found:
            raise _out_of_scope(str(year))
        return found

    def new_year(self, year: int) -> date:
        """Tết: the first day of a lunar year. Raises OutOfScope."""
        return self.to_solar(LunarDate(1, 1, year))

    def _not_leap(self, lunar: LunarDate) -> NotLeap:
        year = lunar.year
        leap = next((one.month for one in self.months_of(year) if one.leap), None)
        if leap is None:
            return NotLeap(Refusal("lunar.no_leap", {"year": year}))
        asked = {"year": year, "month": lunar.month, "leap": leap}
        return NotLeap(Refusal("lunar.other_leap", asked))


def of_months(months: Sequence[LunarMonth]) -> LunarCalendar:
    """The calendar of these months, which follow each other without a gap."""
    known = {(one.year, one.month, one.leap): one for one in months}
    return LunarCalendar(tuple(months), tuple(one.starts_on.toordinal() for one in months), known)


def _out_of_scope(asked: str) -> OutOfScope:
    first, last = FIRST_DAY.isoformat(), LAST_DAY.isoformat()
    return OutOfScope(Refusal("lunar.out_of_scope", {"asked": asked, "first": first, "last": last}))


def _written(lunar: LunarDate) -> str:
    leap = "/leap" if lunar.leap else ""
    return f"{lunar.day}/{lunar.month}{leap}/{lunar.year}"


@cache
def table() -> LunarCalendar:
    """The calendar as shipped, before anything was announced; read when first asked."""
    """The table, read once: the lines of `table.YEARS`."""
    months: list[LunarMonth] = []
    for line in YEARS.split("\n")[1:-1]:
        year, first, leap, digits = line.split()
        starts = date(int(year), int(first[:2]), int(first[2:])).toordinal()
        number, leap_month = 0, int(leap)
        for digit in map(int, digits):
            is_leap = bool(months) and number == leap_month > 0 and not months[-1].leap
            number += not is_leap
            days = 29 + digit % 2
            months.append(
                LunarMonth(
                    int(year), number, is_leap, date.fromordinal(starts), days, certain=digit < 2
                )
            )
            starts += days
    return of_months(months)
