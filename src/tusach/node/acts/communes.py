"""One commune as this node knows it: its places and when each was heard, crates there, readers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.library.programme.followed import followed_on
from tusach.node.acts.figures import Look
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql

LEAST_READERS = 5
"""Fewer people than this are not told as a number. Source: PROGRAMME.md section 5."""
_HEARD = (
    "SELECT p.subject, p.unit, p.kind, (SELECT max(v.on_day) FROM visit v "
    "WHERE v.tenant = p.tenant AND v.place = p.subject AND v.on_day <= ?), "
    "(SELECT max(e.on_day) FROM empty_day e WHERE e.tenant = p.tenant "
    "AND e.place = p.subject AND e.on_day <= ?) FROM place p "
    "WHERE p.tenant = ? AND p.unit IS NOT NULL AND p.founded_on <= ? "
    "AND (p.closed_on IS NULL OR p.closed_on > ?) ORDER BY p.subject"
)


class PlaceHeard(msgspec.Struct, frozen=True):
    """A place that is open. heard_on: the last day of which it told visits, empty = never."""

    place: str
    unit: str
    kind: str
    heard_on: str


class CrateThere(msgspec.Struct, frozen=True):
    """A crate that stands at a place or comes there. back_on: when it is due to leave, if ever."""

    crate: str
    nr: int | None
    place: str
    comes: bool
    inside: int
    back_on: str


def places(node: Node, unit: str = "") -> list[PlaceHeard]:
    """Places that are open today, of one commune or of all."""
    today = node.today()
    now = dict(followed_on(figure_sql.merged(Look(node)), today))
    rows = node.store.query(_HEARD, (today, today, node.tenant, today, today))
    return [
        PlaceHeard(place, now.get(of, of), kind or "", max(visit or "", empty or ""))
        for place, of, kind, visit, empty in rows
        if not unit or now.get(of, of) == unit
    ]


def crates(node: Node, here: Sequence[str]) -> list[CrateThere]:
    """Crates of others that stand at these places, and those that come, the soonest due first."""
    found = []
    for place in here:
        rows = node.store.query(
            "SELECT subject, nr, to_place, inside, back_on FROM crate WHERE tenant = ? "
            "AND status IN ('here', 'on_way') AND (owner IS NULL OR owner <> ?) "
            "AND (to_place = ? OR (to_place IS NULL AND at_place = ?)) ORDER BY back_on, subject",
            (node.tenant, place, place, place),
        )
        found += [
            CrateThere(crate, nr, place, to == place, inside or 0, back_on or "")
            for crate, nr, to, inside, back_on in rows
        ]
    return sorted(found, key=lambda one: (one.back_on or "9999", one.crate))


def readers(node: Node, here: Sequence[str]) -> int | None:
    """Readers of these places whose card is valid today; None where so few are not told.

    0 is told: nobody is named by it.
    """
    today, total = node.today(), 0
    for place in here:
        ((n,),) = node.store.query(
            "SELECT count(*) FROM reader WHERE tenant = ? AND place = ? AND ended_on IS NULL "
            "AND erased_on IS NULL AND (valid_until IS NULL OR valid_until >= ?)",
            (node.tenant, place, today),
        )
        total += int(n)
    return None if 0 < total < LEAST_READERS else total
