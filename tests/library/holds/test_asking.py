"""Asking for a book: what is refused, and what a hold and a wish are after their facts."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.copies.scene import TITLE, at_desk, copy, desk
from tests.library.telling import Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import caring
from tusach.library.copies import rules as lending
from tusach.library.copies.states import CopyState
from tusach.library.holds import rules
from tusach.library.holds.facts import WishAnswered
from tusach.library.holds.story import (
    ENDED,
    FILLED,
    ON_WAY,
    OPEN,
    READY,
    SUSPENDED,
    WAITING,
    HoldState,
    WishState,
)
from tusach.library.register import FOLDERS

ON, LATER = "2026-03-02", "2026-03-09"
HOLD, WISH = named("hold"), named("wish")


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    scene.stocked(teller)
    return teller


def asking(teller: Teller, **changes: Any) -> rules.Asking:
    return replace(rules.Asking(hold=HOLD, pickup=teller.place, title=TITLE), **changes)


def ask(teller: Teller, **changes: Any) -> None:
    teller.tell(rules.place(asking(teller, **changes), at_desk(), desk(teller, ON)))


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def held(teller: Teller, hold: str = HOLD) -> HoldState:
    found: HoldState = teller.state(hold) or HoldState(hold)
    return found


def wished(teller: Teller) -> WishState:
    found: WishState = teller.state(WISH) or WishState(WISH)
    return found


def status(teller: Teller, on: str = LATER) -> str:
    return str(held(teller).status(on))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": None}, "hold.nothing_asked"),
        ({"same": named("earlier")}, "hold.placed_already"),
        ({"has": True}, "hold.has_it"),
        ({"needed_until": "2026-03-01"}, "hold.needed_past"),
        ({"limit": 0}, "hold.limit"),
    ],
)
def test_what_cannot_be_kept_is_refused(a: Teller, changes: dict[str, Any], code: str) -> None:
    assert refusal(rules.place(asking(a, **changes), at_desk(), desk(a, ON))) == code


def test_a_withdrawn_copy_is_not_waited_for(a: Teller) -> None:
    a.tell(lending.withdraw(copy(a), desk(a, ON), reason="worn"))
    wish = rules.place(asking(a, title=None, copy=copy(a)), at_desk(), desk(a, ON))
    assert refusal(wish) == "copy.withdrawn"


def test_a_reader_whose_card_is_over_asks_for_nothing(a: Teller) -> None:
    wish = rules.place(asking(a), at_desk(valid_until="2026-01-01"), desk(a, ON))
    assert refusal(wish) == "reader.expired"


def test_without_a_limit_nobody_is_counted(a: Teller) -> None:
    reader = replace(at_desk(), holds=frozenset(map(str, range(50))))
    assert not isinstance(rules.place(asking(a, limit=None), reader, desk(a, ON)), Refusal)
    assert refusal(rules.place(asking(a), reader, desk(a, ON))) == "hold.limit"


def test_that_one_copy_is_asked_for_without_its_title(a: Teller) -> None:
    ask(a, copy=copy(a))
    placed = held(a).placed
    assert (placed.title, placed.copy) == (None, scene.COPY)


def test_a_hold_that_is_put_off_waits_on_from_its_day_or_when_resumed(a: Teller) -> None:
    ask(a)
    assert refusal(rules.resume(held(a), desk(a, ON))) == "hold.not_suspended"
    assert refusal(rules.suspend(held(a), desk(a, ON), until=ON)) == "hold.until_past"
    a.tell(rules.suspend(held(a), desk(a, ON), until=LATER))
    assert (status(a, ON), status(a, LATER)) == (SUSPENDED, WAITING)
    a.tell(rules.suspend(held(a), desk(a, ON), until=None))
    assert status(a, "2029-01-01") == SUSPENDED
    a.tell(rules.resume(held(a), desk(a, ON)))
    assert status(a, ON) == WAITING


def test_a_hold_is_ready_then_filled_and_cannot_be_ended_after(a: Teller) -> None:
    ask(a)
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    assert status(a) == READY
    assert refusal(rules.suspend(held(a), desk(a, ON), until=None)) == "hold.ready"
    reader = replace(at_desk(), holds=frozenset({HOLD}))
    a.tell(lending.lend(copy(a), reader, desk(a, ON), scene.POLICY))
    assert status(a) == FILLED
    assert refusal(rules.end(held(a), desk(a, ON), reason="wish")) == "hold.over"
    assert refusal(rules.end(held(a, named("x")), desk(a, ON), reason="wish")) == "hold.unknown"


def test_a_hold_ends_by_a_code_and_not_by_a_name(a: Teller) -> None:
    ask(a)
    assert refusal(rules.end(held(a), desk(a, ON), reason="Ms X")) == "reason.missing"
    a.tell(rules.end(held(a), desk(a, ON), reason="wish"))
    assert status(a) == ENDED


def test_undoing_the_loan_brings_the_hold_back(a: Teller) -> None:
    ask(a)
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    reader = replace(at_desk(), holds=frozenset({HOLD}))
    (lent,) = a.tell(lending.lend(copy(a), reader, desk(a, ON), scene.POLICY))
    wish = lending.Undoing(
        fact=lent.id,
        kind=lent.fact.kind,
        subject=lent.fact.subject,
        also=lent.fact.also,
        scope=f"circulation:{a.place}",
        told_ms=lent.fact.told_ms,
        teller=a.staff,
        latest=True,
        void=False,
    )
    a.tell(lending.undo(wish, by=a.staff, now_ms=lent.fact.told_ms, on=ON, place=a.place))
    assert status(a) == READY
    assert copy(a).reserved is not None


def test_two_loans_that_fill_one_hold_are_shown() -> None:
    a, b = scene.desks()
    reader = replace(at_desk(), holds=frozenset({HOLD}))
    ask(a)
    a.meet(b)
    for one in (a, b):
        wish = lending.lend(copy(one), reader, desk(one, ON), scene.POLICY, hold=HOLD)
        one.tell(wish)
    a.meet(b)
    assert "hold.filled_twice" in codes(a.story(HOLD))


def test_kept_there_though_given_up_here_is_shown() -> None:
    a, b = scene.desks()
    ask(a)
    a.meet(b)
    a.tell(rules.end(held(a), desk(a, ON), reason="wish"))
    b.tell(caring.reserve(copy(b), desk(b, ON), hold=HOLD, until=LATER))
    a.meet(b)
    assert codes(a.story(HOLD)) == ["hold.reserved_after_end"]


def test_a_copy_sent_for_a_hold_says_so_until_it_is_kept(a: Teller) -> None:
    ask(a)
    a.tell(caring.send(copy(a), desk(a, ON), to=named("place B"), reason="asked_for", hold=HOLD))
    assert status(a) == ON_WAY


def test_the_hubs_word_alone_says_where_to_send_it(a: Teller) -> None:
    hub = Teller("hub")
    ask(a)
    a.meet(hub)
    told = rules.assign(hub.state(HOLD), scene.COPY, holder=named("place B"), on=ON)
    assert told[0].scope == f"circulation:{named('place B')}"
    hub.tell(told)
    b = Teller("B")
    b.hear(one for one in hub.held(HOLD) if one.fact.kind == "hold.assigned/1")
    state = held(b)
    assert (state.placed, state.pickup, state.assigned.of) == (None, a.place, scene.COPY)
    assert held(b, named("nothing")).pickup is None


def test_a_wish_keeps_its_words_private_and_its_last_answer() -> None:
    a = Teller("A")
    wishing = rules.Wishing(wish=WISH, text=" truyện  Trạng Quỳnh ", language="vi")
    (told,) = a.tell(rules.wish(wishing, at_desk(), desk(a, ON)))
    assert "Quỳnh" not in bytes(told.fact.body).decode()
    assert "truyện Trạng Quỳnh" in a.vault[told.fact.commitment or ""].raw.decode()
    for answer in ("ordered", "bought"):
        a.tell(rules.answer(wished(a), WishAnswered(answer), desk(a, ON)))
    assert wished(a).answer.answer == "bought"
    assert refusal(rules.answer(wished(a), WishAnswered("Ms X"), desk(a, ON))) == ("reason.missing")
    a.tell(rules.end_wish(wished(a), desk(a, ON), reason="fulfilled"))
    over = rules.answer(wished(a), WishAnswered("bought"), desk(a, ON))
    assert refusal(over) == "wish.over"
    assert refusal(rules.end_wish(wished(a), desk(a, ON), reason="wish")) == "wish.over"


@pytest.mark.parametrize(
    ("wishing", "on", "code"),
    [
        (rules.Wishing(wish=WISH, text="  "), ON, "wish.empty"),
        (rules.Wishing(wish=WISH, text="x" * 301), ON, "wish.too_long"),
        (rules.Wishing(wish=WISH, text="x"), "2027-03-02", "date.future"),
    ],
)
def test_an_odd_wish_is_refused(a: Teller, wishing: rules.Wishing, on: str, code: str) -> None:
    assert refusal(rules.wish(wishing, None, desk(a, on))) == code


def test_nobody_wishes_in_the_name_of_a_reader_who_was_erased(a: Teller) -> None:
    wishing = rules.Wishing(wish=WISH, text="x")
    erased = replace(at_desk(), state=replace(at_desk().state, erased_on=ON))
    assert refusal(rules.wish(wishing, erased, desk(a, ON))) == "reader.unknown"
    assert not isinstance(rules.wish(wishing, at_desk(), desk(a, ON)), Refusal)


def test_an_answer_and_an_end_need_a_wish(a: Teller) -> None:
    assert wished(a).answer is None
    assert refusal(rules.answer(wished(a), WishAnswered("bought"), desk(a, ON))) == "wish.over"
    assert refusal(rules.end_wish(wished(a), desk(a, ON), reason="wish")) == "wish.over"
    a.tell(rules.wish(rules.Wishing(wish=WISH, text="x"), None, desk(a, ON)))
    assert refusal(rules.end_wish(wished(a), desk(a, ON), reason="")) == "reason.missing"


STEPS = ("ask", "suspend", "resume", "end", "reserve", "free", "send", "lend", "back", "meet")


def step_of(teller: Teller, step: str, on: str) -> tuple[Draft, ...] | Refusal:
    """What this desk would tell, asking the rules with what it knows."""
    state, at = held(teller), desk(teller, on)
    holds = frozenset({HOLD}) if state.is_open else frozenset()
    reader = replace(at_desk(), holds=holds)
    thing: CopyState = copy(teller)
    match step:
        case "ask":
            if state.placed is not None:
                return Refusal("placed")
            return rules.place(asking(teller), at_desk(), at)
        case "suspend":
            return rules.suspend(state, at, until=None)
        case "resume":
            return rules.resume(state, at)
        case "end":
            return rules.end(state, at, reason="wish")
        case "reserve":
            return caring.reserve(thing, at, hold=HOLD, until="2026-12-31")
        case "free":
            return caring.free(thing, at, reason="not_fetched")
        case "send":
            return caring.send(thing, at, to=named("place B"), reason="asked_for", hold=HOLD)
        case "lend":
            return lending.lend(thing, reader, at, scene.POLICY)
        case _:
            return lending.take_back(thing, at)


@given(
    some.lists(some.tuples(some.booleans(), some.sampled_from(STEPS)), max_size=12),
    some.randoms(use_true_random=False),
)
def test_a_hold_is_one_state_in_any_order_and_filled_or_ended_for_good(
    moves: list[tuple[bool, str]], chance: random.Random
) -> None:
    a, b = scene.desks()
    for nr, (first, step) in enumerate(moves):
        one, other = (a, b) if first else (b, a)
        if step == "meet":
            one.meet(other)
            continue
        wish = step_of(one, step, f"2026-03-{nr + 2:02}")
        if not isinstance(wish, Refusal):
            one.tell(wish)
    a.meet(b)
    facts = a.held(HOLD)
    whole = FOLDERS.fold(HOLD, facts)
    assert whole.dead == ()
    chance.shuffle(facts)
    assert FOLDERS.fold(HOLD, [*facts, *facts[:3]]) == whole
    grown = FOLDERS.fold(HOLD, facts[:1])
    for fact in facts[1:]:
        grown = FOLDERS.extend(grown, [fact])
    assert grown == whole
    if facts and whole.noun == "hold":
        assert whole.state.is_open == (whole.state.status("2026-12-31") in OPEN)


def test_a_hold_told_twice_and_ended_twice_counts_once() -> None:
    a, b = scene.desks()
    for one in (a, b):
        ask(one)
    a.meet(b)
    for one in (a, b):
        one.tell(rules.end(held(one), desk(one, ON), reason="wish"))
    a.meet(b)
    state = held(a)
    assert (state.pickup, state.ended is not None) == (state.placed.pickup, True)


def test_a_copy_freed_that_the_hold_has_not_changes_nothing(a: Teller) -> None:
    ask(a)
    a.tell(caring.reserve(copy(a), desk(a, ON), hold=HOLD, until=LATER))
    freed = caring.free(copy(a), desk(a, ON), reason="not_fetched")
    a.tell(freed)
    a.tell(freed)
    assert status(a) == WAITING


def test_a_wish_of_which_only_a_later_kind_speaks_is_none() -> None:
    a = Teller("A")
    a.tell(rules.wish(rules.Wishing(wish=WISH, text="x"), None, desk(a, ON)))
    again = rules.wish(rules.Wishing(wish=WISH, text="y"), None, desk(a, ON))
    a.tell(again)
    assert len(a.story(WISH).tellings) == 2
    assert wished(a).told_by == a.story(WISH).tellings[0].id
