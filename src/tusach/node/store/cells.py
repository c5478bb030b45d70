"""Figures that were counted already: which of them still stand, and the others counted again.

A cell knows up to which fact it was counted. It stands as long as no row that it was counted from
has changed since (`figure_changes`), and as long as its states would be looked at on the same day.
Whatever does not stand is counted with the statements that count everything, so that a figure is
the same whether it was kept or not. Nothing is kept by who may only look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, cast

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme.aims import what_is_refused
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.evaluate import (
    FORGOTTEN,
    NOT_BEGUN,
    Figure,
    figure_by,
    measures,
    of_links,
    seen,
    span_of,
)
from tusach.library.programme.periods import Period
from tusach.library.programme.reading_in import definition_hash
from tusach.library.programme.sources import SOURCES
from tusach.node.store import figure_sql
from tusach.node.store.cell_changes import Changes, Needs
from tusach.node.store.cell_sums import STATEMENTS, WAY, Counting
from tusach.node.store.figure_sql import Looking
from tusach.node.store.protocol import Engine

AT_ONCE, FEW = 200, 8
_NOT_KEPT = Figure(None, None, FORGOTTEN)
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

Row = tuple[Any, ...]


class Asked(msgspec.Struct, frozen=True):
    """One figure that is wanted. unit: "" = the whole province."""

    definition: Definition
    reading: Reading
    over: Period
    unit: str = ""


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
    found: list[Figure | None] = []
    heads: list[tuple[int, str, str]] = []
    how, stood, mergers = Knowing(today), 0, Mergers(look, today)
    latest = {unit: changes.latest(unit) for unit in kept}
    for at, one in enumerate(asked):
        plan = how.plan(one)
        if plan is None:
            found.append(_NOT_KEPT)
            continue
        (needs, key), unit = plan, one.unit
        cell, standing = kept[unit].get(key), needs.standing
        if mergers.are_any:
            units, standing = mergers.of(one, standing)
            newest = max((changes.newest(needs, each) for each in units), default=0)
        elif cell is not None and cell[4] < latest[unit]:
            newest = changes.newest(needs, unit)
        else:  # nothing at all has changed there since
            newest = 0
        if cell is not None and cell[3] == standing and cell[4] >= newest:
            found.append(Figure(cell[5], cell[6], cell[7]))
            stood += 1
        else:
            heads.append((at, key[2], standing))
            found.append(None)
    counting = Counting(look, changes, arrival)
    fresh = _count(counting, asked, heads, found, today=today)
    figures = tuple(cast("list[Figure]", found))  # `_count` has put one wherever none was
    return Counted(figures, tuple(fresh), tuple(counting.fresh), stood)


class Mergers:
    """Which communes a figure is counted from, looked up once."""

    def __init__(self, look: Looking, today: str) -> None:
        self._merged, self._today = figure_sql.merged(look), today
        self.are_any = bool(self._merged)

    def of(self, one: Asked, standing: str) -> tuple[Sequence[str], str]:
        """Its communes, and by what its cell is known to be of these ("" = the province)."""
        span = span_of(one.reading, one.over, today=self._today, unit=one.unit)
        span = seen(span, self._merged)
        if not span.followed or span.units == (one.unit,) and one.unit:
            return (one.unit,), standing
        told = span.units if one.unit else span.followed
        units = span.units if one.unit else ("",)
        return units, f"{standing} {sha256(repr(told).encode())[:16]}"


class Knowing:
    """What figures are counted from and known by, found once for all units."""

    def __init__(self, today: str) -> None:
        self._today = today
        self._plans: dict[tuple[int, int, int], tuple[Needs, Row] | None] = {}
        self._alike: dict[Needs, Needs] = {}
        self._made: dict[int, str] = {}

    def plan(self, one: Asked) -> tuple[Needs, Row] | None:
        """Its needs, and its cell's period, reading and making. one: it outlives this.

        None: who borrowed what can go without a fact, so that is never kept (`linking`).
        """
        at = (id(one.definition), id(one.reading), id(one.over))
        known = self._plans.get(at, self)
        if not isinstance(known, Knowing):
            return known
        found = None
        if not of_links(one.reading):
            needs = needs_for(one.reading, one.over, today=self._today)
            made = self._made.get(at[0])
            if made is None:
                made = self._made[at[0]] = made_of(one.definition)
            found = self._alike.setdefault(needs, needs), (one.over.name, one.reading.id, made)
        self._plans[at] = found
        return found


def _count(
    counting: Counting,
    asked: Sequence[Asked],
    heads: Sequence[tuple[int, str, str]],
    found: list[Figure | None],
    *,
    today: str,
) -> list[Row]:
    """Count what is not kept into its place; the cells of it. heads: where, made by, standing."""
    for at, _, _ in heads:
        one = asked[at]
        for measure, span in measures(one.reading, one.over, today=today, unit=one.unit):
            counting.expect(measure, span)
    fresh: list[Row] = []
    for at, made, standing in heads:
        one = asked[at]
        over = one.over
        figure = figure_by(counting.measure, one.reading, over, today=today, unit=one.unit)
        found[at] = figure
        head = (counting.tenant, one.unit, over.name, one.definition.id, one.reading.id, made)
        values = (standing, figure.num, figure.den, figure.lacking, counting.arrival)
        fresh.append((*head, over.first, over.last, *values))
    return fresh


def keep(engine: Engine, found: Counted) -> bool:
    """The fresh ones as cells, where this process may write and nobody else writes just now."""
    puts = ((PUT, sorted(found.fresh)), (PUT_SUM, sorted(found.sums)))
    return not found.fresh or engine.keep([one for one in puts if one[1]])


def made_of(said: Definition) -> str:
    """What a cell is known by to come from this definition, counted in this way."""
    told = (WAY, definition_hash(said), STATEMENTS)
    return sha256(repr(told).encode())[:32]


def needs_for(reading: Reading, over: Period, *, today: str) -> Needs:
    """Which rows a figure of this reading and period is counted from, in whatever unit."""
    happenings: set[tuple[str, str, str]] = set()
    states: set[tuple[str, str]] = set()
    days: set[str] = {NOT_BEGUN} if over.first > today else set()
    for measure, span in measures(reading, over, today=today):
        for select in measure.looks_at:
            if SOURCES[select.source].is_state:
                states.add((select.source, span.at[:7]))
                days.add(span.at)
            else:
                happenings.add((select.source, span.first[:7], span.last[:7]))
    return Needs(tuple(sorted(happenings)), tuple(sorted(states)), " ".join(sorted(days)))


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
    definitions: Iterable[Definition],
    periods: Iterable[Period],
    units: Sequence[str],
    chosen: Mapping[str, str] | None = None,
) -> list[Asked]:
    """Each definition in its chosen reading, for each period, in the province and in each unit.

    chosen: the reading by indicator; where it is not named, the definition's own. A period or a
    level that a definition is not asked of is left out.
    """
    read_as = chosen or {}
    return [
        Asked(said, reading, over, unit)
        for unit in units
        for over in periods
        for said in definitions
        if (reading := said.read_as(read_as.get(said.id, ""))) is not None
        and not what_is_refused(said, over, unit=unit)
    ]
