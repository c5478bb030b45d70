"""`holidays.json`: the week, and the days on which places stay closed."""

import datetime

from tusach.library.profile.parts import Dated, DayNumber, MonthNumber, Part, Slug, Weekday, Wording


class Yearly(Part, frozen=True, kw_only=True, tag_field="kind", tag="yearly"):
    """The same day of the solar year, every year."""

    month: MonthNumber
    day: DayNumber


class Listed(Part, frozen=True, kw_only=True, tag_field="kind", tag="listed"):
    """Days written out one by one; a year that is not listed is not known."""

    dates: tuple[datetime.date, ...]


class Holiday(Dated, frozen=True, kw_only=True):
    """A closed day, or a closed stretch, with who decided it."""

    code: Slug
    names: Wording
    days: Yearly | Listed


class Holidays(Part, frozen=True, kw_only=True):
    """The file `holidays.json`.

    closed_weekdays: closed where a place has no opening hours of its own.
    listed_years: years for which the listed holidays are complete enough to rely on.
    """

    week_starts_on: Weekday
    closed_weekdays: tuple[Weekday, ...]
    holidays: tuple[Holiday, ...]
    listed_years: tuple[int, ...]


def closed_dates(holidays: Holidays, *, year: int) -> frozenset[datetime.date]:
    """Every closed date of that year that a rule in force names, weekends not counted."""
    found: set[datetime.date] = set()
    for holiday in holidays.holidays:
        first = holiday.valid_from or datetime.date.min
        last = holiday.valid_until or datetime.date.max
        found.update(day for day in _dates(holiday.days, year) if first <= day <= last)
    return frozenset(found)


def _dates(days: Yearly | Listed, year: int) -> tuple[datetime.date, ...]:
    """The dates of that year; 29 February falls away where it does not exist."""
    if isinstance(days, Listed):
        return tuple(day for day in days.dates if day.year == year)
    try:
        return (datetime.date(year, days.month, days.day),)
    except ValueError:
        return ()
