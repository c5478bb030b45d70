"""`holidays.json`: the week, and the days on which places stay closed."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tusach.library.calendar.lunar import LunarCalendar, LunarDate, OutOfScope
from tusach.library.profile.parts import Dated, DayNumber, MonthNumber, Part, Slug, Weekday, Wording

LunarDayNumber = Annotated[int, Meta(ge=1, le=29)]
"""A day that every lunar month has; the last day of a year is the one before the first."""

Offset = Annotated[int, Meta(ge=-29, le=29)]
Run = Annotated[int, Meta(ge=1, le=30)]
YearNumber = Annotated[int, Meta(ge=1968, le=2099)]

Basis = Literal["fixed", "announced", "reckoned"]
"""Why a day is closed: the same day every year; announced for that year; by the lunar calendar
alone, and so to be expected until the year's days are announced."""


class Yearly(Part, frozen=True, kw_only=True, tag_field="kind", tag="yearly"):
    """The same day of the solar year, every year."""

    month: MonthNumber
    day: DayNumber


class Lunar(Part, frozen=True, kw_only=True, tag_field="kind", tag="lunar"):
    """`days` days on end of the lunar year, the first of them `offset_days` after a lunar day.

    month, day: never of a leap month. offset_days: -1 = from the day before on, which for 1/1 is
    the last day of the old year, whether that is the 29th or the 30th.
    """

    month: MonthNumber
    day: LunarDayNumber
    offset_days: Offset = 0
    days: Run = 1


class Listed(Part, frozen=True, kw_only=True, tag_field="kind", tag="listed"):
    """Days written out one by one; a year that is not listed is not known."""

    dates: tuple[datetime.date, ...]


class Announced(Part, frozen=True, kw_only=True):
    """What was announced for one solar year: it replaces what the rule says of that year."""

    year: YearNumber
    dates: tuple[datetime.date, ...]
    citation: str


class Holiday(Dated, frozen=True, kw_only=True):
    """A closed day, or a closed stretch, with who decided it.

    announced: years for which the days were decided one by one, and may differ from the rule.
    """

    code: Slug
    names: Wording
    days: Yearly | Lunar | Listed
    announced: tuple[Announced, ...] = ()


class Holidays(Part, frozen=True, kw_only=True):
    """The file `holidays.json`.

    closed_weekdays: closed where a place has no opening hours of its own.
    listed_years: years whose days off were announced and are complete here. Other years follow the
    rules; whatever is decided anew each year is not known for them.
    """

    week_starts_on: Weekday
    closed_weekdays: tuple[Weekday, ...]
    holidays: tuple[Holiday, ...]
    listed_years: tuple[int, ...]


class ClosedDay(Struct, frozen=True):
    """One closed day with the holiday that closes it."""

    on: datetime.date
    holiday: Holiday
    basis: Basis


def closed_days(holidays: Holidays, *, year: int, calendar: LunarCalendar) -> tuple[ClosedDay, ...]:
    """Every closed day of that solar year that a rule in force names, by day, weekends not counted.

    A day that two holidays close stands twice. Lunar rules say nothing before 1968 and after 2099.
    """
    found = [
        ClosedDay(day, one, _basis(holidays, one, year))
        for one in holidays.holidays
        for day in _dates(one, year, calendar)
        if (one.valid_from or day) <= day <= (one.valid_until or day)
    ]
    return tuple(sorted(found, key=lambda each: each.on))


def closed_dates(
    holidays: Holidays, *, year: int, calendar: LunarCalendar
) -> frozenset[datetime.date]:
    """The dates of `closed_days`."""
    return frozenset(each.on for each in closed_days(holidays, year=year, calendar=calendar))


def _basis(holidays: Holidays, one: Holiday, year: int) -> Basis:
    if isinstance(one.days, Yearly):
        return "fixed"
    told = year in holidays.listed_years or any(each.year == year for each in one.announced)
    return "announced" if told or isinstance(one.days, Listed) else "reckoned"


def _dates(one: Holiday, year: int, calendar: LunarCalendar) -> tuple[datetime.date, ...]:
    """The dates of that year: as announced, else by the rule."""
    for told in one.announced:
        if told.year == year:
            return told.dates
    days = one.days
    if isinstance(days, Listed):
        return tuple(day for day in days.dates if day.year == year)
    if isinstance(days, Lunar):
        return tuple(day for day in _lunar_dates(days, year, calendar) if day.year == year)
    try:
        return (datetime.date(year, days.month, days.day),)
    except ValueError:  # 29 February falls away where it does not exist
        return ()


def _lunar_dates(rule: Lunar, year: int, calendar: LunarCalendar) -> Iterator[datetime.date]:
    """The days of the rule in all lunar years that may reach into that solar year."""
    for lunar_year in (year - 1, year, year + 1):
        try:
            counted_from = calendar.to_solar(LunarDate(rule.day, rule.month, lunar_year))
        except OutOfScope:
            continue
        for step in range(rule.days):
            yield counted_from + datetime.timedelta(days=rule.offset_days + step)
