"""Lending, taking back, renewing, undoing, counting visits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.library.copies import rules
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import Loan
from tusach.library.copies.story import CopyState
from tusach.library.holds.queue import Waiting
from tusach.library.readers.facts import ReaderBlocked
from tusach.library.readers.story import ReaderState
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import asked, weeding
from tusach.node.acts.borrowing import borrower_as, borrower_of
from tusach.node.acts.governing import desk, governor, lending_desk, policy_of
from tusach.node.acts.node import At, Node
from tusach.node.acts.stopping import told_of_stop
from tusach.node.acts.suspending import lifted, suspension
from tusach.node.acts.undoing import brought_about, undone
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

NEVER = "9999-12-31"


class Told(msgspec.Struct, frozen=True):
    """An act that was told. fact: its (first) id; due_on where it is a loan or a renewal.

    reader: whose loan it was, where known here; next step of the page, never stored. next_in_line:
    after a return, the hold that comes next: kept here for it, or to be sent to its pickup place.
    due_by: what made the date, as in `copy.lent/2`. suspended_until: last day on which the reader
    may not borrow, where the return came late and a rule says so. taken_back: before it was lent.
    """

    fact: str
    subject: str
    due_on: str | None = None
    reader: str | None = None
    next_in_line: Waiting | None = None
    due_by: str = ""
    suspended_until: str | None = None
    taken_back: bool = False


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How a person wants it lent. despite: though others asked before. inside: to be read here.

    over_limit: passing the limit over, by a person who may. first: taken back from whoever has it,
    or found again, in the same act: both are told, or nothing.
    """

    despite: bool = False
    inside: bool = False
    over_limit: bool = False
    first: bool = False


PLAINLY = Manner()


def lend(
    node: Node,
    copy: str,
    reader: str,
    at: At,
    *,
    guest: ReaderState | None = None,
    manner: Manner = PLAINLY,
) -> Told | Refusal:
    """The reader has the copy; the due date is kept with the act.

    guest: a reader of another place as the card says, where nothing else is known of them here.
    """
    before: list[Draft] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        back = _back_first(node, transaction, copy, reader, at=at) if manner.first else ()
        if isinstance(back, Refusal):
            return back
        before[:] = back
        lent = lend_in(
            node, transaction, copy=copy, reader=reader, at=at, guest=guest, manner=manner
        )
        return lent if isinstance(lent, Refusal) else (*before, *lent)

    done = node.store.act(at.by, deed)
    if isinstance(done, Refusal):
        return done
    told = _told(node, Done(done.facts[len(before) :]), copy, reader)
    assert not isinstance(told, Refusal)
    return msgspec.structs.replace(told, taken_back=bool(before))


def _back_first(
    node: Node, transaction: Transaction, copy: str, reader: str, *, at: At
) -> Sequence[Draft] | Refusal:
    """What taking back from somebody else would tell; it is lent on, so it is kept for nobody."""
    state: CopyState = transaction.state(copy, "copy")
    loan = state.open_loan
    if loan is None and state.lost_by is None:
        return ()
    if loan is not None and loan.fact in transaction.open_loans(reader):
        return ()
    back, _next = take_back_in(node, transaction, copy=copy, at=at)
    if isinstance(back, Refusal):
        return back
    return [one for one in back if not one.kind.startswith("copy.reserved/")]


def lend_in(
    node: Node,
    transaction: Transaction,
    *,
    copy: str,
    reader: str,
    at: At,
    guest: ReaderState | None = None,
    manner: Manner = PLAINLY,
) -> Sequence[Draft] | Refusal:
    """What lending would tell, inside a transaction."""
    state = asked.as_kept(node, transaction, transaction.state(copy, "copy"))
    loan = state.open_loan
    if loan is not None and loan.fact in transaction.open_loans(reader):
        return Refusal("copy.with_this_reader", {"due_on": loan.due_on})
    if manner.first:
        state = rules.as_back(state, place=at.place, on=at.on)
    line = asked.line_for(node, transaction, state)
    mine = asked.mine_of(node, transaction, reader, copy=state, line=line)
    borrower = borrower_of(node, transaction, reader, at, guest=guest, holds=mine)
    hold = next((one.hold for one in line if one.hold in borrower.holds), None)
    if not (manner.despite or manner.inside):
        wanted = wanted_before(node, state, at, line=line, mine=borrower.holds)
        if wanted is not None:
            return wanted
    policy, here = circumstances(node, state, borrower, at)
    lent = rules.lend(
        state,
        borrower,
        here,
        policy,
        hold=None if manner.inside else hold,
        inside=manner.inside,
        over_limit=manner.over_limit,
    )
    return told_of_stop(lent, at)


def circumstances(
    node: Node, copy: CopyState, borrower: rules.Borrower, at: At, *, loan: Loan | None = None
) -> tuple[Lending, rules.Desk]:
    """The rule that governs, and the desk with the calendar and visits that it counts by.

    loan: that is to run longer; what governs it is kept with it.
    """
    place = governor(node, copy, at, loan)
    policy = policy_of(node, copy, borrower.state.group, at, governed_by=place)
    return policy, lending_desk(node, at, policy, governed_by=place, home=borrower.state.place)


def wanted_before(
    node: Node, copy: CopyState, at: At, *, line: Sequence[Waiting], mine: frozenset[str]
) -> Refusal | None:
    """Others asked for the copy before this reader, and it is kept for nobody yet."""
    if copy.reserved is not None:
        return None
    wanted = asked.wanted(node, copy, at, line, mine=mine)
    return Refusal("copy.wanted", {"waiting": wanted}) if wanted else None


def take_back(node: Node, copy: str, at: At) -> Told | Refusal:
    """The copy is here, whoever had it."""
    before: list[str | None] = []
    following: list[Waiting | None] = []
    stopped: list[str | None] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        loan = transaction.state(copy, "copy").open_loan
        before.append(loan_reader(node, loan.fact) if loan else None)
        back, one = take_back_in(node, transaction, copy=copy, at=at)
        following.append(one)
        if isinstance(back, Refusal):
            return back
        blocks = [one.body for one in back if isinstance(one.body, ReaderBlocked)]
        stopped.append(blocks[0].until if blocks else None)
        return back

    done = node.store.act(at.by, deed)
    told = _told(node, done, copy, before[-1] if before else None)
    if isinstance(told, Refusal) or not following:
        return told
    return msgspec.structs.replace(told, next_in_line=following[-1], suspended_until=stopped[-1])


def take_back_in(
    node: Node, transaction: Transaction, *, copy: str, at: At
) -> tuple[Sequence[Draft] | Refusal, Waiting | None]:
    """What taking back would tell, inside a transaction, and who comes next for the copy."""
    state: CopyState = transaction.state(copy, "copy")
    back = told_of_stop(rules.take_back(state, desk(node, at)), at)
    if isinstance(back, Refusal):
        return back, None
    one = asked.after_return(node, transaction, state, at)
    loan = state.open_loan
    reader = (transaction.borrower(loan.fact) or loan_reader(node, loan.fact)) if loan else None
    block = suspension(node, transaction, loan=loan, reader=reader, at=at)
    return (*back, *asked.kept_for(node, state, at, one), *block), one


def renew(node: Node, copy: str, at: At, *, guest: ReaderState | None = None) -> Told | Refusal:
    """The loan of this copy runs longer. guest: as for lending, where its card was read again."""
    who: list[str | None] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        loan = transaction.state(copy, "copy").open_loan
        who.append(loan_reader(node, loan.fact) if loan else None)
        return renew_in(node, transaction, copy=copy, at=at, guest=guest)

    done = node.store.act(at.by, deed)
    return _told(node, done, copy, who[-1] if who else None)


def renew_in(
    node: Node,
    transaction: Transaction,
    *,
    copy: str,
    at: At,
    guest: ReaderState | None = None,
) -> Sequence[Draft] | Refusal:
    """What renewing would tell, inside a transaction.

    What this place has lent to a reader of another place it renews by its own rule. The loan says
    of which group they are; until when their card holds, only the card.
    """
    state: CopyState = transaction.state(copy, "copy")
    loan = state.open_loan
    if loan is None:
        return Refusal("loan.none", {})
    reader = transaction.borrower(loan.fact) or loan_reader(node, loan.fact)
    if reader is None:
        return Refusal("loan.reader_not_here", {})
    borrower = borrower_as(node, transaction, reader, at.on)
    wanted = wanted_by_others(node, transaction, state, borrower, at=at)
    if wanted is not None:
        return wanted
    if borrower.state.registered_on is not None or loan.place != at.place:
        return _renewed(node, state, borrower, loan, at=at)
    if guest is not None and guest.subject == reader:
        borrower = msgspec.structs.replace(borrower, state=guest)
    else:
        borrower = msgspec.structs.replace(borrower, state=_as_lent(reader, loan))
        policy, _here = circumstances(node, state, borrower, at, loan=loan)
        if policy.not_after_card_ends:
            return Refusal("visitor.card_needed", {})
    return _renewed(node, state, borrower, loan, at=at)


def _renewed(
    node: Node, state: CopyState, borrower: rules.Borrower, loan: Loan, *, at: At
) -> Sequence[Draft] | Refusal:
    policy, here = circumstances(node, state, borrower, at, loan=loan)
    return rules.renew(state, borrower, here, policy)


def wanted_by_others(
    node: Node, known: asked.Known, state: CopyState, borrower: rules.Borrower, *, at: At
) -> Refusal | None:
    """Somebody else waits for the copy, and no other one is free: it is not renewed."""
    line = asked.line_for(node, known, state)
    if not line or circumstances(node, state, borrower, at, loan=state.open_loan)[0].renew_wanted:
        return None
    waiting = asked.wanted(node, state, at, line)
    return Refusal("loan.wanted", {"waiting": waiting}) if waiting else None


def _as_lent(reader: str, loan: Loan) -> ReaderState:
    """A guest as they stood when they borrowed."""
    return ReaderState(
        reader,
        registered_on=loan.lent_on,
        group=loan.group,
        age_band=loan.age_band,
        valid_until=NEVER,
    )


def lose(node: Node, copy: str, at: At, *, reason: str) -> Told | Refusal:
    """The copy counts as lost until it is seen again."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return rules.lose(transaction.state(copy, "copy"), desk(node, at), reason=reason)

    return _told(node, node.store.act(at.by, deed), copy, None)


def withdraw(node: Node, copy: str, at: At, *, reason: str, decision: str = "") -> Told | Refusal:
    """The copy leaves the stock for good."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(copy, "copy")
        if refused := weeding.off_a_dossier(node, state, reason=reason, on=at.on):
            return refused
        return rules.withdraw(state, desk(node, at), reason=reason, decision=decision)

    return _told(node, node.store.act(at.by, deed), copy, None)


def count_visits(node: Node, body: VisitCounted, at: At) -> Told | Refusal:
    """So many people came."""
    subject = visits.visits_subject(node.tenant, at.place, at.on)

    def deed(_: Transaction) -> Sequence[Draft] | Refusal:
        told = visits.count(body, tenant=node.tenant, place=at.place, on=at.on, today=node.today())
        return told_of_stop(told, at)

    return _told(node, node.store.act(at.by, deed), subject, None)


def stay_empty(node: Node, at: At) -> Told | Refusal:
    """The place was open and nobody came."""
    counted = visits.visits_subject(node.tenant, at.place, at.on)
    subject = visits.day_subject(node.tenant, at.place, at.on)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        before = transaction.state(counted, "visits")
        return visits.stay_empty(
            before, tenant=node.tenant, place=at.place, on=at.on, today=node.today()
        )

    return _told(node, node.store.act(at.by, deed), subject, None)


def undo(node: Node, fact: str, at: At) -> Told | Refusal:
    """The act does not count any more: within ten minutes, by whoever told it.

    What it brought about by itself (the copy was kept for who is next) goes with it.
    """
    row = node.store.fact(fact)
    if row is None:
        return Refusal("undo.unknown", {})
    told = trusted(row.raw)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        if told.kind.startswith("copy.returned/"):
            copy, who = transaction.state(told.subject, "copy"), partial(loan_reader, node)
            drafts.extend(lifted(node, transaction, copy, fact, reader_of=who, at=at))
        gone: set[str] = set()
        for one in (*reversed(brought_about(transaction, fact, told)), fact):
            amended = undone(node, transaction, one, gone=gone, at=at)
            if isinstance(amended, Refusal):
                return amended
            drafts.extend(amended)
            gone.add(one)
        return drafts

    return _told(node, node.store.act(at.by, deed), told.subject, None)


def loan_reader(node: Node, loan: str) -> str | None:
    """The reader of a loan, where this node holds the private part."""
    rows = node.store.vault.query("SELECT reader FROM loan_reader WHERE fact = ?", (loan,))
    return rows[0][0] if rows else None


def _told(node: Node, done: Done | Refusal, subject: str, reader: str | None) -> Told | Refusal:
    """The first of the facts told is the act: the others came of it."""
    if isinstance(done, Refusal):
        return done
    state = node.store.story(subject).state
    loan = state.open_loan if isinstance(state, CopyState) else None
    due_on, due_by = (loan.due_on, loan.made_by) if loan else (None, "")
    return Told(done.facts[0], subject, due_on, reader, due_by=due_by or "")
