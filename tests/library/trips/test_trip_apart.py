"""Trips of which two machines tell without knowing of each other: both are seen."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.library.telling import codes
from tests.library.trips import going
from tests.library.trips.going import (
    CREW,
    DAY,
    FIRST,
    NEXT,
    PASS,
    SECOND,
    TRIP,
    VALLEY,
    at,
    desk,
    plan,
    stop,
    trip,
    two,
)

from tusach.library.trips import rules, story


def test_two_planners_who_do_not_know_of_each_other_are_both_shown() -> None:
    a, b = two()
    plan(a)
    b.meet(a)
    going.plan(a, stops=(stop(FIRST, VALLEY), stop(SECOND, PASS, NEXT)), reason="request")
    going.plan(b, stops=(stop(FIRST, PASS),), last_on=DAY, reason="road")
    a.meet(b)
    assert codes(a.story(TRIP)) == codes(b.story(TRIP)) == [story.PLANNED_APART]
    assert a.state(TRIP) == b.state(TRIP)


def test_the_same_plan_told_twice_is_no_contradiction() -> None:
    a, b = two()
    plan(a)
    plan(b)
    a.meet(b)
    assert codes(a.story(TRIP)) == []


def test_a_trip_closed_twice_differently_is_shown_and_closed_alike_is_not() -> None:
    for differs in (False, True):
        a, b = two()
        going.gone(a)
        going.open_stop(a)
        going.close_stop(a)
        going.miss(a)
        going.come_back(a)
        b.meet(a)
        going.close(a)
        told = rules.close(trip(b), desk(b, NEXT))
        assert isinstance(told, tuple)
        body = replace(told[0].body, served=2) if differs else told[0].body
        b.tell((replace(told[0], body=body),))
        a.meet(b)
        assert codes(a.story(TRIP)) == ([story.TRIP_CLOSED_APART] if differs else [])


def test_a_vehicle_that_left_before_it_heard_that_its_trip_was_cancelled_is_shown() -> None:
    for first, second in ((0, 1), (1, 0)):
        pair = two()
        a, b = pair
        plan(a)
        going.publish(a)
        b.meet(a)
        pair[first].now_ms += 3_600_000
        going.depart(a)
        b.tell(rules.cancel(trip(b), desk(b), reason="weather"))
        a.meet(b)
        assert codes(a.story(TRIP)) == codes(b.story(TRIP)) == [story.DEPARTED_CANCELLED]
        assert trip(a).status == story.UNDER_WAY, second


def test_one_departure_entered_at_two_machines_is_no_contradiction() -> None:
    a, b = two()
    plan(a)
    b.meet(a)
    going.depart(a)
    going.depart(b)
    a.meet(b)
    assert codes(a.story(TRIP)) == []


def test_two_departures_that_differ_and_a_stop_opened_twice_are_shown() -> None:
    a, b = two()
    plan(a)
    b.meet(a)
    going.depart(a)
    going.depart(b, replace(CREW, others=4))
    going.open_stop(a)
    going.open_stop(b)
    a.meet(b)
    assert codes(a.story(TRIP)) == [story.DEPARTED_APART]
    assert codes(a.story(FIRST)) == [story.OPENED_APART]


@pytest.mark.parametrize("missed_first", [False, True])
def test_a_stop_that_one_says_was_missed_and_another_served_counts_as_served(
    missed_first: bool,
) -> None:
    a, b = two()
    going.gone(a)
    b.meet(a)
    (a if missed_first else b).now_ms += 3_600_000
    going.open_stop(a)
    going.miss(b, FIRST)
    a.meet(b)
    assert codes(a.story(FIRST)) == codes(b.story(FIRST)) == [story.MISSED_AND_OPENED]
    assert trip(a) == trip(b) and trip(a).status_of(FIRST) == story.OPEN
    assert at(a, FIRST).status == story.OPEN
