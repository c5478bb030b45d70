"""A plan that was made before is where the next one begins, whatever the wishes are called now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.library.trips.making import days, legs, on, problem, slot

from tusach.library.trips.carrying import carried
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Plan, served
from tusach.library.trips.problem import Hub, Problem, Vehicle

UNSERVED = "slot.unserved"


def renamed(asked: Problem) -> Problem:
    """The same wishes under other names, in another order."""
    slots = tuple(replace(one, id=f"new {one.id}") for one in reversed(asked.slots))
    return replace(asked, slots=slots)


def calls(plan: Plan, asked: Problem) -> list[tuple[object, str, str]]:
    return sorted(
        (day.on, day.vehicle, asked.slot_by_id[call.slot].stop)
        for day in plan.days
        for call in day.calls
    )


def test_a_plan_stands_whole_where_only_the_names_of_wishes_changed() -> None:
    before = problem([30, 60, 260], [slot(0, 1, 2), slot(1, 2, 3), slot(2, 4, 5)])
    plan = insert_all(before)
    asked = renamed(before)
    found = carried(asked, before, plan)
    assert calls(found, asked) == calls(plan, before)
    assert not faults(asked, found)


def test_a_visit_stands_for_the_promised_wish_of_its_day() -> None:
    before = problem([30], [slot(0, 1, id="old")])
    plan = insert_all(before)
    asked = problem([30], [slot(0, 0, 1, 2, 3, id="any"), slot(0, 1, id="promised", pinned=True)])
    assert served(carried(asked, before, plan)) == {"promised"}


def test_what_is_not_wished_or_not_possible_any_more_is_left_out_and_the_rest_stays() -> None:
    before = problem([30, 60], [slot(0, 1), slot(1, 3)])
    plan = insert_all(before)
    fewer = replace(before, slots=before.slots[:1])
    assert served(carried(fewer, before, plan)) == {"s0/1"}
    closed = replace(before, rest=days(3))
    assert served(carried(closed, before, plan)) == {"s0/1"}
    other = replace(before, vehicles=(Vehicle(id="w", home=0, crates=10, crew=3),))
    assert carried(other, before, plan).days == ()


def test_roads_in_another_order_and_a_town_that_is_gone() -> None:
    before = problem([260, 330], [slot(0, 1), slot(1, 2)])
    plan = insert_all(before)
    assert any(day.end == 1 for day in plan.days)
    turned = replace(
        before,
        legs=legs([200, 0, 260, 330]),
        vehicles=tuple(replace(one, home=1) for one in before.vehicles),
        hubs=(Hub(id="town", at=0),),
    )
    found = carried(turned, before, plan)
    assert calls(found, turned) == calls(plan, before)
    assert not faults(turned, found)
    assert not any(day.end == 1 for day in carried(replace(before, hubs=()), before, plan).days)


def test_visits_that_lie_too_close_now_fall_and_the_others_stay() -> None:
    before = problem([30, 60], [slot(0, 1), slot(0, 3), slot(1, 9)])
    plan = insert_all(before)
    far = replace(before, stops=(replace(before.stops[0], gap_days=7), before.stops[1]))
    found = carried(far, before, plan)
    assert "s1/9" in served(found)
    assert all(one.code == UNSERVED for one in faults(far, found))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), min_size=1, max_size=8, unique=True),
    st.lists(st.integers(0, 20), max_size=6),
    st.integers(0, 6),
)
def test_whatever_changed_what_is_carried_keeps_every_rule(
    wished: list[tuple[int, int]], off: list[int], gap: int
) -> None:
    slots = [slot(stop, day, day + 2, id=f"{stop}/{day}") for stop, day in wished]
    before = problem([30, 60, 150, 280], slots)
    plan = insert_all(before)
    asked = renamed(replace(before, rest=tuple(on(day) for day in sorted(set(off)))))
    asked = replace(asked, stops=tuple(replace(one, gap_days=gap) for one in asked.stops))
    found = carried(asked, before, plan)
    assert all(one.code == UNSERVED for one in faults(asked, found))
    assert served(insert_all(asked, kept=found)) >= served(found)
