"""Figures that were counted already: which of them still stand, and the others counted again.

A cell knows up to which fact it was counted. It stands as long as no row that it was counted from
has changed since (`figure_changes`), and as long as its states would be looked at on the same day.
Whatever does not stand is counted with the statements that count everything, so that a figure is
the same whether it was kept or not. Nothing is kept by who may only look.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme.definition import Definition, Measure, Reading
from tusach.library.programme.evaluate import (
    FORGOTTEN,
    Figure,
    Span,
    earlier,
    figure_by,
    of_links,
    span_of,
)
from tusach.library.programme.periods import Period, period
from tusach.library.programme.reading_in import definition_hash
from tusach.library.programme.sources import SOURCES
from tusach.node.store import figure_sql
from tusach.node.store.figure_changes import EVERYWHERE, NOWHERE
from tusach.node.store.figure_sources import SOURCE_SQL
from tusach.node.store.figure_sql import Looking
from tusach.node.store.protocol import Engine

WAY = 1
"""One more whenever the same definition over the same rows comes to another figure."""
AT_ONCE, FEW = 200, 8
_COLUMNS = (
    "period",
    "indicator",
    "reading",
    "made_by",
    "first",
    "last",
    "standing",
    "num",
    "den",
    "lacking",
    "arrival",
)
_SAID = ", ".join(("tenant", "subject", *_COLUMNS))
_SETS = ", ".join(f"{one} = excluded.{one}" for one in _COLUMNS[4:])
PUT = (
    f"INSERT INTO cell ({_SAID}) VALUES ({', '.join('?' * (len(_COLUMNS) + 2))}) "  # noqa: S608
    "ON CONFLICT (tenant, subject, period, indicator, reading, made_by) "
    f"DO UPDATE SET {_SETS} WHERE cell.arrival <= excluded.arrival"
)
PUT_SUM = (
    "INSERT INTO cell_sum (tenant, subject, month, unit, num, arrival) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (tenant, subject, month, unit) DO UPDATE SET num = excluded.num, "
    "arrival = excluded.arrival WHERE cell_sum.arrival <= excluded.arrival"
)
_SOURCES = sorted(SOURCE_SQL.items())

Row = tuple[Any, ...]


class Asked(msgspec.Struct, frozen=True):
    """One figure that is wanted. unit: "" = the whole province."""

    definition: Definition
    reading: Reading
    over: Period
    unit: str = ""


class Needs(msgspec.Struct, frozen=True):
    """What a figure is counted from. happenings: source, first and last month of it, both inside.

    states: source, last month of its beginnings. standing: the days on which states are looked at.
    """

    happenings: tuple[tuple[str, str, str], ...]
    states: tuple[tuple[str, str], ...]
    standing: str


class Counted(msgspec.Struct, frozen=True):
    """Figures in the order in which they were asked; fresh: rows of cells that are worth keeping.

    sums: the same of what adds up. stood: how many of them were kept and still stand.
    """

    figures: tuple[Figure, ...]
    fresh: tuple[Row, ...]
    sums: tuple[Row, ...]
    stood: int


class Ledger(Looking, Protocol):
    """One consistent look that also knows its newest fact."""

    def arrival(self) -> int:
        """Its arrival number."""


def counted(look: Ledger, asked: Sequence[Asked], *, today: str) -> Counted:
    """All these figures: those that are kept and stand, the others counted in this look."""
    arrival, kept, changes = look.arrival(), _kept(look, asked), Changes(look)
    counting = Counting(look, changes, arrival)
    found: list[Figure] = []
    fresh: list[Row] = []
    stood = 0
    needs_of: dict[tuple[int, str], Needs] = {}
    alike: dict[Needs, Needs] = {}
    definitions = {id(one.definition): one.definition for one in asked}
    made_by = {at: made_of(said) for at, said in definitions.items()}
    for one in asked:
        said, reading, over, unit = one.definition, one.reading, one.over, one.unit
        if of_links(reading):  # who borrowed what can go without a fact: never kept (`linking`)
            found.append(Figure(None, None, FORGOTTEN))
            continue
        needs = needs_of.get((id(reading), over.name))
        if needs is None:
            made_needs = needs_for(reading, over, today=today)
            needs = needs_of[id(reading), over.name] = alike.setdefault(made_needs, made_needs)
        made = made_by[id(said)]
        cell = kept[unit].get((over.name, reading.id, made))
        if (
            cell is not None
            and cell[3] == needs.standing
            and cell[4] >= changes.newest(needs, unit)
        ):
            found.append(Figure(cell[5], cell[6], cell[7]))
            stood += 1
            continue
        figure = figure_by(counting.measure, reading, over, today=today, unit=unit)
        found.append(figure)
        head = (look.tenant, unit, over.name, said.id, reading.id, made)
        values = (needs.standing, figure.num, figure.den, figure.lacking, arrival)
        fresh.append((*head, over.first, over.last, *values))
    return Counted(tuple(found), tuple(fresh), tuple(counting.fresh), stood)


def keep(engine: Engine, found: Counted) -> bool:
    """The fresh ones as cells, where this process may write and nobody else writes just now."""
    puts = ((PUT, sorted(found.fresh)), (PUT_SUM, sorted(found.sums)))
    return not found.fresh or engine.keep([one for one in puts if one[1]])


def made_of(said: Definition) -> str:
    """What a cell is known by to come from this definition, counted in this way."""
    told = (WAY, definition_hash(said), _SOURCES)
    return sha256(repr(told).encode())[:32]


def needs_for(reading: Reading, over: Period, *, today: str) -> Needs:
    """Which rows a figure of this reading and period is counted from, in whatever unit."""
    happenings: set[tuple[str, str, str]] = set()
    states: set[tuple[str, str]] = set()
    days: set[str] = set()
    before = earlier(reading, over)
    parts: list[tuple[Measure | None, Period]] = [
        (reading.numerator, over),
        (reading.denominator, over),
        *([(reading.numerator, before)] if before is not None else []),
    ]
    for measure, of in parts:
        span = span_of(reading, of, today=today)
        for select in measure.looks_at if measure is not None else ():
            if SOURCES[select.source].is_state:
                states.add((select.source, span.at[:7]))
                days.add(span.at)
            else:
                happenings.add((select.source, span.first[:7], span.last[:7]))
    return Needs(tuple(sorted(happenings)), tuple(sorted(states)), " ".join(sorted(days)))


class Changes:
    """When what figures are counted from has changed last; asked once for each unit."""

    def __init__(self, look: Looking) -> None:
        self._look = look
        self._by_unit: dict[str, Mapping[str, tuple[list[str], list[int]]]] = {}
        self._found: dict[tuple[str, str, str, str], int] = {}
        self._of_needs: dict[tuple[int, str], int] = {}

    def newest(self, needs: Needs, unit: str) -> int:
        """The arrival of the newest fact that has changed a row of these; 0 where none has.

        needs: one that lives as long as this.
        """
        at = (id(needs), unit)
        found = self._of_needs.get(at)
        if found is None:
            parts = [self.of(source, unit, *months) for source, *months in needs.happenings]
            parts += [self._in(EVERYWHERE, source, "", last) for source, last in needs.states]
            found = self._of_needs[at] = max(parts, default=0)
        return found

    def of(self, source: str, unit: str, first: str, last: str) -> int:
        """The same for happenings of a source from one month to another, both inside."""
        return max(self._in(unit, source, first, last), self._in(EVERYWHERE, source, "", ""))

    def _in(self, unit: str, source: str, first: str, last: str) -> int:
        at = (unit, source, first, last)
        found = self._found.get(at)
        if found is None:
            months, arrivals = self._of(unit).get(source, ((), ()))
            some = arrivals[bisect_left(months, first) : bisect_right(months, last)]
            found = self._found[at] = max(some, default=0)
        return found

    def _of(self, unit: str) -> Mapping[str, tuple[list[str], list[int]]]:
        found = self._by_unit.get(unit)
        if found is None:
            made: dict[str, tuple[list[str], list[int]]] = {}
            for source, month, arrival in self._look.rows(
                "SELECT family, month, arrival FROM figure_change "
                "WHERE tenant = ? AND subject = ? ORDER BY family, month",
                self._look.tenant,
                unit,
            ):
                months, arrivals = made.setdefault(source, ([], []))
                months.append(month)
                arrivals.append(arrival)
            found = self._by_unit[unit] = made
        return found


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


class Counting:
    """Measures counted in one look: sums by month and unit, each alone, all else as it is.

    A sum is that of its months and, over the province, of all units and of what lies in none; so
    one fact costs the rows of a month of one unit, whatever the period. What is counted apart
    does not add up and is always selected whole.
    """

    def __init__(self, look: Looking, changes: Changes, arrival: int) -> None:
        self.fresh: list[Row] = []
        self._look, self._changes, self._arrival = Once(look), changes, arrival
        self._sums: dict[tuple[str, str], dict[tuple[str, str], tuple[int | None, int]]] = {}
        self._made: dict[int, tuple[Measure, str]] = {}
        self._known: dict[tuple[str, str, str], int | None] = {}

    def measure(self, one: Measure, within: Measure | None, span: Span) -> int | None:
        """What a measure comes to; None where nothing at all was heard."""
        select = one.selects[0]
        source = SOURCES[select.source]
        if not one.sum or source.is_state or not source.has_unit:
            return figure_sql.measured(self._look, one, within, span)
        units = [span.unit] if span.unit else [*self._units(), NOWHERE]
        months = list(_months(span.first[:7], span.last[:7]))
        parts = [self._part(one, select.source, month, unit) for month in months for unit in units]
        told = [part for part in parts if part is not None]
        return sum(told) if told else None

    def _part(self, one: Measure, source: str, month: str, unit: str) -> int | None:
        made = self._hash(one)
        at = (made, month, unit)
        if at in self._known:
            return self._known[at]
        cell = self._kept(made, month[:4]).get((month, unit))
        if cell is not None and cell[1] >= self._changes.of(source, unit, month, month):
            found = cell[0]
        else:
            whole = period(month)
            assert whole is not None
            span = Span(whole.first, whole.last, whole.last, unit)
            found = figure_sql.measured(self._look, one, None, span)
            self.fresh.append((self._look.tenant, made, month, unit, found, self._arrival))
        self._known[at] = found
        return found

    def _kept(self, made: str, year: str) -> dict[tuple[str, str], tuple[int | None, int]]:
        found = self._sums.get((made, year))
        if found is None:
            rows = self._look.rows(
                "SELECT month, unit, num, arrival FROM cell_sum "
                "WHERE tenant = ? AND subject = ? AND month BETWEEN ? AND ?",
                self._look.tenant,
                made,
                f"{year}-01",
                f"{year}-12",
            )
            found = {(month, unit): (num, arrival) for month, unit, num, arrival in rows}
            self._sums[made, year] = found
        return found

    def _units(self) -> list[str]:
        """Every unit in which a row can lie."""
        rows = self._look.rows(
            "SELECT p.unit FROM place p WHERE p.tenant = ? AND p.unit IS NOT NULL "
            "UNION SELECT m.unit FROM market m WHERE m.tenant = ? AND m.unit IS NOT NULL",
            self._look.tenant,
            self._look.tenant,
        )
        return [unit for (unit,) in rows]

    def _hash(self, one: Measure) -> str:
        found = self._made.get(id(one))
        if found is None:
            told = (WAY, msgspec.json.encode(one, order="sorted"), _SOURCES)
            found = self._made[id(one)] = (one, sha256(repr(told).encode())[:32])
        return found[1]


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _kept(look: Looking, asked: Sequence[Asked]) -> dict[str, dict[Row, Row]]:
    """By unit, then by period, reading and making, the cells there are."""
    wanted: dict[str, set[str]] = {}
    for one in asked:
        wanted.setdefault(one.unit, set()).add(one.over.name)
    names = sorted({one.definition.id for one in asked})
    return {
        unit: {row[:3]: row for row in _cells(look, unit, sorted(periods), names)}
        for unit, periods in wanted.items()
    }


def _cells(look: Looking, unit: str, periods: Sequence[str], names: Sequence[str]) -> Iterator[Row]:
    only, few = "", names if len(names) <= FEW else ()
    if few:
        only = f" AND indicator IN ({', '.join('?' * len(few))})"
    for start in range(0, len(periods), AT_ONCE):
        some = periods[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from look.rows(
            "SELECT period, reading, made_by, standing, arrival, num, den, lacking "  # noqa: S608
            f"FROM cell WHERE tenant = ? AND subject = ? AND period IN ({marks}){only}",
            look.tenant,
            unit,
            *some,
            *few,
        )


def every(
    definitions: Iterable[Definition], periods: Iterable[Period], units: Sequence[str]
) -> list[Asked]:
    """Each definition in its chosen reading, for each period, in the province and in each unit."""
    return [
        Asked(said, reading, over, unit)
        for unit in units
        for over in periods
        for said in definitions
        if (reading := said.read_as("")) is not None
    ]
