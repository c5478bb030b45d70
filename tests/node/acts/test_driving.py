"""A trip that is back has taught how long its roads take, once, and only what can be."""

from __future__ import annotations

from datetime import date

import pytest
from tests.node.acts.test_travelling import CREW, FIRST, SECOND, done, library, vehicle
from tests.node.desk.conftest import HERE, TODAY, WIDE, Library

from tusach.ledger.draft import Refusal
from tusach.library.places.served_facts import PlaceServiceSet
from tusach.library.roads.story import RoadState
from tusach.library.trips.facts import PlannedStop, TripPlanned, TripReturned
from tusach.library.trips.problem import Problem
from tusach.library.trips.rules import Where
from tusach.node.acts import circulation, placing, roads, serving
from tusach.node.acts import travelling as trips
from tusach.node.trips import home_wishes

__all__ = ["library", "vehicle"]
pytestmark = pytest.mark.django_db


def driven(library: Library) -> list[tuple[str, str, int]]:
    """What was measured: from where, to where, minutes."""
    states: tuple[RoadState, ...] = roads.all_roads(library.node)
    return [(one.start, one.end, one.minutes) for road in states for one in road.drives]


def stop_in(library: Library, code: str) -> str:
    """A stop in the third valley."""
    unit = next(
        str(row[0])
        for row in library.node.store.query("SELECT subject FROM unit WHERE code = 'CL03'")
    )
    kind = library.node.profile.places.kinds[1].code
    body = placing.PlaceFounded(code=code, name="Clara", kind=kind, unit=unit)
    done(placing.found_place(library.node, body, None, library.at()))
    return library.node.place_id(code)


def drive(library: Library, *, out: int = 50, between: int = 60, home: int = 40) -> str:
    """To the hut, on to Clara and back; minutes on each road."""
    node, at, clara = library.node, library.at(by=HERE), stop_in(library, "clara")
    stops = (
        PlannedStop(stop=FIRST, place=library.hut, on=TODAY),
        PlannedStop(stop=SECOND, place=clara, on=TODAY),
    )
    body = TripPlanned(vehicle=library.main, first_on=TODAY, last_on=TODAY, stops=stops)
    trip = trips.plan(node, body, library.at(by=WIDE))
    assert isinstance(trip, str)
    done(trips.depart(node, trip, at, CREW))
    for minutes, stop, place in ((out, FIRST, library.hut), (between, SECOND, clara)):
        library.clock.minutes_pass(minutes)
        done(trips.open_stop(node, trip, stop, at, where=Where(place=place)))
        library.clock.minutes_pass(120)
        done(trips.close_stop(node, trip, stop, at))
    library.clock.minutes_pass(home)
    done(trips.come_back(node, trip, at, TripReturned()))
    return trip


def units(library: Library) -> dict[str, str]:
    rows = library.node.store.query("SELECT code, subject FROM unit")
    return {str(code): str(subject) for code, subject in rows}


def test_each_leg_of_a_trip_is_measured_between_communes(library: Library, vehicle: str) -> None:
    trip = drive(library)
    unit = units(library)
    assert sorted(driven(library)) == sorted(
        [
            (unit["AL01"], unit["BR02"], 50),
            (unit["BR02"], unit["CL03"], 60),
            (unit["CL03"], unit["AL01"], 40),
        ]
    )
    found = home_wishes.problem_of(library.node, date(2026, 11, 24), date(2026, 12, 20), ("v",))
    assert isinstance(found, Problem)
    assert (found.legs.minutes[0][1], found.legs.source(0, 1)) == (50, ("measured", TODAY))
    assert trips.trip_of(library.node, trip).status == "returned"


def test_a_place_that_told_how_it_is_served_is_an_end_of_its_own(
    library: Library, vehicle: str
) -> None:
    told = serving.serve_so(
        library.node, library.hut, PlaceServiceSet(valid_from="2026-01-05"), library.at()
    )
    assert not isinstance(told, Refusal)
    drive(library)
    assert (units(library)["AL01"], library.hut, 50) in driven(library)


def test_a_button_pressed_late_teaches_nothing(library: Library, vehicle: str) -> None:
    drive(library, out=1, between=60, home=600)
    assert [minutes for _, _, minutes in driven(library)] == [60]


def test_coming_back_twice_measures_once(library: Library, vehicle: str) -> None:
    trip = drive(library)
    node, at = library.node, library.at(by=HERE)
    back = trips.trip_of(node, trip).returned
    assert back is not None
    assert not isinstance(circulation.undo(node, back.fact, at), Refusal)
    done(trips.come_back(node, trip, at, TripReturned()))
    assert len(driven(library)) == 3
