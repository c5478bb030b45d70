"""From measures to plain SQL with parameters, the same for SQLite and PostgreSQL.

Names in a statement come from the closed list of sources; everything of a definition that is not
such a name is a parameter. Different things are selected first and then counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from tusach.library.programme.definition import Ask, Measure, Reading, Select
from tusach.library.programme.evaluate import (
    FORGOTTEN,
    SILENT,
    Figure,
    Span,
    figure_by,
    of_links,
    seen,
    spans,
)
from tusach.library.programme.followed import Merged
from tusach.library.programme.periods import Period
from tusach.library.programme.sources import SOURCES
from tusach.node.store.figure_changes import NOWHERE
from tusach.node.store.figure_sources import OF_PLACE, source_sql

Sql = tuple[str, list[Any]]


class Looking(Protocol):
    """Whoever answers a statement with rows, for one tenant."""

    tenant: str
    has_links: bool
    """Whether whose loans they are was laid beside the tables (`linking`)."""

    def rows(self, sql: str, *params: Any) -> list[Any]:
        """The rows of a statement; `?` stands for a parameter."""


def figure(
    reading: Looking,
    asked: Reading,
    over: Period,
    *,
    today: str,
    unit: str = "",
    place: str = "",
) -> Figure:
    """What the oracle would say of the rows that lie in the reading tables."""

    def measure(one: Measure, within: Measure | None, span: Span) -> int | None:
        return measured(reading, one, within, span)

    if not of_links(asked):
        return figure_by(measure, asked, over, today=today, unit=unit, place=place)
    if not reading.has_links:
        return Figure(None, None, FORGOTTEN)
    found = figure_by(measure, asked, over, today=today, unit=unit, place=place)
    if found.lacking != SILENT and any(
        SOURCES[one.source].linked and _is_forgotten(reading, one, as_seen(reading, span))
        for one, span in spans(asked, over, today=today, unit=unit, place=place)
    ):
        return Figure(None, None, FORGOTTEN)
    return found


def measured(reading: Looking, measure: Measure, within: Measure | None, span: Span) -> int | None:
    """What a measure comes to; None where nothing at all was heard."""
    span = as_seen(reading, span)
    if span.is_past or not any(_heard(reading, one, span) for one in measure.selects):
        return None
    if any(_is_partly(reading, one, span) for one in measure.looks_at):
        return None
    sql, params = value_sql(measure, within, span, reading.tenant)
    return int(reading.rows(sql, *params)[0][0])


def as_seen(look: Looking, span: Span) -> Span:
    """The span with the communes of its report looked up."""
    if span.followed is not None:
        return span
    return seen(span, merged(look))


def merged(look: Looking) -> list[Merged]:
    """Every merger of a commune into one other."""
    rows = look.rows(
        "SELECT subject, ended_on, followed_by FROM unit "
        "WHERE tenant = ? AND ended_on IS NOT NULL AND followed_by IS NOT NULL",
        look.tenant,
    )
    return [Merged(*row) for row in rows]


def in_units(column: str, span: Span) -> Sql:
    """`AND` what a column has to be, so that a row counts in the unit that is asked."""
    if not span.unit:
        return "", []
    units = span.units
    return f" AND {column} IN ({', '.join('?' * len(units))})" if units else " AND 1 = 0", [*units]


def value_sql(measure: Measure, within: Measure | None, span: Span, tenant: str) -> Sql:
    """The statement whose one value is the measure."""
    if measure.sum:
        rows, params = _rows(measure.selects[0], span, tenant)
        return f"SELECT coalesce(sum(s.{field_of(measure)}), 0) {rows}", params
    keys, params = _counted(measure, within, span, tenant)
    return f"SELECT count(*) FROM ({keys}) c", params  # noqa: S608


def evidence_sql(measure: Measure, within: Measure | None, span: Span, tenant: str) -> Sql:
    """Rows of (key, n, story): what makes up the value; keys of a count stand once per story."""
    if measure.sum:
        rows, params = _rows(measure.selects[0], span, tenant)
        field = field_of(measure)
        return (
            f"SELECT s.evidence, sum(s.{field}), s.evidence {rows} "
            f"AND s.{field} IS NOT NULL GROUP BY s.evidence",
            params,
        )
    counted, params = _counted(measure, within, span, tenant)
    parts = []
    for one in measure.selects:
        enough, of_keys = _keys(measure.count, one, span, tenant)
        rows, of_rows = _rows(one, span, tenant)
        key, of = f"s.{key_of(measure.count, one)}", f"s.{key_of(one.of, one)}"
        shown, of_shown = _key_now(measure.count, one, span)
        parts.append(
            f"SELECT {shown} AS k, s.evidence AS story {rows} "  # noqa: S608
            f"AND {key} IS NOT NULL AND {of} IS NOT NULL "
            f"AND {shown} IN (SELECT e.k FROM ({enough}) e)"
        )
        params = [*params, *of_shown, *of_rows, *of_shown, *of_keys]
    stories = " UNION ".join(parts)
    return (
        f"WITH counted AS ({counted}) SELECT DISTINCT p.k, 1, p.story FROM ({stories}) p "  # noqa: S608
        "JOIN counted ON counted.k = p.k",
        params,
    )


def values_of(looking: Looking, measure: Measure, field: str, span: Span) -> list[Any]:
    """The values that a field has among what is measured, in order; not told comes as ""."""
    found: set[Any] = set()
    span = as_seen(looking, span)
    for one in measure.selects:
        if field not in SOURCES[one.source].fields:
            raise ValueError(field)
        rows, params = _rows(one, span, looking.tenant)
        found.update(
            value for (value,) in looking.rows(f"SELECT DISTINCT s.{field} {rows}", *params)
        )  # noqa: S608
    return sorted((one for one in found if one is not None), key=str)


def source_rows(reading: Looking, name: str) -> Iterator[dict[str, Any]]:
    """All rows of a source as the oracle takes them."""
    sql, params = source_sql(name, reading.tenant)
    source = SOURCES[name]
    days = ("since", "until", "ended") if source.is_state else ("on_day",)
    columns = (*source.keys, *source.fields, *days)
    said = ", ".join(f"s.{one}" for one in columns)
    for row in reading.rows(f"SELECT {said} FROM ({sql}) s", *params):  # noqa: S608
        yield dict(zip(columns, row, strict=True))


def _counted(measure: Measure, within: Measure | None, span: Span, tenant: str) -> Sql:
    """The different keys of a measure, in a column `k`."""
    groups: list[str] = []
    params: list[Any] = []
    for group in measure.every:
        parts = [_keys(measure.count, one, span, tenant) for one in group]
        groups.append(" UNION ".join(sql for sql, _ in parts))
        params += [one for _, some in parts for one in some]
    if measure.within and within is not None:
        sql, some = _counted(within, None, span, tenant)
        groups.append(sql)
        params += some
    joined = " INTERSECT ".join(f"SELECT g.k FROM ({one}) g" for one in groups)  # noqa: S608
    for one in measure.none:
        sql, some = _keys(measure.count, one, span, tenant)
        joined = f"SELECT j.k FROM ({joined}) j EXCEPT {sql}"  # noqa: S608
        params += some
    return joined, params


def _keys(count: str, one: Select, span: Span, tenant: str) -> Sql:
    rows, params = _rows(one, span, tenant)
    key, of = key_of(count, one), key_of(one.of, one)
    rows = f"{rows} AND s.{key} IS NOT NULL AND s.{of} IS NOT NULL"
    (shown, of_shown), (other, of_other) = _key_now(count, one, span), _key_now(one.of, one, span)
    if one.times == 1:
        return f"SELECT DISTINCT {shown} AS k {rows}", [*of_shown, *params]
    return (
        f"SELECT d.k FROM (SELECT DISTINCT {shown} AS k, {other} AS o {rows}) d "  # noqa: S608
        "GROUP BY d.k HAVING count(*) >= ?",
        [*of_shown, *of_other, *params, one.times],
    )


def _key_now(name: str, one: Select, span: Span) -> Sql:
    """A key of a row `s`: a commune is the one in which it counts on the day of the report."""
    key = f"s.{key_of(name, one)}"
    if name != "unit" or not span.followed:
        return key, []
    cases = " ".join("WHEN ? THEN ?" for _ in span.followed)
    return f"CASE {key} {cases} ELSE {key} END", [one for pair in span.followed for one in pair]


def _rows(one: Select, span: Span, tenant: str) -> Sql:
    """`FROM … WHERE …`: the rows of a selection."""
    sql, params = source_sql(one.source, tenant)
    asked = []
    for name, ask in sorted(one.where.items()):
        condition, some = condition_of(name, ask, one)
        asked.append(condition)
        params = [*params, *some]
    time, some = _in_time(one, span, tenant)
    where = " AND ".join([*asked, time])
    return f"FROM ({sql}) s WHERE {where}", [*params, *some]


def _in_time(one: Select, span: Span, tenant: str) -> Sql:
    source = SOURCES[one.source]
    if source.is_state:
        still = "(s.until IS NULL OR s.until >= ?) AND (s.ended IS NULL OR s.ended > ?)"
        time = f"s.since <= ? AND {still}"
        params = [span.at, span.at, span.at]
    else:
        time, params = "s.on_day BETWEEN ? AND ?", [span.first, span.last]
    where, more = _where(one, span, tenant)
    return f"{time}{where}", [*params, *more]


def _where(one: Select, span: Span, tenant: str) -> Sql:
    """` AND …`: the rows of a place or a unit, where the source knows it."""
    source, said = SOURCES[one.source], ""
    params: list[Any] = []
    if span.place and "place" in source.keys:
        said, params = " AND s.place = ?", [span.place]
    if not (span.unit and source.has_unit):
        return said, params
    if span.unit == NOWHERE:
        return f"{said} AND s.unit IS NULL", params
    units = span.units
    if not units:  # it counts in another, and nothing is in two
        return f"{said} AND 1 = 0", params
    among = "= ?" if len(units) == 1 else f"IN ({', '.join('?' * len(units))})"
    if one.source in OF_PLACE:  # says no more, but leads to the rows of few places by an index
        of_unit = f"SELECT w.subject FROM place w WHERE w.tenant = ? AND w.unit {among}"  # noqa: S608
        said, params = f"{said} AND s.place IN ({of_unit})", [*params, tenant, *units]
    return f"{said} AND s.unit {among}", [*params, *units]


def _heard(reading: Looking, one: Select, span: Span) -> bool:
    sql, params = source_sql(one.source, reading.tenant)
    if SOURCES[one.source].is_state:
        time, some = "s.since <= ?", [span.at]
        if SOURCES[one.source].of_places:
            where, more = _where(one, span, reading.tenant)
            time, some = f"{time}{where}", [*some, *more]
    else:
        time, some = _in_time(one, span, reading.tenant)
    said = f"SELECT 1 FROM ({sql}) s WHERE {time} LIMIT 1"  # noqa: S608
    return bool(reading.rows(said, *params, *some))


def _is_partly(reading: Looking, one: Select, span: Span) -> bool:
    """Whether a number is lacking that has to be known of all rows."""
    lacking = SOURCES[one.source].whole
    if not lacking:
        return False
    sql, params = source_sql(one.source, reading.tenant)
    time, some = _in_time(one, span, reading.tenant)
    unknown = " OR ".join(f"s.{name} IS NULL" for name in lacking)
    said = f"SELECT 1 FROM ({sql}) s WHERE {time} AND ({unknown}) LIMIT 1"  # noqa: S608
    return bool(reading.rows(said, *params, *some))


def _is_forgotten(reading: Looking, one: Select, span: Span) -> bool:
    sql, params = source_sql(one.source, reading.tenant)
    time, some = _in_time(one, span, reading.tenant)
    key = SOURCES[one.source].linked
    said = f"SELECT 1 FROM ({sql}) s WHERE {time} AND s.{key} IS NULL LIMIT 1"  # noqa: S608
    return bool(reading.rows(said, *params, *some))


def condition_of(name: str, ask: Ask, one: Select) -> Sql:
    """What a field of a row `s` has to be."""
    if name not in SOURCES[one.source].fields:
        raise ValueError(name)
    said, params = _condition(ask)
    return f"s.{name} {said}", params


def _condition(ask: Ask) -> Sql:
    if ask.is_ is not None:
        return "= ?", [ask.is_]
    if ask.one_of:
        return f"IN ({', '.join('?' for _ in ask.one_of)})", list(ask.one_of)
    return ">= ?", [ask.at_least]


def key_of(name: str, one: Select) -> str:
    """A key, where the source has it."""
    if name not in SOURCES[one.source].keys:
        raise ValueError(name)
    return name


def field_of(measure: Measure) -> str:
    """The field that is summed, where the source has it."""
    if measure.sum not in SOURCES[measure.selects[0].source].fields:
        raise ValueError(measure.sum)
    return measure.sum
