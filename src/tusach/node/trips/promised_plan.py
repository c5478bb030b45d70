"""What trips that stand say as a plan: where the next one goes on, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tusach.library.trips.carrying import kept_rules
from tusach.library.trips.facts import TripPlanned
from tusach.library.trips.plan import Call, Day, Plan
from tusach.library.trips.problem import Problem
from tusach.library.trips.told import PLACE
from tusach.library.trips.wishes import units_in_force
from tusach.node.acts.node import Node
from tusach.node.acts.province import unit_subject
from tusach.node.trips.standing_trips import standing
from tusach.node.trips.stop_places import StopsOfPlaces


def plan_of_trips(node: Node, problem: Problem) -> Plan | None:
    """The trips of plans in these days, as much as keeps every rule; None where there is none.

    A journey over nights cannot be found again visit by visit, so it is handed on as it is.
    """
    stops, towns = StopsOfPlaces(node, problem), _towns(node, problem)
    days: list[Day] = []
    found = standing(node, problem, problem.from_on.isoformat())
    for vehicle in problem.vehicles:
        for one in found[node.place_id(vehicle.id)]:
            if one.may_change and one.state.plan is not None:
                days += _days(problem, one.state.plan, vehicle.id, stops, towns)
    return kept_rules(problem, Plan(days=tuple(days))) if days else None


def _towns(node: Node, problem: Problem) -> Mapping[str, int]:
    """By the subject of a place or a unit where a crew sleeps, its row."""
    units = {one.code: one for one in units_in_force(node.profile, problem.from_on)}
    found = {}
    for hub in problem.hubs:
        if hub.id.startswith(PLACE):
            found[node.place_id(hub.id.removeprefix(PLACE))] = hub.at
        elif hub.id in units:
            found[unit_subject(node.tenant, units[hub.id])] = hub.at
    return found


def _days(
    problem: Problem,
    trip: TripPlanned,
    vehicle: str,
    stops: StopsOfPlaces,
    towns: Mapping[str, int],
) -> Iterator[Day]:
    home = problem.vehicle_by_id[vehicle].home
    nights = {night.on: towns.get(night.at, home) for night in trip.nights}
    on, last, start = date.fromisoformat(trip.first_on), date.fromisoformat(trip.last_on), home
    while on <= last:
        end = nights.get(on.isoformat(), home)
        yield Day(
            on=on,
            vehicle=vehicle,
            start=start,
            end=end,
            leaves_minute=0,
            returns_minute=0,
            calls=tuple(_calls(problem, trip, on, stops)),
        )
        on, start = on + timedelta(days=1), end


def _calls(problem: Problem, trip: TripPlanned, on: date, stops: StopsOfPlaces) -> Iterator[Call]:
    for told in trip.stops:
        if told.on != on.isoformat():
            continue
        stop = stops.of_place(told.place)
        mine = [one for one in problem.slots if one.stop == stop and one.days == (on,)]
        if mine:
            slot = min(mine, key=lambda one: (not one.pinned, one.id))
            yield Call(slot=slot.id, arrive_minute=told.arrive_minute or 0, leave_minute=0)
