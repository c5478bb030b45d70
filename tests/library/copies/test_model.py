"""A desk against the smallest model of it: a dictionary that says who has which copy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.copies.scene import TITLE, at_desk, desk
from tests.library.telling import Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import facts, rules
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import CopyState
from tusach.library.places.codes import printed_code

COPIES, READERS = 3, ("one", "two")
POLICY = Lending(limit=2, renewals=1)
ACTS = ("lend", "take back", "renew", "lose", "see", "withdraw")


@dataclass
class Kept:
    """What a card index would say of one copy: in, out, lost or gone."""

    where: str = "in"
    reader: str | None = None
    due_on: date = date.min
    renewals: int = 0
    lent: int = 0

    def may(self, act: str, today: date, out: Counter[str | None], reader: str) -> bool:
        match act:
            case "lend":
                return self.where == "in" and out[reader] < 2
            case "take back":
                return self.reader is not None or self.where == "lost"
            case "renew":
                renewed = today + timedelta(days=14)
                return self.reader is not None and self.renewals < 1 and renewed > self.due_on
            case "lose":
                return self.where in ("in", "out")
            case "see":
                return self.where != "gone"
            case _:
                return self.where in ("in", "lost")

    def do(self, act: str, today: date, reader: str) -> None:
        match act:
            case "lend":
                self.where, self.reader = "out", reader
                self.due_on, self.renewals = today + timedelta(days=14), 0
                self.lent += 1
            case "take back" | "see":
                self.where, self.reader = "in", None
            case "renew":
                self.due_on, self.renewals = today + timedelta(days=14), self.renewals + 1
            case "lose":
                self.where = "lost"
            case _:
                self.where, self.reader = "gone", None


moves = some.lists(
    some.tuples(
        some.sampled_from(("lend", "take back", *ACTS)),
        some.integers(0, COPIES - 1),
        some.sampled_from(READERS),
        some.integers(0, 20),
    ),
    max_size=30,
)


def subject(nr: int) -> str:
    return rules.copy_subject("04", code=printed_code(1, 7, nr), owner=None)


def wish_of(
    teller: Teller, act: str, nr: int, reader: str, on: str, open_loans: int
) -> tuple[Draft, ...] | Refusal:
    state: CopyState = teller.state(subject(nr))
    at = replace(desk(teller, on), today=on)
    borrower = at_desk(named(reader), open_loans=open_loans, valid_until="2099-12-31")
    match act:
        case "lend":
            return rules.lend(state, borrower, at, POLICY)
        case "take back":
            return rules.take_back(state, at)
        case "renew":
            return rules.renew(state, borrower, at, POLICY)
        case "lose":
            return rules.lose(state, at, reason="missing")
        case "see":
            return rules.see(state, at, by="count")
        case _:
            return rules.withdraw(state, at, reason="worn")


@given(moves)
def test_the_desk_and_the_card_index_say_the_same(
    told: list[tuple[str, int, str, int]],
) -> None:
    teller = Teller("A")
    index = [Kept() for _ in range(COPIES)]
    for nr in range(COPIES):
        body = facts.CopyRegistered(title=TITLE, code=printed_code(1, 7, nr), owner=teller.place)
        state = CopyState(subject(nr))
        teller.tell(rules.register(state, body, on="2026-01-01", place=teller.place))
    today = date(2026, 1, 2)
    for act, nr, reader, days in told:
        today += timedelta(days=days)
        kept, out = index[nr], Counter(one.reader for one in index)
        wish = wish_of(teller, act, nr, reader, today.isoformat(), out[reader])
        assert isinstance(wish, Refusal) != kept.may(act, today, out, reader), (act, wish)
        if not isinstance(wish, Refusal):
            teller.tell(wish)
            kept.do(act, today, reader)
        compare(teller, index)


def compare(teller: Teller, index: list[Kept]) -> None:
    words = {"in": "available", "out": "on_loan", "lost": "lost", "gone": "withdrawn"}
    for nr, kept in enumerate(index):
        story = teller.story(subject(nr))
        state: CopyState = story.state
        assert state.status == words[kept.where]
        assert len(state.loans) == kept.lent
        assert len(state.open_loans) == (kept.reader is not None)
        if kept.reader is not None:
            (loan,) = state.open_loans
            assert loan.due_on == kept.due_on.isoformat()
            told = next(one for one in story.tellings if one.id == loan.fact)
            part = teller.vault[told.held.fact.commitment or ""]
            assert named(kept.reader).encode() in part.raw
        assert story.disagreements == ()
    custody = Counter(teller.state(subject(nr)).custody.word for nr in range(len(index)))
    assert sum(custody.values()) == len(index)
