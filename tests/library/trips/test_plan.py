"""Prices, timing, estimated roads, problems that are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.trips.making import HOME, TOWN, days, on, problem, slot

from tusach.ledger.draft import Refusal
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all, one_by_one
from tusach.library.trips.plan import Plan, better, price, served
from tusach.library.trips.problem import (
    Closure,
    Hub,
    Legs,
    Problem,
    Slot,
    Terms,
    Vehicle,
    odd,
    works_on,
)
from tusach.library.trips.roads import legs_between
from tusach.library.trips.timing import leg_minutes, timed


def test_a_price_adds_metres_days_nights_and_what_is_left_out() -> None:
    wishes = (slot(0, 0, id="a"), slot(1, 0, id="b", required=False, worth_m=7))
    asked = problem([10, 500], wishes, terms=Terms(day_price_m=100, night_price_m=9))
    found = price(asked, insert_all(asked))
    assert (found.metres, found.vehicle_days, found.unserved, found.cost_m) == (
        10_000,
        1,
        1,
        10_107,
    )
    far = problem([400], (slot(0, 1),), terms=Terms(day_price_m=100, night_price_m=9))
    found = price(far, insert_all(far))
    assert (found.nights, found.vehicle_days, found.metres) == (1, 2, 400_000)
    assert found.cost_m == 400_000 + 200 + 9
    nothing = price(asked, Plan(days=()))
    assert (nothing.required_unserved, nothing.unserved, nothing.visits) == (1, 2, 0)
    assert better(found, nothing), "a required visit outweighs any road"


def test_trips_of_one_stop_each_cost_more_than_insertion() -> None:
    asked = problem([30, 31, 32], [slot(n, 0, 1, 2) for n in range(3)])
    joined, apart = insert_all(asked), one_by_one(asked)
    assert (len(joined.days), len(apart.days)) == (1, 3)
    assert better(price(asked, joined), price(asked, apart))


def test_what_is_kept_stays_and_the_rest_comes_into_it() -> None:
    asked = problem([30, 31], [slot(0, 0, 1, id="a"), slot(1, 0, 1, id="b")])
    kept = insert_all(replace(asked, slots=asked.slots[:1]))
    grown = insert_all(asked, kept=kept)
    assert len(grown.days) == 1
    assert [call.slot for call in grown.days[0].calls] in (["a", "b"], ["b", "a"])
    assert insert_all(asked, kept=grown) == grown


def test_nobody_waits_at_a_door_who_can_leave_later() -> None:
    asked = problem([30], (slot(0, 0, id="a", opens_minute=480, closes_minute=500),))
    day = timed(asked, on=on(0), vehicle="v", ends=(HOME, HOME), slots=asked.slots)
    assert day is not None
    assert (day.leaves_minute, day.calls[0].arrive_minute, day.returns_minute) == (450, 480, 570)


@pytest.mark.parametrize(
    ("place", "more"),
    [
        (30, {"terms": Terms(driving_minutes=59)}),
        (30, {"terms": Terms(shift_minutes=119)}),
        (30, {"terms": Terms(ends_minute=419)}),
        (30, {"vehicles": (Vehicle(id="v", home=HOME, crates=0, crew=3),)}),
        (30, {"stops": {0: {"closes_minute": 329}}}),
        (None, {}),
        (30, {"closures": (Closure(start=2, from_on=on(0), until_on=on(0)),)}),
        (30, {"closures": (Closure(start=2, end=0, from_on=on(0), until_on=on(0)),)}),
    ],
)
def test_a_day_that_keeps_no_hours_is_none(place: int | None, more: dict[str, Any]) -> None:
    asked = problem([place], (slot(0, 0, id="a"),), **more)
    assert timed(asked, on=on(0), vehicle="v", ends=(0, 0), slots=asked.slots) is None
    assert insert_all(asked).days == ()


def test_who_is_at_a_closed_place_cannot_serve_there() -> None:
    shut = Closure(start=TOWN, from_on=on(0), until_on=on(0))
    asked = problem([30], (), closures=(shut,))
    assert leg_minutes(asked, on(0), TOWN, TOWN) < 0
    assert leg_minutes(asked, on(1), TOWN, TOWN) == 0


def test_no_journey_is_made_where_nights_days_or_the_month_forbid_it() -> None:
    far = (slot(0, 3),)
    three = problem([500], far, terms=Terms(driving_minutes=650))
    assert [day.end for day in insert_all(three).days] == [TOWN, TOWN, HOME]
    for more in (
        {"terms": Terms(driving_minutes=650, nights=0)},
        {"vehicles": (Vehicle(id="v", home=HOME, crates=9, crew=3, month_days=2),)},
        {"rest": days(2)},
        {"legs": replace(three.legs, minutes=((0, -1, -1),) * 3, metres=((0, -1, -1),) * 3)},
    ):
        assert insert_all(replace(three, **more)).days == ()


def test_a_vehicle_works_within_its_days() -> None:
    asked = problem([1], (), rest=days(5))
    vehicle = Vehicle(
        id="v", home=0, crates=1, crew=3, days_off=days(4), from_on=on(2), until_on=on(6)
    )
    working = [n for n in range(-1, 62) if works_on(asked, vehicle, on(n))]
    assert working == [2, 3, 6]
    assert works_on(asked, asked.vehicles[0], on(59))


def test_legs_are_estimated_where_nobody_knows_them_and_say_so() -> None:
    home, town = (22_676_310, 106_186_007), (22_939_685, 105_637_743)
    legs = legs_between([home, town, home], {(0, 1): (150, 98_000, "measured", "2027-03-01")})
    assert legs.source(0, 1) == legs.source(1, 0) == ("measured", "2027-03-01")
    assert (legs.minutes[1][0], legs.metres[0][1]) == (150, 98_000)
    assert legs.source(1, 2) == ("estimated", "")
    assert (legs.minutes[1][2], legs.metres[1][2]) == (254, 101_392)
    assert legs.minutes[0][0] == 0
    plain = Legs(minutes=((0,),), metres=((0,),))
    assert plain.source(0, 0) == ("unknown", "")


GOOD = problem([30], (slot(0, 0, id="a"),))
ODD: list[tuple[str, Problem]] = [
    ("plan.legs_odd", replace(GOOD, legs=replace(GOOD.legs, minutes=((0,),)))),
    ("plan.legs_odd", replace(GOOD, legs=replace(GOOD.legs, metres=((0,),) * 3))),
    ("plan.legs_odd", replace(GOOD, legs=replace(GOOD.legs, grounds=((0, 0, 0),) * 3))),
    ("plan.named_twice", replace(GOOD, slots=GOOD.slots * 2)),
    ("plan.named_twice", replace(GOOD, vehicles=GOOD.vehicles * 2)),
    ("plan.row_odd", replace(GOOD, hubs=(Hub(id="h", at=3),))),
    ("plan.row_odd", replace(GOOD, closures=(Closure(start=9, from_on=on(0), until_on=on(0)),))),
    ("plan.stop_unknown", replace(GOOD, slots=(Slot(id="a", stop="x", days=()),))),
    ("plan.vehicle_unknown", replace(GOOD, slots=(slot(0, 0, vehicle="x"),))),
]


@pytest.mark.parametrize(("code", "asked"), ODD)
def test_what_is_no_problem_is_refused_with_words(code: str, asked: Problem) -> None:
    refusal = odd(asked)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_sound_problem_is_not_odd() -> None:
    sound = replace(GOOD, slots=(slot(0, 0, vehicle="v"),))
    assert odd(sound) is None
    legs = replace(GOOD.legs, grounds=((0, 0, 0),) * 3, sources=(("typed", "2027-01-01"),))
    assert odd(replace(GOOD, legs=legs)) is None
    assert date(2027, 3, 1) == GOOD.from_on


def test_a_day_that_is_driven_already_takes_nobody_where_each_stop_has_its_trip() -> None:
    asked = problem([30, 31], [slot(0, 0, id="a"), slot(1, 0, id="b")])
    assert len(one_by_one(asked).days[0].calls) == 1
    assert len(insert_all(asked).days[0].calls) == 2


def test_a_month_of_a_crew_is_never_filled_beyond_its_days() -> None:
    once = (Vehicle(id="v", home=HOME, crates=9, crew=3, month_days=1),)
    asked = problem([30, 31], [slot(0, 0, id="a"), slot(1, 3, id="b")], vehicles=once)
    assert [day.on for day in insert_all(asked).days] == [on(0)]


@pytest.mark.parametrize(("most", "driven"), [(0, 2), (121, 1), (122, 2)])
def test_a_week_at_the_wheel_is_never_longer_than_it_may_be(most: int, driven: int) -> None:
    """FIRST is a Monday: the third day lies in the same week, the ninth in the next."""
    terms = Terms(week_driving_minutes=most)
    asked = problem([30, 31], [slot(0, 0, id="a"), slot(1, 3, id="b")], terms=terms)
    made = insert_all(asked)
    assert len(made.days) == driven
    assert [one.code for one in faults(asked, made)] == ["slot.unserved"] * (2 - driven)
    later = problem([30, 31], [slot(0, 0, id="a"), slot(1, 9, id="b")], terms=terms)
    assert len(insert_all(later).days) == 2


def test_a_stop_joins_a_day_only_where_the_week_has_the_minutes() -> None:
    slots = [slot(0, 0, id="a"), slot(1, 0, id="b")]
    tight = problem([30, 60], slots, terms=Terms(week_driving_minutes=60))
    assert len(served(insert_all(tight))) == 1
    assert len(served(insert_all(problem([30, 60], slots)))) == 2


def test_a_day_that_needs_the_day_before_comes_in_before_that_is_taken() -> None:
    """The near stop is on the way to the town from which the far one is served."""
    near, far = slot(0, 4, id="near"), slot(1, 5, id="far")
    asked = problem([30, 400], (near, far))
    made = insert_all(asked)
    assert faults(asked, made) == ()
    assert served(made) == {"near", "far"}
