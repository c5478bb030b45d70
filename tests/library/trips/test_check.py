"""Every rule, planted as broken, is found; and nothing is found in a plan that keeps them."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.library.trips.making import HOME, TOWN, days, legs, on, problem, slot

from tusach.library.trips import check
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all, one_by_one
from tusach.library.trips.plan import Call, Day, Plan, unserved
from tusach.library.trips.problem import Closure, Problem, Terms, Vehicle

WISHES = (slot(0, 0, 1, id="a"), slot(1, 0, 1, id="b"), slot(2, 4, 5, 6, 7, id="far"))
GOOD = problem([30, 40, 400], WISHES)
PLAN = insert_all(GOOD)


def codes(asked: Problem, plan: Plan) -> set[str]:
    return {one.code for one in faults(asked, plan)}


def changed(at: int = 0, call: dict[str, Any] | None = None, **more: Any) -> Plan:
    """The good plan with one day changed, or the first call of it."""
    day = replace(PLAN.days[at], **more)
    if call:
        day = replace(day, calls=(replace(day.calls[0], **call), *day.calls[1:]))
    return Plan(days=(*PLAN.days[:at], day, *PLAN.days[at + 1 :]))


def test_a_plan_that_keeps_the_rules_has_no_fault() -> None:
    assert faults(GOOD, PLAN) == ()
    assert unserved(GOOD, PLAN) == ()
    assert {day.end for day in PLAN.days} == {HOME, TOWN}, "the far stop takes a night in the town"


def with_vehicle(**more: Any) -> Problem:
    return replace(GOOD, vehicles=(replace(GOOD.vehicles[0], **more),))


def with_terms(**more: Any) -> Problem:
    return replace(GOOD, terms=Terms(**more))


def with_stop(**more: Any) -> Problem:
    return replace(GOOD, stops=(replace(GOOD.stops[0], **more), *GOOD.stops[1:]))


def with_slot(at: int = 0, **more: Any) -> Problem:
    slots = list(GOOD.slots)
    slots[at] = replace(slots[at], **more)
    return replace(GOOD, slots=tuple(slots))


NIGHT = next(at for at, day in enumerate(PLAN.days) if day.end == TOWN)
"""Which day of the plan ends in the town."""
FIRST_CALL = PLAN.days[0].calls[0]

BROKEN: dict[str, tuple[Problem, Plan]] = {
    "vehicle.unknown": (GOOD, changed(vehicle="gone")),
    "day.vehicle_twice": (GOOD, Plan(days=(*PLAN.days, PLAN.days[0]))),
    "day.outside_plan": (replace(GOOD, until_on=on(1)), PLAN),
    "day.rest": (replace(GOOD, rest=(PLAN.days[0].on,)), PLAN),
    "vehicle.day_off": (with_vehicle(days_off=(PLAN.days[0].on,)), PLAN),
    "vehicle.not_there": (with_vehicle(until_on=PLAN.days[0].on), PLAN),
    "crew.too_few": (with_vehicle(crew=2), PLAN),
    "crew.month_full": (with_vehicle(month_days=2), PLAN),
    "crew.week_full": (with_terms(week_driving_minutes=100), PLAN),
    "day.leaves_early": (GOOD, changed(leaves_minute=299)),
    "day.returns_late": (GOOD, changed(returns_minute=1_141)),
    "day.shift_too_long": (with_terms(shift_minutes=120), PLAN),
    "day.drives_too_long": (with_terms(driving_minutes=60), PLAN),
    "slot.unknown": (GOOD, changed(call={"slot": "nowhere"})),
    "slot.unserved": (GOOD, Plan(days=PLAN.days[1:])),
    "slot.twice": (GOOD, changed(call={"slot": PLAN.days[0].calls[1].slot})),
    "slot.day_not_feasible": (with_slot(days=days(9)), PLAN),
    "slot.other_vehicle": (with_slot(vehicle="w"), PLAN),
    "arrival.outside_window": (with_stop(opens_minute=1_000), PLAN),
    "arrival.too_early": (GOOD, changed(call={"arrive_minute": PLAN.days[0].leaves_minute + 1})),
    "stay.too_short": (with_stop(stay_minutes=61), PLAN),
    "return.too_early": (GOOD, changed(returns_minute=PLAN.days[0].leaves_minute)),
    "load.too_much": (with_vehicle(crates=1), PLAN),
    "spacing.too_close": (
        replace(with_slot(stop="s1"), stops=GOOD.stops),
        PLAN,
    ),
    "road.none": (replace(GOOD, legs=legs([0, 200, None, 40, 400])), PLAN),
    "road.closed": (
        replace(GOOD, closures=(Closure(start=2, from_on=on(0), until_on=on(3)),)),
        PLAN,
    ),
    "night.elsewhere": (GOOD, changed(NIGHT + 1, start=HOME)),
    "night.no_town": (replace(GOOD, hubs=()), PLAN),
    "night.too_many": (with_terms(nights=0), PLAN),
    "night.no_next_day": (GOOD, changed(NIGHT + 1, on=PLAN.days[NIGHT + 1].on + timedelta(days=9))),
    "night.never_home": (GOOD, changed(len(PLAN.days) - 1, end=TOWN)),
}


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_a_planted_fault_is_found(code: str) -> None:
    asked, plan = BROKEN[code]
    assert code in codes(asked, plan)


def test_a_closed_leg_is_closed_both_ways_and_only_while_it_is() -> None:
    end = 2 if FIRST_CALL.slot == "a" else 3
    for start, last in ((HOME, end), (end, HOME)):
        cut = Closure(start=start, end=last, from_on=on(0), until_on=on(1))
        assert "road.closed" in codes(replace(GOOD, closures=(cut,)), PLAN)
    later = Closure(start=HOME, end=end, from_on=on(30), until_on=on(31))
    assert faults(replace(GOOD, closures=(later,)), PLAN) == ()


def test_a_vehicle_bought_later_does_not_go_before() -> None:
    assert "vehicle.not_there" in codes(with_vehicle(from_on=on(3)), PLAN)
    assert codes(with_vehicle(from_on=on(0), until_on=on(59)), PLAN) == set()


def test_a_fault_says_day_vehicle_slot_and_both_numbers() -> None:
    found = faults(with_slot(0, vehicle="w"), PLAN)
    assert [(one.vehicle, one.slot, one.found, one.allowed) for one in found] == [
        ("v", "a", "v", "w")
    ]
    assert found[0].on == PLAN.days[0].on.isoformat()


def test_a_market_morning_is_narrower_than_the_stop() -> None:
    asked = with_slot(0, opens_minute=390, closes_minute=400)
    assert "arrival.outside_window" in codes(asked, changed(call={"arrive_minute": 1_000}))
    assert faults(asked, insert_all(asked)) == ()


def test_two_visits_of_one_stop_on_one_day_are_too_close_whatever_the_gap() -> None:
    day = Day(
        on=on(0),
        vehicle="v",
        start=HOME,
        end=HOME,
        leaves_minute=300,
        returns_minute=800,
        calls=(
            Call(slot="a", arrive_minute=330, leave_minute=390),
            Call(slot="b", arrive_minute=390, leave_minute=450),
        ),
    )
    asked = problem([30], (slot(0, 0, id="a"), slot(0, 0, id="b")))
    assert codes(asked, Plan(days=(day,))) == {"spacing.too_close"}


@st.composite
def countries(draw: st.DrawFn) -> Problem:
    """Up to eight stops with two wishes each, some far, some with a narrow morning."""
    places = draw(st.lists(st.integers(5, 420), min_size=1, max_size=8))
    slots = []
    for stop in range(len(places)):
        for half in range(draw(st.integers(1, 2))):
            numbers = draw(st.sets(st.integers(half * 30, half * 30 + 29), min_size=1, max_size=9))
            morning = draw(st.booleans())
            slots.append(
                slot(
                    stop,
                    *sorted(numbers),
                    id=f"{stop}.{half}",
                    required=draw(st.booleans()),
                    worth_m=draw(st.integers(0, 400_000)),
                    opens_minute=380 if morning else None,
                    closes_minute=560 if morning else None,
                    vehicle=draw(st.sampled_from(["", "", "", "w"])),
                )
            )
    many = (
        Vehicle(id="v", home=HOME, crates=3, crew=3, month_days=12),
        Vehicle(id="w", home=HOME, crates=9, crew=3, days_off=days(3, 4), until_on=on(40)),
    )
    closed = Closure(start=2, from_on=on(5), until_on=on(10))
    gap = {n: {"gap_days": draw(st.integers(0, 20))} for n in range(len(places))}
    return problem(places, slots, vehicles=many, closures=(closed,), stops=gap, rest=days(7, 8))


@given(countries())
def test_what_greedy_plans_breaks_nothing_but_what_it_says_it_leaves_out(asked: Problem) -> None:
    for plan in (insert_all(asked), one_by_one(asked)):
        found = faults(asked, plan)
        left = {one for one in unserved(asked, plan) if asked.slot_by_id[one].required}
        assert {one.code for one in found} <= {"slot.unserved"}
        assert {one.slot for one in found} == left


@given(countries(), st.data())
def test_a_plan_with_its_days_exchanged_is_never_taken_for_the_same(
    asked: Problem, data: st.DataObject
) -> None:
    """A visit moved to a day that its wish does not have is always found."""
    plan = insert_all(asked)
    served = [(at, day) for at, day in enumerate(plan.days) if day.calls]
    if not served:
        return
    at, day = data.draw(st.sampled_from(served))
    wrong = [on(n) for n in range(60) if on(n) not in asked.slot_by_id[day.calls[0].slot].days]
    moved = replace(day, on=data.draw(st.sampled_from(wrong)))
    found = faults(asked, Plan(days=(*plan.days[:at], moved, *plan.days[at + 1 :])))
    assert "slot.day_not_feasible" in {one.code for one in found}


def test_the_checker_knows_nothing_of_what_makes_plans() -> None:
    """It reads problems and plans only; so no mistake of a planner can hide in it."""
    tree = ast.parse(Path(check.__file__).read_text(encoding="utf-8"))
    ours = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("tusach")
    }
    assert ours == {"tusach.library.trips.plan", "tusach.library.trips.problem"}
    for name in ("plan", "problem"):
        found = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and str(node.module).endswith(f".{name}")
            for alias in node.names
        }
        assert all(one.isupper() or one[0].isupper() for one in found), "shapes, no reckoning"


def test_a_week_is_counted_of_the_vehicles_and_stops_that_there_are() -> None:
    strict = with_terms(week_driving_minutes=1)
    found = {one.code for one in faults(strict, Plan(days=(changed(vehicle="gone").days[0],)))}
    assert "vehicle.unknown" in found and "crew.week_full" not in found
    lost = changed(call={"slot": "nowhere"})
    assert "slot.unknown" in {one.code for one in faults(strict, lost)}
