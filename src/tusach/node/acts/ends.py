"""The hub tells a place what ended for it at another place, and takes it back if need be.

A loan of it, a sending of it, a hold for which it was asked to send a copy.

Asked of a table that holds only what is owed, so that it costs nothing where nothing is. What is
told is decided again within its transaction: two processes of a hub never both tell it. Two hubs
may; then the later one changes nothing. Source: docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import HUB
from tusach.ledger.order import Lineage, ordered
from tusach.library.copies import ends
from tusach.library.copies.ends import TAKE_BACK, Owed
from tusach.library.copies.states import CopyState
from tusach.library.holds import ends as hold_ends
from tusach.library.holds.story import HoldState
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

AT_ONCE = 500
"""Copies and holds in one transaction; between two of them the desk has its turn."""


def tell_ends(node: Node) -> int:
    """Nothing is owed to places any more of what ended elsewhere. Returns the facts told."""
    return settle_ends(node.store)


def settle_ends(store: Store) -> int:
    """The same, of a store. Raises StoreFault where nothing may be told now."""
    if not _leads(store):
        return 0
    told = 0
    while True:
        before, subjects = told, _owing(store)
        for start in range(0, len(subjects), AT_ONCE):
            some = subjects[start : start + AT_ONCE]
            done = store.act(None, partial(_drafts, subjects=some))
            if isinstance(done, Refusal):
                raise StoreFault(done.code, **done.values)
            told += len(done.facts)
        if told == before:
            return told


def _leads(store: Store) -> bool:
    """Whether this is a hub whose word counts in a network."""
    standing = store.standings.of(store.own_key) if store.standings else None
    return standing is not None and standing.role == HUB and standing.last_good is None


def _owing(store: Store) -> list[str]:
    with store.engine.reading() as reading:
        return list(dict.fromkeys(row[1] for row in reading.table("owed")))


def _drafts(transaction: Transaction, subjects: Sequence[str]) -> list[Draft]:
    return [one for subject in subjects for one in _of_subject(transaction, subject)]


def _of_subject(transaction: Transaction, subject: str) -> Iterator[Draft]:
    """What is owed now of a copy or a hold."""
    story, on = transaction.story(subject), transaction.store.today()
    state = story.state
    if isinstance(state, CopyState):
        for one in ends.owed(state, story.tellings):
            if one.what != TAKE_BACK or _is_unfounded(transaction, subject, one):
                yield ends.draft(one, subject, on=on)
    elif isinstance(state, HoldState):
        for one in hold_ends.owed(state, story.tellings):
            if one.what != TAKE_BACK or _is_unfounded(transaction, subject, one):
                yield hold_ends.draft(one, state, on=on)


def _is_unfounded(transaction: Transaction, subject: str, one: Owed) -> bool:
    """Whether all that its teller knew is here, and does not bear it out (any more).

    A hub that was rebuilt may not hold yet what the one before it knew, and takes nothing back.
    """
    held = transaction.writing.held(subject)
    return Lineage(ordered(held)).whole(one.told)
