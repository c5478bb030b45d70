"""A stick for a vehicle: what is made from it works, and people look before it holds any reader."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.node.sync.machines import files_with, meet
from tests.node.sync.test_by_stick import BUS, VALLEY, Scene, agree, at_hub, works

from tusach.library.nodes.facts import VEHICLE
from tusach.library.trips.facts import PlannedStop, TripPlanned
from tusach.node.acts import inviting, travelling
from tusach.node.acts.machines import state_of
from tusach.node.acts.node import At, Node
from tusach.node.acts.trip_scopes import lend_scopes
from tusach.node.store.store import Done
from tusach.node.sync import by_stick, preparing
from tusach.node.sync.enrolling import is_member
from tusach.node.sync.messages import BadMessage

__all__ = ["at_hub"]


def test_a_vehicle_has_a_stick_and_is_lent_no_reader_before_people_compared_its_number(
    at_hub: Scene,
) -> None:
    hub, other = at_hub.hub, at_hub.network.join("nui")
    works(other, "Lò Thị Mỷ")
    meet(other, hub)
    bus = at_hub.bus()
    trip(hub, bus, other.own_place() or "")
    folder = at_hub.prepare(BUS)[BUS]
    invitation = by_stick.opened(folder).invitation
    assert (invitation.role, bool(invitation.seed)) == (VEHICLE, True)
    car = at_hub.library(folder)
    assert car.store.identity.role == VEHICLE
    copy = works(car)
    for _ in range(2):
        meet(car, hub)
        assert lend_scopes(hub) == 0
    (case,) = inviting.to_look_at(hub.store, moving=travelling.vehicles(hub))
    assert (case.why, [use.state for use in case.uses]) == (inviting.MOVES, ["open"])
    assert files_with(car.home, "Lò Thị Mỷ") == set()
    assert hub.store.state(copy, "copy").loans == (), "nothing counts yet"
    moving = travelling.vehicles(hub)
    assert inviting.admit(hub.store, car.store.own_key, by=None, moving=moving) is None
    said = state_of(hub.store, car.store.own_key).certificate
    assert said is not None and (said.role, said.places) == (VEHICLE, (bus,))
    assert hub.store.state(copy, "copy").loans != ()
    assert lend_scopes(hub) == 1
    for _ in range(2):  # with the first it hears what it may hold
        meet(car, hub)
    assert is_member(car.store)
    assert "Lò Thị Mỷ" in {row[1] for row in car.store.vault.table("reader_name")}
    assert BUS not in {one.code for one in preparing.free_places(hub)}
    with pytest.raises(BadMessage, match=r"enrol\.not_free"):
        at_hub.prepare(BUS)
    agree(car, hub)


def test_a_stick_from_before_vehicles_had_any_is_read_and_one_whose_role_was_changed_is_not(
    at_hub: Scene, tmp_path: Path
) -> None:
    folder = at_hub.prepare(VALLEY)[VALLEY]
    told = json.loads((folder / preparing.FILE).read_bytes())
    assert told.pop("role") == ""
    raw = json.dumps(told).encode()
    assert preparing.read(raw).role == ""
    for role, code in ((VEHICLE, "sync.signature"), ("hub", "enrol.no_invitation")):
        with pytest.raises(BadMessage, match=code.replace(".", r"\.")):
            preparing.read(json.dumps({**told, "role": role}).encode())


def trip(hub: Node, vehicle: str, place: str) -> None:
    """A promised trip of this vehicle to that place, in three days."""
    day = (date.fromisoformat(hub.today()) + timedelta(days=3)).isoformat()
    stop = PlannedStop(stop=hub.store.random.new_id(), place=place, on=day)
    plan = TripPlanned(vehicle=vehicle, first_on=day, last_on=day, stops=(stop,))
    where = At(vehicle, hub.today())
    found = travelling.plan(hub, plan, where)
    assert isinstance(found, str), found
    assert isinstance(travelling.publish(hub, found, where), Done)
