"""What a trip takes along: promises first, one book for one stop, one list along the shelves."""

from __future__ import annotations

import pytest
from tests.node.desk.conftest import ADULT, HERE, TODAY, Desk, Library
from tests.node.trips.conftest import words
from tests.node.trips.test_planning import asked, made
from tests.node.trips.test_trip_pages import go, line, planned, vehicle

from tusach.node.acts import circulation, crating, travelling
from tusach.node.acts.trip_packing import Ride, for_trip, rides

__all__ = ["vehicle"]
pytestmark = pytest.mark.django_db


def test_what_readers_of_the_stops_asked_for_goes_first_and_no_book_goes_to_two_stops(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    node = library.node
    asked(library, 1)
    library.lend(library.copies[0], ADULT)
    circulation.take_back(node, library.copies[0], library.at())
    trip = planned(desk, library, line(0, library.hut), line(1, library.hut, on="2026-12-20"))
    state = travelling.trip_of(node, trip)
    found = for_trip(node, state, library.at(by=HERE), room=10)
    (stop,) = found.stops
    assert (stop.place, stop.on) == (library.hut, TODAY), "two days at one place are one packing"
    assert [one.title for one in stop.promised] == [library.titles[1]]
    assert library.titles[0] in {one.title for one in stop.expected}
    chosen = [one.title for one in (*stop.promised, *stop.expected)]
    assert sorted(one.title for one in found.picks) == sorted(chosen)
    assert [one.shelf for one in found.picks] == sorted(one.shelf for one in found.picks)
    crate = made(library)
    page = desk(HERE).get(f"/trips/trip/{trip}/packing")
    assert "promised to a reader" in words(page) and "Along the shelves" in words(page)
    assert f"/trips/crates/{crate}/plan?to={library.hut}" in page.content.decode()


def test_no_more_books_than_there_is_room_for_and_a_promise_without_a_copy_is_said(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    node = library.node
    for title in (0, 1):
        asked(library, title)
    trip = planned(desk, library)
    state = travelling.trip_of(node, trip)
    (stop,) = for_trip(node, state, library.at(by=HERE), room=1).stops
    assert len(stop.promised) + len(stop.expected) == 1 and len(stop.unmet) == 1
    page = words(desk(HERE).get(f"/trips/trip/{trip}/packing?room=1"))
    assert "1 promise cannot be kept" in page
    for odd in ("", "x", "0", "99999"):
        assert desk(HERE).get(f"/trips/trip/{trip}/packing?room={odd}").status_code == 200


def test_a_stop_that_is_over_takes_nothing_more(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    trip = planned(desk, library)
    go(desk, trip, "depart", crew=HERE, others="2")()
    plan = travelling.trip_of(library.node, trip).plan
    assert plan is not None
    go(desk, trip, f"stops/{plan.stops[0].stop}/miss", reason="road")()
    assert "No stop of this trip is to come" in words(desk(HERE).get(f"/trips/trip/{trip}/packing"))


def test_a_crate_that_should_go_somewhere_can_ride_with_the_next_trip_there(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    node = library.node
    library.lend(library.copies[0], ADULT)
    circulation.take_back(node, library.copies[0], library.at())
    crating.pack(node, made(library), library.copies[0], library.at(by=HERE))
    assert "no trip goes there yet" in words(desk(HERE).get("/trips/crates/rotation"))
    later = planned(desk, library, line(0, library.hut, on="2026-12-20"))
    sooner = planned(desk, library, line(0, library.hut, on="2026-12-10"))
    found = rides(node, TODAY)
    assert found[library.hut] == Ride("2026-12-10", sooner, library.main, False)
    assert rides(node, "2026-12-11")[library.hut].trip == later
    page = words(desk(HERE).get("/trips/crates/rotation"))
    assert "can ride with the trip of" in page and "not promised yet" in page
