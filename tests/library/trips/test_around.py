"""Plans around trips that no plan may touch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.library.trips.making import on, problem, slot

from tusach.library.trips.around import around
from tusach.library.trips.greedy import insert_all

CAR = "v"


def test_a_problem_without_such_trips_stays_as_it_is() -> None:
    made = problem([30], [slot(0, 1, 2)])
    assert around(made, {}) is made
    assert around(made, {CAR: ()}) is made


@given(st.sets(st.integers(0, 13), max_size=5), st.integers(0, 5))
def test_no_plan_uses_a_taken_day_and_visits_keep_their_distance(taken: set[int], gap: int) -> None:
    wishes = [slot(0, *range(14)), slot(1, *range(14))]
    pins = [slot(0, day, id=f"pin{day}", pinned=True, vehicle=CAR) for day in sorted(taken)]
    made = problem([30, 40], [*wishes, *pins], stops={0: {"gap_days": gap}})
    found = around(made, {CAR: {on(day) for day in taken}})
    assert {one.id for one in found.slots} == {one.id for one in wishes}
    plan = insert_all(found)
    assert not {day.on for day in plan.days} & {on(day) for day in taken}
    for day in plan.days:
        for call in day.calls:
            if found.slot_by_id[call.slot].stop == "s0":
                assert all(abs((day.on - on(one)).days) >= max(gap, 1) for one in taken)


def test_a_visit_that_any_vehicle_may_make_stays_a_wish_on_its_day() -> None:
    made = problem([30], [slot(0, 3, id="pin", pinned=True)])
    found = around(made, {CAR: {on(3)}})
    assert [(one.id, one.days) for one in found.slots] == [("pin", (on(3),))]
    assert on(3) in found.vehicles[0].days_off


def test_a_visit_pinned_to_another_day_stays_there_however_near_it_is() -> None:
    pins = [slot(0, day, id=f"pin{day}", pinned=True, vehicle=CAR) for day in (3, 4)]
    made = problem([30], pins, stops={0: {"gap_days": 9}})
    assert [one.id for one in around(made, {CAR: {on(3)}}).slots] == ["pin4"]


def test_a_wish_that_has_no_day_left_stays_to_be_named() -> None:
    pin = slot(0, 5, id="pin", pinned=True, vehicle=CAR)
    made = problem([30], [slot(0, 1, 2, 3), pin], stops={0: {"gap_days": 9}})
    found = around(made, {CAR: {on(5)}})
    assert [(one.id, one.days) for one in found.slots] == [("s0/1", ())]
