"""What a person pins is kept by the plan, or named with the wishes that it contradicts."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.trips.making import HOME, days, on, problem, slot

from tusach.ledger.draft import Refusal
from tusach.library.trips.check import faults
from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.pins import NEVER, ON, VEHICLE, Pin, odd, pins_in, with_pins
from tusach.library.trips.problem import Problem, Vehicle

TWO = (
    Vehicle(id="v", home=HOME, crates=10, crew=3),
    Vehicle(id="w", home=HOME, crates=10, crew=3),
)


def pin(kind: str, stop: str = "s0", day: int | None = None, **more: Any) -> Pin:
    at = on(day) if day is not None else None
    return Pin(id=f"{kind}{stop}{day}", kind=kind, stop=stop, on=at, **more)


def asked(**more: Any) -> Problem:
    wishes = (slot(0, *range(20), id="a"), slot(1, *range(20), id="b", required=False, worth_m=9))
    return problem([30, 40], wishes, vehicles=TWO, **more)


def visits(found: Problem) -> dict[str, tuple[int, str]]:
    """By slot, on which day and by which vehicle it is served in a plan that keeps every rule."""
    plan = insert_all(found)
    assert faults(found, plan) == ()
    return {
        call.slot: ((day.on - on(0)).days, day.vehicle) for day in plan.days for call in day.calls
    }


def test_a_place_on_a_day_never_on_a_day_and_by_a_vehicle() -> None:
    pins = [pin(ON, day=7), pin(VEHICLE, vehicle="w"), pin(NEVER, "s1", 7)]
    found = visits(with_pins(asked(), pins))
    assert found["a"] == (7, "w")
    assert found.get("b", (0, ""))[0] != 7
    assert with_pins(asked(), []) == asked()


def test_a_day_that_no_wish_has_is_one_visit_more() -> None:
    found = with_pins(asked(), [pin(ON, day=30), pin(ON, "s1", 3), pin(ON, "s1", 5)])
    more = [one for one in found.slots if one.id.endswith("/wanted")]
    assert [(one.stop, one.days, one.required) for one in more] == [
        ("s0", days(30), True),
        ("s1", days(5), True),
    ]
    assert next(one for one in found.slots if one.id == "b").days == days(3)
    empty = with_pins(replace(asked(), slots=()), [pin(ON, day=3)])
    assert [one.crates for one in empty.slots] == [1]


def test_a_published_day_stays_whatever_is_pinned() -> None:
    held = slot(0, 4, id="p", pinned=True, vehicle="v")
    base = problem([30], (held,), vehicles=TWO)
    assert with_pins(base, [pin(NEVER, day=4), pin(VEHICLE, vehicle="w")]).slots == (held,)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (pin(ON, "s9", 3), "pin.stop_unknown"),
        (pin(ON), "pin.day_outside"),
        (pin(NEVER, day=60), "pin.day_outside"),
        (pin(ON, day=-1), "pin.day_outside"),
        (pin(VEHICLE, vehicle="x"), "pin.vehicle_unknown"),
        (pin(ON, day=3), "pin.held"),
    ],
)
def test_a_pin_that_means_nothing_here_is_refused(wrong: Pin, code: str) -> None:
    held = [replace(pin(ON, day=3), id="other")]
    found = odd(asked(), wrong, held)
    assert isinstance(found, Refusal) and found.code == code


def test_a_pin_that_means_something_is_taken() -> None:
    for one in (pin(ON, day=4), pin(NEVER, day=3), pin(VEHICLE, vehicle="w")):
        assert odd(asked(), one, [pin(ON, day=3)]) is None


def test_pins_that_contradict_each_other_are_both_named() -> None:
    pins = [pin(ON, day=7), pin(NEVER, day=7), pin(NEVER, "s1", 7), pin(VEHICLE, vehicle="w")]
    (one,) = conflicts(with_pins(asked(), pins))
    assert one.code == "no_day"
    assert pins_in(asked(), pins, one) == (pins[0], pins[1])


def test_two_days_too_close_together_name_both_and_no_other_pin() -> None:
    base = asked(stops={0: {"gap_days": 5}})
    pins = [pin(ON, day=7), pin(ON, day=9), pin(NEVER, day=3)]
    (one,) = conflicts(with_pins(base, pins))
    assert one.code == "spacing"
    assert pins_in(base, pins, one) == (pins[0], pins[1])


def test_a_vehicle_that_never_goes_out_is_named() -> None:
    idle = (TWO[0], replace(TWO[1], until_on=on(-1)))
    base = replace(asked(), vehicles=idle)
    pins = [pin(VEHICLE, vehicle="w")]
    (one,) = conflicts(with_pins(base, pins))
    assert (one.code, pins_in(base, pins, one)) == ("no_day", (pins[0],))


def test_where_no_pin_matters_none_is_named() -> None:
    base = problem([None], (slot(0, *range(9), id="a"),), vehicles=TWO)
    pins = [pin(ON, day=3), pin(NEVER, day=4)]
    (one,) = conflicts(with_pins(base, pins))
    assert (one.code, pins_in(base, pins, one)) == ("no_road", ())
