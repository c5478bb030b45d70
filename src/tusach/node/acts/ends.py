"""The hub tells a place that a loan of it ended at another place, and takes it back if need be.

Asked of a table that holds only what is owed, so that it costs nothing where nothing is. What is
told is decided again within its transaction: two processes of a hub never both tell it. Two hubs
may; then the later one changes nothing. Source: docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import HUB
from tusach.ledger.order import Lineage, ordered
from tusach.library.copies.ends import END, Owed, draft, owed
from tusach.library.copies.states import CopyState
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

AT_ONCE = 500
"""Copies in one transaction; between two of them the desk has its turn."""


def tell_ends(node: Node) -> int:
    """Nothing is owed any more to places whose loans ended elsewhere. Returns the facts told."""
    return settle_ends(node.store)


def settle_ends(store: Store) -> int:
    """The same, of a store. Raises StoreFault where nothing may be told now."""
    if not leads(store):
        return 0
    told = 0
    while True:
        before, copies = told, _owing(store)
        for start in range(0, len(copies), AT_ONCE):
            some = copies[start : start + AT_ONCE]
            done = store.act(None, partial(_drafts, copies=some))
            if isinstance(done, Refusal):
                raise StoreFault(done.code, **done.values)
            told += len(done.facts)
        if told == before:
            return told


def leads(store: Store) -> bool:
    """Whether this is a hub whose word counts in a network."""
    standing = store.standings.of(store.own_key) if store.standings else None
    return standing is not None and standing.role == HUB and standing.last_good is None


def _owing(store: Store) -> list[str]:
    with store.engine.reading() as reading:
        return list(dict.fromkeys(row[1] for row in reading.table("owed")))


def _drafts(transaction: Transaction, copies: Sequence[str]) -> list[Draft]:
    on = transaction.store.today()
    return [
        draft(one, copy, on=on)
        for copy in copies
        for one in _owed(transaction, copy)
        if one.what == END or _is_unfounded(transaction, copy, one)
    ]


def _owed(transaction: Transaction, copy: str) -> tuple[Owed, ...]:
    story = transaction.story(copy)
    loans = story.state.loans if isinstance(story.state, CopyState) else ()
    return owed(loans, story.tellings)


def _is_unfounded(transaction: Transaction, copy: str, one: Owed) -> bool:
    """Whether all that its teller knew is here, and does not end the loan (any more).

    A hub that was rebuilt may not hold yet what the one before it knew, and takes nothing back.
    """
    held = transaction.writing.held(copy)
    return Lineage(ordered(held)).whole(one.told)
