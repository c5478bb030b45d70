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
from tusach.library.programme.evaluate import Figure, earlier, span_of
from tusach.library.programme.periods import Period
from tusach.library.programme.reading_in import definition_hash
from tusach.library.programme.sources import SOURCES
from tusach.node.store import figure_sql
from tusach.node.store.figure_changes import EVERYWHERE
from tusach.node.store.figure_sources import SOURCE_SQL
from tusach.node.store.figure_sql import Looking
from tusach.node.store.protocol import Engine

WAY = 1
"""One more whenever the same definition over the same rows comes to another figure."""
AT_ONCE = 200
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

    stood: how many of them were kept and still stand.
    """

    figures: tuple[Figure, ...]
    fresh: tuple[Row, ...]
    stood: int


class Ledger(Looking, Protocol):
    """One consistent look that also knows its newest fact."""

    def arrival(self) -> int:
        """Its arrival number."""


def counted(look: Ledger, asked: Sequence[Asked], *, today: str) -> Counted:
    """All these figures: those that are kept and stand, the others counted in this look."""
    arrival, kept, changes = look.arrival(), _kept(look, asked), Changes(look)
    same = Once(look)
    found: list[Figure] = []
    fresh: list[Row] = []
    needs_of: dict[tuple[int, Period], Needs] = {}
    made_by = {
        id(one): made_of(one) for one in {id(x.definition): x.definition for x in asked}.values()
    }
    for one in asked:
        at = (id(one.reading), one.over)
        needs = needs_of.get(at)
        if needs is None:
            needs = needs_of[at] = needs_for(one.reading, one.over, today=today)
        made = made_by[id(one.definition)]
        cell = kept.get((one.unit, one.over.name, one.definition.id, one.reading.id, made))
        if (
            cell is not None
            and cell.standing == needs.standing
            and cell.arrival >= changes.newest(needs, one.unit)
        ):
            found.append(cell.figure)
            continue
        figure = figure_sql.figure(same, one.reading, one.over, today=today, unit=one.unit)
        found.append(figure)
        head = (look.tenant, one.unit, one.over.name, one.definition.id, one.reading.id, made)
        values = (needs.standing, figure.num, figure.den, figure.lacking, arrival)
        fresh.append((*head, one.over.first, one.over.last, *values))
    return Counted(tuple(found), tuple(fresh), len(found) - len(fresh))


def keep(engine: Engine, found: Counted) -> bool:
    """The fresh ones as cells, where this process may write and nobody else writes just now."""
    return not found.fresh or engine.keep(PUT, sorted(found.fresh))


def made_of(said: Definition) -> str:
    """What a cell is known by to come from this definition, counted in this way."""
    told = (WAY, definition_hash(said), sorted(SOURCE_SQL.items()))
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
    for measure, period in parts:
        span = span_of(reading, period, today=today)
        for select in measure.selects if measure is not None else ():
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

    def newest(self, needs: Needs, unit: str) -> int:
        """The arrival of the newest fact that has changed a row of these; 0 where none has."""
        found = 0
        for source, first, last in needs.happenings:
            found = max(found, self._in(unit, source, first, last))
            found = max(found, self._in(EVERYWHERE, source, "", ""))
        for source, last in needs.states:
            found = max(found, self._in(EVERYWHERE, source, "", last))
        return found

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


class _Cell(msgspec.Struct, frozen=True):
    figure: Figure
    standing: str
    arrival: int


def _kept(look: Looking, asked: Sequence[Asked]) -> dict[tuple[str, ...], _Cell]:
    wanted: dict[str, set[str]] = {}
    for one in asked:
        wanted.setdefault(one.unit, set()).add(one.over.name)
    return {
        (unit, *row[:4]): _Cell(Figure(row[5], row[6], row[7]), row[4], row[8])
        for unit, periods in wanted.items()
        for row in _cells(look, unit, sorted(periods))
    }


def _cells(look: Looking, unit: str, periods: Sequence[str]) -> Iterator[Row]:
    for start in range(0, len(periods), AT_ONCE):
        some = periods[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from look.rows(
            "SELECT period, indicator, reading, made_by, standing, num, den, lacking, arrival "  # noqa: S608
            f"FROM cell WHERE tenant = ? AND subject = ? AND period IN ({marks})",
            look.tenant,
            unit,
            *some,
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
