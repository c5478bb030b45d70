"""A trip from its plan to its account, and what nobody may do out of order."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.telling import Teller, named
from tests.library.trips import going
from tests.library.trips.going import (
    CREW,
    DAY,
    FIRST,
    MARKET,
    NEXT,
    PASS,
    SECOND,
    THIRD,
    TRIP,
    VALLEY,
    A,
    at,
    desk,
    plan,
    planned,
    refused,
    stop,
    trip,
    two,
)

from tusach.ledger.draft import Refusal
from tusach.library.copies import rules as lending
from tusach.library.copies.facts import CopyUsed
from tusach.library.trips import rules, story
from tusach.library.trips.facts import TripReturned
from tusach.library.trips.rules import Going, Where


def test_a_trip_is_planned_promised_driven_and_closed() -> None:
    a = Teller(A)
    seen = []
    for deed in (
        going.plan,
        going.publish,
        going.depart,
        going.open_stop,
        going.close_stop,
        going.miss,
        going.come_back,
        going.close,
    ):
        deed(a)
        seen.append(trip(a).status)
    assert seen == [
        story.PLANNED,
        story.PUBLISHED,
        *[story.UNDER_WAY] * 4,
        story.RETURNED,
        story.CLOSED,
    ]
    state = trip(a)
    assert state.closing is not None
    assert (state.closing.served, state.closing.missed) == (1, 1)
    assert state.of_status(story.SERVED, story.MISSED) == (FIRST, SECOND)


def test_a_stop_keeps_the_class_that_its_place_had_that_day_and_counts_who_came() -> None:
    a = Teller(A)
    going.whole(a)
    first = at(a, FIRST)
    assert first.opening is not None
    assert first.opening.classes == ("border", "remote") and first.opening.classed
    assert (first.status, first.place, first.market, first.on) == ("served", VALLEY, MARKET, DAY)
    assert first.visits == (("adult", 3), ("child", 12)) and first.came == 15
    second = at(a, SECOND)
    assert (second.status, second.place, second.market, second.on) == ("missed", PASS, None, NEXT)
    assert second.came is None


def test_nobody_counted_is_unknown_and_nobody_came_is_none() -> None:
    for nobody, came in ((False, None), (True, 0)):
        a = Teller(A)
        going.gone(a)
        going.open_stop(a)
        going.close_stop(a, nobody=nobody)
        assert at(a, FIRST).came == came


def test_a_class_that_nobody_knows_is_not_no_class() -> None:
    a = Teller(A)
    going.gone(a)
    where = Where(place=VALLEY)
    a.tell(rules.open_stop(trip(a), at(a, FIRST), desk(a), where))
    opening = at(a, FIRST).opening
    assert opening is not None and opening.classes == () and not opening.classed


def test_a_loan_and_a_return_at_a_stop_are_counted_there() -> None:
    a = Teller(A)
    going.gone(a)
    going.open_stop(a)
    scene.stocked(a)
    for wish in (
        lambda: lending.lend(scene.copy(a), scene.at_desk(), desk(a), scene.POLICY),
        lambda: lending.take_back(scene.copy(a), desk(a)),
    ):
        told = wish()
        assert isinstance(told, tuple)
        a.tell(tuple(replace(one, also=(*one.also, FIRST)) for one in told))
    assert (at(a, FIRST).loans, at(a, FIRST).returns) == (1, 1)


def test_a_plan_that_changes_says_why_and_is_promised_again() -> None:
    a = Teller(A)
    plan(a)
    going.publish(a)
    assert trip(a).is_promised
    moved = planned(a, stops=(stop(FIRST, VALLEY), stop(THIRD, PASS, NEXT)))
    assert refused(rules.plan(TRIP, trip(a), moved, desk(a))) == "reason.missing"
    a.tell(rules.plan(TRIP, trip(a), replace(moved, reason="road"), desk(a)))
    assert not trip(a).is_promised and trip(a).status == story.PUBLISHED
    assert trip(a).of_status(story.TO_COME) == (FIRST, THIRD)
    going.publish(a)
    assert trip(a).is_promised
    assert refused(rules.publish(trip(a), desk(a))) == "trip.published"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stops": ()}, "trip.stops_odd"),
        ({"stops": (stop(FIRST, VALLEY), stop(FIRST, PASS))}, "trip.days_odd"),
        ({"stops": (stop(FIRST, VALLEY, "2026-04-01"),)}, "trip.days_odd"),
        ({"stops": (stop(FIRST, VALLEY, NEXT), stop(SECOND, PASS, DAY))}, "trip.days_odd"),
        ({"first_on": NEXT, "last_on": DAY, "stops": (stop(FIRST, VALLEY),)}, "trip.days_odd"),
        ({"last_on": "2026-05-30"}, "trip.days_odd"),
        (
            {"stops": (stop(FIRST, VALLEY, arrive_minute=600, leave_minute=500),)},
            "trip.minutes_odd",
        ),
    ],
)
def test_a_plan_that_cannot_be_driven_is_refused(changes: dict[str, Any], code: str) -> None:
    a = Teller(A)
    assert refused(rules.plan(TRIP, trip(a), planned(a, **changes), desk(a))) == code


def test_a_trip_keeps_its_vehicle() -> None:
    a = Teller(A)
    plan(a)
    other = planned(a, vehicle=named("another vehicle"), reason="breakdown")
    assert refused(rules.plan(TRIP, trip(a), other, desk(a))) == "trip.other_vehicle"


def test_a_stop_that_was_served_cannot_be_planned_away() -> None:
    a = Teller(A)
    going.gone(a)
    going.open_stop(a)
    later = planned(a, stops=(stop(SECOND, PASS, NEXT),), reason="road")
    assert refused(rules.plan(TRIP, trip(a), later, desk(a))) == "trip.stop_was_served"


def test_fewer_people_than_the_rule_wants_set_out_only_with_a_reason() -> None:
    a = Teller(A)
    plan(a)
    alone = Going(crew=(named("staff 1"), named("staff 1")), others=1, least=3)
    found = rules.depart(trip(a), desk(a), alone)
    assert isinstance(found, Refusal)
    assert (found.code, found.values) == ("trip.crew_small", {"people": 2, "least": 3})
    a.tell(rules.depart(trip(a), desk(a), replace(alone, reason="ill")))
    departure = trip(a).departure
    assert departure is not None and departure.reason == "ill"
    nobody = Going(crew=(), others=0, least=0)
    b = Teller("B")
    plan(b)
    assert refused(rules.depart(trip(b), desk(b), nobody)) == "trip.nobody"


def test_one_stop_is_open_at_a_time() -> None:
    a = Teller(A)
    going.gone(a)
    going.open_stop(a)
    where = Where(place=PASS)
    assert refused(rules.open_stop(trip(a), at(a, FIRST), desk(a), where)) == "stop.open"
    assert refused(rules.open_stop(trip(a), at(a, SECOND), desk(a), where)) == "trip.stop_open"
    assert refused(rules.come_back(trip(a), desk(a), TripReturned())) == "trip.stop_open"
    going.close_stop(a)
    assert refused(rules.close_stop(trip(a), at(a, FIRST), desk(a))) == "stop.not_open"
    assert refused(rules.miss_stop(trip(a), at(a, FIRST), desk(a), reason="road")) == "stop.served"


def test_a_stop_that_nobody_planned_is_served_and_counted() -> None:
    a = Teller(A)
    going.gone(a)
    going.open_stop(a, THIRD)
    assert (trip(a).planned_stop(THIRD), at(a, THIRD).status) == (None, story.OPEN)
    assert trip(a).of_status(story.OPEN) == (THIRD,)
    unknown = at(a, named("no stop"))
    assert (unknown.place, unknown.status, unknown.on) == (None, story.TO_COME, "")
    found = rules.miss_stop(trip(a), unknown, desk(a), reason="road")
    assert refused(found) == "stop.not_planned"


def test_what_was_driven_is_known_where_the_meter_was_read_at_both_ends() -> None:
    for start, end, driven in (
        (40_000_000, 40_182_000, 182_000),
        (None, 40_182_000, None),
        (40_000_000, None, None),
    ):
        a = Teller(A)
        plan(a)
        assert trip(a).driven_m is None
        going.depart(a, replace(CREW, odometer_m=start))
        a.tell(rules.come_back(trip(a), desk(a), TripReturned(odometer_m=end)))
        assert trip(a).driven_m == driven


def test_a_plan_published_by_who_knew_of_no_later_one_promises_nothing_of_that() -> None:
    a, b = two()
    plan(a)
    b.meet(a)
    b.now_ms += 3_600_000
    going.plan(a, stops=(stop(FIRST, PASS, NEXT),), reason="road")
    going.publish(b)
    a.meet(b)
    assert (trip(a).promises, trip(a).is_promised) == ((), False)


def test_what_only_touches_a_trip_or_a_stop_changes_neither() -> None:
    a = Teller(A)
    going.whole(a)
    before = trip(a), at(a, FIRST)
    a.say("copy.used/1", named("copy"), CopyUsed(1), on=DAY, also=(TRIP, FIRST))
    assert (trip(a), at(a, FIRST)) == before
    assert trip(a).of_status(story.MISSED) == (SECOND,)
    late = replace(planned(a), reason="road")
    assert refused(rules.plan(TRIP, trip(a), late, desk(a))) == "trip.is_closed"


def test_a_trip_that_is_back_is_changed_no_more() -> None:
    a = Teller(A)
    going.gone(a)
    going.open_stop(a)
    going.close_stop(a)
    going.come_back(a)
    assert refused(rules.miss_stop(trip(a), at(a, SECOND), desk(a), reason="x")) == "trip.is_back"


def test_a_meter_that_ran_backwards_was_misread() -> None:
    a = Teller(A)
    going.gone(a)
    found = rules.come_back(trip(a), desk(a), TripReturned(odometer_m=39_000_000))
    assert isinstance(found, Refusal)
    assert (found.code, found.values) == ("trip.odometer_back", {"before_km": 40_000})
    a.tell(rules.come_back(trip(a), desk(a), TripReturned()))
    assert trip(a).status == story.RETURNED


def test_a_trip_is_closed_once_and_only_when_everything_is_said() -> None:
    a = Teller(A)
    plan(a)
    assert refused(rules.close(trip(a), desk(a))) == "trip.not_back"
    going.publish(a)
    going.depart(a)
    going.come_back(a)
    found = rules.close(trip(a), desk(a))
    assert isinstance(found, Refusal)
    assert (found.code, found.values) == ("trip.stops_unsaid", {"stops": [FIRST, SECOND]})
    b = Teller("B")
    going.whole(b)
    assert refused(rules.close(trip(b), desk(b))) == "trip.is_closed"


def test_what_comes_out_of_order_is_refused_with_words_for_it() -> None:
    a = Teller(A)
    nothing = trip(a)
    here = desk(a)
    where = Where(place=VALLEY)
    assert [
        refused(found)
        for found in (
            rules.publish(nothing, here),
            rules.cancel(nothing, here, reason="road"),
            rules.depart(nothing, here, CREW),
            rules.open_stop(nothing, at(a, FIRST), here, where),
            rules.miss_stop(nothing, at(a, FIRST), here, reason="road"),
            rules.come_back(nothing, here, TripReturned()),
        )
    ] == ["trip.unknown"] * 3 + ["trip.not_under_way"] * 3
    plan(a)
    assert refused(rules.cancel(trip(a), here, reason="")) == "reason.missing"
    a.tell(rules.cancel(trip(a), here, reason="weather"))
    assert trip(a).status == story.CANCELLED
    for found in (
        rules.publish(trip(a), here),
        rules.cancel(trip(a), here, reason="road"),
        rules.depart(trip(a), here, CREW),
        rules.plan(TRIP, trip(a), planned(a, reason="road"), here),
    ):
        assert refused(found) == "trip.is_cancelled"
    b = Teller("B")
    going.gone(b)
    assert refused(rules.depart(trip(b), desk(b), CREW)) == "trip.under_way"
    assert refused(rules.cancel(trip(b), desk(b), reason="road")) == "trip.under_way"
    assert refused(rules.miss_stop(trip(b), at(b, FIRST), desk(b), reason="")) == "reason.missing"


def test_nothing_of_a_trip_happens_in_the_future() -> None:
    a = Teller(A)
    going.gone(a)
    late = desk(a, "2099-01-01")
    where = Where(place=VALLEY)
    for found in (
        rules.depart(trip(a), late, CREW),
        rules.open_stop(trip(a), at(a, FIRST), late, where),
        rules.close_stop(trip(a), at(a, FIRST), late),
        rules.miss_stop(trip(a), at(a, FIRST), late, reason="road"),
        rules.come_back(trip(a), late, TripReturned()),
        rules.close(trip(a), late),
    ):
        assert refused(found) == "date.future"
