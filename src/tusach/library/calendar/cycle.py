"""The cycle of sixty: which stem and which branch a day, a month and a year bear.

Numbers only, for two of the names fold alike; `node/wording/lunar.py` names them. Days go round
without regard to months, so that this part holds before 1968 too.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

STEMS, BRANCHES = 10, 12
JULIAN = 1_721_425
"""Day number of astronomers (at noon) of the day before 1 January of year 1."""


class Cycle(NamedTuple):
    """One of the sixty. stem: 0..9, even ones yang; branch: 0 = rat … 5 = snake … 11 = pig."""

    stem: int
    branch: int


def day_number(on: date) -> int:
    """The day number of astronomers (JDN) of a solar day."""
    return on.toordinal() + JULIAN


def branch_of(on: date) -> int:
    """The branch of a day: (JDN + 1) mod 12; markets that go by it have opposite ones.

    >>> branch_of(date(2000, 1, 7))
    0
    """
    return (day_number(on) + 1) % BRANCHES


def of_day(on: date) -> Cycle:
    """Stem and branch of a solar day.

    >>> of_day(date(2000, 1, 7))
    Cycle(stem=0, branch=0)
    """
    return Cycle((day_number(on) + 9) % STEMS, branch_of(on))


def of_month(year: int, month: int) -> Cycle:
    """Stem and branch of a month of a lunar year; a leap month bears those of the one before."""
    return Cycle((year * 12 + month + 3) % STEMS, (month + 1) % BRANCHES)


def of_year(year: int) -> Cycle:
    """Stem and branch of a lunar year.

    >>> of_year(1984)
    Cycle(stem=0, branch=0)
    """
    return Cycle((year + 6) % STEMS, (year + 8) % BRANCHES)
