"""What may be weeded, how much, and what a dossier is after its facts in any order."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.copies.scene import desk
from tests.library.profile.folders import profile_of
from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.ledger.draft import Refusal
from tusach.library.copies import caring
from tusach.library.copies import rules as copies
from tusach.library.copies.states import CopyState
from tusach.library.profile.parts import LegalNumber
from tusach.library.register import FOLDERS
from tusach.library.weeding import rules
from tusach.library.weeding.facts import Member, WeedingDecided, WeedingProposed
from tusach.library.weeding.rules import Decision, Share
from tusach.library.weeding.story import CARRIED_OUT, DECIDED, OPEN, WeedingState

ON, LATER = "2026-03-02", "2026-03-09"
DOSSIER = named("weeding")
PROFILE = profile_of("caobang")
KINDS = PROFILE.lending.material_kinds
assert PROFILE.weeding is not None
WEEDING = PROFILE.weeding
ROOM = Share(stock=1000, left=0, planned=1, percent=10)
PAPER = Decision(number="15/QĐ", on=ON, disposal="pulped")


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    scene.stocked(teller)
    teller.tell(rules.begin(DOSSIER, desk(teller, ON), decision=""))
    return teller


def dossier(teller: Teller) -> WeedingState:
    found: WeedingState = teller.state(DOSSIER)
    return found


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def propose(teller: Teller, *wanted: CopyState, reason: str = "worn") -> Any:
    return rules.propose(
        dossier(teller), desk(teller, ON), wanted or (scene.copy(teller),), reason=reason,
        weeding=WEEDING, kinds=KINDS,
    )  # fmt: skip


def decided(teller: Teller, **changes: Any) -> Any:
    share = replace(ROOM, **changes)
    return rules.decide(dossier(teller), desk(teller, ON), PAPER, share=share, weeding=WEEDING)


def ready(teller: Teller) -> None:
    """A dossier with one copy and a council."""
    teller.tell(propose(teller))
    member = [Member("Nông Thị Hoa")]
    teller.tell(rules.name_council(dossier(teller), desk(teller, ON), member))


@pytest.mark.parametrize("material", ["local_history", "rare"])
def test_local_history_is_never_proposed_whatever_the_reason(a: Teller, material: str) -> None:
    state = scene.copy(a)
    assert state.registered is not None
    kept = replace(state, registered=replace(state.registered, material=material))
    for reason in WEEDING.reasons:
        assert refusal(propose(a, kept, reason=reason.code)) == "weeding.never"


def test_a_protected_copy_is_never_proposed_until_it_is_protected_no_more(a: Teller) -> None:
    a.tell(caring.protect(scene.copy(a), desk(a, ON), reason="local_history"))
    assert refusal(propose(a)) == "weeding.protected"
    a.tell(caring.unprotect(scene.copy(a), desk(a, ON), reason="decision"))
    assert not isinstance(propose(a), Refusal)


def test_what_is_lent_gone_or_of_another_place_is_not_proposed(a: Teller) -> None:
    other = replace(scene.copy(a), owner=named("place B"))
    assert refusal(propose(a, other)) == "weeding.other_owner"
    scene.lend(a, ON)
    assert refusal(propose(a)) == "copy.on_loan"
    scene.take_back(a, LATER)
    a.tell(copies.withdraw(scene.copy(a), desk(a, LATER), reason="transferred"))
    assert refusal(propose(a)) == "copy.withdrawn"
    assert refusal(propose(a, other, reason="ugly")) == "weeding.reason_unknown"


def test_a_dossier_is_decided_only_with_copies_a_council_and_a_paper(a: Teller) -> None:
    assert refusal(decided(a)) == "weeding.empty"
    a.tell(propose(a))
    assert refusal(decided(a)) == "weeding.no_council"
    assert refusal(rules.name_council(dossier(a), desk(a, ON), [])) == "weeding.council_odd"
    ready(a)
    for paper, code in (
        (replace(PAPER, number=" "), "weeding.paper_missing"),
        (replace(PAPER, on="2026-03-01"), "weeding.day_odd"),
        (replace(PAPER, on="2027-03-01"), "weeding.day_odd"),
        (replace(PAPER, disposal="burnt"), "weeding.disposal_unknown"),
    ):
        wish = rules.decide(dossier(a), desk(a, ON), paper, share=ROOM, weeding=WEEDING)
        assert refusal(wish) == code
    early = rules.carry_out(dossier(a), desk(a, ON), [scene.copy(a)], paper="", kinds=KINDS)
    assert refusal(early) == "weeding.not_decided"
    a.tell(decided(a))
    assert dossier(a).status == DECIDED
    assert refusal(propose(a)) == "weeding.over"


@given(
    stock=some.integers(0, 5000),
    left=some.integers(0, 600),
    planned=some.integers(0, 600),
    percent=some.integers(0, 100),
)
def test_never_more_than_the_share_leaves_within_the_window(
    stock: int, left: int, planned: int, percent: int
) -> None:
    share = Share(stock=stock, left=left, planned=planned, percent=percent)
    assert (share.room >= 0) == ((left + planned) * 100 <= stock * percent)


def test_too_much_of_the_stock_is_refused_with_the_rule_that_says_so(a: Teller) -> None:
    ready(a)
    wish = decided(a, left=60, planned=41, citation="Thông tư 02/2020")
    assert isinstance(wish, Refusal)
    assert (wish.code, wish.values["allowed"]) == ("weeding.share_over", 100)
    assert not isinstance(decided(a, left=60, planned=40), Refusal)


def test_each_copy_leaves_with_the_decision_and_a_lent_one_stays(a: Teller) -> None:
    ready(a)
    a.tell(decided(a))
    scene.lend(a, LATER)
    at = desk(a, LATER)
    lent = rules.carry_out(dossier(a), at, [scene.copy(a)], paper="", kinds=KINDS)
    assert not isinstance(lent, Refusal)
    assert [one.kind for one in lent] == ["weeding.carried_out/1"] and lent[0].body.copies == 0
    scene.take_back(a, LATER)
    a.tell(rules.carry_out(dossier(a), at, [scene.copy(a)], paper="3/BB", kinds=KINDS))
    state = scene.copy(a)
    assert (state.withdrawn_why, state.withdrawn_paper) == ("worn", "15/QĐ")
    assert (dossier(a).status, dossier(a).carried.copies) == (CARRIED_OUT, 1)
    assert refusal(rules.drop(dossier(a), at, reason="mistake")) == "weeding.over"


def test_names_of_the_council_are_forgotten_for_ever(a: Teller) -> None:
    ready(a)
    parts = dossier(a).parts
    a.tell(rules.forget_council(dossier(a), parts, place=a.place, on=LATER, reason="wish"))
    assert dossier(a).council is None and dossier(a).members == 1
    again = rules.forget_council(dossier(a), parts, place=a.place, on=LATER, reason="wish")
    assert refusal(again) == "weeding.nobody_named"


@given(order=some.randoms(use_true_random=False), late=some.booleans())
def test_a_dossier_is_one_in_any_order(order: random.Random, late: bool) -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    a.tell(rules.begin(DOSSIER, desk(a, ON), decision=""))
    a.meet(b)
    copies_ = [named(f"copy {nr}") for nr in range(4)]
    a.say("weeding.proposed/1", DOSSIER, WeedingProposed(tuple(copies_[:2]), "worn"), on=ON)
    b.say("weeding.proposed/1", DOSSIER, WeedingProposed(tuple(copies_[2:]), "worn"), on=ON)
    if not late:
        a.meet(b)
    body = WeedingDecided("15/QĐ", ON, "pulped", 4, 4, 0, 100)
    a.say("weeding.decided/1", DOSSIER, body, on=LATER)
    a.meet(b)
    held = a.held(DOSSIER) * 2
    order.shuffle(held)
    story = FOLDERS.fold(DOSSIER, held)
    assert story.state == a.state(DOSSIER) == b.state(DOSSIER)
    assert [one.copy for one in story.state.proposed] == sorted(copies_)
    assert (codes(story) == []) == (not late) or story.state.status != OPEN
    assert set(story.state.late) == (set(copies_[2:]) if late else set())
    anew = WeedingDecided("16/QĐ", LATER, "pulped", 4, 4, 0, 100)
    a.say("weeding.decided/1", DOSSIER, anew, on=LATER)
    assert a.state(DOSSIER).late == ()


def number(code: str, value: int) -> LegalNumber:
    return LegalNumber(
        code=code, names={}, value=value, unit="years", sense="exactly", citation="x",  # type: ignore[arg-type]
        valid_from=None,
    )  # fmt: skip


NUMBERS = [
    number("weeding_small_stock", 1000),
    number("weeding_years_small", 3),
    number("weeding_years_large", 5),
]


@pytest.mark.parametrize(
    ("last", "founded", "stock", "due"),
    [
        ("2026-03-02", "2020-01-01", 900, "2029-03-02"),
        ("2026-03-02", "2020-01-01", 1001, "2031-03-02"),
        ("2026-03-31", "2020-01-01", 900, "2029-03-31"),
        (None, "2024-02-29", 900, "2027-02-28"),
        (None, "2024-02-29", 1001, "2029-02-28"),
        (None, None, 900, None),
    ],
)
def test_the_next_time_follows_the_last_one_and_the_size(
    last: str | None, founded: str | None, stock: int, due: str | None
) -> None:
    found = rules.next_due(last=last, founded=founded, stock=stock, numbers=NUMBERS)
    assert found == due


def test_without_a_rule_nobody_knows_when_it_is_due() -> None:
    assert rules.next_due(last=ON, founded=None, stock=1, numbers=[]) is None
