"""Who may do what with a dossier, in which order, and what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.copies.scene import desk
from tests.library.profile.folders import profile_of
from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import caring
from tusach.library.copies.desk import Desk
from tusach.library.copies.states import AVAILABLE
from tusach.library.weeding import rules
from tusach.library.weeding.facts import (
    Member,
    WeedingBegun,
    WeedingCarriedOut,
    WeedingDecided,
    WeedingDropped,
    WeedingProposed,
    WeedingSpared,
)
from tusach.library.weeding.rules import LONGEST_PAPER, Decision, Share
from tusach.library.weeding.story import (
    CARRIED_OUT,
    DECIDED,
    DECIDED_APART,
    DROPPED,
    OPEN,
    WeedingState,
)

ON, LATER, TOMORROW = "2026-03-02", "2026-03-09", "2027-01-01"
DOSSIER = named("weeding")
PROFILE = profile_of("caobang")
KINDS = PROFILE.lending.material_kinds
assert PROFILE.weeding is not None
WEEDING = PROFILE.weeding
ROOM = Share(stock=1000, left=0, planned=1, percent=10)
LONG = "9" * (LONGEST_PAPER + 1)
MEMBERS = [Member("Nông Thị Hoa")]
BODY = WeedingDecided("15/QĐ", ON, "pulped", 1, 1, 0, 100)


@pytest.fixture
def a() -> Teller:
    """A place with a copy that is proposed, and a council."""
    teller = Teller("A")
    scene.stocked(teller)
    at = desk(teller, ON)
    teller.tell(rules.begin(DOSSIER, at, decision="12/QĐ"))
    teller.tell(propose(dossier(teller), at, teller))
    teller.tell(rules.name_council(dossier(teller), at, MEMBERS))
    return teller


def dossier(teller: Teller) -> WeedingState:
    found: WeedingState = teller.state(DOSSIER)
    return found


def listed(teller: Teller) -> list[str]:
    return [one.copy for one in dossier(teller).proposed]


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def said(wish: rules.Told) -> tuple[Draft, ...]:
    assert not isinstance(wish, Refusal), wish
    return wish


def propose(state: WeedingState, at: Desk, teller: Teller) -> Any:
    wanted = [scene.copy(teller)]
    return rules.propose(state, at, wanted, reason="worn", weeding=WEEDING, kinds=KINDS)


def spare(state: WeedingState, at: Desk, _: Teller) -> Any:
    return rules.spare(state, at, [scene.COPY], reason="used")


def decide(state: WeedingState, at: Desk, _: Teller, *, number: str = "15/QĐ") -> Any:
    paper = Decision(number=number, on=ON, disposal="pulped")
    return rules.decide(state, at, paper, share=ROOM, weeding=WEEDING)


def council(state: WeedingState, at: Desk, _: Teller) -> Any:
    return rules.name_council(state, at, MEMBERS)


def carry_out(state: WeedingState, at: Desk, teller: Teller, *, paper: str = "") -> Any:
    return rules.carry_out(state, at, [scene.copy(teller)], paper=paper, kinds=KINDS)


def drop(state: WeedingState, at: Desk, _: Teller) -> Any:
    return rules.drop(state, at, reason="mistake")


Act = Callable[[WeedingState, Desk, Teller], Any]
ACTS: list[Act] = [propose, spare, decide, council, carry_out, drop]
UNTIL_DECIDED: list[Act] = [propose, spare, decide]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_with_a_dossier_unknown_elsewhere_or_on_a_day_to_come(
    a: Teller, act: Act
) -> None:
    state = dossier(a)
    assert refusal(act(WeedingState(DOSSIER), desk(a, ON), a)) == "weeding.unknown"
    elsewhere = act(state, desk(Teller("B"), ON), a)
    assert refusal(elsewhere) == "weeding.other_place"
    assert elsewhere.values == {"place": a.place}
    assert refusal(act(state, desk(a, TOMORROW), a)) == "date.future"


@pytest.mark.parametrize("act", UNTIL_DECIDED)
def test_a_dossier_given_up_or_decided_lists_and_decides_nothing_more(a: Teller, act: Act) -> None:
    at, before = desk(a, LATER), dossier(a)
    a.tell(decide(before, at, a))
    assert refusal(act(dossier(a), at, a)) == "weeding.over"
    a.tell(drop(dossier(a), at, a))
    assert refusal(act(dossier(a), at, a)) == "weeding.over"


def test_a_dossier_is_not_begun_on_a_day_to_come_nor_by_a_number_too_long(a: Teller) -> None:
    future = rules.begin(named("other"), desk(a, TOMORROW), decision="")
    assert refusal(future) == "date.future"
    assert refusal(rules.begin(named("other"), desk(a, ON), decision=LONG)) == "delivery.paper_long"
    fits = rules.begin(named("other"), desk(a, ON), decision=LONG[1:])
    assert not isinstance(fits, Refusal)


def test_a_number_too_long_neither_decides_nor_carries_out(a: Teller) -> None:
    at = desk(a, ON)
    assert refusal(decide(dossier(a), at, a, number=LONG)) == "delivery.paper_long"
    a.tell(decide(dossier(a), at, a, number=LONG[1:]))
    assert refusal(carry_out(dossier(a), at, a, paper=LONG)) == "delivery.paper_long"
    assert dossier(a).status == DECIDED


def test_a_copy_spared_stays_on_the_shelf_and_only_a_listed_one_is_spared(a: Teller) -> None:
    at, other = desk(a, ON), named("other copy")
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed((other,), "worn"), on=ON)
    for reason in ("", "Bà Hoa muốn giữ"):
        unsaid = rules.spare(dossier(a), at, [scene.COPY], reason=reason)
        assert refusal(unsaid) == "reason.missing"
    never = rules.spare(dossier(a), at, [named("never listed")], reason="used")
    assert refusal(never) == "weeding.not_listed"
    both = [named("never listed"), scene.COPY]
    (wish,) = said(rules.spare(dossier(a), at, both, reason="used"))
    assert wish.body == WeedingSpared((scene.COPY,), "used")
    a.tell((wish,))
    assert listed(a) == [other]
    assert refusal(spare(dossier(a), at, a)) == "weeding.not_listed"
    a.tell(decide(dossier(a), at, a))
    a.tell(carry_out(dossier(a), at, a))
    assert dossier(a).carried == WeedingCarriedOut(0)
    assert scene.copy(a).status == AVAILABLE


@pytest.mark.parametrize("reason", rules.SPARED)
def test_a_copy_is_spared_for_every_reason_that_is_offered_and_may_be_proposed_again(
    a: Teller, reason: str
) -> None:
    at = desk(a, ON)
    a.tell(rules.spare(dossier(a), at, [scene.COPY], reason=reason))
    assert listed(a) == []
    a.tell(propose(dossier(a), at, a))
    assert listed(a) == [scene.COPY]


def test_a_dossier_given_up_carries_nothing_out_and_is_given_up_once(a: Teller) -> None:
    at = desk(a, ON)
    assert refusal(rules.drop(dossier(a), at, reason="")) == "reason.missing"
    a.tell(drop(dossier(a), at, a))
    assert (dossier(a).status, dossier(a).dropped_on) == (DROPPED, ON)
    assert refusal(drop(dossier(a), desk(a, LATER), a)) == "weeding.over"
    assert refusal(carry_out(dossier(a), at, a)) == "weeding.not_decided"
    a.say("weeding.dropped/1", DOSSIER, WeedingDropped("mistake"), on=LATER)
    assert dossier(a).dropped_on == ON


def test_a_decided_dossier_may_still_be_given_up(a: Teller) -> None:
    a.tell(decide(dossier(a), desk(a, ON), a))
    a.tell(drop(dossier(a), desk(a, LATER), a))
    assert refusal(carry_out(dossier(a), desk(a, LATER), a)) == "weeding.not_decided"
    assert scene.copy(a).status == AVAILABLE


def test_a_copy_listed_for_what_is_no_code_stays_and_the_others_leave(a: Teller) -> None:
    """As an installation that does not keep to the rules may tell it."""
    at, other = desk(a, ON), replace(scene.copy(a), subject=named("other copy"))
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed((scene.COPY,), "Bà Hoa"), on=ON)
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed((other.subject,), "worn"), on=ON)
    a.tell(decide(dossier(a), at, a))
    wanted = [scene.copy(a), other]
    leaves, over = said(rules.carry_out(dossier(a), at, wanted, paper="", kinds=KINDS))
    assert (leaves.kind, leaves.subject) == ("copy.withdrawn/1", other.subject)
    assert over.body == WeedingCarriedOut(1)


def test_a_copy_protected_after_the_decision_stays(a: Teller) -> None:
    a.tell(decide(dossier(a), desk(a, ON), a))
    a.tell(caring.protect(scene.copy(a), desk(a, LATER), reason="local_history"))
    a.tell(carry_out(dossier(a), desk(a, LATER), a))
    assert scene.copy(a).status == AVAILABLE


def test_what_is_begun_or_carried_out_twice_counts_as_it_was_first(a: Teller) -> None:
    a.say("weeding.begun/1", DOSSIER, WeedingBegun("99/QĐ"), on=LATER)
    state = dossier(a)
    assert (state.begun, state.begun_on) == (WeedingBegun("12/QĐ"), ON)
    a.say("weeding.decided/1", DOSSIER, BODY, on=ON)
    a.say("weeding.carried_out/1", DOSSIER, WeedingCarriedOut(1, "3/BB"), on=ON)
    a.say("weeding.carried_out/1", DOSSIER, WeedingCarriedOut(7), on=LATER)
    state = dossier(a)
    assert (state.carried, state.carried_on) == (WeedingCarriedOut(1, "3/BB"), ON)
    assert state.status == CARRIED_OUT


def test_a_fact_of_something_else_that_names_a_dossier_leaves_it_as_it_is(a: Teller) -> None:
    before = dossier(a)
    wish = said(caring.damage(scene.copy(a), desk(a, ON), how="torn"))
    (told,) = a.tell(tuple(replace(one, also=(DOSSIER,)) for one in wish))
    assert told.id in {one.id for one in a.held(DOSSIER)}
    assert dossier(a) == before


@pytest.mark.parametrize(
    ("changes", "knew", "shown"),
    [
        ({"decision": "16/QĐ"}, False, [DECIDED_APART]),
        ({"decision": "16/QĐ"}, True, []),
        ({}, False, []),
    ],
)
def test_decisions_that_differ_and_did_not_know_of_each_other_are_shown(
    a: Teller, changes: dict[str, str], knew: bool, shown: list[str]
) -> None:
    b = Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    a.meet(b)
    first = a.say("weeding.decided/1", DOSSIER, BODY, on=ON)
    if knew:
        a.meet(b)
    last = b.say("weeding.decided/1", DOSSIER, replace(BODY, **changes), on=ON)
    a.meet(b)
    assert codes(a.story(DOSSIER)) == codes(b.story(DOSSIER)) == shown
    for one in a.story(DOSSIER).disagreements:
        assert one.facts == (first.id, last.id)
    assert (dossier(a).decided_by, dossier(a).status) == (last.id, DECIDED)


def test_a_dossier_of_which_nothing_is_known_is_open() -> None:
    assert WeedingState(DOSSIER).status == OPEN


@given(
    on=some.dates(date(2000, 1, 1), date(2100, 12, 31)).filter(lambda day: day.day <= 28),
    months=some.integers(1, 120),
)
def test_a_window_begins_the_day_after_the_one_before_it_ended(on: date, months: int) -> None:
    first = date.fromisoformat(rules.window_begins(on.isoformat(), months))
    ended = date.fromordinal(first.toordinal() - 1)
    assert ended.day == on.day
    assert (on.year - ended.year) * 12 + on.month - ended.month == months


def test_a_window_of_a_year_from_the_end_of_a_long_month_is_a_whole_year() -> None:
    assert rules.window_begins("2026-03-31", 12) == "2025-04-01"
    assert rules.window_begins("2026-12-31", 12) == "2026-01-01"


def test_where_the_month_before_has_no_such_day_it_begins_with_the_next_month() -> None:
    assert rules.window_begins("2028-02-29", 12) == "2027-03-01"
    assert rules.window_begins("2026-03-31", 1) == "2026-03-01"
    assert rules.window_begins("2026-05-31", 1) == "2026-05-01"


def test_what_was_proposed_after_the_decision_does_not_leave_by_it(a: Teller) -> None:
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed((scene.COPY,), "worn"), on=ON)
    a.tell(decide(dossier(a), desk(a, ON), a))
    state = replace(dossier(a), late=(scene.copy(a).subject,))
    (over,) = said(carry_out(state, desk(a, LATER), a))
    assert over.kind == "weeding.carried_out/1"
    leaves = said(carry_out(dossier(a), desk(a, LATER), a))
    assert len(leaves) > 1
