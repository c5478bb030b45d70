"""The periods of figures. A library year runs from 1 December to 30 November (Circular 05/2020).

| name | period |
|---|---|
| `L2026` | library year 2026: 2025-12-01 to 2026-11-30 |
| `2026` | calendar year |
| `2026H1` `2026Q3` `2026-03` | half, quarter, month |
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Literal, get_args

import msgspec

PeriodKind = Literal["library_year", "year", "half", "quarter", "month"]
PERIOD_KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)

_NAME = re.compile(r"(?P<library>L)?(?P<year>[0-9]{4})(?:(?P<mark>[HQ-])(?P<nr>[0-9]{1,2}))?")
_MONTHS: dict[PeriodKind, int] = {"half": 6, "quarter": 3, "month": 1}
_MARKS: dict[str, PeriodKind] = {"H": "half", "Q": "quarter", "-": "month"}


class Period(msgspec.Struct, frozen=True, order=True):
    """first and last: days of it, both inside, YYYY-MM-DD."""

    first: str
    last: str
    kind: PeriodKind
    name: str

    def before(self, years: int = 1) -> Period:
        """The same period so many years earlier; later where negative."""
        year = int(re.sub("^L", "", self.name)[:4]) - years
        return _made(self.kind, year, self._nr)

    def months(self) -> Iterator[str]:
        """Its months, as 2026-03, in order."""
        year, month = int(self.first[:4]), int(self.first[5:7])
        while (name := f"{year:04}-{month:02}") <= self.last[:7]:
            yield name
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    @property
    def year(self) -> int:
        """The year in its name."""
        return int(self.name.removeprefix("L")[:4])

    @property
    def _nr(self) -> int:
        tail = self.name.removeprefix("L")[4:].lstrip("HQ-")
        return int(tail or 1)


def period(name: str) -> Period | None:
    """The period of a name; None where nothing is called so.

    >>> period("L2026").first, period("2026Q1").last
    ('2025-12-01', '2026-03-31')
    """
    found = _NAME.fullmatch(name)
    if found is None or not 1900 <= int(found["year"]) <= 9000:
        return None
    year = int(found["year"])
    if found["mark"] is None:
        return _made("library_year" if found["library"] else "year", year, 1)
    kind, nr = _MARKS[found["mark"]], int(found["nr"])
    if found["library"] or not 1 <= nr <= 12 // _MONTHS[kind]:
        return None
    made = _made(kind, year, nr)
    return made if made.name == name else None


def period_of(kind: PeriodKind, on: str) -> Period:
    """The period of a kind in which a day lies."""
    day = date.fromisoformat(on)
    if kind == "library_year":
        return _made(kind, day.year + (day.month == 12), 1)
    if kind == "year":
        return _made(kind, day.year, 1)
    return _made(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def _made(kind: PeriodKind, year: int, nr: int) -> Period:
    if kind == "library_year":
        return Period(f"{year - 1}-12-01", f"{year}-11-30", kind, f"L{year}")
    if kind == "year":
        return Period(f"{year}-01-01", f"{year}-12-31", kind, f"{year}")
    months = _MONTHS[kind]
    first, last = (nr - 1) * months + 1, nr * months
    names = {"half": f"{year}H{nr}", "quarter": f"{year}Q{nr}", "month": f"{year}-{nr:02}"}
    end = monthrange(year, last)[1]
    return Period(f"{year}-{first:02}-01", f"{year}-{last:02}-{end}", kind, names[kind])
