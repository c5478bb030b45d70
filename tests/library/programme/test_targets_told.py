"""Baselines and targets as facts: each refusal beside its success; any order folds alike."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.programme.test_aims import SAID, told
from tests.library.telling import TENANT, Teller, codes, named
from tests.spec.target_cases import (
    BASELINE,
    DECLARED,
    OF_UNIT,
    TARGET,
    baseline_rows,
    target_rows,
    task_rows,
)

from tusach.ledger.draft import Draft, Refusal
from tusach.library.programme import facts, telling
from tusach.library.programme.story import BaselineState, TargetState
from tusach.library.register import FOLDERS

AT = telling.At("2026-11-20", named("place A"))
GROWTH, MODEL = SAID["visits_growth"], SAID["model"]
NONE, UNSET = BaselineState(BASELINE), TargetState(TARGET)


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def growth(**more: Any) -> str:
    return code(telling.declare(NONE, replace(DECLARED, **more), GROWTH, AT))


def model(**more: Any) -> str:
    body = replace(OF_UNIT, unit="", period="L2025")
    return code(telling.declare(NONE, replace(body, **more), MODEL, AT))


def setting(**more: Any) -> str:
    return code(telling.set_target(UNSET, told(**more), MODEL, AT))


@pytest.mark.parametrize("rows", [baseline_rows, target_rows, task_rows])
@given(some.randoms(use_true_random=False))
def test_facts_in_any_order_twice_or_in_halves_fold_alike(rows: Any, chance: random.Random) -> None:
    for _, subject, held in rows():
        wanted = FOLDERS.fold(subject, held)
        mixed = [*held, *held[: len(held) // 2]]
        chance.shuffle(mixed)
        assert FOLDERS.fold(subject, mixed) == wanted


def test_a_declared_baseline_is_told_for_all_readings_that_count_the_same() -> None:
    body = replace(DECLARED, reading="cumulative")
    (draft,) = Teller("A").tell(telling.declare(NONE, body, GROWTH, AT))
    assert draft.fact.kind == "baseline.declared/1"
    teller = Teller("C")
    teller.tell(telling.declare(NONE, body, GROWTH, AT))
    state = teller.state(BASELINE)
    assert state.declared.told.reading == "average"
    assert code(telling.declare(state, body, GROWTH, AT)) == "baseline.nothing_new"
    assert code(telling.declare(state, replace(body, num=7), GROWTH, AT)) == ""


def test_a_baseline_says_what_is_wrong_with_it() -> None:
    assert growth() == ""
    assert code(telling.declare(NONE, DECLARED, None, AT)) == "target.indicator_unknown"
    assert growth(reading="guess") == "target.reading_unknown"
    assert growth(reading="") == "target.reading_unknown"
    assert growth(num=0) == "baseline.zero"
    assert growth(den=5) == "baseline.no_whole"
    assert growth(period="24") == "report.period_unknown"
    assert growth(period="2026") == "baseline.period_runs"
    assert growth(period="2023") == "baseline.other_year"
    assert growth(paper="") == "target.paper_odd"
    assert growth(paper="of Ms X") == "target.paper_odd"
    assert growth(dated="2026-11-21") == "target.paper_later"
    assert growth(grade="rumour") == "baseline.grade_odd"
    assert growth(reading="year_on_year", period="2024") == ""


def test_a_year_that_no_growth_is_held_against_is_refused_with_those_that_are() -> None:
    wish = telling.declare(NONE, replace(DECLARED, period="2019"), GROWTH, AT)
    assert isinstance(wish, Refusal)
    assert wish.values == {"known": "2024 2025"}
    alone = replace(GROWTH, readings=tuple(x for x in GROWTH.readings if x.base_year is None))
    alone = replace(alone, reading="year_on_year")
    wish = telling.declare(NONE, replace(DECLARED, reading="year_on_year"), alone, AT)
    assert isinstance(wish, Refusal)
    assert wish.values == {"known": "–"}


def test_a_share_may_begin_at_0_and_names_its_whole() -> None:
    assert model() == ""
    assert model(den=None) == "baseline.whole_missing"
    assert model(den=0) == "baseline.whole_missing"
    only = replace(MODEL, periods=("year",), levels=("province",))
    body = replace(OF_UNIT, unit="")
    assert code(telling.declare(NONE, body, only, AT)) == "figure.period_not_asked"
    of_unit = replace(OF_UNIT, period="2025")
    assert code(telling.declare(NONE, of_unit, only, AT)) == "figure.level_not_asked"


def test_a_baseline_is_taken_back_once() -> None:
    teller = Teller("A")
    assert code(telling.withdraw_baseline(NONE, "", AT)) == "baseline.none"
    teller.tell(telling.declare(NONE, DECLARED, GROWTH, AT))
    state = teller.state(BASELINE)
    assert code(telling.withdraw_baseline(state, "A Mistake", AT)) == "target.reason_odd"
    teller.tell(telling.withdraw_baseline(state, "mistake", AT))
    assert teller.state(BASELINE) == NONE


def test_a_target_says_what_is_wrong_with_it() -> None:
    assert setting() == ""
    assert code(telling.set_target(UNSET, told(), None, AT)) == "target.indicator_unknown"
    assert setting(reading="guess") == "target.reading_unknown"
    assert setting(milestones=()) == "target.milestones_missing"
    assert setting(milestones=(facts.Milestone(1999, 5),)) == "target.milestone_year_odd"
    assert setting(milestones=(facts.Milestone(2026, 101),)) == "target.more_than_whole"
    assert setting(rounding="down") == "target.way_odd"
    assert setting(interpolate="spiral") == "target.way_odd"
    assert setting(period="month") == "target.year_odd"
    assert setting(paper="") == "target.paper_odd"
    twice = (facts.Milestone(2026, 15), facts.Milestone(2026, 20))
    wish = telling.set_target(UNSET, told(milestones=twice), MODEL, AT)
    assert isinstance(wish, Refusal)
    assert (wish.code, wish.values) == ("target.milestones_overlap", {"years": (2026,)})
    down = (facts.Milestone(2030, 10), facts.Milestone(2026, 30))
    wish = telling.set_target(UNSET, told(milestones=down), MODEL, AT)
    assert isinstance(wish, Refusal)
    assert wish.code == "target.milestones_backward"
    assert wish.values == {"year": 2030, "before": 2026}


def test_growth_may_ask_for_more_than_a_hundred_percent() -> None:
    body = told(indicator="visits_growth", reading="cumulative")
    more = replace(body, milestones=(facts.Milestone(2045, 150),))
    assert code(telling.set_target(UNSET, more, GROWTH, AT)) == ""


def test_a_target_is_set_anew_and_taken_back() -> None:
    teller = Teller("A")
    late_first = told(milestones=(facts.Milestone(2030, 50), facts.Milestone(2026, 15)))
    assert code(telling.withdraw_target(UNSET, "", AT)) == "target.none"
    teller.tell(telling.set_target(UNSET, late_first, MODEL, AT))
    state = teller.state(TARGET)
    assert state.now.told == told()
    assert code(telling.set_target(state, late_first, MODEL, AT)) == "target.nothing_new"
    assert code(telling.withdraw_target(state, "A Mistake", AT)) == "target.reason_odd"
    teller.tell(telling.withdraw_target(state, "", AT))
    assert teller.state(TARGET) == UNSET


def test_two_who_tell_differently_apart_are_shown_and_the_same_word_twice_is_not() -> None:
    found = {name: codes(FOLDERS.fold(subject, held)) for name, subject, held in baseline_rows()}
    assert found == {
        "replaced": [],
        "withdrawn": [],
        "declared apart": ["baseline.declared_apart"],
    }
    found = {name: codes(FOLDERS.fold(subject, held)) for name, subject, held in target_rows()}
    assert set(found["set apart"]) == {"target.set_apart"}
    assert found["set anew"] == found["withdrawn"] == []
    a, b = Teller("A"), Teller("B")
    for one in (a, b):
        one.tell(telling.declare(NONE, DECLARED, GROWTH, AT))
        one.tell(telling.set_target(UNSET, told(), MODEL, AT))
    a.meet(b)
    assert codes(a.story(BASELINE)) == codes(a.story(TARGET)) == []


def test_who_withdraws_a_word_that_was_replaced_takes_nothing_from_the_new_one() -> None:
    (_, subject, held) = baseline_rows()[0]
    state = FOLDERS.fold(subject, held).state
    assert state.declared.told.num == 58_300
    teller = Teller("A")
    teller.tell(telling.set_target(UNSET, told(), MODEL, AT))
    other = facts.TargetWithdrawn(named("another fact"))
    teller.say("target.withdrawn/1", TARGET, other, on=AT.on)
    assert teller.state(TARGET).now is not None
    assert facts.target_subject(TENANT, "model") == TARGET
