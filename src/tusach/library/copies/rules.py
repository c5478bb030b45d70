"""May this copy be lent, taken back, renewed, undone? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.copies import facts
from tusach.library.copies.amends import UNDO_MS, Undoing, undo
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import LOST, UNREGISTERED, WITHDRAWN, CopyState, Loan
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.places.codes import COPY, is_printed_code, kind_of
from tusach.library.profile.lending import BlockRule
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


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when an act happens. on: business date. today: in the profile's time zone.

    governed_by: place whose rule and calendar hold (usually the same place). blocks: rules of the
    programme that stop acts of a reader by what they have not settled.
    """

    place: str
    on: str
    today: str
    governed_by: str
    calendar: Calendar
    blocks: tuple[BlockRule, ...] = ()

    def future(self) -> Refusal | None:
        """A business date lies in the past or is today."""
        if self.on > self.today:
            return Refusal("date.future", {"on": self.on, "today": self.today})
        return None


class ReaderAtDesk(msgspec.Struct, frozen=True, kw_only=True):
    """A reader at the desk. open_loans: how many copies the whole person has now.

    overdue, lost: how many of them are past their day, how many of them count as lost.
    heads: latest facts of the reader's story that this node knows.
    """

    state: ReaderState
    open_loans: int
    heads: tuple[str, ...]
    overdue: int = 0
    lost: int = 0


Borrower = ReaderAtDesk


def lend(
    copy: CopyState, reader: ReaderAtDesk, desk: Desk, policy: Lending
) -> tuple[Draft, ...] | Refusal:
    """The reader has the copy until the due date that is kept with the act.

    Expects desk.calendar in force on desk.on. Refusals of the copy come before those of the reader.
    """
    refused = (
        desk.future()
        or _copy_fault(copy)
        or _reader_fault(reader, "lend", desk)
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
    )
    private = facts.LentPrivate(reader.state.subject, reader.heads)
    return (_draft("copy.lent/1", copy.subject, desk, body, private=private),)


def _too_early(copy: CopyState, reader: ReaderAtDesk, desk: Desk) -> Refusal | None:
    """Nothing is lent on a day before the copy and the reader were there."""
    stock, person = copy.registered_on, reader.state.registered_on
    if stock is not None and desk.on < stock:
        return Refusal("copy.registered_later", {"on": desk.on, "registered_on": stock})
    if person is not None and desk.on < person:
        return Refusal("reader.registered_later", {"on": desk.on, "registered_on": person})
    return None


def stops(reader: ReaderAtDesk, desk: Desk) -> tuple[BlockRule, ...]:
    """The block rules in force that stand against this reader by what is not settled.

    Counted are copies overdue and copies lost; cards and blocks told by a person have facts of
    their own. A rule never stops taking back, and none asks for money.
    """
    counted = {"overdue": reader.overdue, "lost": reader.lost}
    return tuple(
        one
        for one in desk.blocks
        if counted.get(one.cause, 0) >= one.from_count
        and (one.valid_from is None or one.valid_from.isoformat() <= desk.on)
        and (one.valid_until is None or desk.on <= one.valid_until.isoformat())
    )


def stopped_by(rule: BlockRule, reader: ReaderAtDesk) -> Refusal:
    """The refusal that a block rule gives, with what it counts, and what to settle."""
    if rule.cause == "lost":
        return Refusal("reader.lost_unsettled", {"count": reader.lost, "rule": rule.code})
    values = {"count": reader.overdue, "from_count": rule.from_count, "rule": rule.code}
    return Refusal("reader.overdue_many", values)


def take_back(copy: CopyState, desk: Desk) -> tuple[Draft, ...] | Refusal:
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
            return (_draft("copy.seen/1", copy.subject, desk, facts.CopySeen("found")),)
        if copy.holder == desk.place:
            return Refusal("copy.not_on_loan", {})
    elif desk.on < loan.lent_on:
        return Refusal("loan.returned_before_lent", {"lent_on": loan.lent_on})
    body = facts.CopyReturned(loan.fact if loan else None)
    return (_draft("copy.returned/1", copy.subject, desk, body),)


def renew(
    copy: CopyState, reader: ReaderAtDesk, desk: Desk, policy: Lending
) -> tuple[Draft, ...] | Refusal:
    """The loan runs until a later due date."""
    loan = copy.open_loan
    if loan is None:
        return Refusal("loan.none", {})
    refused = desk.future() or _reader_fault(reader, "renew", desk)
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
    return (_draft("loan.renewed/1", copy.subject, desk, body),)


def lose(copy: CopyState, desk: Desk, *, reason: str) -> tuple[Draft, ...] | Refusal:
    """The copy counts as lost until somebody sees it again; its loan stays open."""
    refused = desk.future() or _gone(copy) or _reason_fault(reason)
    if refused:
        return refused
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    loan = copy.open_loan
    body = facts.CopyLost(reason, loan.fact if loan else None)
    return (_draft("copy.lost/1", copy.subject, desk, body),)


def see(copy: CopyState, desk: Desk, *, by: str) -> tuple[Draft, ...] | Refusal:
    """The copy was found in this place; one that is known to be on loan is taken back by it."""
    refused = desk.future() or _reason_fault(by)
    if refused:
        return refused
    if copy.open_loan is not None:
        return take_back(copy, desk)
    if copy.status == WITHDRAWN:
        return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
    return (_draft("copy.seen/1", copy.subject, desk, facts.CopySeen(by)),)


def assign(
    copy: CopyState, desk: Desk, *, home: str, reason: str = ""
) -> tuple[Draft, ...] | Refusal:
    """The copy should be at this home from now on; owner and holder stay."""
    refused = desk.future() or _gone(copy) or (_reason_fault(reason) if reason else None)
    if refused:
        return refused
    if copy.home == home:
        return Refusal("copy.home_already", {})
    return (_draft("copy.assigned/1", copy.subject, desk, facts.CopyAssigned(home, reason)),)


def withdraw(
    copy: CopyState, desk: Desk, *, reason: str, decision: str = ""
) -> tuple[Draft, ...] | Refusal:
    """The copy leaves the stock for good; its number is never given again.

    A lost copy's loan ends with it.
    """
    refused = desk.future() or _gone(copy) or _reason_fault(reason)
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
    copy: CopyState, body: facts.CopyRegistered, *, on: str, place: str
) -> tuple[Draft, ...] | Refusal:
    """The copy belongs to the stock of its owner under its number.

    A number lives once: one that was ever given, to a withdrawn copy too, is never given again.
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


def _gone(copy: CopyState) -> Refusal | None:
    if copy.status == UNREGISTERED:
        return Refusal("copy.unregistered", {})
    if copy.status == WITHDRAWN:
        return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
    return None


def _reason_fault(reason: str) -> Refusal | None:
    """A reason is a code, because free words may name a person."""
    return None if is_code(reason) else Refusal("reason.missing", {})


def _material(copy: CopyState) -> str:
    return copy.registered.material if copy.registered else "book"


def _copy_fault(copy: CopyState) -> Refusal | None:
    gone = _gone(copy)
    if gone is not None:
        return gone
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    loan = copy.open_loan
    if loan is not None:
        return Refusal("copy.on_loan", {"due_on": loan.due_on, "loan": loan.fact})
    return None


def _reader_fault(reader: ReaderAtDesk, act: str, desk: Desk) -> Refusal | None:
    state, on = reader.state, desk.on
    if state.registered_on is None or state.erased_on is not None:
        return Refusal("reader.unknown", {})
    if state.ended_on is not None:
        return Refusal("reader.ended", {"on": state.ended_on})
    if state.valid_until < on:
        return Refusal("reader.expired", {"until": state.valid_until})
    block = state.stopped(act, on)
    if block is not None:
        return Refusal(
            "reader.blocked",
            {"reason": block.reason, "until": block.until, "acts": list(block.acts)},
        )
    rule = next((one for one in stops(reader, desk) if act in one.stops), None)
    return stopped_by(rule, reader) if rule else None


def _draft(
    kind: str,
    copy: str,
    desk: Desk,
    body: msgspec.Struct,
    *,
    private: msgspec.Struct | None = None,
) -> Draft:
    return Draft(
        kind=kind,
        subject=copy,
        scope=scopes.circulation(desk.place),
        on=desk.on,
        place=desk.place,
        body=body,
        private=private,
    )
