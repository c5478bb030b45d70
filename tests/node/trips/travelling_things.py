"""Things that travel, for the matrix of who gets in where."""

from __future__ import annotations

from tests.node.desk.conftest import Library

from tusach.ledger.draft import Refusal
from tusach.library.places.served_facts import VisitRequested
from tusach.library.roads.facts import RoadClosed, road_subject
from tusach.library.trips import rules as trip_rules
from tusach.library.trips.facts import PlannedStop, TripPlanned
from tusach.library.trips.story import TripState
from tusach.node.acts import crating, governing, roads, serving

STOP = "5" * 32


def planned(library: Library) -> str:
    """A trip of the main library to the hut."""
    stop = PlannedStop(stop=STOP, place=library.hut, on="2026-12-05")
    body = TripPlanned(vehicle=library.main, first_on=stop.on, last_on=stop.on, stops=(stop,))
    trip, here = "4" * 32, governing.desk(library.node, library.at())
    drafts = trip_rules.plan(trip, TripState(trip), body, here)
    assert not isinstance(drafts, Refusal)
    library.node.store.tell(None, drafts)
    return trip


def closed_road(library: Library) -> str:
    """A road that is closed."""
    ends = (library.main,)
    told = roads.close(library.node, RoadClosed(ends, "flood"), library.at())
    assert not isinstance(told, Refusal)
    return road_subject(library.node.tenant, ends)


def asked_for(library: Library) -> str:
    """A request for a visit that waits for an answer."""
    wish = VisitRequested(library.main, "2026-12-01", "2026-12-20")
    assert not isinstance(serving.request(library.node, wish, library.at()), Refusal)
    return serving.requests(library.node)[0].subject


def crate(library: Library) -> str:
    """A crate of the main library."""
    made = crating.make(library.node, 1, library.at())
    assert not isinstance(made, Refusal)
    return made.crates[0][0]
