"""A reader at the desk as the rules want them: open loans, what is not settled, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.copies import rules
from tusach.library.copies.ages import Ages
from tusach.library.copies.states import LOST, CopyState, Loan
from tusach.library.profile.lending import BlockRule
from tusach.library.readers.story import ReaderState
from tusach.node.acts.asked import Known
from tusach.node.acts.governing import ages_of, desk
from tusach.node.acts.node import At, Node


def borrower_of(
    node: Node,
    known: Known,
    reader: str,
    at: At,
    *,
    guest: ReaderState | None = None,
    holds: frozenset[str] = frozenset(),
) -> rules.Borrower:
    """A reader as the rules want them; guest: as the card says, where nothing else is known.

    holds: what they have asked for and not had yet, where a copy is at stake (`asked.mine_of`).
    """
    found = borrower_as(node, known, reader, at.on, holds=holds)
    if guest is not None and found.state.registered_on is None:
        return msgspec.structs.replace(found, state=guest, ages=_ages(node, guest, at.on))
    return found


def borrower_as(
    node: Node, known: Known, reader: str, on: str, *, holds: frozenset[str] = frozenset()
) -> rules.Borrower:
    """A reader as this node knows them, on a day."""
    story = known.story(reader)
    loans = known.open_loans(reader)
    state: ReaderState = node.store.state_of(story, "reader")
    copies = _copies_of(lambda copy: known.state(copy, "copy"), loans)
    overdue, lost = _unsettled(node, copies, on)
    return rules.Borrower(
        state=state,
        open_loans=len(loans),
        heads=story.heads,
        overdue=overdue,
        lost=lost,
        holds=holds,
        inside=sum(loan.inside for _copy, loan in copies),
        ages=_ages(node, state, on),
    )


def _ages(node: Node, state: ReaderState, on: str) -> Ages | None:
    """What is known of the reader's age, where any rule asks for it."""
    return ages_of(node, state, on) if node.told_rules().asks_age else None


_Open = Sequence[tuple[CopyState, Loan]]


def _copies_of(state_of: Callable[[str], CopyState], loans: Mapping[str, str]) -> _Open:
    """The copies of a reader's open loans, each with that loan."""
    found = []
    for fact, copy in loans.items():
        state = state_of(copy)
        loan = state.open_loan
        if loan is not None and loan.fact == fact:
            found.append((state, loan))
    return found


def _unsettled(node: Node, copies: _Open, on: str) -> tuple[int, int]:
    """How many of a reader's open loans are past their day, and of how many the copy is lost."""
    grace, overdue, lost = node.grace(), 0, 0
    for state, loan in copies:
        if state.status == LOST:
            lost += 1
        elif state.claim is None:
            overdue += rules.is_overdue(loan, on, grace_days=grace.get(loan.rule or "", 0))
    return overdue, lost


def stopped(node: Node, state: ReaderState, at: At) -> tuple[tuple[BlockRule, Refusal], ...]:
    """The block rules that stand against a reader, each with the refusal it gives: for a page."""
    loans = node.store.open_loans(state.subject)
    copies = _copies_of(lambda copy: node.store.state(copy, "copy"), loans)
    overdue, lost = _unsettled(node, copies, at.on)
    borrower = rules.Borrower(
        state=state, open_loans=len(loans), heads=(), overdue=overdue, lost=lost
    )
    found = rules.stops(borrower, desk(node, at))
    return tuple((one, rules.stopped_by(one, borrower)) for one in found)
