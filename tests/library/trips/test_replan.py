"""After a closed road or a breakdown only what cannot stay moves, and a way says what it moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.library.trips.making import HOME, TOWN, days, on, problem, slot
from tests.library.trips.test_check import countries

from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Closure, Problem, Vehicle
from tusach.library.trips.replan import (
    EARLIEST,
    FEWEST,
    Standing,
    beyond,
    moved,
    put_back,
    standing,
    way,
)

WISHES = (
    slot(0, *range(18), id="a"),
    slot(1, *range(18), id="b"),
    slot(2, *range(20, 40), id="far"),
)
ASKED = problem([30, 40, 400], WISHES)
PLAN = insert_all(ASKED)


def shut(row: int, first: int, last: int) -> Problem:
    return replace(ASKED, closures=(Closure(start=row, from_on=on(first), until_on=on(last)),))


def test_nothing_changed_leaves_the_plan_as_it_is() -> None:
    left = standing(ASKED, PLAN)
    assert (left.plan.days, left.broken) == (PLAN.days, ())
    assert put_back(ASKED, left, from_on=on(0)).days == PLAN.days


def test_a_closed_commune_loses_its_visit_and_nobody_else_moves() -> None:
    asked = shut(2, 0, 5)
    left = standing(asked, PLAN)
    assert left.broken == ("a",)
    after = put_back(asked, left, from_on=on(0))
    assert faults(asked, after) == ()
    found = way(asked, FEWEST, PLAN, after)
    assert [one.slot for one in found.moved] == ["a"]
    assert beyond(found.moved, left.broken) == ()
    assert found.price.required_unserved == 0


def test_no_visit_is_put_on_a_day_that_is_over() -> None:
    asked = shut(2, 0, 0)
    left = standing(asked, PLAN)
    for earliest in (False, True):
        after = put_back(asked, left, from_on=on(9), earliest=earliest)
        (change,) = moved(PLAN, after)
        assert change.before == (on(0), "v")
        assert change.after is not None
        assert change.after[0] >= on(9)


def test_the_earliest_way_comes_sooner_than_the_cheapest() -> None:
    many = [slot(0, *range(30), id="a"), slot(1, 20, id="b")]
    asked = problem([200, 205], many)
    plan = insert_all(asked)
    broken = replace(asked, closures=(Closure(start=2, from_on=on(20), until_on=on(29)),))
    left = standing(broken, plan)
    assert left.broken == ("a",)
    soon = way(broken, EARLIEST, plan, put_back(broken, left, from_on=on(3), earliest=True))
    assert soon.moved[0].after == (on(3), "v")


def test_a_journey_that_cannot_come_home_falls_as_a_whole() -> None:
    nights = [day for day in PLAN.days if day.end == TOWN]
    home_again = replace(ASKED, rest=(PLAN.days[-1].on,))
    left = standing(home_again, PLAN)
    assert nights
    assert left.broken == ("far",)
    assert all(day.start == day.end == HOME for day in left.plan.days)


def test_a_vehicle_that_is_gone_or_lacks_a_crew_gives_up_its_visits() -> None:
    for vehicles in (
        (Vehicle(id="w", home=HOME, crates=9, crew=3),),
        (replace(ASKED.vehicles[0], crew=2), Vehicle(id="w", home=HOME, crates=9, crew=3)),
    ):
        asked = replace(ASKED, vehicles=vehicles)
        left = standing(asked, PLAN)
        assert (left.plan.days, set(left.broken)) == ((), {"a", "b", "far"})
        after = put_back(asked, left, from_on=on(0))
        assert faults(asked, after) == ()
        assert {one.after[1] for one in moved(PLAN, after) if one.after} == {"w"}


def test_a_visit_nobody_wishes_any_more_is_no_part_of_what_stands() -> None:
    asked = replace(ASKED, slots=WISHES[1:])
    assert standing(asked, PLAN).broken == ("a",)


def test_hours_that_became_too_long_cost_the_visit_that_makes_them_so() -> None:
    asked = replace(ASKED, stops=(replace(ASKED.stops[0], stay_minutes=700), *ASKED.stops[1:]))
    assert standing(asked, PLAN).broken == ("a",)
    both = replace(ASKED, stops=tuple(replace(one, stay_minutes=700) for one in ASKED.stops))
    assert set(standing(both, PLAN).broken) == {"a", "b", "far"}


def test_what_finds_no_other_day_is_left_out_and_said() -> None:
    asked = shut(2, 0, 59)
    left = standing(asked, PLAN)
    for earliest in (False, True):
        after = put_back(asked, left, from_on=on(0), earliest=earliest)
        (change,) = moved(PLAN, after)
        assert (change.slot, change.after) == ("a", None)


@given(countries(), st.integers(2, 9), st.integers(0, 50), st.integers(0, 20))
def test_what_stands_and_what_is_put_back_keep_every_rule(
    asked: Problem, row: int, first: int, length: int
) -> None:
    plan = insert_all(asked)
    if row >= len(asked.legs.minutes):
        return
    closed = Closure(start=row, from_on=on(first), until_on=on(first + length))
    changed = replace(
        asked,
        closures=(*asked.closures, closed),
        vehicles=(replace(asked.vehicles[0], days_off=days(first)), *asked.vehicles[1:]),
    )
    left: Standing = standing(changed, plan)
    for one in (
        left.plan,
        put_back(changed, left, from_on=on(first)),
        put_back(changed, left, from_on=on(first), earliest=True),
    ):
        assert {fault.code for fault in faults(changed, one)} <= {"slot.unserved"}
        assert not beyond(moved(plan, one), left.broken)
    assert isinstance(left.plan, Plan)
