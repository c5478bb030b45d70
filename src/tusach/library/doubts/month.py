"""A month of one place as doubts see it: records with their provenance. No person is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

AT_ONCE, ENTERED, LATER, PAPER, TALLY, ESTIMATED, RECORD = (
    "at_once",
    "entered",
    "later",
    "paper",
    "tally",
    "estimated",
    "record",
)
GRADES = (AT_ONCE, ENTERED, PAPER, TALLY, LATER, RECORD, ESTIMATED)
"""How a record came in, the firmest first: on its day at a machine; at a machine, where the day of
telling was not looked at; from a numbered row of a paper sheet; from a tally sheet; typed on a
later day without paper; another record with its own page; estimated. Facts do not say whether a
barcode was scanned or typed: both are `at_once`.
"""

VISIT, LOAN = "visit", "loan"
LEAST_BEFORE = 2
"""Below so many months before nothing is said of what is usual."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One fact. n: how many it counts. on: its day. told_on: the day on which it was told.

    minute: of that day, 0..1439, local time. who: a number that stands for the reader within this
    month only, 0 = not known. made_on: the day on which that reader was registered. is_kept: a loan
    that was due long ago and never came back.
    """

    what: str
    on: str
    told_on: str
    minute: int
    n: int = 1
    is_paper: bool = False
    who: int = 0
    made_on: str = ""
    is_kept: bool = False

    @property
    def grade(self) -> str:
        """Of GRADES."""
        if self.is_paper:
            return TALLY if self.what == VISIT else PAPER
        return AT_ONCE if self.told_on <= self.on else LATER


class Days(msgspec.Struct, frozen=True):
    """How many came on each day that was counted, in order: (day, number)."""

    days: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        """All of them."""
        return sum(n for _, n in self.days)


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """past: visits of the months before, the latest first. closed: days on which it was closed.

    peers: of each place of the same kind, how much came against its months before (`against`).
    """

    records: tuple[Record, ...]
    past: tuple[Days, ...] = ()
    closed: frozenset[str] = frozenset()
    peers: tuple[int, ...] = ()

    @property
    def visits(self) -> Days:
        """The visits of each day."""
        return days_of(self.records)

    @property
    def loans(self) -> tuple[Record, ...]:
        """The loans that began."""
        return tuple(one for one in self.records if one.what == LOAN)


def against(now: int, before: Sequence[int]) -> int | None:
    """So many against the one in the middle of the months before, in thousandths; None: too few.

    >>> against(60, [20, 40, 30]), against(60, [40])
    (2000, None)
    """
    if len(before) < LEAST_BEFORE or not sum(before):
        return None
    middle = sorted(before)[len(before) // 2]
    return 1000 * now // max(1, middle)


def days_of(records: Iterable[Record]) -> Days:
    """The visits among these records, by day."""
    found: Counter[str] = Counter()
    for one in records:
        if one.what == VISIT:
            found[one.on] += one.n
    return Days(tuple(sorted(found.items())))


def grades(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    """How many things are known in which way, in the order of GRADES; ways not used left out."""
    found: Counter[str] = Counter()
    for one in records:
        found[one.grade] += one.n
    return tuple((grade, found[grade]) for grade in GRADES if found[grade])


def shares(mix: Iterable[tuple[str, int]]) -> tuple[tuple[str, int, int], ...]:
    """Each part with its whole percents; together 100, the largest remainders rounded up.

    >>> shares((("at_once", 2), ("paper", 1)))
    (('at_once', 2, 67), ('paper', 1, 33))
    """
    parts = [one for one in mix if one[1] > 0]
    whole = sum(n for _, n in parts)
    floors = [100 * n // whole for _, n in parts]
    by_rest = sorted(range(len(parts)), key=lambda at: -(100 * parts[at][1] % whole))
    for at in by_rest[: 100 - sum(floors) if parts else 0]:
        floors[at] += 1
    return tuple((*part, share) for part, share in zip(parts, floors, strict=True))


def median_lag(records: Iterable[Record]) -> int | None:
    """Days between what happened and its telling, of the record in the middle; None: no record."""
    lags = sorted(_days_between(one.on, one.told_on) for one in records)
    return lags[(len(lags) - 1) // 2] if lags else None


def _days_between(first: str, last: str) -> int:
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)
