"""What people do at a desk, by the real rules: a fact is told, or a refusal says why not.

Each act takes its choices from one die, so that leaving out other steps changes it little. Names of
readers are marked (`Zq03r0007x`: place 3, reader 7), so that any byte of one is found anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING

from tests.province import care, crating
from tests.province.machine import TENANT
from tests.province.node import SimNode, named

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.ident import sha256
from tusach.library.catalogue import rules as catalogue
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.copies import amends, rules
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.policy import Lending
from tusach.library.copies.story import CopyState
from tusach.library.places.calendar import Calendar
from tusach.library.readers import rules as readers
from tusach.library.readers.rules import NewReader, RegisterPolicy
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

if TYPE_CHECKING:
    from tests.province.run import Run

Told = Done | Refusal
Drafts = Sequence[Draft] | Refusal
POLICY = Lending(loan_days=14, limit=5, renewals=2)
NOTHING = Refusal("simulated.nothing_to_do")


class Hand:
    """Somebody at a desk of a node, for one act."""

    def __init__(self, run: Run, node: SimNode, rng: Random) -> None:
        self.run = run
        self.node = node
        self.rng = rng
        places = run.served(node)
        self.place = places[rng.randrange(len(places))]
        self.today = node.store.today()

    def do(self, what: str) -> Told:
        """The act of this name; its facts are durable, or nothing was told."""
        return ACTS[what](self)

    # ---- what is at hand ----

    def copy(self, *, stray: float = 0.1) -> str:
        """A copy of the place, or (a stray one) of any place."""
        stock = self.run.stock
        if self.rng.random() < stray:
            return stock[self.rng.randrange(len(stock))]
        own = self.run.stock_of.get(self.place) or stock
        return own[self.rng.randrange(len(own))]

    def reader(self) -> str | None:
        """A reader of this desk."""
        known = self.node.readers
        return known[self.rng.randrange(len(known))] if known else None

    def desk(self) -> rules.Desk:
        on = self.today
        return rules.Desk(
            place=self.place, on=on, today=on, governed_by=self.place, calendar=Calendar()
        )

    def borrower(self, transaction: Transaction, reader: str) -> rules.Borrower:
        story = transaction.story(reader)
        loans = len(transaction.open_loans(reader))
        state = self.node.store.state_of(story, "reader")
        return rules.Borrower(state=state, open_loans=loans, heads=story.heads)

    def act(self, deed: Callable[[Transaction], Drafts]) -> Told:
        return self.node.store.act(None, deed)

    def of_copy(self, rule: Callable[[CopyState], Drafts], *, stray: float = 0.1) -> Told:
        copy = self.copy(stray=stray)
        return self.act(lambda transaction: rule(transaction.state(copy, "copy")))

    def of_reader(self, rule: Callable[[readers.ReaderState], Drafts]) -> Told:
        reader = self.reader()
        if reader is None:
            return NOTHING
        return self.act(lambda transaction: rule(transaction.state(reader, "reader")))


def _lend(hand: Hand) -> Told:
    copy, reader = hand.copy(), hand.reader()
    if reader is None:
        return NOTHING

    def deed(transaction: Transaction) -> Drafts:
        borrower = hand.borrower(transaction, reader)
        return rules.lend(transaction.state(copy, "copy"), borrower, hand.desk(), POLICY)

    return hand.act(deed)


def _take_back(hand: Hand) -> Told:
    """Usually one that is known to be out, now and then any copy, wherever it was lent."""
    desk = hand.desk()
    for _ in range(6):
        copy = hand.copy(stray=0.15)
        if hand.node.store.state(copy, "copy").open_loan is not None:
            break
    return hand.act(lambda transaction: rules.take_back(transaction.state(copy, "copy"), desk))


def _renew(hand: Hand) -> Told:
    reader = hand.reader()
    loans = sorted(hand.node.store.open_loans(reader).values()) if reader else []
    if reader is None or not loans:
        return NOTHING
    copy = loans[hand.rng.randrange(len(loans))]

    def deed(transaction: Transaction) -> Drafts:
        borrower = hand.borrower(transaction, reader)
        return rules.renew(transaction.state(copy, "copy"), borrower, hand.desk(), POLICY)

    return hand.act(deed)


def _register(hand: Hand) -> Told:
    name = hand.run.new_name(hand.place)
    subject = hand.node.random.new_id()
    new = NewReader(subject=subject, name=name, group="adult", card=f"c{name}", phone=f"p{name}")
    policy = RegisterPolicy(valid_until="2036-12-31")
    found = readers.register(new, place=hand.place, on=hand.today, policy=policy)
    done = hand.node.store.tell(None, found) if not isinstance(found, Refusal) else found
    if isinstance(done, Done):
        hand.node.readers.append(subject)
        hand.run.named[subject] = name
    return done


def _describe_reader(hand: Hand) -> Told:
    policy = RegisterPolicy(valid_until="2036-12-31")

    def rule(state: readers.ReaderState) -> Drafts:
        name = hand.run.named.get(state.subject, "")
        new = NewReader(subject=state.subject, name=f"{name} anew", group="adult")
        return readers.describe(state, new, on=hand.today, policy=policy)

    return hand.of_reader(rule)


def _block(hand: Hand) -> Told:
    def rule(state: readers.ReaderState) -> Drafts:
        if state.blocks:
            return readers.unblock(state, state.blocks[0].fact, on=hand.today)
        return readers.block(state, acts=("lend",), reason="conduct", on=hand.today, until=None)

    return hand.of_reader(rule)


def _merge(hand: Hand) -> Told:
    other = hand.reader() or ""

    def rule(state: readers.ReaderState) -> Drafts:
        if state.merges:
            return readers.split(state, state.merges[0][0], on=hand.today)
        return readers.merge(state, other, on=hand.today)

    return hand.of_reader(rule)


def _erase(hand: Hand) -> Told:
    reader = hand.reader()
    if reader is None:
        return NOTHING

    def deed(transaction: Transaction) -> Drafts:
        state = transaction.state(reader, "reader")
        loans = len(transaction.open_loans(reader))
        return readers.erase([state], open_loans=loans, reason="wish", on=hand.today)

    done = hand.act(deed)
    if isinstance(done, Done):
        hand.run.erased.setdefault(reader, []).append(done.facts[0])
    return done


def _visit(hand: Hand) -> Told:
    body = VisitCounted("on_site", hand.rng.randrange(1, 9), "adult")
    on = hand.today
    found = visits.count(body, tenant=TENANT, place=hand.place, on=on, today=on)
    return found if isinstance(found, Refusal) else hand.node.store.tell(None, found)


def _title(hand: Hand) -> Told:
    name = f"Quyển {hand.rng.randrange(40)} lần {hand.rng.randrange(9)}"
    raw = f"record of {name}".encode()
    body = TitleDescribed(record=sha256(raw), format="typed", title=name, languages=("vi",))
    subject = named(f"title {hand.rng.randrange(40)}")
    draft = catalogue.describe(subject, body, on=hand.today, place=hand.place, raw=raw)
    return hand.node.store.tell(None, (draft,))


def _stock(hand: Hand) -> Told:
    nr = len(hand.run.stock)
    subject, place = named(f"copy {nr}"), hand.place
    title = named(f"title {hand.rng.randrange(40)}")
    body = CopyRegistered(title=title, code=f"{nr:06d}", owner=place, own_number=False)
    done = hand.act(
        lambda transaction: rules.register(
            transaction.state(subject, "copy"), body, on=hand.today, place=place
        )
    )
    if isinstance(done, Done):
        hand.run.stock.append(subject)
        hand.run.stock_of.setdefault(place, []).append(subject)
    return done


def _undo(hand: Hand) -> Told:
    """The last act of this desk does not count, or an older one by a supervisor, or corrected."""
    told = hand.node.told[-8:]
    if not told:
        return NOTHING
    fact = told[hand.rng.randrange(len(told))]
    row = hand.node.store.fact(fact)
    if row is None:
        return NOTHING
    said = trusted(row.raw)

    def deed(transaction: Transaction) -> Drafts:
        stream = transaction.stream_row(row.stream)
        story = transaction.story(said.subject)
        wish = rules.Undoing(
            fact=fact,
            kind=said.kind,
            subject=said.subject,
            scope=stream.scope if stream else "",
            told_ms=said.told_ms,
            teller=said.teller,
            latest=bool(story.tellings) and story.tellings[-1].id == fact,
            void=fact in story.void,
            also=said.also,
        )
        if said.kind == "visit.counted/1":
            body, on = VisitCounted("on_site", 3, "adult"), hand.today
            amender = amends.Amender(by=None, on=on, place=said.place, supervisor=True)
            return amends.correct(wish, body, amender, reason="slip")
        now_ms = hand.node.store.now_ms()
        return rules.undo(wish, by=None, now_ms=now_ms, on=hand.today, place=said.place)

    return hand.act(deed)


ACTS: dict[str, Callable[[Hand], Told]] = {
    **crating.ACTS,
    "lend": _lend,
    "take_back": _take_back,
    "renew": _renew,
    "register": _register,
    "describe_reader": _describe_reader,
    "block": _block,
    "merge": _merge,
    "erase": _erase,
    "visit": _visit,
    "title": _title,
    "stock": _stock,
    "undo": _undo,
    "lose": lambda hand: hand.of_copy(lambda copy: rules.lose(copy, hand.desk(), reason="missing")),
    "see": lambda hand: hand.of_copy(lambda copy: rules.see(copy, hand.desk(), by="shelf")),
    "assign": lambda hand: hand.of_copy(
        lambda copy: rules.assign(copy, hand.desk(), home=hand.place), stray=0.5
    ),
    "withdraw": lambda hand: hand.of_copy(
        lambda copy: rules.withdraw(copy, hand.desk(), reason="worn")
    ),
    **care.ACTS,
}
"""Every act, by name."""

OFTEN = {
    **crating.OFTEN,
    "lend": 30,
    "take_back": 22,
    "visit": 20,
    "renew": 4,
    "register": 6,
    "describe_reader": 2,
    "block": 1,
    "merge": 1,
    "erase": 1,
    "title": 3,
    "stock": 3,
    "undo": 3,
    "lose": 1,
    "see": 2,
    "assign": 1,
    "withdraw": 0.4,
    **care.OFTEN,
}
"""How often each is done beside the others."""
