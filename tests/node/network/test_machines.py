"""The machines of the network as pages: the list, one of them, its lease, shutting it out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.test import Client
from tests.node.network.conftest import CHIEF, HERE, LAPTOP, WIDE, Library, let_in

from tusach.node.acts import machines

Office = Callable[..., Client]


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


@pytest.mark.parametrize(
    ("role", "said"),
    [("hub", "No machine has joined the network yet"), ("library", "works on its own")],
)
def test_who_is_alone_sees_itself_and_how_that_may_change(
    library: Library, office: Office, role: str, said: str
) -> None:
    store = library.node.store
    store.identity = msgspec.structs.replace(store.identity, role=role)
    for path in ("/network/board", "/network/"):
        assert said in words(office(HERE).get(path))
    assert "this machine" in words(office(HERE).get("/network/board"))


def test_everybody_sees_each_machine_with_its_places_and_only_the_hub_s_people_may_act(
    library: Library, office: Office, laptop: str
) -> None:
    assert "old laptop" in words(office(HERE).get("/network/board"))
    page = words(office(HERE).get(f"/network/machines/{laptop}"))
    assert "Lease until 1 Jun 2027" in page and "Stolen" not in page
    assert "Stolen" in words(office(WIDE).get(f"/network/machines/{laptop}"))
    for act in ("renew", "revoke"):
        assert office(HERE).post(f"/network/machines/{laptop}/{act}").status_code == 403
    assert office(WIDE).get(f"/network/machines/{'0' * 32}").status_code == 404


def test_a_lease_is_renewed_by_one_button(library: Library, office: Office, laptop: str) -> None:
    before = machines.machine(library.node.store, laptop)
    assert before and before.certificate
    let_in(library, LAPTOP, "old laptop", until="2026-12-01")
    assert "leases of machines end soon" in words(office(WIDE).get("/office/"))
    answer = office(WIDE).post(f"/network/machines/{laptop}/renew", follow=True)
    assert "The lease was renewed" in words(answer)
    after = machines.machine(library.node.store, laptop)
    assert after and after.certificate and after.certificate.valid_until == "2027-05-22"
    assert "leases of machines end soon" not in words(office(WIDE).get("/office/"))


def test_shutting_out_shows_first_what_falls_out_and_then_does_it(
    library: Library, office: Office, laptop: str, tmp_path: Any
) -> None:
    client, address = office(WIDE), f"/network/machines/{laptop}/revoke"
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"reason": "stolen", "day": "31/2/2026", "hour": "25:00"})
    assert wrong.status_code == 422 and "hour:minute" in words(wrong)
    told = {"reason": "stolen", "day": "22/11/2026", "hour": "7:30"}
    seen = client.post(address, told)
    assert "Everything that lies here of it stays" in words(seen)
    state = machines.machine(library.node.store, laptop)
    assert state and state.revoked is None, "nothing is done by looking"
    done = client.post(address, {**told, "step": "do"}, follow=True)
    assert "shut out" in words(done) and "stolen" in words(done)
    state = machines.machine(library.node.store, laptop)
    assert state and state.revoked and state.revoked.reason == "stolen"
    renewed = client.post(f"/network/machines/{laptop}/renew")
    assert renewed.status_code == 422


def test_this_very_machine_cannot_be_shut_out(
    library: Library, office: Office, laptop: str
) -> None:
    own = next(one for one in machines.machines(library.node.store) if one.is_own)
    answer = office(CHIEF).post(
        f"/network/machines/{own.subject}/revoke", {"reason": "stolen", "step": "do"}
    )
    assert answer.status_code == 422 and "itself" in words(answer)
