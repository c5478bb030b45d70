"""A vehicle holds the readers of places for a trip, and nobody holds them longer or besides."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation
from tests.node.store import homes as scene
from tests.node.sync.machines import (
    Machines,
    at,
    carry,
    files_with,
    lend,
    machines,
    meet,
    reader,
    stock,
)

from tusach.ledger.draft import Refusal
from tusach.library import scopes
from tusach.library.nodes.facts import node_subject
from tusach.node.acts import circulation, duties, holding, trips
from tusach.node.acts.machines import Machine, machine, machine_named, state_of
from tusach.node.acts.node import At, Node
from tusach.node.acts.verifying import verify_home
from tusach.node.keeping import doctor
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import take
from tusach.node.store.retell import retell, scope_digests
from tusach.node.store.verify import verify
from tusach.node.sync import certifying, enrolling, parcels, requests
from tusach.node.sync.messages import BadMessage
from tusach.node.wording.health import say_finding

NAME, OTHER = "Lý Thị Mẩy", "Vàng A Sử"
DAY_MS = 86_400_000


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


class Trip:
    """Two libraries with a reader and a loan each, and a vehicle that is sent to both."""

    def __init__(self, network: Machines, *, days: int = 3) -> None:
        self.hub = network.hub
        self.one, self.two = network.join("nui"), network.join("song")
        self.car = network.join("xe", "vehicle")
        self.copies = {node: stock(node, f"Quyển {node.home.name}") for node in self.libraries}
        self.readers = {self.one: reader(self.one, NAME), self.two: reader(self.two, OTHER)}
        for node in self.libraries:
            lend(node, self.copies[node], self.readers[node])
            meet(node, self.hub)
        self.until = day_after(self.hub, days)
        self.send("nui", "song")
        meet(self.car, self.hub)

    @property
    def libraries(self) -> tuple[Node, Node]:
        return self.one, self.two

    @property
    def places(self) -> list[str]:
        return sorted(node.own_place() or "" for node in self.libraries)

    def send(self, *codes: str, days: int = 3) -> trips.Trip:
        until = day_after(self.hub, days)
        found = trips.send(self.hub, "xe", codes, until=until, by=None)
        assert isinstance(found, trips.Trip), found
        return found

    def names(self) -> set[str]:
        """Names that the vehicle can show."""
        return {row[1] for row in self.car.store.vault.table("reader_name")}

    def lends(self, node: Node) -> str:
        """The vehicle lends a new copy to the reader of a library, at its place."""
        copy = stock(self.car, f"Sách lưu động {node.home.name}")
        where = At(node.own_place() or "", scene.ON)
        told = circulation.lend(self.car, copy, self.readers[node], where)
        assert isinstance(told, circulation.Told), told
        return told.fact


def day_after(node: Node, days: int) -> str:
    return (date.fromisoformat(node.today()) + timedelta(days=days)).isoformat()


def days_pass(*nodes: Node, days: int = 5) -> None:
    for node in nodes:
        node.store.clock.ms += days * DAY_MS  # type: ignore[attr-defined]


def nothing_is_left(car: Node) -> None:
    """No byte of any reader's name in any file, and everything fits together."""
    for name in (NAME, OTHER):
        assert files_with(car.home, name) == set()
    assert verify(car.store).faults == ()
    assert retell(car.store).digest_after == retell(car.store).digest_before


def test_a_place_names_its_own_machine_also_while_a_vehicle_holds_it(network: Machines) -> None:
    trip = Trip(network)
    for code, node in (("nui", trip.one), ("song", trip.two), ("xe", trip.car)):
        found = machine_named(trip.hub.store, code, trip.hub.place_id(code))
        assert found is not None
        assert found.key == node.store.own_key


def test_a_vehicle_serves_the_readers_of_its_trip_and_what_it_did_counts_afterwards(
    network: Machines,
) -> None:
    trip = Trip(network)
    assert trip.names() == {NAME, OTHER}
    loan = trip.lends(trip.one)
    meet(trip.car, trip.hub)
    meet(trip.one, trip.hub)
    assert circulation.loan_reader(trip.one, loan) == trip.readers[trip.one]
    trip.send()  # a later certificate names none of these places
    for node in (trip.car, trip.one):
        meet(node, trip.hub)
    for node in (trip.hub, trip.car, trip.one):
        assert loan in node.store.engine.open_of([loan]), "what it told on the trip still counts"


def test_when_its_day_is_over_a_vehicle_gives_the_readers_up_by_itself(network: Machines) -> None:
    trip = Trip(network)
    trip.lends(trip.one)
    meet(trip.car, trip.hub)
    before = scope_digests(trip.car.store)
    assert files_with(trip.car.home, NAME)
    assert [one.is_over for one in holding.holders(trip.hub)] == [False]
    days_pass(trip.car, trip.hub, *trip.libraries)
    assert [(one.places, one.is_over) for one in holding.holders(trip.hub)] == [
        (tuple(trip.places), True)
    ]
    assert duties.Daily(trip.car).tick()
    assert trip.names() == set()
    nothing_is_left(trip.car)
    after = scope_digests(trip.car.store)
    assert {one: after[one] for one in before if one != scopes.CONTROL} == {
        one: before[one] for one in before if one != scopes.CONTROL
    }
    assert duties.perform(trip.car) == 0
    found = meet(trip.car, trip.hub)
    assert found.waiting == 0
    assert holding.holders(trip.hub) == []
    again = meet(trip.car, trip.hub)
    assert (again.sent, again.received, again.waiting) == (0, 0, 0)
    nothing_is_left(trip.car)


def test_a_lease_that_is_renewed_gives_a_vehicle_its_own_places_and_none_of_an_earlier_trip(
    network: Machines,
) -> None:
    trip = Trip(network)
    hub, own = trip.hub, trip.car.own_place()
    with pytest.raises(BadMessage, match=r"enrol\.on_trip"):
        certifying.renew(hub.store, the_car(trip), days=180, by=None)
    days_pass(trip.car, hub)
    assert holding.overdue(trip.car.store) == trip.places
    certifying.renew(hub.store, the_car(trip), days=180, by=None)
    meet(trip.car, hub)
    said = the_car(trip).certificate
    assert said is not None and said.places == (own,)
    assert trip.names() == set(), "it gives up what it still has"
    assert holding.holders(hub) == []


def test_a_vehicle_that_takes_the_place_of_another_is_not_given_its_trip(
    network: Machines,
) -> None:
    trip = Trip(network)
    other = network.join("xe moi", "vehicle")
    asked = requests.request(other)
    enrolling.replace(trip.hub, the_car(trip), asked, by=None, days=90)
    said = state_of(trip.hub.store, other.store.own_key).certificate
    assert said is not None and said.places == (trip.car.own_place(),)


def the_car(trip: Trip) -> Machine:
    found = machine(trip.hub.store, node_subject(trip.hub.tenant, trip.car.store.own_key))
    assert found is not None
    return found


def test_what_no_hub_has_is_not_given_up(network: Machines) -> None:
    trip = Trip(network)
    loan = trip.lends(trip.one)
    refused = holding.release(trip.car, trip.places)
    assert isinstance(refused, Refusal)
    assert refused.code == "release.unsent"
    days_pass(trip.car, trip.hub)
    assert duties.perform(trip.car) >= 1, "the other place waits for nothing"
    assert trip.names() == {NAME}
    found = [one for one in doctor.examine(trip.car.home) if one.code == "health.holds_longer"]
    assert found[0].values["waiting"] > 0  # the doctor looks by the clock of the machine
    for language in ("vi", "en"):
        with translation.override(language):
            assert all(say_finding(found[0].code, found[0].values))
    for _ in range(2):  # the hub told something of the copy meanwhile; then it says what it holds
        meet(trip.car, trip.hub)
    duties.perform(trip.car)
    nothing_is_left(trip.car)
    assert circulation.loan_reader(trip.hub, loan) == trip.readers[trip.one]


def test_a_vehicle_whose_day_is_over_is_given_nothing_new_and_an_old_stick_brings_nothing(
    network: Machines,
) -> None:
    trip = Trip(network)
    reader(trip.one, "Giàng Thị Sua")
    meet(trip.one, trip.hub)
    raw = b"".join(parcels.write(trip.hub.store, trip.hub.home, (trip.car.store.own_key,)))
    days_pass(trip.car, trip.hub)
    meet(trip.car, trip.hub)
    assert "Giàng Thị Sua" not in trip.names()
    duties.perform(trip.car)
    parcels.read(trip.car.store, trip.car.home, io.BytesIO(raw))
    meet(trip.car, trip.hub)
    nothing_is_left(trip.car)
    assert files_with(trip.car.home, "Giàng Thị Sua") == set()


def test_a_place_that_is_granted_again_brings_its_readers_again(network: Machines) -> None:
    trip = Trip(network)
    days_pass(trip.car, trip.hub)
    duties.perform(trip.car)
    meet(trip.car, trip.hub)
    reader(trip.one, "Giàng Thị Sua")
    meet(trip.one, trip.hub)
    trip.send("nui")
    meet(trip.car, trip.hub)
    meet(trip.car, trip.hub)
    assert trip.names() == {NAME, "Giàng Thị Sua"}
    assert verify(trip.car.store).faults == ()
    again = meet(trip.car, trip.hub)
    assert (again.sent, again.received, again.waiting) == (0, 0, 0)
    assert trip.car.store.vault.scopes_away() == {
        one for one in holding.scopes_at(trip.two.own_place() or "") if "operations" not in one
    }


def test_a_stick_brings_them_again_as_well(network: Machines) -> None:
    trip = Trip(network)
    days_pass(trip.car, trip.hub)
    duties.perform(trip.car)
    carry(trip.car, trip.hub)
    trip.send("nui")
    for _ in range(2):
        carry(trip.hub, trip.car, trip.car.own_place() or "")
        carry(trip.car, trip.hub)
    assert trip.names() == {NAME}


def test_a_library_never_gets_a_byte_of_the_readers_of_another(
    network: Machines,
) -> None:
    trip = Trip(network)
    trip.lends(trip.two)
    meet(trip.car, trip.hub)
    for giver in (trip.hub, trip.car, trip.two):
        if giver is not trip.two:
            carry(giver, trip.one, trip.one.own_place() or "")
        meet(trip.one, giver)
    assert files_with(trip.one.home, OTHER) == set()
    assert files_with(trip.two.home, NAME) == set()
    held = {scope.partition(":")[2] for scope in scope_digests(trip.one.store)}
    assert trip.two.own_place() not in held
    assert files_with(trip.hub.home, OTHER), "it would be seen"


def test_each_refusal_of_a_trip(network: Machines) -> None:
    trip = Trip(network)
    far = day_after(trip.hub, 9)
    for node, vehicle, places, until, code in (
        (trip.one, "xe", ("song",), far, "trip.not_a_hub"),
        (trip.hub, "nui", ("song",), far, "trip.no_vehicle"),
        (trip.hub, "xe", ("nowhere",), far, "trip.no_place"),
        (trip.hub, "xe", ("song",), "2020-01-01", "trip.over_already"),
    ):
        refused = trips.send(node, vehicle, places, until=until, by=None)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    by_key = trips.send(trip.hub, trip.car.store.own_key, ("song",), until=far, by=None)
    assert isinstance(by_key, trips.Trip)
    for node, places, code in (
        (trip.one, trip.places, "release.not_a_vehicle"),
        (trip.car, [trip.car.own_place() or ""], "release.not_held"),
    ):
        said = holding.release(node, places)
        assert isinstance(said, Refusal)
        assert said.code == code
    assert at(trip.car).place not in trip.places


def test_a_backup_of_the_trip_does_not_bring_the_readers_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as network:
        trip = Trip(network)
        home = trip.car.home
        assert files_with(home, NAME)
        taken = take(home, trip.car.store, tmp_path / "trip.backup")
        days_pass(trip.car, trip.hub)
        duties.perform(trip.car)
        nothing_is_left(trip.car)
    restore(Path(taken.path), home)
    assert files_with(home, NAME) == files_with(home, OTHER) == set()
    assert verify_home(home).faults == ()
