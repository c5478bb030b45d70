"""May this copy be lent, taken back, renewed, undone? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

from datetime import date

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.mechanism import TELLER, FactVoided
from tusach.library import scopes
from tusach.library.copies import facts
from tusach.library.copies.policy import Lending
from tusach.library.copies.story import LOST, UNREGISTERED, WITHDRAWN, CopyState, Loan
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.readers.story import ReaderState

UNDO_MS = 10 * 60 * 1000
"""An act may be undone by whoever told it within ten minutes."""


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when an act happens. on: business date. today: in the profile's time zone.

    governed_by: place whose rule and calendar hold (usually the same place).
    """

    place: str
    on: str
    today: str
    governed_by: str
    calendar: Calendar

    def future(self) -> Refusal | None:
        """A business date lies in the past or is today."""
        if self.on > self.today:
            return Refusal("date.future", {"on": self.on, "today": self.today})
        return None


class Borrower(msgspec.Struct, frozen=True, kw_only=True):
    """A reader at the desk. open_loans: how many copies the whole person has now.

    heads: latest facts of the reader's story that this node knows.
    """

    state: ReaderState
    open_loans: int
    heads: tuple[str, ...]


def lend(
    copy: CopyState, reader: Borrower, desk: Desk, policy: Lending
) -> tuple[Draft, ...] | Refusal:
    """The reader has the copy until the due date that is kept with the act."""
    refused = desk.future() or _copy_fault(copy) or _reader_fault(reader, "lend", desk.on)
    if refused:
        return refused
    if policy.loan_days == 0:
        return Refusal("copy.not_for_loan", {"material": _material(copy)})
    if policy.limit is not None and reader.open_loans >= policy.limit:
        return Refusal("reader.limit", {"limit": policy.limit, "open": reader.open_loans})
    try:
        due = due_on(
            date.fromisoformat(desk.on),
            loan_days=policy.loan_days,
            calendar=desk.calendar,
            latest=date.fromisoformat(reader.state.valid_until),
        )
    except NoOpenDay as closed:
        return Refusal("place.no_open_day", {"from": str(closed)})
    body = facts.CopyLent(
        due_on=due.isoformat(),
        rule=policy.rule,
        governed_by=desk.governed_by,
        calendar=desk.calendar.facts,
        group=reader.state.group,
        age_band=reader.state.age_band,
        sex=reader.state.sex,
        material=_material(copy),
    )
    private = facts.LentPrivate(reader.state.subject, reader.heads)
    return (_draft("copy.lent/1", copy.subject, desk, body, private),)


def take_back(copy: CopyState, desk: Desk) -> tuple[Draft, ...] | Refusal:
    """The copy is in the hands of this place, whoever lent it and wherever.

    Refused only where there is nothing to do: it stands here and nobody has it.
    """
    refused = desk.future()
    if refused:
        return refused
    loan = copy.open_loan
    if loan is None:
        if copy.status == WITHDRAWN:
            return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
        if copy.holder == desk.place and copy.lost_by is None:
            return Refusal("copy.not_on_loan", {})
    elif desk.on < loan.lent_on:
        return Refusal("loan.returned_before_lent", {"lent_on": loan.lent_on})
    body = facts.CopyReturned(loan.fact if loan else None)
    return (_draft("copy.returned/1", copy.subject, desk, body),)


def renew(
    copy: CopyState, reader: Borrower, desk: Desk, policy: Lending
) -> tuple[Draft, ...] | Refusal:
    """The loan runs until a later due date."""
    loan = copy.open_loan
    if loan is None:
        return Refusal("loan.none", {})
    refused = desk.future() or _reader_fault(reader, "renew", desk.on)
    if refused:
        return refused
    if len(loan.renewals) >= policy.renewals:
        return Refusal("loan.renewals_used", {"most": policy.renewals, "due_on": loan.due_on})
    if desk.on > loan.due_on and not policy.renew_overdue:
        return Refusal("loan.overdue", {"due_on": loan.due_on})
    try:
        due = due_on(
            date.fromisoformat(desk.on),
            loan_days=policy.renewal_days or policy.loan_days,
            calendar=desk.calendar,
            latest=date.fromisoformat(reader.state.valid_until),
        )
    except NoOpenDay as closed:
        return Refusal("place.no_open_day", {"from": str(closed)})
    if due.isoformat() <= loan.due_on:
        return Refusal("loan.renewal_not_later", {"due_on": loan.due_on})
    body = facts.LoanRenewed(loan.fact, due.isoformat(), policy.rule, desk.calendar.facts)
    return (_draft("loan.renewed/1", copy.subject, desk, body),)


class Undoing(msgspec.Struct, frozen=True, kw_only=True):
    """The fact that a person wants to take back, and who asks when.

    latest: whether it is the last fact of its subject that counts.
    """

    fact: str
    subject: str
    scope: str
    told_ms: int
    teller: str | None
    latest: bool
    void: bool


def undo(
    wish: Undoing, *, by: str | None, now_ms: int, on: str, place: str | None
) -> tuple[Draft, ...] | Refusal:
    """The fact does not count any more: within ten minutes, by its teller, if nothing followed."""
    if wish.void:
        return Refusal("undo.done_already", {})
    if now_ms - wish.told_ms > UNDO_MS:
        return Refusal("undo.too_late", {"minutes": UNDO_MS // 60_000})
    if wish.teller != by:
        return Refusal("undo.other_teller", {})
    if not wish.latest:
        return Refusal("undo.followed", {})
    return (
        Draft(
            kind="fact.voided/1",
            subject=wish.subject,
            scope=wish.scope,
            on=on,
            place=place,
            body=FactVoided(wish.fact, "undo", TELLER),
        ),
    )


def lose(copy: CopyState, desk: Desk, *, reason: str) -> tuple[Draft, ...] | Refusal:
    """The copy counts as lost until somebody sees it again; its loan stays open."""
    refused = desk.future()
    if refused or copy.status in (UNREGISTERED, WITHDRAWN, LOST):
        return refused or Refusal(f"copy.{copy.status}", {"on": copy.withdrawn_on})
    loan = copy.open_loan
    body = facts.CopyLost(reason, loan.fact if loan else None)
    return (_draft("copy.lost/1", copy.subject, desk, body),)


def withdraw(
    copy: CopyState, desk: Desk, *, reason: str, decision: str = ""
) -> tuple[Draft, ...] | Refusal:
    """The copy leaves the stock for good; its number is never given again."""
    refused = desk.future()
    if refused or copy.status in (UNREGISTERED, WITHDRAWN):
        return refused or Refusal(f"copy.{copy.status}", {"on": copy.withdrawn_on})
    if copy.open_loan is not None:
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


def register(
    copy: CopyState, body: facts.CopyRegistered, *, on: str, place: str
) -> tuple[Draft, ...] | Refusal:
    """The copy belongs to the stock of its owner under its number."""
    if copy.registered is not None:
        return Refusal("copy.number_taken", {"code": body.code})
    if not body.code.strip():
        return Refusal("copy.number_missing", {})
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


def _material(copy: CopyState) -> str:
    return copy.registered.material if copy.registered else "book"


def _copy_fault(copy: CopyState) -> Refusal | None:
    if copy.status == UNREGISTERED:
        return Refusal("copy.unregistered", {})
    if copy.status == WITHDRAWN:
        return Refusal("copy.withdrawn", {"on": copy.withdrawn_on})
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    loan = copy.open_loan
    if loan is not None:
        return Refusal("copy.on_loan", {"due_on": loan.due_on, "loan": loan.fact})
    return None


def _reader_fault(reader: Borrower, act: str, on: str) -> Refusal | None:
    state = reader.state
    if state.registered_on is None or state.ended_on is not None or state.erased_on is not None:
        return Refusal("reader.unknown", {})
    if state.valid_until < on:
        return Refusal("reader.expired", {"until": state.valid_until})
    block = state.stopped(act, on)
    if block is not None:
        return Refusal(
            "reader.blocked",
            {"reason": block.reason, "until": block.until, "acts": list(block.acts)},
        )
    return None


def _draft(
    kind: str,
    subject: str,
    desk: Desk,
    body: msgspec.Struct,
    private: msgspec.Struct | None = None,
) -> Draft:
    return Draft(
        kind=kind,
        subject=subject,
        scope=scopes.circulation(desk.place),
        on=desk.on,
        place=desk.place,
        body=body,
        private=private,
    )
