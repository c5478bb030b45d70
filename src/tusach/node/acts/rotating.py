"""Where the crates of a library should go next, from what was read and what was where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec

from tusach.library.crates.rotation import Load, Move, Point, rotate
from tusach.library.crates.story import CrateState
from tusach.node.acts import crates_read as read
from tusach.node.acts import packing
from tusach.node.acts.node import At, Node

NO_REPEAT_MONTHS = 6


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed. left: crates for which no library has room, or that hold nothing."""

    moves: tuple[Move, ...]
    left: tuple[str, ...]


def propose(node: Node, at: At, *, forbidden: Collection[tuple[str, str]] = ()) -> Proposal:
    """For every crate of this place that holds books, the library where most would be read of it.

    forbidden: (crate, place) that a librarian does not want.
    """
    worths = packing.expected(node, at.on)
    loads, left = [], []
    for row in read.crates(node, read.EVERY, place=at.place, on=at.on):
        if row.owner != at.place:
            continue
        state: CrateState = node.store.state(row.crate, "crate")
        books = tuple(
            worths[one.title] for one in read.contents(node, state) if one.title in worths
        )
        if not books or row.at is None:
            left.append(row.crate)
            continue
        loads.append(
            Load(
                crate=row.crate,
                at=row.to or row.at,
                books=books,
                forbidden=frozenset(place for crate, place in forbidden if crate == row.crate),
            )
        )
    moves = rotate(loads, _points(node, at), _seen(node, at.on), no_repeat=NO_REPEAT_MONTHS)
    placed = {one.crate for one in moves}
    left += [one.crate for one in loads if one.crate not in placed]
    return Proposal(moves=moves, left=tuple(left))


def _points(node: Node, at: At) -> list[Point]:
    """Every other library that serves; what is asked for at each."""
    demands = packing.demands(node, at.on)
    rows = node.store.query(
        "SELECT subject FROM place WHERE tenant = ? AND closed_on IS NULL ORDER BY code",
        (node.tenant,),
    )
    return [
        Point(point=place, demand=packing.demand_of(demands, place))
        for (place,) in rows
        if place != at.place
    ]


def _seen(node: Node, on: str) -> dict[tuple[str, str], int]:
    """(place, title): full months since a crate brought it there last."""
    rows = node.store.query(
        "SELECT d.at_place, c.title, max(d.received_on) FROM crate_load d "
        "JOIN copy c ON c.tenant = d.tenant AND c.subject = d.copy "
        "WHERE d.tenant = ? AND c.title IS NOT NULL GROUP BY d.at_place, c.title",
        (node.tenant,),
    )
    today = date.fromisoformat(on)
    return {
        (place, title): max(0, (today - date.fromisoformat(last)).days // 30)
        for place, title, last in rows
        if place and last
    }
