"""Open and closed days of one place, and the due date that skips the closed ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
SEARCHED_DAYS = 60


class NoOpenDay(ValueError):
    """A place stays closed for 60 days on end; the message names the first of them."""


class Calendar(msgspec.Struct, frozen=True):
    """When one place is open. weekdays: ISO numbers; closed and opened: single dates, ISO text.

    facts: ids of all facts that it is made of. weekly: the one of them that set the weekdays, or
    empty. changes: weekdays announced for later, as (first day, weekdays, fact), by first day.
    told: for each single date, the fact that settled it.
    """

    weekdays: tuple[int, ...] = EVERY_DAY
    closed: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()
    weekly: str = ""
    changes: tuple[tuple[str, tuple[int, ...], str], ...] = ()
    told: Mapping[str, str] = {}

    def is_open(self, on: date) -> bool:
        """Whether the place serves on that day; a single day outweighs the weekday."""
        text = on.isoformat()
        if text in self.closed:
            return False
        return text in self.opened or on.isoweekday() in self._week(text)[0]

    def grounds(self, first: date, last: date) -> tuple[str, ...]:
        """The facts that say which days are open from `first` to `last`, the weekly one first.

        A loan keeps these with its due date. All facts of a calendar would grow with the years.
        """
        days = [(first + timedelta(days=day)).isoformat() for day in range((last - first).days + 1)]
        weekly = [self._week(day)[1] for day in days]
        singles = [self.told.get(day, "") for day in days]
        return tuple(dict.fromkeys(fact for fact in (*weekly, *singles) if fact))

    def week_of(self, day: str) -> str:
        """The fact that sets the weekdays in force on a day; empty where none does."""
        return self._week(day)[1]

    def _week(self, day: str) -> tuple[tuple[int, ...], str]:
        weekdays, fact = self.weekdays, self.weekly
        for valid_from, later, told in self.changes:
            if valid_from <= day:
                weekdays, fact = later, told
        return weekdays, fact


def with_holidays(calendar: Calendar, days: frozenset[str]) -> Calendar:
    """The calendar closed on these days too, but for those on which the place said it opens.

    days: closed days of the programme, ISO text. No fact of the place stands behind them, so that
    they are no grounds of a due date.

    >>> with_holidays(Calendar(), frozenset({"2027-02-06"})).is_open(date(2027, 2, 6))
    False
    """
    return msgspec.structs.replace(calendar, closed=calendar.closed | (days - calendar.opened))


def due_on(
    lent_on: date, *, loan_days: int, calendar: Calendar, latest: date | None = None
) -> date:
    """First open day of the place, `loan_days` or more after `lent_on`, at most `latest`.

    loan_days: 1..3650, calendar days. latest: the card's last day; where it falls earlier it wins,
    open or not, because no loan outlives its card; never before `lent_on`.
    Raises NoOpenDay after 60 closed days.

    >>> due_on(date(2026, 11, 23), loan_days=14, calendar=Calendar(weekdays=(2, 3)))
    datetime.date(2026, 12, 8)
    """
    first = lent_on + timedelta(days=loan_days)
    if latest is not None and latest <= first:
        return max(latest, lent_on)
    for step in range(SEARCHED_DAYS):
        day = first + timedelta(days=step)
        if calendar.is_open(day) or day == latest:
            return day
    raise NoOpenDay(first.isoformat())
