"""The population of a commune: told by paper, of each day the later word, withdrawn, apart."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.settling.test_settling import settler
from tests.library.telling import Teller, codes, named
from tests.spec.population_cases import NEXT, POPULATION, TOLD, population_rows

from tusach.ledger.draft import Draft, Refusal
from tusach.library.population import facts, rules
from tusach.library.population.story import PopulationState
from tusach.library.register import FOLDERS
from tusach.library.settling.drafts import settle
from tusach.library.settling.options import options

TODAY = "2026-11-20"
NONE = PopulationState(POPULATION)


def tell(state: PopulationState, body: facts.PopulationTold) -> tuple[Draft, ...] | Refusal:
    return rules.tell(state, body, on=TODAY, place=named("place A"))


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def stories() -> dict[str, PopulationState]:
    return {name: FOLDERS.fold(POPULATION, held).state for name, _, held in population_rows()}


@given(some.randoms(use_true_random=False))
def test_facts_in_any_order_twice_or_in_halves_fold_alike(chance: random.Random) -> None:
    for _, subject, held in population_rows():
        wanted = FOLDERS.fold(subject, held)
        mixed = [*held, *held[: len(held) // 2]]
        chance.shuffle(mixed)
        assert FOLDERS.fold(subject, mixed) == wanted


def test_a_number_holds_until_the_next_day_that_is_told() -> None:
    two = stories()["two days"]
    assert two.on("2025-12-30") is None
    for day, people in (("2025-12-31", 8_412), ("2026-06-29", 8_412), ("2026-06-30", 8_455)):
        found = two.on(day)
        assert found is not None
        assert found.told.people == people


def test_the_later_word_of_a_day_counts_and_a_withdrawn_one_does_not() -> None:
    found = stories()
    corrected, withdrawn = found["a day told anew"], found["withdrawn"]
    assert [one.told.people for one in corrected.counts] == [8_421, 8_455]
    assert [one.told.people for one in withdrawn.counts] == [8_421]


def test_two_numbers_of_one_day_told_apart_are_shown_and_settled() -> None:
    a, b = Teller("A"), Teller("B")
    a.say("population.told/1", POPULATION, TOLD, on="2026-02-10")
    b.say("population.told/1", POPULATION, replace(TOLD, people=9_000), on="2026-02-10")
    a.meet(b)
    story = a.story(POPULATION)
    assert codes(story) == ["population.told_apart"]
    (one,) = story.disagreements
    for option in options(one, story):
        wishes = settle(story, one, option, settler(a))
        assert not isinstance(wishes, Refusal), wishes
    a.tell(settle(story, one, options(one, story)[0], settler(a)))
    assert codes(a.story(POPULATION)) == []


def test_the_same_number_told_by_two_is_no_contradiction() -> None:
    a, b = Teller("A"), Teller("B")
    a.say("population.told/1", POPULATION, TOLD, on="2026-02-10")
    b.say("population.told/1", POPULATION, replace(TOLD, paper="18/BC"), on="2026-02-10")
    a.meet(b)
    assert codes(a.story(POPULATION)) == []


def test_a_withdrawal_that_a_fact_told_again_meets_still_holds() -> None:
    a = Teller("A")
    told = a.say("population.told/1", POPULATION, TOLD, on="2026-02-10")
    a.say("population.withdrawn/1", POPULATION, facts.PopulationWithdrawn(told.id), on=TODAY)
    assert a.story(POPULATION).state.counts == ()


def test_what_is_told_stands_on_a_paper_that_is_there_already() -> None:
    assert code(tell(NONE, TOLD)) == ""
    assert code(tell(NONE, replace(TOLD, people=0))) == "population.number_odd"
    assert code(tell(NONE, replace(TOLD, people=4_000_000))) == "population.number_odd"
    assert code(tell(NONE, replace(TOLD, counted_on="2026-11-21"))) == "date.future"
    assert code(tell(NONE, replace(TOLD, dated="2026-11-21"))) == "date.future"
    for paper in ("", "17 BC", "9" * 41):
        assert code(tell(NONE, replace(TOLD, paper=paper))) == "target.paper_odd"


def test_one_word_is_told_once_and_another_of_that_day_takes_its_place() -> None:
    two = stories()["two days"]
    assert code(tell(two, TOLD)) == "population.nothing_new"
    assert code(tell(two, replace(TOLD, people=8_413))) == ""
    assert code(tell(two, NEXT)) == "population.nothing_new"


@pytest.mark.parametrize(
    ("day", "reason", "wanted"),
    [
        ("2025-12-31", "mistake", ""),
        ("2025-12-31", "", ""),
        ("2025-12-30", "mistake", "population.none"),
        ("2025-12-31", "Not a code", "target.reason_odd"),
    ],
)
def test_what_was_told_of_a_day_is_withdrawn(day: str, reason: str, wanted: str) -> None:
    found = rules.withdraw(stories()["two days"], day, reason, on=TODAY, place=None)
    assert code(found) == wanted
