"""Who waits for a copy, as acts at the desk ask: the line, who comes next, whose holds are open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from tusach.ledger.draft import Draft
from tusach.ledger.story import Story
from tusach.library.copies import caring
from tusach.library.copies.desk import Desk
from tusach.library.copies.states import AVAILABLE, CopyState
from tusach.library.holds.queue import FIRST_COME, HERE_FIRST, Waiting, next_for, wanted_by
from tusach.library.holds.story import HoldState
from tusach.node.acts.node import At, Node
from tusach.node.store.transaction import Transaction


class Known(Protocol):
    """What is known now: a store as it stands, or a transaction that has told more."""

    def story(self, subject: str) -> Story:
        """All of a subject."""

    def state(self, subject: str, noun: str) -> Any:
        """A subject as it stands."""

    def open_loans(self, reader: str) -> dict[str, str]:
        """Copies by the lending facts of a reader's open loans."""


_LINE = (
    "SELECT subject FROM hold WHERE tenant = ? AND filled_on IS NULL AND ended_on IS NULL "
    "AND placed_by IS NOT NULL AND (title = ? OR wants = ?)"
)


def holds_of(node: Node, known: Known, reader: str) -> dict[str, HoldState]:
    """The open holds of a reader's whole person."""
    found = {}
    for one in node.store.person(reader):
        for (hold,) in node.store.vault.query(
            "SELECT asked FROM asked_by WHERE reader = ? ORDER BY fact", (one,)
        ):
            state = known.state(hold, "hold")
            if isinstance(state, HoldState) and state.is_open:
                found[hold] = state
    return found


def mine_of(
    node: Node, known: Known, reader: str, *, copy: CopyState, line: Sequence[Waiting]
) -> frozenset[str]:
    """The reader's open holds, where any could be of this copy: somebody waits, or it is kept."""
    if not line and copy.reserved is None:
        return frozenset()
    return frozenset(holds_of(node, known, reader))


def line_for(node: Node, known: Known, copy: CopyState) -> list[Waiting]:
    """Everybody known here who waits for this copy or its title, as it is known now."""
    title = copy.registered.title if copy.registered else None
    rows = node.store.query(_LINE, (node.tenant, title, copy.subject))
    states: list[HoldState] = [known.state(hold, "hold") for (hold,) in rows]
    return [found for one in states if (found := _waiting(one)) is not None]


def _waiting(state: HoldState) -> Waiting | None:
    placed, kept = state.placed, state.ready or state.on_way
    if placed is None or not state.is_open:
        return None
    return Waiting(
        hold=state.subject,
        placed_on=state.placed_on,
        placed_ms=state.placed_ms,
        placed_by=state.placed_by or "",
        pickup=placed.pickup,
        title=placed.title,
        wants=placed.copy,
        suspended_until=state.suspended_until,
        needed_until=placed.needed_until or "",
        copy=kept.of if kept else None,
    )


def wanted(
    node: Node, copy: CopyState, at: At, line: Sequence[Waiting], *, mine: Collection[str] = ()
) -> int:
    """How many others wait here before this reader, where not enough other copies stand here."""
    if not line:
        return 0
    title = copy.registered.title if copy.registered else None
    free = 0
    if title is not None:
        free = node.store.query(
            "SELECT count(*) FROM copy WHERE tenant = ? AND title = ? AND holder = ? "
            "AND status = ? AND subject <> ?",
            (node.tenant, title, at.place, AVAILABLE, copy.subject),
        )[0][0]
    return wanted_by(
        line, copy=copy.subject, title=title, here=at.place, on=at.on, mine=mine, free=free
    )


def after_return(node: Node, transaction: Transaction, copy: CopyState, at: At) -> Waiting | None:
    """Who comes next for a copy that has just come back here."""
    if copy.withheld is not None or copy.damages and copy.status != AVAILABLE:
        return None
    line = line_for(node, transaction, copy)
    if not line:
        return None
    material = copy.registered.material if copy.registered else "book"
    policy = node.lending(at.place, group="", material=material, on=at.on)
    order = HERE_FIRST if policy.here_first else FIRST_COME
    title = copy.registered.title if copy.registered else None
    return next_for(line, copy=copy.subject, title=title, here=at.place, on=at.on, order=order)


def kept_for(node: Node, copy: CopyState, at: At, one: Waiting | None) -> tuple[Draft, ...]:
    """That the copy waits on the shelf of holds, where it is fetched here."""
    if one is None or one.pickup != at.place:
        return ()
    here = Desk(
        place=at.place,
        on=at.on,
        today=node.today(),
        governed_by=at.place,
        calendar=node.calendar(at.place, at.on),
    )
    until = shelf_until(node, copy, at)
    return (caring.reserved_on_return(copy.subject, here, hold=one.hold, until=until),)


def shelf_until(node: Node, copy: CopyState, at: At) -> str:
    """The last day on which a copy waits for who asked for it: an open one."""
    material = copy.registered.material if copy.registered else "book"
    days = node.lending(at.place, group="", material=material, on=at.on).shelf_days
    last = date.fromisoformat(at.on) + timedelta(days=days)
    calendar = node.calendar(at.place, at.on)
    for step in range(60):
        if calendar.is_open(last + timedelta(days=step)):
            return (last + timedelta(days=step)).isoformat()
    return last.isoformat()
