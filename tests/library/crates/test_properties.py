"""Whatever several libraries say of one crate, in whatever order it arrives, it is one state."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some
from tests.library.copies.scene import at_desk, desk
from tests.library.crates.crating import COPIES, CRATE, NO_LIMITS, OTHER, copy, crate, stocked
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.order import Held
from tusach.library.copies import rules as copies
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import CopyState
from tusach.library.crates import rules
from tusach.library.crates.rules import Receipt, Sending
from tusach.library.crates.story import CrateState
from tusach.library.register import FOLDERS

ACTS = (
    *("pack", "pack", "pack", "send", "send", "receive", "receive", "receive"),
    *("unpack", "stay", "forward", "correct", "retire", "lend", "take back", "see"),
    *("meet", "meet", "meet"),
)
steps = some.lists(
    some.tuples(
        some.integers(0, 2),  # who
        some.sampled_from(ACTS),
        some.integers(0, 2),  # which copy, or which other library
        some.booleans(),  # the other crate; or with exceptions
        some.integers(0, 3),  # days that pass
        some.integers(-900, 900),  # hours by which this library's clock jumps
    ),
    max_size=18,
)


def wish_of(
    teller: Teller, act: str, nr: int, *, other: bool, on: str, to: str
) -> tuple[Draft, ...] | Refusal:
    """What this library would tell, asking the rules with what it knows."""
    at, book = desk(teller, on), copy(teller, nr)
    box = crate(teller, OTHER if other and act in ("pack", "unpack") else CRATE)
    inside = tuple(teller.state(one) for one in box.inside)
    found = Receipt(missing=COPIES[:1], surplus=COPIES[2:], damaged=COPIES[1:2], anyway=True)
    match act:
        case "pack":
            return rules.pack(box, book, at, NO_LIMITS)
        case "unpack":
            return rules.unpack(box, (COPIES[nr],), at)
        case "send":
            return rules.send(box, Sending(to=to, copies=inside), at, NO_LIMITS)
        case "receive":
            return rules.receive(box, found if other else Receipt(anyway=True), at)
        case "correct":
            return rules.correct(box, found if other else Receipt(), at)
        case "stay":
            return rules.stay(box, at)
        case "forward":
            return rules.forward(box, inside, at, NO_LIMITS)
        case "retire":
            return rules.retire(box, at, reason="broken")
        case "lend":
            return copies.lend(book, at_desk(), at, Lending())
        case "take back":
            return copies.take_back(book, at)
        case _:
            return copies.see(book, at, by="count")


def played(moves: list[tuple[int, str, int, bool, int, int]]) -> list[Teller]:
    """Three libraries after all their moves; what a rule refuses is not told."""
    tellers = [Teller(name, now_ms=BEGAN_MS + at * 60_000) for at, name in enumerate("ABC")]
    stocked(*tellers)
    today = date(2026, 3, 1)
    for who, act, nr, other, days, hours in moves:
        teller = tellers[who]
        today += timedelta(days=days)
        teller.now_ms = max(0, teller.now_ms + hours * 3_600_000)
        if act == "meet":
            teller.meet(tellers[(who + 1) % 3])
            continue
        place = named(f"place {'ABC'[nr]}")
        wish = wish_of(teller, act, nr, other=other, on=today.isoformat(), to=place)
        if not isinstance(wish, Refusal):
            teller.tell(wish)
    return tellers


@given(steps, some.randoms(use_true_random=False))
def test_in_any_order_twice_and_in_halves_it_is_one_story(
    moves: list[tuple[int, str, int, bool, int, int]], chance: random.Random
) -> None:
    tellers = played(moves)
    for subject in (CRATE, OTHER, *COPIES):
        held: list[Held] = [one for teller in tellers for one in teller.held(subject)]
        whole = FOLDERS.fold(subject, held)
        assert whole.dead == ()
        shuffled = [*held, *held[:2]]
        chance.shuffle(shuffled)
        assert FOLDERS.fold(subject, shuffled) == whole
        cut = chance.randrange(len(held) + 1)
        assert FOLDERS.extend(FOLDERS.fold(subject, held[:cut]), held[cut:]) == whole


@given(steps)
def test_once_all_have_met_every_copy_and_crate_is_in_one_place(
    moves: list[tuple[int, str, int, bool, int, int]],
) -> None:
    a, b, c = tellers = played(moves)
    for one, two in ((a, b), (b, c), (c, a), (a, b)):
        one.meet(two)
    for subject in (CRATE, OTHER):
        states: list[CrateState] = [teller.state(subject) for teller in tellers]
        assert states[0] == states[1] == states[2]
        assert len(set(states[0].inside)) == len(states[0].inside)
        journeys = states[0].journeys
        assert states[0].at is not None
        if journeys and journeys[-1].received is not None:
            assert states[0].at == journeys[-1].at
    for nr in range(len(COPIES)):
        books: list[CopyState] = [copy(teller, nr) for teller in tellers]
        assert books[0] == books[1] == books[2]
        custody = books[0].custody
        assert custody.word in ("place", "reader")
        assert (custody.of is not None) and (books[0].short is None or books[0].crate is not None)


@given(steps)
def test_nothing_that_people_do_with_a_crate_loses_a_copy(
    moves: list[tuple[int, str, int, bool, int, int]],
) -> None:
    """A copy that no reader has is always in the hands of a place, its last proven holder."""
    for teller in played(moves):
        for nr in range(len(COPIES)):
            state = copy(teller, nr)
            if state.open_loan is None:
                assert state.holder is not None
                assert state.holder in {named(f"place {name}") for name in "ABC"}
