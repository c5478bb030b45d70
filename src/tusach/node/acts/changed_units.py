"""Communes and wards that ended within the time of a figure, or went into the one it is of.

What went into one other counts in that one, the time before it too. What was split goes on to
count under its old name, because nothing says which place went where; whoever reads it is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from tusach.library.programme.followed import followed_on
from tusach.library.programme.periods import Period
from tusach.node.acts.figures import Look
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql

Names = Mapping[str, str]

_ENDED = (
    "SELECT u.subject, u.code, u.names, u.ended_on, "
    "(SELECT count(*) FROM place p WHERE p.tenant = u.tenant AND p.unit = u.subject) FROM unit u "
    "WHERE u.tenant = ? AND u.ended_on IS NOT NULL AND u.ended_on <= ? ORDER BY u.ended_on, u.code"
)


class Changed(msgspec.Struct, frozen=True):
    """A commune that is no more. ended_on: the first day without it. places: founded there.

    into: names of those that follow; none where nobody said. counts_in: the commune in whose
    figures it is counted, None = under its own name. Each name by language.
    """

    unit: str
    code: str
    names: Names
    ended_on: str
    into: tuple[Names, ...]
    places: int
    counts_in: Names | None = None


def changed_units(node: Node, over: Period, *, unit: str = "") -> tuple[Changed, ...]:
    """What has to be said beside a figure of the province, or of one commune."""
    found = []
    on = max(over.first, min(over.last, node.today()))
    now = dict(followed_on(figure_sql.merged(Look(node)), on))
    for subject, code, names, ended_on, places in node.store.query(_ENDED, (node.tenant, on)):
        into = tuple(node.store.state(str(subject), "unit").into)
        in_time = not unit and ended_on > over.first
        counts_in = now.get(subject)
        if in_time or unit == subject or unit in (*into, counts_in):
            found.append(
                Changed(
                    unit=str(subject),
                    code=str(code),
                    names=json.loads(names),
                    ended_on=ended_on,
                    into=tuple(_names(node, one) for one in into),
                    places=int(places),
                    counts_in=_names(node, counts_in) if counts_in else None,
                )
            )
    return tuple(found)


def _names(node: Node, unit: str) -> Names:
    said = node.store.state(unit, "unit").declared
    return said.names if said is not None else {}
