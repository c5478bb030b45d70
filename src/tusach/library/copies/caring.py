"""May this copy be withheld, sent, kept for somebody, settled? Facts to tell, or a way on."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies import facts, written
from tusach.library.copies.desk import Desk, draft, gone, let_go, reason_fault
from tusach.library.copies.states import LOST, ON_LOAN, CopyState, Loan

Told = tuple[Draft, ...] | Refusal


def claim(copy: CopyState, desk: Desk) -> Told:
    """The reader says it came back; the loan stays open, is not overdue, and is searched for."""
    loan = copy.open_loan
    if loan is None:
        return Refusal("loan.none", {})
    if copy.claim is not None:
        return Refusal("copy.claimed_already", {"on": copy.claim.on})
    return desk.future() or (_told("copy.claimed/1", copy, desk, facts.CopyClaimed(loan.fact)),)


def damage(copy: CopyState, desk: Desk, *, how: str, loan: str | None = None) -> Told:
    """The copy is damaged; it serves on unless it is withheld. loan: on which it happened."""
    refused = desk.future() or gone(copy) or reason_fault(how)
    if refused:
        return refused
    if loan is not None and loan not in {one.fact for one in copy.loans}:
        return Refusal("loan.none", {})
    return (_told("copy.damaged/1", copy, desk, facts.CopyDamaged(how, loan)),)


def withhold(copy: CopyState, desk: Desk, *, reason: str, until: str | None = None) -> Told:
    """Nobody is lent the copy until it is released."""
    refused = _in_hand(copy, desk) or reason_fault(reason)
    if refused:
        return refused
    if copy.withheld is not None and copy.withheld.word == reason:
        return Refusal("copy.withheld", {"reason": reason})
    if until is not None and until < desk.on:
        return Refusal("copy.until_past", {"until": until})
    body = facts.CopyWithheld(reason, until)
    return (*let_go(copy, desk), _told("copy.withheld/1", copy, desk, body))


def release(copy: CopyState, desk: Desk, *, outcome: str) -> Told:
    """A withheld or damaged copy serves again. outcome: repaired, as_was."""
    refused = _in_hand(copy, desk) or reason_fault(outcome)
    if refused:
        return refused
    if copy.withheld is None and not copy.damages:
        return Refusal("copy.not_withheld", {})
    return (_told("copy.released/1", copy, desk, facts.CopyReleased(outcome)),)


def send(copy: CopyState, desk: Desk, *, to: str, reason: str, hold: str | None = None) -> Told:
    """The copy leaves for another place, in this one's custody until it is seen there."""
    refused = _in_hand(copy, desk) or reason_fault(reason)
    if refused:
        return refused
    if to == desk.place:
        return Refusal("copy.sent_here", {})
    if copy.on_way is not None and copy.on_way.of == to:
        return Refusal("copy.on_way", {"to": to})
    also = (hold,) if hold else ()
    sent = draft("copy.sent/1", copy.subject, desk, facts.CopySent(to, reason), also=also)
    return (*let_go(copy, desk, hold=hold), sent)


def arrive(copy: CopyState, desk: Desk) -> Told:
    """A copy that was sent is here now."""
    if copy.on_way is None:
        return Refusal("copy.not_on_way", {})
    return desk.future() or (_told("copy.seen/2", copy, desk, facts.CopySeen("arrival")),)


def use(copy: CopyState, desk: Desk, *, times: int = 1, paper: str = "") -> Told:
    """The copy was read inside the place, by nobody in particular."""
    refused = written.use_fault(copy, desk, paper) if paper else desk.future() or gone(copy)
    if refused:
        return refused
    if not paper and copy.status == ON_LOAN and copy.open_loan is not None:
        return Refusal("copy.on_loan", {"due_on": copy.open_loan.due_on})
    if not 1 <= times <= 100:
        return Refusal("copy.uses_odd", {"n": times, "most": 100})
    return (_told("copy.used/1", copy, desk, facts.CopyUsed(times, paper)),)


def reserve(copy: CopyState, desk: Desk, *, hold: str, until: str) -> Told:
    """The copy waits on the shelf of holds, for that hold alone."""
    refused = _in_hand(copy, desk)
    if refused:
        return refused
    if copy.withheld is not None:
        return Refusal("copy.withheld", {"reason": copy.withheld.word})
    if copy.reserved is not None and copy.reserved.of == hold:
        return Refusal("copy.reserved_already", {"until": copy.reserved.until})
    body = facts.CopyReserved(until)
    return (draft("copy.reserved/1", copy.subject, desk, body, also=(hold,)),)


def reserved_on_return(copy: str, desk: Desk, *, hold: str, until: str) -> Draft:
    """As `reserve`, told together with the return after which the copy stands here."""
    return draft("copy.reserved/1", copy, desk, facts.CopyReserved(until), also=(hold,))


def free(copy: CopyState, desk: Desk, *, reason: str) -> Told:
    """The copy waits for nobody any more."""
    kept = copy.reserved
    if kept is None or kept.of is None:
        return Refusal("copy.not_reserved", {})
    refused = desk.future() or reason_fault(reason)
    if refused:
        return refused
    body = facts.CopyFreed(reason)
    return (draft("copy.freed/1", copy.subject, desk, body, also=(kept.of,)),)


def compensate(
    copy: CopyState,
    desk: Desk,
    *,
    loan: str,
    how: str,
    amount: int | None = None,
    decision: str = "",
) -> Told:
    """A loss or damage is settled; where the copy is lost, its loan ends."""
    refused = desk.future() or reason_fault(how)
    if refused:
        return refused
    found = next((one for one in copy.loans if one.fact == loan), None)
    if found is None:
        return Refusal("loan.none", {})
    if found.settled_by is not None:
        return Refusal("loan.settled_already", {})
    if not _owes(copy, found):
        return Refusal("loan.nothing_to_settle", {})
    body = facts.LoanCompensated(loan, how, amount, decision)
    return (_told("loan.compensated/1", copy, desk, body),)


def protect(copy: CopyState, desk: Desk, *, reason: str) -> Told:
    """The copy is never to be weeded: local history, rare, or decided so."""
    refused = desk.future() or gone(copy) or reason_fault(reason)
    if refused:
        return refused
    if copy.protected is not None:
        return Refusal("copy.protected_already", {"reason": copy.protected.word})
    return (_of_stock("copy.protected/1", copy, desk, facts.CopyProtected(reason)),)


def unprotect(copy: CopyState, desk: Desk, *, reason: str) -> Told:
    """The copy may be weeded as any other again."""
    refused = desk.future() or gone(copy) or reason_fault(reason)
    if refused:
        return refused
    if copy.protected is None:
        return Refusal("copy.not_protected", {})
    return (_of_stock("copy.unprotected/1", copy, desk, facts.CopyUnprotected(reason)),)


def _of_stock(kind: str, copy: CopyState, desk: Desk, body: msgspec.Struct) -> Draft:
    """A fact that every node holds, since the stock of a place concerns all."""
    return Draft(
        kind=kind,
        subject=copy.subject,
        scope=scopes.CATALOGUE,
        on=desk.on,
        place=desk.place,
        body=body,
    )


def _owes(copy: CopyState, loan: Loan) -> bool:
    """Whether something of this loan is to be settled: its copy is lost, or was damaged on it."""
    if copy.status == LOST and loan.ended_by is None:
        return True
    return any(one.of == loan.fact for one in copy.damages)


def _in_hand(copy: CopyState, desk: Desk) -> Refusal | None:
    """Only what stands in the place can be dealt with there: a loan is taken back first."""
    refused = desk.future() or gone(copy)
    if refused:
        return refused
    loan = copy.open_loan
    if loan is not None:
        return Refusal("copy.on_loan", {"due_on": loan.due_on, "loan": loan.fact})
    return Refusal("copy.lost", {}) if copy.status == LOST else None


def _told(kind: str, copy: CopyState, desk: Desk, body: msgspec.Struct) -> Draft:
    return draft(kind, copy.subject, desk, body)
