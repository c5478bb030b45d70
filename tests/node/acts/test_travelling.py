"""A trip at a real node: what it promises to places, and what is done at a stop belongs to it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.node.desk.conftest import ADULT, HERE, TODAY, WIDE, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.trips.facts import PlannedStop, StopConfirmed, TripPlanned, TripReturned
from tusach.library.trips.rules import Going, Where
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, photographs
from tusach.node.acts import travelling as trips
from tusach.node.acts.circulation import Told
from tusach.node.acts.node import At
from tusach.node.acts.stopping import open_stop_at
from tusach.node.store.retell import retell
from tusach.node.store.store import Done

library = library_alone
pytestmark = pytest.mark.django_db
SOON, LATER = "2026-11-25", "2026-12-02"
FIRST, SECOND = "7" * 32, "8" * 32
CREW = Going(crew=(HERE,), others=2, least=3)


@pytest.fixture
def vehicle(library: Library) -> str:
    """The main library as a vehicle that visits the hut."""
    node = library.node
    kinds = tuple(
        replace(one, moves=one.code == "main_library") for one in node.profile.places.kinds
    )
    node.profile = replace(node.profile, places=replace(node.profile.places, kinds=kinds))
    return library.main


def body(library: Library, *stops: tuple[str, str], reason: str = "") -> TripPlanned:
    return TripPlanned(
        vehicle=library.main,
        first_on=min(day for _, day in stops),
        last_on=max(day for _, day in stops),
        stops=tuple(PlannedStop(stop=stop, place=library.hut, on=day) for stop, day in stops),
        reason=reason,
    )


def planned(library: Library, *stops: tuple[str, str], trip: str = "", reason: str = "") -> str:
    found = trips.plan(
        library.node, body(library, *stops, reason=reason), library.at(by=WIDE), trip=trip
    )
    assert isinstance(found, str), found
    return found


def done(found: object) -> None:
    assert isinstance(found, Done), found


def coming(library: Library) -> list[str]:
    """The days on which the vehicle is expected at the hut."""
    return [one.day for one in library.node.place(library.hut).visits if not one.called_off]


def on_the_road(library: Library) -> tuple[str, At]:
    """A trip of today that has set out and serves at its first stop."""
    node, at = library.node, library.at(by=HERE)
    trip = planned(library, (FIRST, TODAY), (SECOND, TODAY))
    done(trips.publish(node, trip, library.at(by=WIDE)))
    done(trips.depart(node, trip, at, CREW))
    done(trips.open_stop(node, trip, FIRST, at, where=Where(place=library.hut)))
    return trip, replace(at, stop=open_stop_at(node, library.main, TODAY))


def test_a_published_trip_is_expected_at_its_places_and_a_change_moves_the_days(
    library: Library, vehicle: str
) -> None:
    node, at = library.node, library.at(by=WIDE)
    trip = planned(library, (FIRST, SOON))
    assert coming(library) == []
    done(trips.publish(node, trip, at))
    assert coming(library) == [SOON]
    planned(library, (FIRST, LATER), trip=trip, reason="road")
    assert coming(library) == [SOON]
    done(trips.publish(node, trip, at))
    assert coming(library) == [LATER]
    done(trips.cancel(node, trip, at, reason="weather"))
    assert coming(library) == []
    rows = node.store.query("SELECT source FROM place_visit WHERE tenant = ?", (node.tenant,))
    assert {row[0] for row in rows} == {"trip"}


def test_a_place_that_stands_still_goes_on_no_trip(library: Library) -> None:
    found = trips.plan(library.node, body(library, (FIRST, SOON)), library.at(by=WIDE))
    assert isinstance(found, Refusal) and found.code == "trip.vehicle_missing"


def test_what_is_done_while_a_stop_is_open_belongs_to_it(library: Library, vehicle: str) -> None:
    node = library.node
    trip, at = on_the_road(library)
    assert at.stop == FIRST
    copy = library.copies[0]
    assert isinstance(circulation.lend(node, copy, ADULT, at), Told)
    back = circulation.take_back(node, copy, at)
    assert isinstance(back, Told)
    for n in (4, 3):
        counted = circulation.count_visits(node, VisitCounted("mobile", n, "child"), at)
        assert isinstance(counted, Told)
    state = trips.stop_of(node, FIRST)
    assert (state.loans, state.returns, state.came) == (1, 1, 7)
    assert isinstance(circulation.undo(node, back.fact, at), Told)
    assert trips.stop_of(node, FIRST).returns == 0
    done(trips.close_stop(node, trip, FIRST, at))
    assert open_stop_at(node, library.main, TODAY) is None


def test_the_tables_of_trips_are_told_anew_alike(library: Library, vehicle: str) -> None:
    node = library.node
    trip, at = on_the_road(library)
    said = StopConfirmed(trip, "stamp", "12/BB")
    done(photographs.confirm(node, trip, FIRST, at, body=said))
    done(trips.close_stop(node, trip, FIRST, at, nobody=True))
    done(trips.miss_stop(node, trip, SECOND, at, reason="road"))
    done(trips.come_back(node, trip, at, TripReturned(odometer_m=90_000)))
    done(trips.close(node, trip, at))
    tables = {
        name: node.store.query(f"SELECT * FROM {name} ORDER BY 1, 2, 3", ())  # noqa: S608
        for name in ("trip", "trip_stop", "stop")
    }
    assert [len(rows) for rows in tables.values()] == [1, 2, 2]
    told = retell(node.store)
    assert told.digest_before == told.digest_after
    for name, rows in tables.items():
        assert node.store.query(f"SELECT * FROM {name} ORDER BY 1, 2, 3", ()) == rows  # noqa: S608


def test_the_crew_of_the_law_is_data_with_its_dates(library: Library) -> None:
    assert trips.least_crew(library.node, TODAY) in (1, 3)
