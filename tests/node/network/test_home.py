"""What the province has and has not, whom this machine meets: in plain words."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from tests.node.desk.conftest import ToldClock, ToldRandom
from tests.node.network.conftest import CHIEF, LAPTOP, Network, followed, words
from tests.node.store.telling import described, tell

from tusach.library.register import FOLDERS
from tusach.node.keeping import doctor
from tusach.node.store import links, peers
from tusach.node.store.keys import fingerprint
from tusach.node.store.memory import MemoryEngine
from tusach.node.store.peers import Report
from tusach.node.store.store import Identity, Store, World
from tusach.node.store.unsent import Counted, unsent
from tusach.node.store.vault import Vault
from tusach.node.sync import held_parcels, parcels, reach, turn

At = Callable[..., Client]


def test_a_library_that_was_never_met_is_told_so_and_what_to_do(network: Network, at: At) -> None:
    page = words(at(network.branch).get("/network/"))
    assert "The province has not confirmed anything yet" in page
    assert "Enter the address of the province below" in page
    assert "This machine has not met another one yet" in page


def test_an_address_is_entered_exchanged_with_and_from_then_on_remembered(
    network: Network, at: At
) -> None:
    network.door.open()
    client = at(network.branch)
    page = followed(client, client.post("/network/addresses", {"address": network.door.address}))
    assert "Sent: " in page
    (link,) = links.links_of(network.branch.home)
    assert (link.address, link.failures, link.node) == (
        network.door.address, 0, network.hub.store.own_key,
    )  # fmt: skip
    page = words(client.get("/network/"))
    assert "The province has everything up to" in page
    assert "Last contact" in page
    assert page.count("Exchange now") == 1
    again = followed(client, client.post("/network/exchange", {"address": link.address}))
    assert "Both held the same already" in again
    assert client.post("/network/addresses/forget", {"address": link.address}).status_code == 302
    assert links.links_of(network.branch.home) == ()


def test_what_the_province_has_not_is_counted_and_listed_in_words(network: Network, at: At) -> None:
    network.met()
    client = at(network.branch)
    for _ in range(3):
        network.count_one()
    page = words(client.get("/network/"))
    assert "3 not sent yet" in page
    assert "The province has everything up to" in page
    listed = words(client.get("/network/unsent"))
    assert listed.count("Visits: 1") == 3
    vietnamese = words(at(network.branch, language="vi").get("/network/"))
    assert "3 việc chưa gửi" in vietnamese
    network.met()
    assert "Nothing waits to be sent" in words(client.get("/network/unsent"))


def test_from_thirty_on_the_page_warns(network: Network, at: At) -> None:
    network.met()
    client = at(network.branch)
    for _ in range(29):
        network.count_one()
    assert "That is much" not in words(client.get("/network/"))
    network.count_one()
    assert "That is much" in words(client.get("/network/"))
    assert "entries wait to be sent" in words(client.get("/office/"))


def test_the_count_of_a_page_is_made_anew_only_when_something_changed(network: Network) -> None:
    network.met()
    counted = Counted(network.branch.store, network.branch.home)
    first = counted.now()
    assert first is not None
    assert counted.now() is first
    network.count_one()
    second = counted.now()
    assert second is not None
    assert second.count == 1
    network.met()
    third = counted.now()
    assert third is not None
    assert third.count == 0


def test_neither_the_province_nor_a_library_on_its_own_waits_for_anybody(network: Network) -> None:
    assert unsent(network.hub.store, network.hub.home) is None


def test_a_province_that_does_not_answer_is_said_with_why_and_since_when(
    network: Network, at: At
) -> None:
    client = at(network.branch)
    page = followed(client, client.post("/network/addresses", {"address": network.door.address}))
    assert "does not answer" in page
    page = words(client.get("/network/"))
    assert "failing since" in page
    assert "Never met" in page
    assert "A stick brings it too" in page


def test_what_is_no_address_is_refused_and_stays_in_the_field(network: Network, at: At) -> None:
    client = at(network.branch)
    for typed in ("", "ftp://there", "http://", "http://[", "java script:1", "x" * 5_000):
        answer = client.post("/network/addresses", {"address": typed})
        assert answer.status_code == 422, typed
        assert "is no address" in words(answer)
        assert client.post("/network/exchange", {"address": typed}).status_code == 422
    assert links.links_of(network.branch.home) == ()


def test_an_exchange_that_goes_on_already_is_said(network: Network, at: At) -> None:
    with turn.taken(network.branch.home):
        assert "An exchange goes on now" in words(at(network.branch).get("/network/"))


def test_the_own_address_is_shown_where_others_reach_it(
    network: Network, at: At, monkeypatch: object
) -> None:
    client = at(network.hub, CHIEF)
    reach.listens("127.0.0.1", 8000)
    assert "Other machines do not reach this one" in words(client.get("/network/"))
    reach.listens("192.168.1.5", 8000)
    page = words(client.get("/network/"))
    assert "http://192.168.1.5:8000" in page
    assert "<svg" in page


def test_an_errand_that_is_none_is_not_found(network: Network, at: At) -> None:
    assert at(network.branch).get("/network/errands/" + "0" * 32).status_code == 404
    assert at(network.branch).get("/network/errands/nonsense").status_code == 404


def test_the_doctor_says_what_is_wrong_with_the_exchange(network: Network, at: At) -> None:
    def codes() -> set[str]:
        return {one.code for one in doctor.examine(network.branch.home)}

    assert "health.never_met" in codes()
    network.met()
    assert "health.sent" in codes()
    client = at(network.branch)
    followed(client, client.post("/network/addresses", {"address": network.door.address}))
    for _ in range(30):
        network.count_one()
    peers.report(network.branch.home, network.hub.store.own_key, Report(2**50, ahead_ms=-3_600_000))
    found = codes()
    assert {"health.exchange_failing", "health.unsent", "health.clock_off"} <= found
    assert not codes_of_network(network.hub.home), "nobody is above the province"


def codes_of_network(home: Path) -> set[str]:
    told = ("health.never_met", "health.sent", "health.unsent", "health.exchange_failing")
    return {one.code for one in doctor.examine(home)} & set(told)


def test_a_notice_for_the_office_when_nobody_was_reached_for_a_day(
    network: Network, at: At
) -> None:
    client = at(network.branch)
    followed(client, client.post("/network/addresses", {"address": network.door.address}))
    assert "exchanges fail since a day" not in words(client.get("/office/"))
    network.clock.minutes_pass(25 * 60)
    assert "exchanges fail since a day" in words(client.get("/office/"))


def test_parcels_of_machines_that_nobody_knows_are_shown_with_their_number_and_can_be_removed(
    network: Network, at: At, tmp_path: Path
) -> None:
    hub, own = network.hub, network.hub.store.own_key
    stranger = Store(
        MemoryEngine(hub.tenant),
        Vault(tmp_path / "vault.sqlite"),
        LAPTOP,
        folders=FOLDERS,
        identity=Identity(hub.tenant, "library", root=own, place="f" * 32),
        world=World(clock=ToldClock(), random=ToldRandom(), built_ms=0),
    )
    tell(stranger, described("Sách lạ"))
    raw = b"".join(parcels.write(stranger, tmp_path, (own,)))
    assert parcels.read(hub.store, hub.home, io.BytesIO(raw)).kept
    client = at(hub, CHIEF)
    page = words(client.get("/network/"))
    assert "Parcels that wait here" in page
    assert fingerprint(bytes.fromhex(stranger.own_key)) in page
    (kept,) = held_parcels.held(hub.store, hub.home)
    client.post("/network/sticks/waiting/remove", {"name": "another"})
    assert held_parcels.held(hub.store, hub.home) == [kept]
    done = client.post("/network/sticks/waiting/remove", {"name": kept.path.name}, follow=True)
    assert "This parcel waits no more" in words(done)
    assert "Parcels that wait here" not in words(client.get("/network/"))
