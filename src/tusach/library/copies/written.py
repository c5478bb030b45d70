"""What a row of a paper sheet may still be refused for: it has happened, so hardly anything.

Limits, blocks and who has the copy today stop nothing that was written down at the time; a loan
against them is marked. Refused is only what nobody can tell: of a copy or reader that is unknown,
of a day to come, of a row that counts already.
"""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import facts
from tusach.library.copies.desk import Desk, ReaderAtDesk, draft, reader_fault
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import UNREGISTERED, CopyState


def lend_fault(copy: CopyState, reader: ReaderAtDesk, desk: Desk, paper: str) -> Refusal | None:
    """Why the loan of a row cannot be told."""
    refused = desk.future() or _unknown(copy)
    if refused:
        return refused
    if not reader.state.is_registered:
        return Refusal("reader.unknown", {})
    if any(loan.paper == paper for loan in copy.loans):
        return Refusal("copy.paper_known", {})
    return None


def is_against(reader: ReaderAtDesk, desk: Desk, policy: Lending) -> bool:
    """Whether today's desk would have refused it: told all the same, and marked."""
    full = policy.limit is not None and reader.open_loans >= policy.limit
    return full or policy.loan_days == 0 or reader_fault(reader, "lend", desk) is not None


def take_back(copy: CopyState, desk: Desk, paper: str) -> tuple[Draft, ...] | Refusal:
    """The copy came back on that day, whatever has become of it since."""
    refused = desk.future() or _unknown(copy)
    if refused:
        return refused
    if paper in copy.papers:
        return Refusal("copy.paper_known", {})
    own = next((loan for loan in copy.loans if loan.paper == paper), None)
    if own is not None and desk.on < own.lent_on:
        return Refusal("loan.returned_before_lent", {"lent_on": own.lent_on})
    by_day = {one.fact for one in copy.by_day}
    for loan in copy.loans:
        if loan.ended_by is None or loan.implied:
            continue
        of_this_day = (loan.ended_on, loan.ended_at) == (desk.on, desk.place)
        if of_this_day or (loan is own and loan.ended_by not in by_day):
            return Refusal("copy.returned_already", {"on": loan.ended_on})
    body = facts.CopyReturned(own.fact if own else None, paper)
    return (draft("copy.returned/2", copy.subject, desk, body),)


def use_fault(copy: CopyState, desk: Desk, paper: str) -> Refusal | None:
    """Why the use of a row cannot be told."""
    refused = desk.future() or _unknown(copy)
    if refused is None and paper in copy.papers:
        return Refusal("copy.paper_known", {})
    return refused


def _unknown(copy: CopyState) -> Refusal | None:
    return Refusal("copy.unregistered", {}) if copy.status == UNREGISTERED else None


def back_with_its_loan(copy: CopyState, desk: Desk, paper: str) -> Draft:
    """That a copy came back, told together with the loan of the same row."""
    return draft("copy.returned/2", copy.subject, desk, facts.CopyReturned(None, paper))
