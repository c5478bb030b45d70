"""What a promised trip lends to its vehicle by itself, and when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.node.sync.machines import Machines, machines, meet
from tests.node.sync.test_trips import Trip, day_after, days_pass, nothing_is_left

from tusach.library.trips.facts import PlannedStop, TripPlanned
from tusach.node.acts import duties, travelling
from tusach.node.acts.node import At, Node
from tusach.node.acts.trip_scopes import DAYS_AHEAD, lend_scopes
from tusach.node.store.store import Done


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def as_vehicle(node: Node, vehicle: str) -> None:
    """The kind of this place is one that moves."""
    kind = node.place(vehicle).kind
    kinds = tuple(replace(one, moves=one.code == kind) for one in node.profile.places.kinds)
    node.profile = replace(node.profile, places=replace(node.profile.places, kinds=kinds))


def promised(trip: Trip, *, days: int, stops: tuple[str, ...]) -> None:
    """A trip of one day, so many days ahead."""
    hub, vehicle = trip.hub, trip.car.own_place() or ""
    as_vehicle(hub, vehicle)
    day, at = day_after(hub, days), At(vehicle, hub.today())
    planned = tuple(PlannedStop(stop=hub.store.random.new_id(), place=one, on=day) for one in stops)
    found = travelling.plan(
        hub, TripPlanned(vehicle=vehicle, first_on=day, last_on=day, stops=planned), at
    )
    assert isinstance(found, str), found
    assert isinstance(travelling.publish(hub, found, at), Done)


def test_the_places_of_a_promised_trip_are_lent_to_its_vehicle_and_given_up_after_it(
    network: Machines,
) -> None:
    trip = Trip(network, days=0)
    days_pass(trip.hub, trip.car)
    meet(trip.car, trip.hub)
    duties.perform(trip.car)
    assert trip.names() == set()
    promised(trip, days=3, stops=tuple(trip.places))
    assert lend_scopes(trip.hub) == 1
    assert lend_scopes(trip.hub) == 0
    for _ in range(2):  # with the first it hears that it may hold them
        meet(trip.car, trip.hub)
    assert len(trip.names()) == 2
    days_pass(trip.hub, trip.car)
    meet(trip.car, trip.hub)
    duties.perform(trip.car)
    nothing_is_left(trip.car)
    assert lend_scopes(trip.hub) == 0


def test_a_trip_far_ahead_lends_nothing_yet_and_a_second_one_keeps_what_the_first_lent(
    network: Machines,
) -> None:
    trip = Trip(network, days=2)
    one, two = trip.places
    trip.send(trip.hub.place(one).code, days=2)
    promised(trip, days=DAYS_AHEAD + 1, stops=(two,))
    assert lend_scopes(trip.hub) == 0
    promised(trip, days=1, stops=(two,))
    assert lend_scopes(trip.hub) == 1
    standings = trip.hub.store.standings
    assert standings is not None
    found = standings.known[trip.car.store.own_key]
    assert {one, two} <= found.places and found.until == day_after(trip.hub, 2)


def test_a_library_lends_no_scopes(network: Machines) -> None:
    trip = Trip(network, days=2)
    assert lend_scopes(trip.one) == 0
