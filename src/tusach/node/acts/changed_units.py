"""Communes and wards that ended within the time of a figure, or went into the one it is of.

A place goes on to count where it was founded. So after a merger the number of a new commune lacks
what places of the old ones tell, and whoever reads it has to be told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from tusach.library.programme.periods import Period
from tusach.node.acts.node import Node

Names = Mapping[str, str]

_ENDED = (
    "SELECT u.subject, u.code, u.names, u.ended_on, "
    "(SELECT count(*) FROM place p WHERE p.tenant = u.tenant AND p.unit = u.subject) FROM unit u "
    "WHERE u.tenant = ? AND u.ended_on IS NOT NULL AND u.ended_on <= ? ORDER BY u.ended_on, u.code"
)


class Changed(msgspec.Struct, frozen=True):
    """A commune that is no more. ended_on: the first day without it. places: that count there.

    into: names of those that follow; none where nobody said. Each name by language.
    """

    unit: str
    code: str
    names: Names
    ended_on: str
    into: tuple[Names, ...]
    places: int


def changed_units(node: Node, over: Period, *, unit: str = "") -> tuple[Changed, ...]:
    """What has to be said beside a figure of the province, or of one commune."""
    found = []
    for subject, code, names, ended_on, places in node.store.query(
        _ENDED, (node.tenant, over.last)
    ):
        into = tuple(node.store.state(str(subject), "unit").into)
        in_time = not unit and ended_on > over.first
        if in_time or unit == subject or unit in into:
            follow = tuple(_names(node, one) for one in into)
            found.append(
                Changed(str(subject), str(code), json.loads(names), ended_on, follow, int(places))
            )
    return tuple(found)


def _names(node: Node, unit: str) -> Names:
    said = node.store.state(unit, "unit").declared
    return said.names if said is not None else {}
