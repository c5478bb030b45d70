"""What the province has and has not, whom this machine meets: in plain words."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.node.network.conftest import CHIEF, Network, followed, words

from tusach.node.store import links
from tusach.node.store.unsent import Counted, unsent
from tusach.node.sync import reach, turn

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
