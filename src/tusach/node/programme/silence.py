"""Places that tell nothing: since when, when their machine was heard last, what may be done.

Silence is never 0: nobody knows whether anybody came.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from tusach.library.nodes.facts import VEHICLE
from tusach.library.programme.periods import Period
from tusach.node.acts import figures
from tusach.node.acts.machines import machines
from tusach.node.acts.node import Node
from tusach.node.network.rows import Row, rows_of, silent_days
from tusach.node.programme.monday import days_since, local_day
from tusach.node.store.peers import heard_of, reports_of


class SilentPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place. since: the last day of which it told visits, empty = never; days: from then on.

    machine: whether another one than this is at home there; heard_on: its last contact, if any.
    """

    place: str
    since: str
    days: int | None
    machine: bool
    heard_on: str


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """after_days: so long without a word is silent. due: places that should tell; heard: that did.

    up_to: the last day of which any visit was told. machines: silent ones that are no place's.
    """

    after_days: int
    due: int
    heard: int
    up_to: str
    places: tuple[SilentPlace, ...]
    machines: tuple[Row, ...]


def silence(node: Node) -> Silence:
    """Who is silent today, the longest first; those never heard of before all others."""
    today, days = node.today(), silent_days(node)
    first = (date.fromisoformat(today) - timedelta(days=days)).isoformat()
    heard = figures.coverage(node, figures.of_visits(Period(first, today, "month", "")))
    contact = contacts(node)
    places = [
        SilentPlace(
            place=one.place,
            since=one.since or "",
            days=days_since(one.since or "", today),
            machine=one.place in contact,
            heard_on=contact.get(one.place, ""),
        )
        for one in heard.silent
    ]
    places.sort(key=lambda one: (one.days is not None, -(one.days or 0), one.place))
    return Silence(
        after_days=days,
        due=heard.due,
        heard=heard.heard,
        up_to=heard.up_to or "",
        places=tuple(places),
        machines=tuple(
            sorted(
                (row for row in rows_of(node) if row.is_silent),
                key=lambda row: (row.at_ms is not None, row.at_ms or 0, row.name),
            )
        ),
    )


def contacts(node: Node) -> dict[str, str]:
    """By place, the day on which another machine at home there was heard last; empty = never."""
    when = {key: one.wall_ms for key, one in heard_of(node.home).items()}
    when |= {key: one.at_ms for key, one in reports_of(node.home).items()}
    found: dict[str, str] = {}
    for one in machines(node.store):
        if one.is_own or one.revoked is not None or one.role == VEHICLE:
            continue
        on = local_day(node, max((when.get(key, 0) for key in one.keys), default=0))
        for place in one.own:
            found[place] = max(found.get(place, ""), on)
    return found
