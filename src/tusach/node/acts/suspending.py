"""What a return after its date brings about where a rule says so: borrowing stops for some days.

Told only where the reader's own place takes the copy back: another one knows no such reader, and
may not speak of them.
"""

from __future__ import annotations

from collections.abc import Callable

from tusach.ledger.draft import Draft
from tusach.library.copies import rules
from tusach.library.copies.states import CopyState, Loan
from tusach.library.readers import rules as readers
from tusach.library.readers.story import Block, ReaderState
from tusach.node.acts.node import At, Node
from tusach.node.store.transaction import Transaction

REASON, ACTS = "returned_late", ("lend", "hold")


def suspension(
    node: Node, transaction: Transaction, *, loan: Loan | None, reader: str | None, at: At
) -> tuple[Draft, ...]:
    """The block that the return of a loan tells, or nothing."""
    until = _until(node, loan, at.on)
    if until is None or reader is None:
        return ()
    state: ReaderState = transaction.state(reader, "reader")
    if state.place != at.place or state.erased_on is not None:
        return ()
    told = readers.block(state, acts=ACTS, reason=REASON, on=at.on, until=until)
    return told if isinstance(told, tuple) else ()


def lifted(
    node: Node,
    transaction: Transaction,
    copy: CopyState,
    fact: str,
    *,
    reader_of: Callable[[str], str | None],
    at: At,
) -> tuple[Draft, ...]:
    """What lifts the block that a return told, when that return is undone.

    reader_of: the reader of a loan, where it is known here.
    """
    loan = next((one for one in copy.loans if one.ended_by == fact), None)
    until = _until(node, loan, loan.ended_on or "") if loan is not None else None
    reader = reader_of(loan.fact) if loan is not None else None
    if until is None or reader is None:
        return ()
    state: ReaderState = transaction.state(reader, "reader")
    block = next((one for one in reversed(state.blocks) if _is(one, until)), None)
    if block is None:
        return ()
    told = readers.unblock(state, block.fact, on=at.on)
    return told if isinstance(told, tuple) else ()


def _is(block: Block, until: str) -> bool:
    return (block.reason, block.acts, block.until) == (REASON, ACTS, until)


def _until(node: Node, loan: Loan | None, on: str) -> str | None:
    policy = node.rule_told(loan.rule) if loan is not None and not loan.inside else None
    if policy is None or loan is None or not on:
        return None
    return rules.suspended_until(policy, loan, on)
