"""What people do at a desk beside lending: holds, the care of copies, sheets of paper typed later.

A row of a sheet says the same wherever it is typed: its copy and day follow from its number, so two
nodes that type one sheet tell the same row twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.copies import caring, rules
from tusach.library.copies.desk import ReaderAtDesk
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import CopyState
from tusach.library.holds import rules as holds
from tusach.library.holds.rules import Asking, Wishing
from tusach.library.sheets.rules import paper_of
from tusach.node.store.transaction import Transaction

if TYPE_CHECKING:
    from tests.province.desk import Drafts, Hand, Told

NOTHING = Refusal("simulated.nothing_to_do")
SHEETS, ROWS = 3, 8
"""Few, so that one row is often typed at two nodes."""
AT_FIRST = 4
"""Copies of a place of which sheets speak: those that were there from the beginning."""
POLICY = Lending(loan_days=14, limit=5, renewals=2)


def _some_hold(hand: Hand) -> str | None:
    known = hand.run.holds
    return known[hand.rng.randrange(len(known))] if known else None


def _of_reader(hand: Hand, deed: Callable[[Transaction, ReaderAtDesk], Drafts]) -> Told:
    reader = hand.reader()
    if reader is None:
        return NOTHING
    return hand.act(lambda transaction: deed(transaction, hand.borrower(transaction, reader)))


def _ask(hand: Hand) -> Told:
    """A reader asks for a copy, mostly of another place, or for a title."""
    copy, hold = hand.copy(stray=0.6), hand.node.random.new_id()
    by_title = hand.rng.random() < 0.3

    def deed(transaction: Transaction, reader: ReaderAtDesk) -> Drafts:
        state = transaction.state(copy, "copy")
        title = state.registered.title if by_title and state.registered else None
        asking = Asking(
            hold=hold, pickup=hand.place, title=title, copy=None if title else state, limit=None
        )
        return holds.place(asking, reader, hand.desk())

    done = _of_reader(hand, deed)
    if not isinstance(done, Refusal):
        hand.run.holds.append(hold)
    return done


def _of_hold(rule: Callable[[Hand, holds.HoldState], Drafts]) -> Callable[[Hand], Told]:
    def act(hand: Hand) -> Told:
        hold = _some_hold(hand)
        if hold is None:
            return NOTHING
        return hand.act(lambda transaction: rule(hand, transaction.state(hold, "hold")))

    return act


def _paused(hand: Hand, hold: holds.HoldState) -> Drafts:
    if hold.suspended_until > hand.today:
        return holds.resume(hold, hand.desk())
    return holds.suspend(hold, hand.desk(), until=None)


def _with_hold(hand: Hand, rule: Callable[[CopyState, str], Drafts]) -> Told:
    hold = _some_hold(hand)
    return NOTHING if hold is None else hand.of_copy(lambda copy: rule(copy, hold))


def _trap(hand: Hand) -> Told:
    """What somebody waits for goes onto the shelf of holds."""
    until = (date.fromisoformat(hand.today) + timedelta(days=5)).isoformat()
    return _with_hold(
        hand, lambda copy, hold: caring.reserve(copy, hand.desk(), hold=hold, until=until)
    )


def _send(hand: Hand) -> Told:
    """To another place, for somebody who waits there, or home."""
    places = hand.run.places
    to = places[hand.rng.randrange(len(places))]
    hold = _some_hold(hand) if hand.rng.random() < 0.5 else None
    return hand.of_copy(
        lambda copy: caring.send(copy, hand.desk(), to=to, reason="hold", hold=hold), stray=0.2
    )


def _withhold(hand: Hand) -> Told:
    def rule(copy: CopyState) -> Drafts:
        if copy.withheld is not None or copy.damages:
            return caring.release(copy, hand.desk(), outcome="repaired")
        return caring.withhold(copy, hand.desk(), reason="repair")

    return hand.of_copy(rule)


def _damage(hand: Hand) -> Told:
    def rule(copy: CopyState) -> Drafts:
        loan = copy.open_loan
        return caring.damage(copy, hand.desk(), how="torn", loan=loan.fact if loan else None)

    return hand.of_copy(rule)


def _compensate(hand: Hand) -> Told:
    def rule(copy: CopyState) -> Drafts:
        loan = copy.loans[-1].fact if copy.loans else ""
        return caring.compensate(copy, hand.desk(), loan=loan, how="paid")

    return hand.of_copy(rule)


def _protect(hand: Hand) -> Told:
    def rule(copy: CopyState) -> Drafts:
        deed = caring.unprotect if copy.protected else caring.protect
        return deed(copy, hand.desk(), reason="local")

    return hand.of_copy(rule)


class _Row:
    """A row of a sheet: what was written there, whoever types it."""

    def __init__(self, hand: Hand) -> None:
        sheet, row = hand.rng.randrange(SHEETS), hand.rng.randrange(ROWS)
        die = Random(f"sheet {hand.place} {sheet} {row}")  # noqa: S311
        self.paper = paper_of(f"5{hand.run.places.index(hand.place):05d}{sheet:06d}", row)
        own = hand.run.stock_of.get(hand.place) or hand.run.stock
        self.copy = own[die.randrange(min(len(own), AT_FIRST))]
        back = die.randrange(1, 6)
        on = date.fromisoformat(hand.today) - timedelta(days=back)
        self.desk = replace(hand.desk(), on=on.isoformat())


def _type_loan(hand: Hand) -> Told:
    row = _Row(hand)

    def deed(transaction: Transaction, reader: ReaderAtDesk) -> Drafts:
        copy = transaction.state(row.copy, "copy")
        return rules.lend(copy, reader, row.desk, POLICY, paper=row.paper)

    return _of_reader(hand, deed)


def _type_return(hand: Hand) -> Told:
    row = _Row(hand)
    return hand.act(
        lambda one: rules.take_back(one.state(row.copy, "copy"), row.desk, paper=row.paper)
    )


def _type_use(hand: Hand) -> Told:
    row = _Row(hand)
    return hand.act(lambda one: caring.use(one.state(row.copy, "copy"), row.desk, paper=row.paper))


def _wish(hand: Hand) -> Told:
    """In words that name who wishes, at home: they may lie nowhere else, and go with the reader."""
    wish, mark = hand.node.random.new_id(), f"Zq{hand.run.places.index(hand.place):02d}"

    def deed(transaction: Transaction, reader: ReaderAtDesk) -> Drafts:
        name = hand.run.named.get(reader.state.subject, "")
        text = f"for {name}" if name.startswith(mark) else "for somebody"
        return holds.wish(Wishing(wish=wish, text=text), reader, hand.desk())

    return _of_reader(hand, deed)


ACTS: dict[str, Callable[[Hand], Told]] = {
    "ask": _ask,
    "pause a hold": _of_hold(_paused),
    "end a hold": _of_hold(lambda hand, hold: holds.end(hold, hand.desk(), reason="wish")),
    "trap": _trap,
    "free": lambda hand: hand.of_copy(lambda copy: caring.free(copy, hand.desk(), reason="late")),
    "send": _send,
    "arrive": lambda hand: hand.of_copy(lambda copy: caring.arrive(copy, hand.desk()), stray=0.5),
    "claim": lambda hand: hand.of_copy(lambda copy: caring.claim(copy, hand.desk())),
    "damage": _damage,
    "withhold": _withhold,
    "use": lambda hand: hand.of_copy(lambda copy: caring.use(copy, hand.desk())),
    "compensate": _compensate,
    "protect": _protect,
    "type a loan": _type_loan,
    "type a return": _type_return,
    "type a use": _type_use,
    "wish": _wish,
}
"""Every act, by name."""

OFTEN = {
    "ask": 3,
    "pause a hold": 0.7,
    "end a hold": 0.7,
    "trap": 2,
    "free": 0.7,
    "send": 1.5,
    "arrive": 1.5,
    "claim": 0.7,
    "damage": 0.7,
    "withhold": 1,
    "use": 1,
    "compensate": 0.5,
    "protect": 0.4,
    "type a loan": 2,
    "type a return": 1.5,
    "type a use": 0.7,
    "wish": 1,
}
"""How often each is done beside the others."""
