"""Counting an answer by language, kind, audience, class, decade, shelf and place."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping

Facets = Mapping[str, tuple[tuple[str, int], ...]]

_FIELDS = ("language", "kind", "audience", "dewey", "decade", "available_now")
_MOST_VALUES = 60


def facets_of(connection: sqlite3.Connection, hits: str, values: tuple[object, ...]) -> Facets:
    """Values of each field with the number of titles, most frequent first.

    hits: a SELECT that gives one column `slot`.  Fields: language, kind, audience, dewey (its
    hundred, "0" to "9"), decade ("2010"), available_now ("1"), place.  Unknown values are left out.
    """
    counts: dict[str, Counter[str]] = {field: Counter() for field in _FIELDS}
    rows = connection.execute(
        "SELECT language, kind, audience, dewey, year / 10 * 10, available > 0, count(*)"  # noqa: S608
        f" FROM ({hits}) AS hits CROSS JOIN fields ON fields.slot = hits.slot"
        " GROUP BY 1, 2, 3, 4, 5, 6",
        values,
    )
    for *row, titles in rows:
        for field, value in zip(_FIELDS, row, strict=True):
            if value is not None and value != "" and value != 0:
                counts[field][str(value)] += titles
    places = connection.execute(
        "SELECT place_id, count(*)"  # noqa: S608
        f" FROM ({hits}) AS hits CROSS JOIN shelves ON shelves.slot = hits.slot"
        " WHERE copies > 0 GROUP BY 1",
        values,
    )
    counts["place"] = Counter(dict(places.fetchall()))
    return {field: _ordered(counted) for field, counted in counts.items()}


def _ordered(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES])
