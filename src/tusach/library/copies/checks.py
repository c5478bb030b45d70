"""Every question that is asked before a copy is lent or renewed, in order, each with its answer.

`rules.lend` and `rules.renew` refuse by the first that says no; a page that explains shows all of
them. So what a person reads is what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tusach.ledger.draft import Refusal
from tusach.library.copies.ages import age_fault
from tusach.library.copies.dates import day_plus
from tusach.library.copies.desk import (
    Desk,
    ReaderAtDesk,
    block_fault,
    card_fault,
    gone,
    unsettled_fault,
)
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import LOST, CopyState, Loan


class Check(NamedTuple):
    """One question. refusal: None where the answer is yes."""

    name: str
    refusal: Refusal | None


def of_lending(
    copy: CopyState,
    reader: ReaderAtDesk,
    desk: Desk,
    policy: Lending,
    *,
    inside: bool = False,
    over_limit: bool = False,
) -> Iterator[Check]:
    """What is asked before lending. inside: read in the place. over_limit: passed over by one."""
    yield Check("day", desk.future())
    yield Check("stock", gone(copy))
    yield Check("copy", _state_fault(copy))
    yield Check("on_loan", _loan_fault(copy))
    yield Check("reserved", _reserved_fault(copy, reader))
    yield Check("card", card_fault(reader, desk))
    yield Check("blocks", block_fault(reader, "lend", desk))
    yield Check("unsettled", unsettled_fault(reader, "lend", desk))
    yield Check("entered", _too_early(copy, reader, desk))
    yield Check("for_loan", None if inside else _not_for_loan(copy, policy))
    yield Check("age", age_fault(reader.ages, policy))
    yield Check("limit", None if over_limit else limit_fault(reader, policy, inside=inside))


def of_renewal(
    copy: CopyState, loan: Loan, reader: ReaderAtDesk, *, desk: Desk, policy: Lending
) -> Iterator[Check]:
    """What is asked before a loan runs longer."""
    yield Check("day", desk.future())
    yield Check("card", card_fault(reader, desk))
    yield Check("blocks", block_fault(reader, "renew", desk))
    yield Check("unsettled", unsettled_fault(reader, "renew", desk))
    yield Check("inside", Refusal("loan.inside", {}) if loan.inside else None)
    yield Check("for_loan", _not_renewed(copy, policy))
    yield Check("renewals", _renewals_fault(loan, policy))
    yield Check("overdue", _overdue_fault(loan, desk, policy))
    yield Check("early", _early_fault(loan, desk, policy))


def first_refusal(checks: Iterator[Check]) -> Refusal | None:
    """The first no, or None."""
    return next((one.refusal for one in checks if one.refusal is not None), None)


def limit_fault(reader: ReaderAtDesk, policy: Lending, *, inside: bool) -> Refusal | None:
    """So many copies at a time; those read inside have a number of their own."""
    if inside:
        if policy.inside_limit is None or reader.inside < policy.inside_limit:
            return None
        return Refusal("reader.inside_limit", {"limit": policy.inside_limit, "open": reader.inside})
    taken = reader.open_loans - reader.inside
    if policy.limit is None or taken < policy.limit:
        return None
    return Refusal("reader.limit", {"limit": policy.limit, "open": taken})


def material_of(copy: CopyState) -> str:
    """The kind of material of a copy; a book where nobody has said."""
    return copy.registered.material if copy.registered else "book"


def renewal_days(policy: Lending) -> int:
    """How many days a renewal adds; 0: it is not renewed."""
    return policy.loan_days if policy.renewal_days is None else policy.renewal_days


def _state_fault(copy: CopyState) -> Refusal | None:
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    if copy.withheld is not None:
        return Refusal("copy.withheld", {"reason": copy.withheld.word})
    return None


def _loan_fault(copy: CopyState) -> Refusal | None:
    loan = copy.open_loan
    if loan is None:
        return None
    return Refusal("copy.on_loan", {"due_on": loan.due_on, "loan": loan.fact})


def _reserved_fault(copy: CopyState, reader: ReaderAtDesk) -> Refusal | None:
    """On the shelf of holds for somebody else."""
    kept = copy.reserved
    if kept is None or kept.of in reader.holds:
        return None
    return Refusal("copy.reserved", {"until": kept.until, "hold": kept.of})


def _too_early(copy: CopyState, reader: ReaderAtDesk, desk: Desk) -> Refusal | None:
    """Nothing is lent on a day before the copy and the reader were there."""
    stock, person = copy.registered_on, reader.state.registered_on
    if stock is not None and desk.on < stock:
        return Refusal("copy.registered_later", {"on": desk.on, "registered_on": stock})
    if person is not None and desk.on < person:
        return Refusal("reader.registered_later", {"on": desk.on, "registered_on": person})
    return None


def _not_for_loan(copy: CopyState, policy: Lending) -> Refusal | None:
    if policy.loan_days and not policy.inside_only:
        return None
    return Refusal("copy.not_for_loan", {"material": material_of(copy)})


def _not_renewed(copy: CopyState, policy: Lending) -> Refusal | None:
    if renewal_days(policy) and not policy.inside_only:
        return None
    return Refusal("copy.not_for_loan", {"material": material_of(copy)})


def _renewals_fault(loan: Loan, policy: Lending) -> Refusal | None:
    if len(loan.renewals) < policy.renewals:
        return None
    return Refusal("loan.renewals_used", {"most": policy.renewals, "due_on": loan.due_on})


def _overdue_fault(loan: Loan, desk: Desk, policy: Lending) -> Refusal | None:
    if policy.renew_overdue or not is_past(loan.due_on, desk.on, policy.grace_days):
        return None
    return Refusal("loan.overdue", {"due_on": loan.due_on})


def _early_fault(loan: Loan, desk: Desk, policy: Lending) -> Refusal | None:
    last = policy.renew_not_before_days
    if last is None:
        return None
    first = day_plus(loan.due_on, -last)
    return Refusal("loan.renewed_too_early", {"from": first}) if desk.on < first else None


def is_past(due_on: str, on: str, grace_days: int) -> bool:
    """Whether a day lies after the due date and the days of grace."""
    return on > day_plus(due_on, grace_days)
