"""May this copy be lent, taken back, renewed, undone? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

from datetime import date

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.copies import facts, written
from tusach.library.copies.amends import UNDO_MS, Undoing, undo
from tusach.library.copies.checks import (
    first_refusal,
    is_past,
    limit_fault,
    material_of,
    of_lending,
    of_renewal,
    renewal_days,
)
from tusach.library.copies.dates import Asked, Due, day_plus, due
from tusach.library.copies.desk import (
    Borrower,
    Desk,
    ReaderAtDesk,
    draft,
    gone,
    let_go,
    reason_fault,
    stopped_by,
    stops,
)
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import LOST, WITHDRAWN, CopyState, Loan
from tusach.library.places.codes import COPY, is_printed_code, kind_of
from tusach.library.shapes import is_code

__all__ = [
    "UNDO_MS",
    "Borrower",
    "Desk",
    "ReaderAtDesk",
    "Undoing",
    "assign",
    "copy_subject",
    "due_date",
    "is_overdue",
    "lend",
    "lose",
    "register",
    "renew",
    "see",
    "stopped_by",
    "stops",
    "suspended_until",
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
    inside: bool = False,
    over_limit: bool = False,
) -> tuple[Draft, ...] | Refusal:
    """The reader has the copy until the due date that is kept with the act.

    Expects desk.calendar in force on desk.on. Refusals of the copy come before those of the reader.
    hold: what this reader had asked for and has with it. paper: row of a paper sheet; what was
    written there has happened already, so limits and blocks only mark it. inside: read in the
    place, due the same day. over_limit: a person who may passes the limit over.
    """
    refused = (
        written.lend_fault(copy, reader, desk, paper)
        if paper
        else first_refusal(
            of_lending(copy, reader, desk, policy, inside=inside, over_limit=over_limit)
        )
    )
    if refused:
        return refused
    found = due_date(reader, desk, policy, days=policy.loan_days, inside=inside)
    if isinstance(found, Refusal):
        if not paper:
            return found
        found = Due(desk.on, "", (), desk.on, ())
    passed = over_limit and limit_fault(reader, policy, inside=inside) is not None
    body = facts.CopyLent(
        due_on=found.on,
        rule=policy.rule,
        governed_by=desk.governed_by,
        calendar=found.grounds,
        group=reader.state.group,
        age_band=reader.state.age_band,
        sex=reader.state.sex,
        material=material_of(copy),
        over_limit=passed or (bool(paper) and written.is_against(reader, desk, policy)),
        due_by=found.by,
        inside=inside,
        paper=paper,
    )
    private = facts.LentPrivate(reader.state.subject, reader.heads)
    also = _also(copy, reader, hold)
    return (draft("copy.lent/2", copy.subject, desk, body, private=private, also=also),)


def _also(copy: CopyState, reader: ReaderAtDesk, hold: str | None) -> tuple[str, ...]:
    """The hold that a lending fulfils: the one the copy was kept for, else the one named."""
    kept = copy.reserved
    found = kept.of if kept is not None and kept.of in reader.holds else hold
    return (found,) if found else ()


def take_back(copy: CopyState, desk: Desk, *, paper: str = "") -> tuple[Draft, ...] | Refusal:
    """The copy is in the hands of this place, whoever lent it and wherever.

    Refused only where there is nothing to do: it stands here and nobody has it. No block of a
    reader ever stops it. A lost copy that nobody had on loan is found by it. paper: row of a paper
    sheet: it came back on that day, whatever has become of it since.
    """
    if paper:
        return written.take_back(copy, desk, paper)
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
    body = facts.CopyReturned(loan.fact if loan else None)
    return (draft("copy.returned/2", copy.subject, desk, body),)


def renew(
    copy: CopyState, reader: ReaderAtDesk, desk: Desk, policy: Lending
) -> tuple[Draft, ...] | Refusal:
    """The loan runs until a later due date."""
    loan = copy.open_loan
    if loan is None:
        return Refusal("loan.none", {})
    refused = first_refusal(of_renewal(copy, loan, reader, desk=desk, policy=policy))
    if refused:
        return refused
    found = due_date(reader, desk, policy, days=renewal_days(policy), after=loan.due_on)
    if isinstance(found, Refusal):
        return found
    if found.on <= loan.due_on:
        return Refusal("loan.renewal_not_later", {"due_on": loan.due_on})
    body = facts.LoanRenewed(
        loan=loan.fact,
        due_on=found.on,
        rule=policy.rule,
        governed_by=desk.governed_by,
        calendar=found.grounds,
        due_by=found.by or "days",
    )
    return (draft("loan.renewed/2", copy.subject, desk, body),)


def lose(copy: CopyState, desk: Desk, *, reason: str) -> tuple[Draft, ...] | Refusal:
    """The copy counts as lost until somebody sees it again; its loan stays open."""
    refused = desk.future() or gone(copy) or reason_fault(reason)
    if refused:
        return refused
    if copy.status == LOST:
        return Refusal("copy.lost", {})
    loan = copy.open_loan
    body = facts.CopyLost(reason, loan.fact if loan else None)
    return (*let_go(copy, desk), draft("copy.lost/1", copy.subject, desk, body))


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
        *let_go(copy, desk),
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


def is_overdue(loan: Loan, on: str, *, grace_days: int = 0) -> bool:
    """Whether an open, uncontested loan is past its due date; contested ones never are.

    grace_days: of the rule that it was lent by.
    """
    if loan.ended_by is not None or loan.contested:
        return False
    return is_past(loan.due_on, on, grace_days)


def suspended_until(policy: Lending, loan: Loan, on: str) -> str | None:
    """Until when a return after its date stops borrowing by the rule of the loan; None: not at all.

    Days of grace are no days overdue. A contested loan stops nobody.
    """
    if not policy.suspend_per_day or loan.contested or not is_past(loan.due_on, on, 0):
        return None
    late = (date.fromisoformat(on) - date.fromisoformat(loan.due_on)).days - policy.grace_days
    days = min(late * policy.suspend_per_day, policy.suspend_most)
    return day_plus(on, days) if days > 0 else None


def due_date(
    reader: ReaderAtDesk,
    desk: Desk,
    policy: Lending,
    *,
    days: int,
    inside: bool = False,
    after: str = "",
) -> Due | Refusal:
    """The due date with what made it, the facts it stands on and the days skipped."""
    asked = Asked(
        on=desk.on,
        days=days,
        calendar=desk.calendar,
        visits=desk.visits,
        card_until=reader.state.valid_until,
        after=after,
        inside=inside,
    )
    return due(policy, asked)
