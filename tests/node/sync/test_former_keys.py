"""A machine under another key reads what was closed for its former one, or says who helps."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.sync.machines import Machines, carry, lend, machines, meet, reader, stock
from tests.node.sync.test_trips import Trip

from tusach.ledger import parcel_reading
from tusach.ledger.parcel import BadParcel
from tusach.node.acts import holding
from tusach.node.acts.node import Node
from tusach.node.settings.keys import key_folder
from tusach.node.store.keys import Ed25519, fingerprint, kept
from tusach.node.sync import held_parcels, parcel_files, parcels
from tusach.node.sync.messages import BadMessage


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def for_it(hub: Node, node: Node) -> bytes:
    """A parcel of the hub for all keys of a machine that the hub knows."""
    to = parcels.recipients_of(hub.store, node.own_place() or "")
    return b"".join(parcels.write(hub.store, hub.home, to))


def private(one: parcel_reading.Frame | parcel_reading.Spoiled) -> bytes:
    assert isinstance(one, parcel_reading.Frame)
    return one.private


def lose_former(node: Node) -> None:
    """No key that this machine had before is on it any more."""
    for one in kept(node.home):
        for path in key_folder(node.home).glob("*.json"):
            if one.public_hex != node.store.own_key and one.public_hex in path.read_text():
                path.unlink()


def test_what_was_closed_for_a_former_key_is_read_where_that_key_is_still_here(
    network: Machines,
) -> None:
    hub, node = network.hub, network.join("nui")
    who = reader(node, "Lý Thị Mẩy")
    lend(node, stock(node), who)
    meet(node, hub)
    copy = stock(hub, "Quyển của tỉnh")
    raw = for_it(hub, node)
    node.store.succeed()
    node.store.succeed()
    done = parcels.read(node.store, node.home, io.BytesIO(raw))
    assert done.stored > 0 and done.spoiled == ()
    assert node.store.state(copy, "copy").registered is not None


def test_a_machine_that_lost_all_is_given_its_readers_by_a_parcel_for_its_former_key(
    network: Machines,
) -> None:
    """What touches persons in it is opened by that key as well."""
    hub, node = network.hub, network.join("nui")
    reader(node, "Lý Thị Mẩy")
    meet(node, hub)
    to = parcels.recipients_of(hub.store, node.own_place() or "")
    raw = b"".join(parcels.write(hub.store, hub.home, to, whole=True))
    node.store.succeed()
    assert parcels.read(node.store, node.home, io.BytesIO(raw)).spoiled == ()
    found = parcel_files.opened(node.store, io.BytesIO(raw))
    box = parcel_files.box_for(node.store, found.header)
    closed = [one for one in parcel_reading.frames(found, Ed25519()) if private(one)]
    assert closed, "this test would prove nothing"
    assert all(parcel_reading.packet_of(one, found, box).private for one in closed)


def test_without_that_key_it_is_said_who_writes_it_again_and_the_next_one_is_read(
    network: Machines,
) -> None:
    hub, node = network.hub, network.join("nui")
    meet(node, hub)
    copy = stock(hub, "Quyển của tỉnh")
    raw, before = for_it(hub, node), node.store.own_key
    node.store.succeed()
    lose_former(node)
    with pytest.raises(BadMessage, match=r"parcel\.former") as refused:
        parcels.read(node.store, node.home, io.BytesIO(raw))
    assert refused.value.values == {
        "node": fingerprint(hub.store.installation.public_key),
        "said": fingerprint(bytes.fromhex(before)),
    }
    assert held_parcels.held(node.store, node.home) == []
    carry(node, hub)
    carry(hub, node, node.own_place() or "")
    assert node.store.state(copy, "copy").registered is not None


def test_a_parcel_of_another_machine_stays_one_of_another_machine(network: Machines) -> None:
    hub, node, other = network.hub, network.join("nui"), network.join("song")
    raw = for_it(hub, other)
    node.store.succeed()
    with pytest.raises(BadParcel) as refused:
        parcels.read(node.store, node.home, io.BytesIO(raw))
    assert refused.value.code == "parcel.recipient"


def test_what_a_vehicle_told_under_any_of_its_keys_waits_until_a_hub_has_it(
    network: Machines,
) -> None:
    trip = Trip(network)
    car, places = trip.car, trip.places
    for nr, library in enumerate(trip.libraries, 1):
        trip.lends(library)
        before = holding.unsent(car.store, car.home, places)
        assert before >= nr
        for _twice in range(2):
            car.store.succeed()
            assert holding.unsent(car.store, car.home, places) >= before
    meet(car, trip.hub)
    assert holding.unsent(car.store, car.home, places) == 0
