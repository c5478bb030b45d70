"""Crates of the central library: late, short of a book, on the way, being packed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.copies.states import AVAILABLE, CopyState
from tusach.library.crates.rules import Receipt
from tusach.node.acts import crating
from tusach.node.acts.node import At, Node
from tusach.node.demo.year import Library

MADE, ROOM, LOAD = 6, 60, 10
"""Crates; books that go into one, and that are put into each of those that travel."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """A crate's journey, in days before the last day of the demonstration (negative: after it)."""

    sent: int
    back: int
    received: int | None = None
    missing: int = 0


LEGS = (
    Leg(sent=90, back=5, received=88),
    Leg(sent=30, back=-60, received=28, missing=1),
    Leg(sent=1, back=-75),
)


def send_crates(node: Node, libraries: Sequence[Library], until: date) -> int:
    """Crates as a province has them on any morning; how many travelled."""
    central, others = libraries[0], libraries[1:]
    made = crating.make(node, MADE, _at(central, until, LEGS[0].sent + 5), room=ROOM)
    if isinstance(made, Refusal) or not others:
        return 0
    crates = [crate for crate, _code in made.crates]
    unread = _unread(node, central)
    # The last one goes where the librarian of the demonstration works, to be received there.
    goals = (others[-1], others[0], others[min(1, len(others) - 1)])
    travelled = 0
    for crate, leg, goal in zip(crates, LEGS, goals, strict=False):
        load, unread = unread[:LOAD], unread[LOAD:]
        travelled += _travels(node, crate, leg, load, (central, goal), until)
    _pack(node, crates[len(LEGS)], unread[: LOAD // 2], _at(central, until, 0))
    return travelled


def _travels(
    node: Node,
    crate: str,
    leg: Leg,
    load: Sequence[str],
    ways: tuple[Library, Library],
    until: date,
) -> int:
    central, goal = ways
    leaving = _at(central, until, leg.sent)
    _pack(node, crate, load, leaving)
    back_on = (until - timedelta(days=leg.back)).isoformat()
    sent = crating.send(node, crate, leaving, to=goal.place, back_on=back_on)
    if isinstance(sent, Refusal):
        return 0
    if leg.received is not None:
        receipt = Receipt(missing=tuple(load[: leg.missing]))
        crating.receive(node, crate, _at(goal, until, leg.received), receipt)
    return 1


def _pack(node: Node, crate: str, load: Sequence[str], at: At) -> None:
    for copy in load:
        crating.pack(node, crate, copy, at)


def _unread(node: Node, library: Library) -> list[str]:
    """Copies that nobody has had: whatever day they left on, no loan lies after it."""
    found = []
    for copy in library.on_shelf[2:-2]:  # the first and last ones play other parts
        state: CopyState = node.store.state(copy, "copy")
        if state.status == AVAILABLE and not state.loans and state.registered is not None:
            found.append(copy)
    return found


def _at(library: Library, until: date, days_ago: int) -> At:
    return At(library.place, (until - timedelta(days=days_ago)).isoformat(), library.staff)
