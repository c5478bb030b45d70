"""The cheapest communes over the line: compared with trying all, and refused in words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tusach.ledger.draft import Refusal
from tusach.library.targets.gaps import Action, Candidate, GapPlan, Lack, gap_plan
from tusach.library.targets.searching import Bundle, search

ON, DUE = date(2026, 3, 1), date(2026, 11, 30)


def lack(criterion: str, *actions: tuple[str, int, int, Mapping[str, int]]) -> Lack:
    return Lack(
        criterion=criterion,
        actions=tuple(
            Action(code=code, cost=cost, days=days, uses=uses) for code, cost, days, uses in actions
        ),
    )


def opening(unit: str, cost: int, *, trainer: int = 1, days: int = 30) -> Candidate:
    """A commune that lacks one trained person."""
    return Candidate(unit=unit, lacks=(lack("staff", ("train", cost, days, {"trainer": trainer})),))


def planned(found: GapPlan | Refusal) -> GapPlan:
    assert isinstance(found, GapPlan)
    return found


def test_the_cheapest_are_taken_and_the_next_are_named() -> None:
    communes = [opening("a", 5), opening("b", 3), opening("c", 9, days=60), opening("d", 4)]
    found = planned(gap_plan(communes, 2, stock={}, on=ON, due=DUE))
    assert [one.unit for one in found.chosen] == ["b", "d"]
    assert (found.cost, found.bound, found.proven) == (7, 7, True)
    assert [one.unit for one in found.next] == ["a", "c"]
    assert found.start_on == DUE - timedelta(days=30)


def test_nothing_is_wanted_where_the_target_is_met() -> None:
    found = planned(gap_plan([opening("a", 5)], 0, stock={}, on=ON, due=DUE))
    assert (found.chosen, found.cost, found.start_on, found.proven) == ((), 0, None, True)


def test_what_is_scarce_makes_a_dearer_way_the_better_one() -> None:
    ways = (("train", 5, 30, {"trainer": 3}), ("guide", 8, 30, {"trainer": 1}))
    communes = [Candidate(unit=unit, lacks=(lack("staff", *ways),)) for unit in "abc"]
    found = planned(gap_plan(communes, 3, stock={"trainer": 5}, on=ON, due=DUE))
    assert (found.cost, found.proven) == (21, True)
    assert sorted(code for one in found.chosen for _, code in one.actions) == [
        "guide",
        "guide",
        "train",
    ]


def test_a_commune_that_nothing_helps_in_time_is_hopeless_and_named() -> None:
    communes = [opening("a", 5), opening("b", 3, days=300), Candidate(unit="c", lacks=(lack("x"),))]
    found = planned(gap_plan(communes, 1, stock={}, on=ON, due=DUE))
    assert found.hopeless == (("b", "staff"), ("c", "x"))
    assert gap_plan(communes, 2, stock={}, on=ON, due=DUE) == Refusal(
        "gap.too_few", {"possible": 1, "wanted": 2, "hopeless": ("b", "c")}
    )


def test_after_the_last_day_nobody_can_be_helped() -> None:
    found = gap_plan([opening("a", 5)], 1, stock={}, on=DUE, due=ON)
    assert found == Refusal("gap.too_few", {"possible": 0, "wanted": 1, "hopeless": ("a",)})


def test_too_little_of_one_thing_is_named_with_how_far_it_goes() -> None:
    communes = [opening(unit, 5, trainer=2) for unit in "abcd"]
    found = gap_plan(communes, 4, stock={"crate": 0, "trainer": 5}, on=ON, due=DUE)
    assert found == Refusal("gap.scarce", {"possible": 2, "wanted": 4, "scarce": ("trainer",)})


def test_where_two_things_are_short_together_both_are_named() -> None:
    way = ("do", 1, 1, {"crate": 1, "trainer": 1})
    communes = [Candidate(unit=unit, lacks=(lack("x", way),)) for unit in "abc"]
    found = gap_plan(communes, 3, stock={"crate": 2, "trainer": 2}, on=ON, due=DUE)
    assert found == Refusal(
        "gap.scarce", {"possible": 2, "wanted": 3, "scarce": ("crate", "trainer")}
    )


@some.composite
def problems(draw: some.DrawFn) -> tuple[list[Candidate], int, dict[str, int]]:
    number = some.integers(0, 4)
    communes = []
    for nr in range(draw(some.integers(1, 6))):
        lacks = []
        for criterion in range(draw(some.integers(1, 2))):
            actions = [
                (f"way{way}", draw(some.integers(0, 9)), 10, {"t": draw(number), "v": draw(number)})
                for way in range(draw(some.integers(1, 3)))
            ]
            lacks.append(lack(f"c{criterion}", *actions))
        communes.append(Candidate(unit=f"u{nr}", lacks=tuple(lacks)))
    wanted = draw(some.integers(0, len(communes)))
    return communes, wanted, {"t": draw(some.integers(0, 20)), "v": draw(some.integers(0, 20))}


def every(communes: Sequence[Candidate], wanted: int, stock: Mapping[str, int]) -> Iterator[int]:
    """The costs of all choices that the stock allows."""
    for chosen in combinations(communes, wanted):
        lacks = [one for commune in chosen for one in commune.lacks]
        for actions in product(*(one.actions for one in lacks)):
            used = {name: sum(one.uses.get(name, 0) for one in actions) for name in stock}
            if all(used[name] <= stock[name] for name in stock):
                yield sum(one.cost for one in actions)


@settings(max_examples=300)
@given(problems())
def test_no_other_choice_is_cheaper_and_what_is_refused_cannot_be(
    problem: tuple[list[Candidate], int, dict[str, int]],
) -> None:
    communes, wanted, stock = problem
    least = min(every(communes, wanted, stock), default=None)
    found = gap_plan(communes, wanted, stock=stock, on=ON, due=DUE)
    if least is None:
        assert isinstance(found, Refusal)
        assert found.code == "gap.scarce"
        possible = found.values["possible"]
        assert min(every(communes, possible, stock), default=None) is not None
        assert min(every(communes, possible + 1, stock), default=None) is None
        return
    plan = planned(found)
    assert plan.proven
    assert plan.cost == least == sum(one.cost for one in plan.chosen)
    by_unit = {one.unit: one for one in communes}
    used = dict.fromkeys(stock, 0)
    for one in plan.chosen:
        lacks = {each.criterion: each for each in by_unit[one.unit].lacks}
        assert [criterion for criterion, _ in one.actions] == list(lacks)
        for criterion, code in one.actions:
            action = next(each for each in lacks[criterion].actions if each.code == code)
            for name in stock:
                used[name] += action.uses.get(name, 0)
    assert all(used[name] <= stock[name] for name in stock)


def province(seed: int) -> tuple[dict[str, list[Bundle]], tuple[int, ...]]:
    """56 communes with up to four ways each, three things scarce."""
    chance = random.Random(seed)
    ways = {}
    for nr in range(56):
        some_ways = [
            Bundle(
                cost=1_000_000 * chance.randint(2, 60),
                days=30,
                uses=(chance.randint(0, 3), chance.randint(0, 4), chance.randint(0, 2)),
                actions=(("c", str(way)),),
            )
            for way in range(chance.randint(1, 4))
        ]
        ways[f"u{nr:02}"] = sorted(some_ways, key=lambda one: one.cost)
    return ways, (30, 40, 20)


@pytest.mark.parametrize("seed", range(5))
def test_a_province_of_56_communes_is_proved(seed: int) -> None:
    ways, room = province(seed)
    found = search(ways, 28, room)
    assert found is not None
    assert found.bound == found.cost


def test_a_search_that_is_cut_short_says_so_and_its_bound_holds() -> None:
    ways, room = province(1)
    whole = search(ways, 28, room)
    cut = search(ways, 28, room, most_states=2)
    assert whole is not None
    assert cut is not None
    assert 0 < cut.bound <= whole.cost < cut.cost


def test_more_than_there_are_or_less_than_nothing_cannot_be() -> None:
    ways, room = province(1)
    assert search(ways, 57, room) is None
    assert search(ways, 1, (5, -1, 5)) is None
