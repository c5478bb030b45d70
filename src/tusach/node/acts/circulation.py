"""Lending, taking back, renewing, undoing, counting visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.story import Story
from tusach.library.copies import rules
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import LOST, Loan
from tusach.library.copies.story import CopyState
from tusach.library.holds.queue import Waiting
from tusach.library.profile.lending import BlockRule
from tusach.library.readers.story import ReaderState
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.library.weeding.rules import never
from tusach.node.acts import asked
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

NEVER = "9999-12-31"
COUNTED = ("overdue", "lost")
"""Causes of block rules that are counted over a reader's open loans."""


class Told(msgspec.Struct, frozen=True):
    """An act that was told. fact: its (first) id; due_on where it is a loan or a renewal.

    reader: whose loan it was, where known here; next step of the page, never stored. next_in_line:
    after a return, the hold that comes next: kept here for it, or to be sent to its pickup place.
    """

    fact: str
    subject: str
    due_on: str | None = None
    reader: str | None = None
    next_in_line: Waiting | None = None


def lend(
    node: Node,
    copy: str,
    reader: str,
    at: At,
    *,
    guest: ReaderState | None = None,
    despite: bool = False,
) -> Told | Refusal:
    """The reader has the copy; the due date is kept with the act.

    guest: a reader of another place as the card says, where nothing else is known of them here.
    despite: though others wait for it who asked before.
    """

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return lend_in(
            node, transaction, copy=copy, reader=reader, at=at, guest=guest, despite=despite
        )

    return _told(node, node.store.act(at.by, deed), copy, reader)


def lend_in(
    node: Node,
    transaction: Transaction,
    *,
    copy: str,
    reader: str,
    at: At,
    guest: ReaderState | None = None,
    despite: bool = False,
) -> Sequence[Draft] | Refusal:
    """What lending would tell, inside a transaction."""
    state: CopyState = transaction.state(copy, "copy")
    loan = state.open_loan
    if loan is not None and loan.fact in transaction.open_loans(reader):
        return Refusal("copy.with_this_reader", {"due_on": loan.due_on})
    borrower = borrower_of(node, transaction, reader, at, guest=guest)
    policy = _policy(node, state, borrower, at)
    line = asked.line_for(node, transaction, state)
    hold = next((one.hold for one in line if one.hold in borrower.holds), None)
    if state.reserved is None and not despite:
        wanted = asked.wanted(node, state, at, line, mine=borrower.holds)
        if wanted:
            return Refusal("copy.wanted", {"waiting": wanted})
    return rules.lend(state, borrower, desk(node, at), policy, hold=hold)


def take_back(node: Node, copy: str, at: At) -> Told | Refusal:
    """The copy is here, whoever had it."""
    before: list[str | None] = []
    following: list[Waiting | None] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        loan = transaction.state(copy, "copy").open_loan
        before.append(loan_reader(node, loan.fact) if loan else None)
        back, one = take_back_in(node, transaction, copy=copy, at=at)
        following.append(one)
        return back

    done = node.store.act(at.by, deed)
    told = _told(node, done, copy, before[-1] if before else None)
    if isinstance(told, Refusal) or not following:
        return told
    return msgspec.structs.replace(told, next_in_line=following[-1])


def take_back_in(
    node: Node, transaction: Transaction, *, copy: str, at: At
) -> tuple[Sequence[Draft] | Refusal, Waiting | None]:
    """What taking back would tell, inside a transaction, and who comes next for the copy."""
    state: CopyState = transaction.state(copy, "copy")
    back = rules.take_back(state, desk(node, at))
    if isinstance(back, Refusal):
        return back, None
    one = asked.after_return(node, transaction, state, at)
    return (*back, *asked.kept_for(node, state, at, one)), one


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
    borrower = _borrower(node, transaction, reader, at.on)
    wanted = _wanted_by_others(node, transaction, state, borrower, at=at)
    if wanted is not None:
        return wanted
    if borrower.state.registered_on is not None or loan.place != at.place:
        return rules.renew(state, borrower, desk(node, at), _policy(node, state, borrower, at))
    if guest is not None and guest.subject == reader:
        borrower = msgspec.structs.replace(borrower, state=guest)
    else:
        borrower = msgspec.structs.replace(borrower, state=_as_lent(reader, loan))
        if _policy(node, state, borrower, at).not_after_card_ends:
            return Refusal("visitor.card_needed", {})
    return rules.renew(state, borrower, desk(node, at), _policy(node, state, borrower, at))


def _wanted_by_others(
    node: Node,
    transaction: Transaction,
    state: CopyState,
    borrower: rules.Borrower,
    *,
    at: At,
) -> Refusal | None:
    """Somebody else waits for the copy, and no other one is free: it is not renewed."""
    line = asked.line_for(node, transaction, state)
    if not line or _policy(node, state, borrower, at).renew_wanted:
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
        if reason in weeding_reasons(node):
            refused = never(state, node.profile.lending.material_kinds)
            if refused:
                return refused
        return rules.withdraw(state, desk(node, at), reason=reason, decision=decision)

    return _told(node, node.store.act(at.by, deed), copy, None)


def weeding_reasons(node: Node) -> frozenset[str]:
    """Reasons for which local history, and what is protected, never leaves."""
    weeding = node.profile.weeding
    return frozenset(one.code for one in weeding.reasons) if weeding else frozenset()


def count_visits(node: Node, body: VisitCounted, at: At) -> Told | Refusal:
    """So many people came."""
    subject = visits.visits_subject(node.tenant, at.place, at.on)

    def deed(_: Transaction) -> Sequence[Draft] | Refusal:
        return visits.count(body, tenant=node.tenant, place=at.place, on=at.on, today=node.today())

    return _told(node, node.store.act(at.by, deed), subject, None)


def undo(node: Node, fact: str, at: At) -> Told | Refusal:
    """The act does not count any more: within ten minutes, by whoever told it.

    What a return brought about by itself (the copy was kept for who is next) goes with it.
    """
    row = node.store.fact(fact)
    if row is None:
        return Refusal("undo.unknown", {})
    told = trusted(row.raw)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        story = transaction.story(told.subject)
        counting = [one.id for one in story.tellings]
        brought = _brought_about(story, fact, at.by)
        drafts: list[Draft] = []
        for one in (*brought, fact):
            wish = undoing(transaction, story, one, counting)
            amended = rules.undo(
                wish, by=at.by, now_ms=node.store.now_ms(), on=at.on, place=told.place
            )
            if isinstance(amended, Refusal):
                return amended
            drafts.extend(amended)
            counting = [other for other in counting if other != one]
        return drafts

    return _told(node, node.store.act(at.by, deed), told.subject, None)


def _brought_about(story: Story, fact: str, by: str | None) -> list[str]:
    """What stands right after a return in its stream: that the copy was kept for who is next."""
    at = next((nr for nr, one in enumerate(story.tellings) if one.id == fact), None)
    if at is None or not story.tellings[at].kind.startswith("copy.returned/"):
        return []
    later = story.tellings[at + 1 :]
    back = story.tellings[at].held.fact
    if len(later) != 1 or not later[0].kind.startswith("copy.reserved/"):
        return []
    kept = later[0].held.fact
    is_next = (kept.stream, kept.number, kept.teller) == (back.stream, back.number + 1, by)
    return [later[0].id] if is_next else []


def undoing(
    transaction: Transaction, story: Story, fact: str, counting: Sequence[str]
) -> rules.Undoing:
    """A fact of a story as the rule of undoing wants it. counting: the ids that still count."""
    told = next(one.fact for one in story.held if one.id == fact)
    stream = transaction.stream_row(told.stream)
    assert stream is not None
    return rules.Undoing(
        fact=fact,
        kind=told.kind,
        subject=told.subject,
        also=told.also,
        scope=stream.scope,
        told_ms=told.told_ms,
        teller=told.teller,
        latest=story.noun == "visits" or bool(counting) and counting[-1] == fact,
        void=fact in story.void,
    )


def loan_reader(node: Node, loan: str) -> str | None:
    """The reader of a loan, where this node holds the private part."""
    rows = node.store.vault.query("SELECT reader FROM loan_reader WHERE fact = ?", (loan,))
    return rows[0][0] if rows else None


def borrower_of(
    node: Node,
    transaction: Transaction,
    reader: str,
    at: At,
    *,
    guest: ReaderState | None = None,
) -> rules.Borrower:
    """A reader as the rules want them; guest: as the card says, where nothing else is known."""
    found = _borrower(node, transaction, reader, at.on)
    if guest is not None and found.state.registered_on is None:
        return msgspec.structs.replace(found, state=guest)
    return found


def _borrower(node: Node, transaction: Transaction, reader: str, on: str) -> rules.Borrower:
    story = transaction.story(reader)
    loans = transaction.open_loans(reader)
    overdue, lost = _unsettled(node, lambda copy: transaction.state(copy, "copy"), loans, on)
    return rules.Borrower(
        state=node.store.state_of(story, "reader"),
        open_loans=len(loans),
        heads=story.heads,
        overdue=overdue,
        lost=lost,
        holds=frozenset(asked.holds_of(node, transaction, reader)),
    )


def _unsettled(
    node: Node, state_of: Callable[[str], CopyState], loans: Mapping[str, str], on: str
) -> tuple[int, int]:
    """How many of a reader's open loans are past their day, and of how many the copy is lost."""
    least = [one.from_count for one in node.profile.lending.blocks if one.cause in COUNTED]
    if not least or len(loans) < min(least):
        return 0, 0
    overdue = lost = 0
    for fact, copy in loans.items():
        state = state_of(copy)
        loan = state.open_loan
        if loan is None or loan.fact != fact:
            continue
        if state.status == LOST:
            lost += 1
        elif state.claim is None and rules.is_overdue(loan, on):
            overdue += 1
    return overdue, lost


def stopped(node: Node, state: ReaderState, at: At) -> tuple[tuple[BlockRule, Refusal], ...]:
    """The block rules that stand against a reader, each with the refusal it gives: for a page."""
    loans = node.store.open_loans(state.subject)
    overdue, lost = _unsettled(node, lambda copy: node.store.state(copy, "copy"), loans, at.on)
    borrower = rules.Borrower(
        state=state, open_loans=len(loans), heads=(), overdue=overdue, lost=lost
    )
    found = rules.stops(borrower, desk(node, at))
    return tuple((one, rules.stopped_by(one, borrower)) for one in found)


def _policy(node: Node, copy: CopyState, borrower: rules.Borrower, at: At) -> Lending:
    material = copy.registered.material if copy.registered else "book"
    return node.lending(at.place, group=borrower.state.group, material=material, on=at.on)


def desk(node: Node, at: At) -> rules.Desk:
    """The circumstances of an act, as the rules want them."""
    return rules.Desk(
        place=at.place,
        on=at.on,
        today=node.today(),
        governed_by=at.place,
        calendar=node.calendar(at.place, at.on),
        blocks=node.profile.lending.blocks,
    )


def _told(node: Node, done: Done | Refusal, subject: str, reader: str | None) -> Told | Refusal:
    if isinstance(done, Refusal):
        return done
    state = node.store.story(subject).state
    loan = state.open_loan if isinstance(state, CopyState) else None
    return Told(done.facts[0], subject, loan.due_on if loan else None, reader)
