"""A machine comes in through pages: its own, and the hub's for those who ask."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.node.network.conftest import CHIEF, HERE, LAPTOP, WIDE, Library, asked_by

from tusach.library.nodes.facts import node_subject
from tusach.node.acts import machines
from tusach.node.store.keys import Installation, fingerprint
from tusach.node.sync import coming_in, enrolling, messages, requests, waiting
from tusach.node.sync.messages import Answer, BadMessage

Office = Callable[..., Client]
GRANT = {"role": "library", "label": "old laptop", "days": "180", "replaces": "", "same": "on"}


def words(answer: Any) -> str:
    found: str = html.unescape(answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def key(name: str) -> Installation:
    return Installation(name.encode().ljust(32, b"."))


def brought(library: Library, raw: bytes, office: Office, **more: str) -> Any:
    told = {"file": SimpleUploadedFile("request.json", raw)} if raw else {}
    return office(WIDE).post("/network/requests", {**told, **more})


def test_a_request_that_was_brought_waits_until_its_number_was_compared_and_is_then_granted(
    library: Library, office: Office
) -> None:
    answer = brought(library, asked_by(library, LAPTOP), office)
    subject = node_subject(library.node.tenant, LAPTOP.public_hex)
    assert answer.headers["Location"] == f"/network/requests/{subject}"
    page = words(office(WIDE).get(answer.headers["Location"]))
    assert fingerprint(LAPTOP.public_key) in page
    assert machines.state_of(library.node.store, LAPTOP.public_hex).certificate is None
    told = {**GRANT, "place": library.main}
    unlooked = office(WIDE).post(f"/network/requests/{subject}", {**told, "same": ""})
    assert unlooked.status_code == 422 and "Compare the numbers first" in words(unlooked)
    done = office(WIDE).post(f"/network/requests/{subject}", told, follow=True)
    assert "The machine was let in" in words(done) and "Library of Lumira" in words(done)
    said = machines.state_of(library.node.store, LAPTOP.public_hex).certificate
    assert said is not None
    assert (said.label, said.places) == ("old laptop", (library.main,))
    file = office(WIDE).get(f"/network/requests/{subject}/answer").content
    envelope = messages.heard(file, me=LAPTOP.public_hex)
    assert envelope.what == enrolling.ENROLLED
    assert "No machine asks" in words(office(WIDE).get("/network/requests"))


def test_the_text_of_a_square_code_serves_like_the_file_and_a_wrong_letter_is_noticed(
    library: Library, office: Office
) -> None:
    text = requests.compact(asked_by(library, LAPTOP))
    assert len(text) < 300
    spaced = " ".join(text[start : start + 8] for start in range(0, len(text), 8)).lower()
    assert brought(library, b"", office, text=spaced).status_code == 302
    for wrong in (text[:-3], text.replace("A", "B", 3), "TUSACH-REQUEST-1:", "hello", ""):
        answer = brought(library, b"", office, text=wrong)
        assert answer.status_code == 422 and "no request of a library" in words(answer), wrong


def test_a_vehicle_gets_several_places(library: Library, office: Office) -> None:
    brought(library, asked_by(library, LAPTOP), office)
    subject = node_subject(library.node.tenant, LAPTOP.public_hex)
    told = {**GRANT, "role": "vehicle", "place": library.main, "more": [library.hut]}
    assert office(WIDE).post(f"/network/requests/{subject}", told).status_code == 302
    said = machines.state_of(library.node.store, LAPTOP.public_hex).certificate
    assert said and said.role == "vehicle" and set(said.places) == {library.main, library.hut}


def test_a_new_machine_takes_the_place_of_another_which_counts_no_more(
    library: Library, office: Office, laptop: str
) -> None:
    fresh = key("fresh")
    brought(library, asked_by(library, fresh), office)
    subject = node_subject(library.node.tenant, fresh.public_hex)
    told = {**GRANT, "place": library.main, "replaces": laptop}
    assert office(WIDE).post(f"/network/requests/{subject}", told).status_code == 302
    old = machines.machine(library.node.store, laptop)
    new = machines.machine(library.node.store, subject)
    assert old and old.revoked and old.revoked.reason == "replaced"
    assert new and new.follows == LAPTOP.public_hex and new.places == (library.hut,)
    assert "whose place it took" in words(office(WIDE).get(f"/network/machines/{subject}"))


def test_a_restored_home_without_its_old_key_is_confirmed_once_and_the_old_one_stays(
    library: Library, office: Office, laptop: str
) -> None:
    fresh = key("restored")
    brought(library, asked_by(library, fresh, succeeds=LAPTOP.public_hex), office)
    subject = node_subject(library.node.tenant, fresh.public_hex)
    assert "restored from a backup" in words(office(WIDE).get(f"/network/requests/{subject}"))
    told = {**GRANT, "place": library.hut}
    assert office(WIDE).post(f"/network/requests/{subject}", told).status_code == 302
    new, old = (machines.machine(library.node.store, one) for one in (subject, laptop))
    assert new and new.follows == LAPTOP.public_hex
    assert old and old.revoked is None


def test_a_key_that_was_shut_out_is_never_let_in_again(
    library: Library, office: Office, laptop: str
) -> None:
    office(WIDE).post(f"/network/machines/{laptop}/revoke", {"reason": "stolen", "step": "do"})
    answer = brought(library, asked_by(library, LAPTOP), office)
    assert answer.status_code == 422 and "never let in again" in words(answer)


def test_requests_from_afar_are_bounded_and_leave_room_for_those_that_are_brought(
    library: Library, office: Office
) -> None:
    enrolling.lead(library.node)
    for nr in range(waiting.MOST_FROM_AFAR):
        waiting.keep(library.node, asked_by(library, key(f"far {nr}")), source=waiting.BY_HTTP)
    with pytest.raises(BadMessage, match=r"enrol\.crowded"):
        waiting.keep(library.node, asked_by(library, key("far too")), source=waiting.BY_HTTP)
    again = asked_by(library, key("far 0"))
    assert waiting.keep(library.node, again, source=waiting.BY_HTTP).source == "http"
    assert brought(library, asked_by(library, key("brought")), office).status_code == 302


def test_whoever_asks_too_often_from_one_address_waits(library: Library, db: None) -> None:
    client = Client(REMOTE_ADDR="192.168.1.9", HTTP_HOST="localhost")
    body = messages.said(coming_in.ASK, coming_in.Ask(asked_by(library, LAPTOP)), LAPTOP)
    codes = []
    for _nr in range(31):
        answer = client.post("/sync/v1/enrol", body, content_type="application/octet-stream")
        envelope = messages.heard(answer.content, me=LAPTOP.public_hex)
        codes.append(messages.body_of(envelope, Answer).code)
    assert set(codes[:30]) == {"enrol.waits"} and codes[30] == "enrol.too_often"


@pytest.mark.parametrize("raw", [b"", b"hello", b"<!doctype html>", b"\x95" * 40])
def test_what_is_no_request_is_answered_and_not_kept(
    library: Library, db: None, raw: bytes
) -> None:
    client = Client(HTTP_HOST="localhost")
    answer = client.post("/sync/v1/enrol", raw, content_type="application/octet-stream")
    assert answer.status_code == 200
    assert waiting.waiting(library.node) == []


def test_nobody_leaves_the_request_of_another_machine(library: Library, db: None) -> None:
    body = messages.said(coming_in.ASK, coming_in.Ask(asked_by(library, LAPTOP)), key("thief"))
    raw = coming_in.answer(library.node, body)
    said = messages.body_of(messages.heard(raw, me=key("thief").public_hex), Answer)
    assert (said.code, waiting.waiting(library.node)) == ("sync.signature", [])


def test_a_hub_joins_nobody_and_its_page_says_so(library: Library, office: Office) -> None:
    assert "others join here" in words(office(CHIEF).get("/network/join"))
    assert office(HERE).get("/network/join").status_code == 403


def test_a_library_shows_its_number_its_file_and_the_same_as_a_picture(
    library: Library, office: Office
) -> None:
    from msgspec.structs import replace

    node = library.node
    node.store.identity = replace(node.store.identity, role="library")
    page = office(CHIEF).get("/network/join")
    assert fingerprint(node.store.installation.public_key) in words(page)
    assert "<svg" in page.content.decode()
    file = office(CHIEF).get("/network/join/request")
    found = requests.read_request(file.content, node.tenant)
    assert found.installations[0] == node.store.own_key
    for step, more in (
        ("ask", {"address": "ftp://x"}),
        ("look", {}),
        ("accept", {}),
        ("fetch", {}),
    ):
        answer = office(CHIEF).post("/network/join", {"step": step, **more})
        assert answer.status_code in (302, 422), step
    assert not machines.machines(node.store)[0].certificate
