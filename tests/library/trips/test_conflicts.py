"""What cannot be met together is named, and as little of it as can be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.library.trips.making import HOME, days, on, problem, slot
from tests.library.trips.test_check import countries

from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import unserved
from tusach.library.trips.problem import Closure, Problem, Terms, Vehicle

ALONE: list[tuple[str, int | None, dict[str, Any], dict[str, Any]]] = [
    ("no_road", None, {}, {}),
    ("no_road", 30, {}, {"closures": (Closure(start=2, from_on=on(0), until_on=on(9)),)}),
    ("window", 30, {"opens_minute": 600, "closes_minute": 500}, {}),
    ("too_far", 900, {}, {}),
    ("too_far", 400, {}, {"terms": Terms(nights=0)}),
    ("too_far", 200, {"closes_minute": 320}, {"hubs": ()}),
    ("no_day", 30, {}, {"rest": days(0)}),
    ("no_day", 30, {"vehicle": "w"}, {}),
    ("no_day", 30, {}, {"vehicles": (Vehicle(id="v", home=HOME, crates=9, crew=2),)}),
]


@pytest.mark.parametrize(("code", "place", "wish", "more"), ALONE)
def test_a_wish_that_nothing_meets_is_named_alone(
    code: str, place: int | None, wish: dict[str, Any], more: dict[str, Any]
) -> None:
    two = (slot(0, 0, id="a", **wish), slot(1, 0, 1, id="b"))
    values = {
        "vehicles": (
            Vehicle(id="v", home=HOME, crates=9, crew=3),
            Vehicle(id="w", home=HOME, crates=9, crew=3, until_on=on(-1)),
        ),
        **more,
    }
    found = conflicts(problem([place, 5], two, **values))
    first = next(one for one in found if one.slots == ("a",))
    assert first.code == code


def test_wishes_that_are_not_required_are_no_conflict() -> None:
    assert conflicts(problem([None], (slot(0, 0, required=False),))) == ()


def test_visits_of_one_stop_that_cannot_be_spaced_are_named_as_few_as_they_are() -> None:
    close = [slot(0, *range(10), id=f"n{n}") for n in range(3)]
    more = [slot(0, 30, id="late"), slot(1, 0, 1, id="other")]
    asked = problem([5, 6], [*close, *more], stops={0: {"gap_days": 5}})
    assert [(one.code, one.slots) for one in conflicts(asked)] == [("spacing", ("n0", "n1", "n2"))]
    eased = replace(asked, stops=(replace(asked.stops[0], gap_days=4), asked.stops[1]))
    assert conflicts(eased) == ()


def test_an_order_that_must_be_turned_round_is_no_conflict() -> None:
    """The first by its days comes second: taking each in that order alone would fail."""
    asked = problem([5], (slot(0, 0, 20, id="a"), slot(0, 1, id="b")), stops={0: {"gap_days": 10}})
    assert conflicts(asked) == ()


def test_more_wishes_than_a_few_days_hold_are_named_with_the_days_and_the_room() -> None:
    crowd = [slot(n, 3, 4, id=f"c{n}") for n in range(12)]
    free = [slot(12 + n, 3, 9, id=f"f{n}") for n in range(2)]
    asked = problem([5] * 14, [*free, *crowd], stay=120)
    (found,) = conflicts(asked)
    assert (found.code, found.days, found.room) == ("too_many", days(3, 4), 10)
    assert len(found.slots) == 11
    assert set(found.slots) <= {one.id for one in crowd}
    second = Vehicle(id="w", home=HOME, crates=9, crew=3)
    assert conflicts(replace(asked, vehicles=(*asked.vehicles, second))) == ()


def test_a_wish_moves_aside_for_one_that_has_fewer_days() -> None:
    many = [slot(n, 3, 4, id=f"c{n}") for n in range(5)] + [slot(5 + n, 3) for n in range(5)]
    assert conflicts(problem([5] * 10, many, stay=120)) == ()


@given(countries())
def test_what_is_named_is_met_by_no_plan_and_a_whole_plan_has_no_conflict(asked: Problem) -> None:
    named = conflicts(asked)
    left = {one for one in unserved(asked, insert_all(asked)) if asked.slot_by_id[one].required}
    for one in named:
        assert left & set(one.slots)


@given(st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=14))
def test_a_crowd_is_named_exactly_when_no_matching_of_wishes_and_room_exists(
    wanted: list[set[int]],
) -> None:
    """Against trying all sets of days, as Hall says."""
    asked = problem(
        [5] * len(wanted),
        [slot(n, *sorted(one), id=str(n)) for n, one in enumerate(wanted)],
        stay=320,
    )
    subsets = [{n for n in range(6) if bits >> n & 1} for bits in range(64)]
    full = any(sum(one <= some for one in wanted) > 2 * len(some) for some in subsets)
    assert bool(conflicts(asked)) == full
