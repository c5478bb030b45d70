"""A plan becomes trips that are promised: once, whole, and beside what people typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.node.trips.conftest import TODAY, WIDE, Library
from tests.node.trips.promising import days_of, promised, travels, trips

from tusach.ledger.draft import Refusal
from tusach.library.trips.carrying import carried
from tusach.library.trips.check import faults
from tusach.library.trips.facts import PlannedStop, TripPlanned
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Plan, price, served
from tusach.library.trips.problem import Problem
from tusach.node.acts import placing, travelling
from tusach.node.acts.node import Node
from tusach.node.trips import home_wishes, publishing
from tusach.node.trips.plan_jobs import DONE, PlanJob, plan_jobs_of
from tusach.node.trips.routing.router import Insertion

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 12, 1), date(2027, 5, 31)
VEHICLE = "brisa_hut"


@pytest.fixture
def going(library: Library) -> Library:
    """The hut as a vehicle."""
    travels(library.node, "reading_hut")
    return library


def planned(node: Node, first: date = FIRST, last: date = LAST) -> tuple[Problem, Plan]:
    problem = home_wishes.problem_of(node, first, last, (VEHICLE,))
    assert isinstance(problem, Problem), problem
    return problem, insert_all(problem)


def by_hand(library: Library, on: str, place: str = "") -> str:
    """A trip that a person typed."""
    stop = PlannedStop(stop="5" * 32, place=place or library.main, on=on)
    body = TripPlanned(vehicle=library.hut, first_on=on, last_on=on, stops=(stop,))
    found = travelling.plan(library.node, body, library.at())
    assert isinstance(found, str), found
    assert not isinstance(travelling.publish(library.node, found, library.at()), Refusal)
    return found


def test_every_journey_becomes_one_promised_trip_and_each_place_sees_its_days(
    going: Library,
) -> None:
    node = going.node
    problem, plan = planned(node)
    done = promised(node, (problem, plan), going.at())
    journeys = publishing.journeys(problem, plan)
    assert done.planned == len(journeys) == len(trips(node, "published"))
    assert done.founded == len({stop.place for one in trips(node) for stop in one.plan.stops})  # type: ignore[union-attr]
    calls = [(day.on.isoformat(), call) for day in plan.days for call in day.calls]
    told = [stop for one in trips(node) for stop in one.plan.stops]  # type: ignore[union-attr]
    assert sorted((stop.on, stop.arrive_minute) for stop in told) == sorted(
        (on, call.arrive_minute) for on, call in calls
    )
    assert days_of(node) == {(stop.place, stop.on) for stop in told}
    assert {one.plan.made_by for one in trips(node)} == {"greedy"}  # type: ignore[union-attr]
    nights = sum(len(days) - 1 for days in journeys)
    assert sum(len(one.plan.nights) for one in trips(node)) == nights  # type: ignore[union-attr]
    place = node.place(told[0].place)
    assert place.kind == "stop" and place.unit is not None


def test_pressing_twice_tells_nothing_more(going: Library) -> None:
    made = planned(going.node)
    first = promised(going.node, made, going.at())
    before = going.facts()
    again = promised(going.node, made, going.at())
    assert (again.same, again.planned, again.changed, again.founded) == (first.planned, 0, 0, 0)
    assert going.facts() == before


def test_what_broke_off_half_way_is_finished_by_pressing_once_more(going: Library) -> None:
    problem, plan = planned(going.node)
    half = publishing.journeys(problem, plan)
    some = tuple(day for days in half[: len(half) // 2] for day in days)
    part = replace(problem, slots=tuple(replace(one, required=False) for one in problem.slots))
    promised(going.node, (part, replace(plan, days=some)), going.at())
    done = promised(going.node, (problem, plan), going.at())
    assert done.same == len(half) // 2 and done.planned == len(half) - done.same
    assert done.cancelled == 0


def test_the_next_plan_keeps_what_was_promised_and_calls_off_what_it_has_no_more(
    going: Library,
) -> None:
    node = going.node
    problem, plan = planned(node)
    promised(node, (problem, plan), going.at())
    again = planned(node)
    assert {call.slot for day in again[1].days for call in day.calls}
    assert not faults(*again)
    last = publishing.journeys(problem, plan)[-1]
    dropped = replace(
        problem,
        slots=tuple(
            one
            for one in problem.slots
            if one.id not in {call.slot for day in last for call in day.calls}
        ),
    )
    fewer = replace(plan, days=tuple(day for day in plan.days if day not in last))
    done = promised(node, (dropped, fewer), going.at())
    assert (done.cancelled, done.planned, done.changed) == (1, 0, 0)
    (off,) = trips(node, "cancelled")
    assert off.plan is not None and off.plan.first_on == last[0].on.isoformat()
    standing = {
        (stop.place, stop.on)
        for one in trips(node, "published")
        for stop in one.plan.stops  # type: ignore[union-attr]
    }
    assert days_of(node) == standing
    back = promised(node, (problem, plan), going.at())
    assert (back.planned, back.cancelled) == (1, 0)  # a trip of its own: what was off stays off


def test_a_visit_that_two_trips_promise_stays_dated_when_one_is_called_off(
    going: Library,
) -> None:
    node = going.node
    promised(node, planned(node), going.at())
    trip = trips(node)[0]
    assert trip.plan is not None
    last = trip.plan.stops[-1]
    other = TripPlanned(
        vehicle=trip.plan.vehicle, first_on=last.on, last_on=last.on, stops=(last,), made_by="plan"
    )
    taken = travelling.plan(node, replace(other, stops=(replace(last, stop="7" * 32),)), going.at())
    assert isinstance(taken, str)
    assert not isinstance(travelling.publish(node, taken, going.at()), Refusal)
    assert not isinstance(travelling.cancel(node, trip.subject, going.at(), reason="road"), Refusal)
    assert (last.place, last.on) in days_of(node)


def test_a_trip_typed_by_hand_stays_and_the_journey_in_its_way_is_left_out(
    going: Library,
) -> None:
    node = going.node
    made = planned(node)
    first = publishing.journeys(*made)[0]
    hand = by_hand(going, first[0].on.isoformat())
    before = travelling.trip_of(node, hand)
    done = promised(node, made, going.at())
    assert (done.left, done.planned) == (1, len(publishing.journeys(*made)) - 1)
    assert travelling.trip_of(node, hand) == before
    done = promised(node, made, going.at())
    assert (done.left, done.cancelled) == (1, 0)


def test_a_plan_made_after_a_trip_was_typed_by_hand_goes_around_its_days(going: Library) -> None:
    node = going.node
    first = publishing.journeys(*planned(node))[0][0].on.isoformat()
    by_hand(going, first)
    made = planned(node)
    assert first not in {day.on.isoformat() for day in made[1].days}
    assert first in {day.isoformat() for day in made[0].vehicle_by_id[VEHICLE].days_off}
    assert promised(node, made, going.at()).left == 0


def test_a_trip_of_a_plan_that_a_person_changed_is_theirs(going: Library) -> None:
    node = going.node
    made = planned(node)
    promised(node, made, going.at())
    trip = trips(node)[0]
    assert trip.plan is not None
    changed = replace(trip.plan, made_by="", reason="request", stops=trip.plan.stops[:1])
    assert isinstance(travelling.plan(node, changed, going.at(), trip=trip.subject), str)
    done = promised(node, made, going.at())
    assert (done.left, done.changed, done.cancelled) == (1, 0, 0)
    assert travelling.trip_of(node, trip.subject).plan == changed


def test_days_outside_the_plan_are_left_alone(going: Library) -> None:
    node = going.node
    promised(node, planned(node), going.at())
    before = [one for one in trips(node) if one.plan.last_on >= "2027-03-01"]  # type: ignore[union-attr]
    winter = planned(node, FIRST, date(2027, 2, 28))
    done = promised(node, winter, going.at())
    assert [one for one in trips(node, "published") if one.plan.last_on >= "2027-03-01"] == before  # type: ignore[union-attr]
    assert done.left == 0


def test_a_trip_that_has_set_out_stays_as_it_is(going: Library) -> None:
    node = going.node
    made = planned(node)
    promised(node, made, going.at())
    trip = trips(node)[0]
    assert trip.plan is not None
    there = going.at(on=trip.plan.first_on)
    going_out = travelling.Going(crew=(WIDE,), others=2, least=3)
    going.clock.minutes_pass(60 * 24 * 40)
    assert not isinstance(travelling.depart(node, trip.subject, there, going_out), Refusal)
    done = promised(node, made, going.at())
    assert (done.left, done.cancelled) == (1, 0)
    assert travelling.trip_of(node, trip.subject).status == "under_way"


def test_a_visit_promised_to_a_library_of_the_commune_stops_there(going: Library) -> None:
    node = going.node
    home = node.place(going.main).unit
    told = placing.date_visits(node, going.main, ["2027-01-12"], going.at())
    assert not isinstance(told, Refusal)
    problem, plan = planned(node)
    pinned = [one for one in problem.slots if one.pinned]
    promised(node, (problem, plan), going.at())
    stops = {stop.place for one in trips(node) for stop in one.plan.stops}  # type: ignore[union-attr]
    assert (going.main in stops) == bool(pinned), home


def unfit(going: Library, what: str) -> tuple[Problem, Plan, str]:
    problem, plan = planned(going.node)
    today = TODAY
    match what:
        case "plan.faulty":
            plan = replace(plan, days=plan.days[1:])
        case "plan.over":
            today = "2027-06-01"
        case "plan.vehicle_unfounded":
            travels(going.node, "main_library")
        case "plan.no_stop_kind":
            places = going.node.profile.places
            kinds = tuple(one for one in places.kinds if not one.stop_only)
            going.node.profile = replace(going.node.profile, places=replace(places, kinds=kinds))
        case _:
            raise AssertionError(what)
    return problem, plan, today


@pytest.mark.parametrize(
    "what", ["plan.faulty", "plan.over", "plan.vehicle_unfounded", "plan.no_stop_kind"]
)
def test_a_plan_that_cannot_be_promised_is_refused_and_tells_nothing(
    going: Library, what: str
) -> None:
    problem, plan, today = unfit(going, what)
    before = going.facts()
    done = publishing.promise(going.node, problem, plan, going.at(on=today))
    assert isinstance(done, Refusal) and done.code == what
    assert going.facts() == before and not trips(going.node)


def test_a_stop_that_serves_nobody_any_more_is_named(going: Library) -> None:
    node = going.node
    made = planned(node)
    promised(node, made, going.at())
    stop = trips(node)[0].plan.stops[0].place  # type: ignore[union-attr]
    for one in trips(node):
        assert not isinstance(
            travelling.cancel(node, one.subject, going.at(), reason="crew"), Refusal
        )
    closed = placing.close_place(node, stop, placing.PlaceClosed(TODAY), going.at())
    assert not isinstance(closed, Refusal), closed
    done = publishing.promise(node, *made, going.at())
    assert isinstance(done, Refusal) and done.code == "plan.stop_closed"


# ---- on the page ----


def kept(node: Node, made: tuple[Problem, Plan]) -> str:
    """The address of a finished plan."""
    job = PlanJob(
        id="e" * 32,
        by=WIDE,
        made_ms=1,
        from_on=made[0].from_on,
        until_on=made[0].until_on,
        vehicles=(VEHICLE,),
        seconds=1,
    )
    plan_jobs_of(node).keep(job, *made)
    assert job.state == DONE
    return f"/trips/plans/{job.id}"


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_a_plan_is_promised_from_its_page_and_says_what_it_did(
    going: Library, desk: Callable[..., Client], english: None
) -> None:
    address, client = kept(going.node, planned(going.node)), desk(WIDE)
    assert "Promise these trips" in words(client.get(address))
    assert client.post(f"{address}/promise").headers["Location"] == address
    assert "trips promised" in words(client.get(address))
    client.post(f"{address}/promise")
    assert "promised already" in words(client.get(address))


def test_where_a_plan_breaks_rules_the_button_is_gone_and_the_reason_stands_there(
    going: Library, desk: Callable[..., Client], english: None
) -> None:
    problem, plan = planned(going.node)
    address, client = kept(going.node, (problem, replace(plan, days=plan.days[1:]))), desk(WIDE)
    page = words(client.get(address))
    assert "Promise these trips" not in page and "so nothing is promised" in page
    answer = client.post(f"{address}/promise")
    assert answer.status_code == 422 and "Not promised" in words(answer)
    assert not trips(going.node)


def test_a_plan_made_again_after_a_promise_leaves_no_promised_visit_out(going: Library) -> None:
    node = going.node
    problem, plan = planned(node)
    promised(node, (problem, plan), going.at())
    again, alone = planned(node)
    pinned = {one.id for one in again.slots if one.pinned}
    assert pinned
    begin = carried(again, problem, plan)
    assert pinned <= served(begin), "each stands for a visit of the plan that was promised"
    made = Insertion().plan(
        again, seconds=1, progress=lambda step: None, called_off=lambda: False, begin=begin
    )
    assert pinned <= served(made)
    assert not [one for one in faults(again, made) if one.code != "slot.unserved"]
    assert price(again, made).required_unserved <= price(again, alone).required_unserved
