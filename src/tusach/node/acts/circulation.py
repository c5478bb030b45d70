"""Lending, taking back, renewing, undoing, counting visits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.story import Story
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
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

NEVER = "9999-12-31"
SUMS = ("visits", "sheet")
"""Nouns of which no fact follows another: each may be undone by itself."""


class Told(msgspec.Struct, frozen=True):
    """An act that was told. fact: its (first) id; due_on where it is a loan or a renewal.

    reader: whose loan it was, where known here; next step of the page, never stored. next_in_line:
    after a return, the hold that comes next: kept here for it, or to be sent to its pickup place.
    due_by: what made the date, as in `copy.lent/2`. suspended_until: last day on which the reader
    may not borrow, where the return came late and a rule says so.
    """

    fact: str
    subject: str
    due_on: str | None = None
    reader: str | None = None
    next_in_line: Waiting | None = None
    due_by: str = ""
    suspended_until: str | None = None


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How a person wants it lent. despite: though others asked before. inside: to be read here.

    over_limit: passing the limit over, by a person who may.
    """

    despite: bool = False
    inside: bool = False
    over_limit: bool = False


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

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return lend_in(
            node, transaction, copy=copy, reader=reader, at=at, guest=guest, manner=manner
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
    manner: Manner = PLAINLY,
) -> Sequence[Draft] | Refusal:
    """What lending would tell, inside a transaction."""
    state: CopyState = transaction.state(copy, "copy")
    loan = state.open_loan
    if loan is not None and loan.fact in transaction.open_loans(reader):
        return Refusal("copy.with_this_reader", {"due_on": loan.due_on})
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

    return _told(node, node.store.act(at.by, deed), copy, None, which=-1)


def withdraw(node: Node, copy: str, at: At, *, reason: str, decision: str = "") -> Told | Refusal:
    """The copy leaves the stock for good."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(copy, "copy")
        if refused := weeding.off_a_dossier(node, state, reason=reason, on=at.on):
            return refused
        return rules.withdraw(state, desk(node, at), reason=reason, decision=decision)

    return _told(node, node.store.act(at.by, deed), copy, None, which=-1)


def count_visits(node: Node, body: VisitCounted, at: At) -> Told | Refusal:
    """So many people came."""
    subject = visits.visits_subject(node.tenant, at.place, at.on)

    def deed(_: Transaction) -> Sequence[Draft] | Refusal:
        told = visits.count(body, tenant=node.tenant, place=at.place, on=at.on, today=node.today())
        return told_of_stop(told, at)

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
        if told.kind.startswith("copy.returned/"):
            who = partial(loan_reader, node)
            drafts.extend(lifted(node, transaction, story.state, fact, reader_of=who, at=at))
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
    if at is None or not story.tellings[at].kind.startswith(("copy.returned/", "copy.seen/")):
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
    """What the rule of undoing asks of a fact. counting: of the story's facts those that count."""
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
        latest=story.noun in SUMS or bool(counting) and counting[-1] == fact,
        void=fact in story.void,
    )


def loan_reader(node: Node, loan: str) -> str | None:
    """The reader of a loan, where this node holds the private part."""
    rows = node.store.vault.query("SELECT reader FROM loan_reader WHERE fact = ?", (loan,))
    return rows[0][0] if rows else None


def _told(
    node: Node, done: Done | Refusal, subject: str, reader: str | None, *, which: int = 0
) -> Told | Refusal:
    """which: of the facts told the one that is the act: the others came of it, or before it."""
    if isinstance(done, Refusal):
        return done
    state = node.store.story(subject).state
    loan = state.open_loan if isinstance(state, CopyState) else None
    due_on, due_by = (loan.due_on, loan.made_by) if loan else (None, "")
    return Told(done.facts[which], subject, due_on, reader, due_by=due_by or "")
