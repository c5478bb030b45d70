"""May this copy be lent, taken back, renewed, undone? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.copies import facts
from tusach.library.copies.amends import UNDO_MS, Undoing, undo
from tusach.library.copies.desk import (
    Borrower,
    Desk,
    ReaderAtDesk,
    draft,
    gone,
    reader_fault,
    reason_fault,
    stopped_by,
    stops,
)
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import LOST, WITHDRAWN, CopyState, Loan
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.places.codes import COPY, is_printed_code, kind_of
from tusach.library.readers.story import ReaderState
from tusach.library.shapes import is_code

__all__ = [
    "UNDO_MS",
    "Borrower",
    "Desk",
    "ReaderAtDesk",
    "Undoing",
    "assign",
    "copy_subject",
    "is_overdue",
    "lend",
    "lose",
    "register",
    "renew",
    "see",
    "stopped_by",
    "stops",
    "take_back",
    "undo",
    "withdraw",
]


def lend(
    copy: CopyState,
    reader: ReaderAtDesk,
    desk: Desk,
    policy: Lending,
    *,
    hold: str | None = None,
    paper: str = "",
) -> tuple[Draft, ...] | Refusal:
    """The reader has the copy until the due date that is kept with the act.

    Expects desk.calendar in force on desk.on. Refusals of the copy come before those of the reader.
    hold: what this reader had asked for and has with it. paper: row of a paper sheet; what was
    written there has happened already.
    """
    refused = (
        desk.future()
        or _copy_fault(copy)
        or _reserved_fault(copy, reader)
        or reader_fault(reader, "lend", desk)
        or _too_early(copy, reader, desk)
    )
    if refused:
        return refused
    if policy.loan_days == 0:
        return Refusal("copy.not_for_loan", {"material": _material(copy)})
    if policy.limit is not None and reader.open_loans >= policy.limit:
        return Refusal("reader.limit", {"limit": policy.limit, "open": reader.open_loans})
    due = _due(reader.state, desk, policy, policy.loan_days)
    if isinstance(due, Refusal):
        return due
    body = facts.CopyLent(
        due_on=due.on,
        rule=policy.rule,
        governed_by=desk.governed_by,
        calendar=due.calendar,
        group=reader.state.group,
        age_band=reader.state.age_band,
        sex=reader.state.sex,
        material=_material(copy),
        paper=paper,
    )
    private = facts.LentPrivate(reader.state.subject, reader.heads)
    also = _also(copy, reader, hold)
    return (draft("copy.lent/2", copy.subject, desk, body, private=private, also=also),)


def _reserved_fault(copy: CopyState, reader: ReaderAtDesk) -> Refusal | None:
    """On the shelf of holds for somebody else."""
    kept = copy.reserved
    if kept is None or kept.of in reader.holds:
        return None
    return Refusal("copy.reserved", {"until": kept.until, "hold": kept.of})


def _also(copy: CopyState, reader: ReaderAtDesk, hold: str | None) -> tuple[str, ...]:
    """The hold that a lending fulfils: the one the copy was kept for, else the one named."""
    kept = copy.reserved
    found = kept.of if kept is not None and kept.of in reader.holds else hold
    return (found,) if found else ()


def _too_early(copy: CopyState, reader: ReaderAtDesk, desk: Desk) -> Refusal | None:
    """Nothing is lent on a day before the copy and the reader were there."""
    stock, person = copy.registered_on, reader.state.registered_on
    if stock is not None and desk.on < stock:
        return Refusal("copy.registered_later", {"on": desk.on, "registered_on": stock})
    if person is not None and desk.on < person:
        return Refusal("reader.registered_later", {"on": desk.on, "registered_on": person})
    return None


def take_back(copy: CopyState, desk: Desk, *, paper: str = "") -> tuple[Draft, ...] | Refusal:
    """The copy is in the hands of this place, whoever lent it and wherever.

    Refused only where there is nothing to do: it stands here and nobody has it. No block of a
    reader ever stops it. A lost copy that nobody had on loan is found by it.
    """
    refused = desk.future()
    if refused:
        return refused
    loan = copy.open_loan
    if loan is None:
        if copy.status == WITHDRAWN:
            return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
        if copy.status == LOST:
            return (draft("copy.seen/2", copy.subject, desk, facts.CopySeen("found")),)
        if copy.holder == desk.place and copy.on_way is None:
            return Refusal("copy.not_on_loan", {})
    elif desk.on < loan.lent_on:
        return Refusal("loan.returned_before_lent", {"lent_on": loan.lent_on})
    body = facts.CopyReturned(loan.fact if loan else None, paper)
    return (draft("copy.returned/2", copy.subject, desk, body),)


def renew(
    copy: CopyState, reader: ReaderAtDesk, desk: Desk, policy: Lending
) -> tuple[Draft, ...] | Refusal:
    """The loan runs until a later due date."""
    loan = copy.open_loan
    if loan is None:
        return Refusal("loan.none", {})
    refused = desk.future() or reader_fault(reader, "renew", desk)
    if refused:
        return refused
    days = policy.loan_days if policy.renewal_days is None else policy.renewal_days
    if days == 0:
        return Refusal("copy.not_for_loan", {"material": _material(copy)})
    if len(loan.renewals) >= policy.renewals:
        return Refusal("loan.renewals_used", {"most": policy.renewals, "due_on": loan.due_on})
    if desk.on > loan.due_on and not policy.renew_overdue:
        return Refusal("loan.overdue", {"due_on": loan.due_on})
    due = _due(reader.state, desk, policy, days)
    if isinstance(due, Refusal):
        return due
    if due.on <= loan.due_on:
        return Refusal("loan.renewal_not_later", {"due_on": loan.due_on})
    body = facts.LoanRenewed(
        loan=loan.fact,
        due_on=due.on,
        rule=policy.rule,
        governed_by=desk.governed_by,
        calendar=due.calendar,
    )
    return (draft("loan.renewed/1", copy.subject, desk, body),)


def lose(copy: CopyState, desk: Desk, *, reason: str) -> tuple[Draft, ...] | Refusal:
    """The copy counts as lost until somebody sees it again; its loan stays open."""
    refused = desk.future() or gone(copy) or reason_fault(reason)
    if refused:
        return refused
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    loan = copy.open_loan
    body = facts.CopyLost(reason, loan.fact if loan else None)
    return (draft("copy.lost/1", copy.subject, desk, body),)


def see(
    copy: CopyState, desk: Desk, *, by: str, count: str | None = None
) -> tuple[Draft, ...] | Refusal:
    """The copy was found in this place; one that is known to be on loan is taken back by it.

    count: the stocktaking of which it is a part.
    """
    refused = desk.future() or reason_fault(by)
    if refused:
        return refused
    if copy.open_loan is not None:
        return take_back(copy, desk)
    if copy.status == WITHDRAWN:
        return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
    return (draft("copy.seen/2", copy.subject, desk, facts.CopySeen(by, count)),)


def assign(
    copy: CopyState, desk: Desk, *, home: str, reason: str = ""
) -> tuple[Draft, ...] | Refusal:
    """The copy should be at this home from now on; owner and holder stay."""
    refused = desk.future() or gone(copy) or (reason_fault(reason) if reason else None)
    if refused:
        return refused
    if copy.home == home:
        return Refusal("copy.home_already", {})
    return (draft("copy.assigned/1", copy.subject, desk, facts.CopyAssigned(home, reason)),)


def withdraw(
    copy: CopyState, desk: Desk, *, reason: str, decision: str = ""
) -> tuple[Draft, ...] | Refusal:
    """The copy leaves the stock for good; its number is never given again.

    A lost copy's loan ends with it.
    """
    refused = desk.future() or gone(copy) or reason_fault(reason)
    if refused:
        return refused
    if copy.open_loan is not None and copy.status != LOST:
        return Refusal("copy.on_loan", {"due_on": copy.open_loan.due_on})
    return (
        Draft(
            kind="copy.withdrawn/1",
            subject=copy.subject,
            scope=scopes.CATALOGUE,
            on=desk.on,
            place=desk.place,
            body=facts.CopyWithdrawn(reason, decision),
        ),
    )


def copy_subject(tenant: str, *, code: str, owner: str | None) -> str:
    """The subject of a copy: any node that scans the code finds the same one.

    owner: None for a number of our own (12 digits, unique in the tenant), else the place within
    which the older number is unique.
    """
    return derived(tenant, "copy", code if owner is None else f"{owner}/{code}")


def register(
    copy: CopyState,
    body: facts.CopyRegistered,
    *,
    on: str,
    place: str,
    delivery: str | None = None,
) -> tuple[Draft, ...] | Refusal:
    """The copy belongs to the stock of its owner under its number.

    A number lives once: one that was ever given, to a withdrawn copy too, is never given again.
    delivery: what it came with, a gift or a purchase.
    """
    if not body.code.strip():
        return Refusal("copy.number_missing", {})
    if body.own_number and not (is_printed_code(body.code) and kind_of(body.code) == COPY):
        return Refusal("copy.number_wrong", {"code": body.code})
    if copy.registered is not None:
        return Refusal("copy.number_taken", {"code": body.code})
    if body.source and not is_code(body.source):
        return Refusal("copy.source_odd", {})
    if not is_code(body.material):
        return Refusal("copy.material_odd", {})
    return (
        Draft(
            kind="copy.registered/1",
            subject=copy.subject,
            scope=scopes.CATALOGUE,
            on=on,
            place=place,
            body=body,
            also=(delivery,) if delivery else (),
        ),
    )


def is_overdue(loan: Loan, on: str) -> bool:
    """Whether an open, uncontested loan is past its due date; contested ones never are."""
    return loan.ended_by is None and not loan.contested and loan.due_on < on


class _Due(NamedTuple):
    on: str
    calendar: tuple[str, ...]


def _due(reader: ReaderState, desk: Desk, policy: Lending, days: int) -> _Due | Refusal:
    """The due date with the facts it stands on."""
    lent_on = date.fromisoformat(desk.on)
    calendar = desk.calendar if policy.skip_closed_days else Calendar()
    latest = date.fromisoformat(reader.valid_until) if policy.not_after_card_ends else None
    try:
        due = due_on(lent_on, loan_days=days, calendar=calendar, latest=latest)
    except NoOpenDay as closed:
        return Refusal("place.no_open_day", {"from": str(closed)})
    return _Due(due.isoformat(), calendar.grounds(min(due, lent_on + timedelta(days=days)), due))


def _material(copy: CopyState) -> str:
    return copy.registered.material if copy.registered else "book"


def _copy_fault(copy: CopyState) -> Refusal | None:
    refused = gone(copy)
    if refused is not None:
        return refused
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    if copy.withheld is not None:
        return Refusal("copy.withheld", {"reason": copy.withheld.word})
    loan = copy.open_loan
    if loan is not None:
        return Refusal("copy.on_loan", {"due_on": loan.due_on, "loan": loan.fact})
    return None
