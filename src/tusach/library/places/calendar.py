"""Open and closed days of one place, and the due date that skips the closed ones."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
SEARCHED_DAYS = 60


class NoOpenDay(ValueError):
    """A place stays closed for 60 days on end; the message names the first of them."""


class Calendar(msgspec.Struct, frozen=True):
    """When one place is open. weekdays: ISO numbers; closed and opened: single dates, ISO text.

    facts: ids of the facts that said so; they are kept with every act that used this calendar.
    """

    weekdays: tuple[int, ...] = EVERY_DAY
    closed: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()

    def is_open(self, on: date) -> bool:
        """Whether the place serves on that day; a single day outweighs the weekday."""
        text = on.isoformat()
        if text in self.closed:
            return False
        return text in self.opened or on.isoweekday() in self.weekdays


def due_on(
    lent_on: date, *, loan_days: int, calendar: Calendar, latest: date | None = None
) -> date:
    """First open day of the place, `loan_days` or more after `lent_on`, at most `latest`.

    loan_days: 1..3650, calendar days. latest: the card's last day; where it falls earlier it wins,
    open or not, because no loan outlives its card. Raises NoOpenDay after 60 closed days.

    >>> due_on(date(2026, 11, 23), loan_days=14, calendar=Calendar(weekdays=(2, 3)))
    datetime.date(2026, 12, 8)
    """
    first = lent_on + timedelta(days=loan_days)
    if latest is not None and latest <= first:
        return max(latest, lent_on)
    for step in range(SEARCHED_DAYS):
        day = first + timedelta(days=step)
        if calendar.is_open(day):
            return day if latest is None else min(day, latest)
    raise NoOpenDay(first.isoformat())
