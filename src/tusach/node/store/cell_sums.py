"""Measures counted in one look: what adds up by month and unit, all else as it is.

What adds up is kept by month and unit. Where one is lacking it is selected; where many are, as
after a retelling, one statement selects all months and units of a source at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme.adding import adds_up
from tusach.library.programme.definition import Measure
from tusach.library.programme.evaluate import Span
from tusach.library.programme.periods import period
from tusach.node.store import figure_groups, figure_sql
from tusach.node.store.cell_changes import Changes
from tusach.node.store.figure_changes import NOWHERE
from tusach.node.store.figure_sources import SOURCE_SQL
from tusach.node.store.figure_sql import Looking

WAY = 4
"""One more whenever the same definition over the same rows comes to another figure."""
STATEMENTS = sorted(SOURCE_SQL.items())
MANY = 48
"""So many lacking parts are selected at once; fewer are quicker one by one, each by an index."""

Row = tuple[Any, ...]
Part = tuple[int | None, int]
"""What a month of a unit came to, and the newest fact that it knew."""


class Once:
    """A look that asks the same statement once: readings share what they divide by."""

    has_links = False

    def __init__(self, look: Looking) -> None:
        self.tenant = look.tenant
        self._look = look
        self._known: dict[tuple[str, tuple[Any, ...]], list[Any]] = {}

    def rows(self, sql: str, *params: Any) -> list[Any]:
        """The rows of a statement."""
        found = self._known.get((sql, params))
        if found is None:
            found = self._known[sql, params] = self._look.rows(sql, *params)
        return found


class Expected:
    """Measures of the same sources that are going to be asked, and over which months."""

    def __init__(self) -> None:
        self.measures: dict[str, Measure] = {}
        self.first, self.last = "9999", ""

    def add(self, made: str, one: Measure, span: Span) -> None:
        """One more."""
        self.measures[made] = one
        self.first, self.last = min(self.first, span.first[:7]), max(self.last, span.last[:7])


class Counting:
    """Measures counted in one look.

    A sum is that of its months and, over the province, of all units and of what lies in none; so
    one fact costs the rows of a month of one unit, whatever the period. What does not add up is
    always selected whole.
    """

    def __init__(self, look: Looking, changes: Changes, arrival: int) -> None:
        self.fresh: list[Row] = []
        self.tenant, self.arrival = look.tenant, arrival
        self._look, self._changes = Once(look), changes
        self._sums: dict[tuple[str, str], dict[tuple[str, str], Part]] = {}
        self._made: dict[int, tuple[Measure, str]] = {}
        self._known: dict[tuple[str, str, str], int | None] = {}
        self._expected: dict[frozenset[str], Expected] = {}
        self._all_units: list[str] | None = None

    def expect(self, one: Measure, span: Span) -> None:
        """This is going to be measured."""
        if adds_up(one):
            self._expected.setdefault(_sources(one), Expected()).add(self._hash(one), one, span)

    def measure(self, one: Measure, within: Measure | None, span: Span) -> int | None:
        """What a measure comes to; None where nothing at all was heard."""
        if not adds_up(one):
            return figure_sql.measured(self._look, one, within, span)
        made = self._hash(one)
        span = figure_sql.as_seen(self._look, span)
        if span.is_past:
            return None
        units = list(span.units) if span.unit else [*self._units(), NOWHERE]
        months = list(_months(span.first[:7], span.last[:7]))
        lacking = [
            (month, unit) for month in months for unit in units if not self._has(one, month, unit)
        ]
        if len(lacking) < MANY:
            for month, unit in lacking:
                self._count(one, month, unit)
        else:
            self._count_all(one, span)
        told = [
            part
            for month in months
            for unit in units
            if (part := self._known[made, month, unit]) is not None
        ]
        return sum(told) if told else None

    def _has(self, one: Measure, month: str, unit: str) -> bool:
        """Whether that part is known, or kept and still stands."""
        made = self._hash(one)
        at = (made, month, unit)
        if at in self._known:
            return True
        cell = self._kept(made, month[:4]).get((month, unit))
        changes = (self._changes.of(source, unit, month, month) for source in _sources(one))
        if cell is None or cell[1] < max(changes):
            return False
        self._known[at] = cell[0]
        return True

    def _count(self, one: Measure, month: str, unit: str) -> None:
        whole = period(month)
        assert whole is not None
        span = Span(whole.first, whole.last, whole.last, unit, followed=())
        self._put(self._hash(one), month, unit, figure_sql.measured(self._look, one, None, span))

    def _count_all(self, one: Measure, span: Span) -> None:
        """Every part that is lacking of all that is expected of the same sources."""
        self.expect(one, span)
        wanted = self._expected[_sources(one)]
        months = list(_months(wanted.first, wanted.last))
        units = {*self._units(), NOWHERE, *(span.units if span.unit else ())}
        found = figure_groups.by_month_and_unit(
            self._look, wanted.measures, f"{wanted.first}-01", f"{wanted.last}-31"
        )
        for made, measure in wanted.measures.items():
            for month in months:
                for unit in sorted(units):
                    if not self._has(measure, month, unit):
                        self._put(made, month, unit, found[made].get((month, unit)))

    def _put(self, made: str, month: str, unit: str, found: int | None) -> None:
        self.fresh.append((self.tenant, made, month, unit, found, self.arrival))
        self._known[made, month, unit] = found

    def _kept(self, made: str, year: str) -> dict[tuple[str, str], Part]:
        found = self._sums.get((made, year))
        if found is None:
            rows = self._look.rows(
                "SELECT month, unit, num, arrival FROM cell_sum "
                "WHERE tenant = ? AND subject = ? AND month BETWEEN ? AND ?",
                self.tenant,
                made,
                f"{year}-01",
                f"{year}-12",
            )
            found = {(month, unit): (num, arrival) for month, unit, num, arrival in rows}
            self._sums[made, year] = found
        return found

    def _units(self) -> list[str]:
        """Every unit in which a row can lie."""
        if self._all_units is None:
            rows = self._look.rows(
                "SELECT p.unit FROM place p WHERE p.tenant = ? AND p.unit IS NOT NULL "
                "UNION SELECT m.unit FROM market m WHERE m.tenant = ? AND m.unit IS NOT NULL",
                self.tenant,
                self.tenant,
            )
            self._all_units = [unit for (unit,) in rows]
        return self._all_units

    def _hash(self, one: Measure) -> str:
        found = self._made.get(id(one))
        if found is None:
            told = (WAY, msgspec.json.encode(one, order="sorted"), STATEMENTS)
            found = self._made[id(one)] = (one, sha256(repr(told).encode())[:32])
        return found[1]


def _sources(one: Measure) -> frozenset[str]:
    return frozenset(select.source for select in one.looks_at)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
