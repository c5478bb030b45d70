"""Sticks are prepared on a page, and who came with one is decided on another."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.node.network.conftest import CHIEF, HERE, LAPTOP, WIDE, Library, asked_by
from tests.node.network.test_enrolment import GRANT, brought, key

from tusach.library.nodes.facts import LIBRARY, node_subject
from tusach.node.acts import founding, inviting, machines
from tusach.node.acts.node import Node, load_profile, open_node
from tusach.node.store import home as homes
from tusach.node.store import keys
from tusach.node.store.keys import fingerprint
from tusach.node.store.peers import Heard, remember
from tusach.node.sync import by_stick, errands, parcels

Office = Callable[..., Client]


def words(answer: Any) -> str:
    found: str = html.unescape(answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


@pytest.fixture(autouse=True)
def valley(library: Library, db: None) -> str:
    """A place without a machine and without readers; its id."""
    node = library.node
    kind = next(one.code for one in node.profile.places.kinds if not one.central)
    new = founding.NewPlace(code="valley", name="Library of the Valley", kind=kind)
    node.store.tell(None, founding.place_drafts(node, new, node.today()))
    return node.place_id("valley")


def prepared(office: Office, *codes: str, folder: str = "") -> str:
    told = {"places": list(codes), "days": "30", "address": "", "folder": folder}
    answer = office(WIDE).post("/network/prepare", told)
    assert answer.status_code == 302, words(answer)
    errands.wait_for_all()
    return str(answer["Location"])


def made_from(folder: Path, home: Path) -> Node:
    """A library made from the folder of a stick."""
    stick = by_stick.opened(folder)
    profile = load_profile("lumira")
    words = founding.home_words(profile, profile_name="lumira", place=stick.invitation.place)
    words |= by_stick.home_words(stick)
    homes.create(home, role=LIBRARY, tenant=stick.invitation.tenant, **words)
    keys.follow(home, bytes.fromhex(stick.invitation.seed))
    node = open_node(home)
    by_stick.take_in(node, stick)
    return node


def brings_a_parcel(one: Node, hub: Node) -> None:
    raw = b"".join(parcels.write(one.store, one.home, parcels.recipients_of(one.store, "hub")))
    parcels.read(hub.store, hub.home, io.BytesIO(raw))
    remember(one.home, hub.store.own_key, Heard((), 0))


def test_sticks_are_written_onto_what_is_plugged_in_and_as_one_file_for_the_browser(
    library: Library, office: Office, stick: Path, tmp_path: Path
) -> None:
    page = words(office(WIDE).get("/network/prepare"))
    assert "Library of the Valley (valley)" in page
    assert "has readers already, so its machine asks" in page
    done = words(office(WIDE).get(prepared(office, "valley", folder=str(stick))))
    assert "A folder was made for 1 place" in done and "lets one machine in by itself" in done
    assert (stick / "tusach-valley" / "invitation.json").is_file()
    address = prepared(office, "valley", library.node.place(library.hut).code)
    page = words(office(WIDE).get(address))
    assert "has readers already: its machine asks" in page
    file = office(WIDE).get(f"{address}/parcel")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))  # type: ignore[attr-defined]
    names = set(packed.namelist())
    assert "tusach-valley/catalogue.tusach" in names and packed.testzip() is None
    assert f"tusach-{library.node.place(library.hut).code}/catalogue.tusach" not in names
    for wrong in ({"places": ["nowhere"]}, {"places": []}, {"days": "0"}, {"folder": "/etc"}):
        told = {"places": ["valley"], "days": "30", "address": "", "folder": "", **wrong}
        assert office(WIDE).post("/network/prepare", told).status_code == 422, wrong
    assert office(HERE).get("/network/prepare").status_code == 403


def test_people_see_two_that_came_with_one_stick_and_say_which_is_theirs(
    library: Library, office: Office, stick: Path, tmp_path: Path, valley: str
) -> None:
    prepared(office, "valley", folder=str(stick))
    hub = library.node
    one, other = (made_from(stick / "tusach-valley", tmp_path / name) for name in ("one", "other"))
    try:
        brings_a_parcel(one, hub)
        assert inviting.to_look_at(hub.store) == []
        brings_a_parcel(other, hub)
        assert "with which somebody unexpected came" in words(office(WIDE).get("/office/"))
        page = words(office(WIDE).get("/network/requests"))
        assert "two machines came with one stick" in page and "Library of the Valley" in page
        for node in (one, other):
            assert fingerprint(node.store.installation.public_key) in page
        subject = node_subject(hub.tenant, other.store.own_key)
        address = f"/network/invited/{subject}"
        first = office(WIDE).post(address, {"step": "admit"})
        assert first.status_code == 422 and "another machine was let in already" in words(first)
        assert office(WIDE).post(address, {"step": "else"}).status_code == 404
        done = office(WIDE).post(address, {"step": "refuse"}, follow=True)
        assert "Nothing of that machine counts" in words(done)
        assert "No machine asks" in words(office(WIDE).get("/network/requests"))
        assert office(WIDE).post(address, {"step": "admit"}).status_code == 404
        right = machines.machine(hub.store, node_subject(hub.tenant, one.store.own_key))
        assert right is not None and right.places == (valley,)
        lost = machines.machine(hub.store, subject)
        assert lost is None or lost.revoked
    finally:
        one.close()
        other.close()


# ---- a place that is new, with the machine that asks for it ----


def asking(library: Library, office: Office, name: str = "new laptop") -> str:
    """A machine of a place that nobody knows asks; the address of its page."""
    from msgspec.json import encode
    from msgspec.structs import replace

    from tusach.node.sync.requests import FORM, Request, signed_bytes

    own = key(name)
    made = Request(FORM, library.node.tenant, "library", "HILL-7", "", (own.public_hex,))
    raw = encode(replace(made, signature=own.sign(signed_bytes(made)).hex()))
    return str(brought(library, raw, office).headers["Location"])


def test_a_place_that_is_new_is_founded_with_the_machine_that_asks_for_it(
    library: Library, office: Office
) -> None:
    address, node = asking(library, office), library.node
    page = office(WIDE).get(address)
    assert "names a place that is not known here: HILL-7" in words(page)
    assert 'value="HILL-7"' in page.content.decode()
    kind = next(one.code for one in node.profile.places.kinds if not one.central)
    told = {**GRANT, "place": "new", "code": "HILL-7", "kind": kind, "name": ""}
    unnamed = office(WIDE).post(address, told)
    odd = office(WIDE).post(address, {**told, "name": "Library of the Hill", "code": "no good/"})
    taken = office(WIDE).post(
        address, {**told, "name": "Hill", "code": node.place(library.main).code}
    )
    for answer in (unnamed, odd, taken):
        assert answer.status_code == 422
    assert node.place(node.place_id("HILL-7")).code == ""
    done = office(WIDE).post(address, {**told, "name": "Library of the Hill"}, follow=True)
    assert "The machine was let in" in words(done) and "Library of the Hill" in words(done)
    place = node.place(node.place_id("HILL-7"))
    assert (place.name, place.kind) == ("Library of the Hill", kind)
    said = machines.state_of(node.store, key("new laptop").public_hex).certificate
    assert said is not None and said.places == (node.place_id("HILL-7"),)


def test_whoever_asks_for_a_place_that_is_known_founds_none(
    library: Library, office: Office
) -> None:
    answer = brought(library, asked_by(library, LAPTOP), office)
    page = office(WIDE).get(answer.headers["Location"]).content.decode()
    assert 'name="code"' not in page
    told = {**GRANT, "place": "new", "code": "X", "name": "X"}
    assert office(WIDE).post(answer.headers["Location"], told).status_code == 422
    assert office(CHIEF).get("/network/requests").status_code == 200
