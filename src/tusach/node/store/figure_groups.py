"""What adds up, by month and unit: one statement for all months and units of a source.

It says what `figure_sql.measured` would of each month of each unit, and tests hold the two
together. A month of a unit of which nothing was heard is not among what is found.
"""

# ruff: noqa: S608 -- every statement here is made of words that stand in the closed list of sources

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tusach.library.programme.definition import Measure, Select
from tusach.node.store.figure_changes import NOWHERE
from tusach.node.store.figure_sources import source_sql
from tusach.node.store.figure_sql import Looking, Sql, condition_of, field_of, key_of

Parts = dict[tuple[str, str], int]
"""By month and unit."""
_WHERE = "s.unit, substr(s.on_day, 1, 7)"
_IN_TIME = "s.on_day BETWEEN ? AND ?"


def by_month_and_unit(
    look: Looking, measures: Mapping[str, Measure], first: str, last: str
) -> dict[str, Parts]:
    """Each of these measures that add up, by its name, from one day to another, both inside.

    measures: of the same sources, all of them sums or all of them counts of different things.
    """
    sums = {name: one for name, one in measures.items() if one.sum}
    found = _sums(look, sums, first, last) if sums else {}
    for name, one in measures.items():
        if not one.sum:
            found[name] = _counts(look, one, first, last)
    return found


def _sums(
    look: Looking, measures: Mapping[str, Measure], first: str, last: str
) -> dict[str, Parts]:
    source = next(iter(measures.values())).selects[0].source
    said: list[str] = []
    params: list[Any] = []
    for one in measures.values():
        where, some = _asked(one.selects[0])
        field = f"s.{field_of(one)}"
        said.append(f"sum(CASE WHEN {where} THEN {field} END)" if where else f"sum({field})")
        params += some
    sql, some = source_sql(source, look.tenant)
    rows = look.rows(
        f"SELECT {_WHERE}, {', '.join(said)} FROM ({sql}) s WHERE {_IN_TIME} GROUP BY {_WHERE}",
        *params,
        *some,
        first,
        last,
    )
    found: dict[str, Parts] = {name: {} for name in measures}
    for unit, month, *values in rows:
        for name, value in zip(measures, values, strict=True):
            found[name][month, unit or NOWHERE] = int(value or 0)
    return found


def _counts(look: Looking, one: Measure, first: str, last: str) -> Parts:
    heard: list[Any] = []
    keys: list[str] = []
    params: list[Any] = []
    for select in one.selects:
        sql, of_source = source_sql(select.source, look.tenant)
        heard += look.rows(
            f"SELECT DISTINCT {_WHERE} FROM ({sql}) s WHERE {_IN_TIME}", *of_source, first, last
        )
        where, of_where = _asked(select)
        key = f"s.{key_of(one.count, select)}"
        keys.append(
            f"SELECT DISTINCT s.unit AS u, substr(s.on_day, 1, 7) AS m, {key} AS k FROM ({sql}) s "
            f"WHERE {_IN_TIME} AND {key} IS NOT NULL AND s.evidence IS NOT NULL"
            + (f" AND {where}" if where else "")
        )
        params += [*of_source, first, last, *of_where]
    found = {(month, unit or NOWHERE): 0 for unit, month in heard}
    counted = f"SELECT c.u, c.m, count(*) FROM ({' UNION '.join(keys)}) c GROUP BY c.u, c.m"
    for unit, month, n in look.rows(counted, *params):
        found[month, unit or NOWHERE] = int(n)
    return found


def _asked(select: Select) -> Sql:
    """What its fields have to be, nothing where any row will do."""
    said: list[str] = []
    params: list[Any] = []
    for name, ask in sorted(select.where.items()):
        condition, some = condition_of(name, ask, select)
        said.append(condition)
        params += some
    return " AND ".join(said), params
