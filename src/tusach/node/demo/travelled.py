"""Trips of the vehicle: home, home and not closed, under way today, typed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.trips.facts import PlannedStop, StopConfirmed, TripPlanned, TripReturned
from tusach.library.trips.rules import Going, Where
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, photographs, travelling
from tusach.node.acts.node import At, Node
from tusach.node.acts.serving import classes_at

PAST_DAYS, OPEN_DAYS, AHEAD_DAYS = 20, 9, 6
STOPS = 2
CAME = ((31, ""), (18, ""))
HOURS = ((450, 600), (780, 930))
"""From and until, in minutes of the day."""
START_M, DRIVEN_M = 41_260_000, 138_000


def travel(node: Node, places: Sequence[str], centre: At) -> int:
    """Trips as a province has them on any morning; how many. places: ids that may be visited."""
    vehicles = travelling.vehicles(node)
    if not vehicles or len(places) < STOPS:
        return 0
    today = date.fromisoformat(centre.on)
    at = replace(centre, place=vehicles[0])
    past = (today - timedelta(days=PAST_DAYS)).isoformat()
    # Those of a class first: a trip to them is what the plan counts.
    places = sorted(places, key=lambda one: classes_at(node, one, past) is None)
    _came_home(node, places[:STOPS], replace(at, on=past))
    open_on = (today - timedelta(days=OPEN_DAYS)).isoformat()
    _came_home(node, places[:1], replace(at, on=open_on), closes=False)
    _under_way(node, places[-STOPS:], at)
    return 3


def promise_one(node: Node, places: Sequence[str], centre: At) -> int:
    """A trip planned by hand, where no plan of the quarter can be made; how many."""
    vehicles = travelling.vehicles(node)
    if not vehicles or len(places) < STOPS:
        return 0
    ahead = (date.fromisoformat(centre.on) + timedelta(days=AHEAD_DAYS)).isoformat()
    return bool(_promised(node, places[:STOPS], replace(centre, place=vehicles[0]), on=ahead))


def _promised(node: Node, places: Sequence[str], at: At, *, on: str) -> str:
    stops = tuple(
        PlannedStop(
            stop=node.store.random.new_id(),
            place=place,
            on=on,
            arrive_minute=arrive,
            leave_minute=leave,
        )
        for place, (arrive, leave) in zip(places, HOURS, strict=False)
    )
    body = TripPlanned(vehicle=at.place, first_on=on, last_on=on, stops=stops, metres=DRIVEN_M)
    trip = travelling.plan(node, body, at)
    if isinstance(trip, Refusal):
        return ""
    travelling.publish(node, trip, at)
    return trip


def _set_out(node: Node, places: Sequence[str], at: At) -> str:
    trip = _promised(node, places, at, on=at.on)
    least = travelling.least_crew(node, at.on)
    going = Going(crew=(), others=least, least=least, odometer_m=START_M)
    travelling.depart(node, trip, at, going)
    return trip


def _came_home(node: Node, places: Sequence[str], at: At, *, closes: bool = True) -> None:
    trip = _set_out(node, places, at)
    plan = travelling.trip_of(node, trip).plan
    for planned, (n, group) in zip(plan.stops if plan else (), CAME, strict=False):
        where = Where(place=planned.place, classes=classes_at(node, planned.place, at.on))
        travelling.open_stop(node, trip, planned.stop, at, where=where)
        there = replace(at, stop=planned.stop)
        circulation.count_visits(node, VisitCounted("mobile", n, group), there)
        said = StopConfirmed(trip, "stamp", role="commune_office")
        photographs.confirm(node, trip, planned.stop, at, body=said)
        travelling.close_stop(node, trip, planned.stop, at)
    travelling.come_back(node, trip, at, TripReturned(odometer_m=START_M + DRIVEN_M))
    if closes:
        travelling.close(node, trip, at)


def _under_way(node: Node, places: Sequence[str], at: At) -> None:
    trip = _set_out(node, places, at)
    plan = travelling.trip_of(node, trip).plan
    for planned in plan.stops[:1] if plan else ():
        where = Where(place=planned.place, classes=classes_at(node, planned.place, at.on))
        travelling.open_stop(node, trip, planned.stop, at, where=where)
        circulation.count_visits(node, VisitCounted("mobile", 7), replace(at, stop=planned.stop))
