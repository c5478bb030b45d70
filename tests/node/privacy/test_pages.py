"""The pages about private data: a person is erased in two steps, and a lost machine is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, THERE, WIDE, Library

from tusach.library.nodes.facts import node_subject
from tusach.node.acts import erasing
from tusach.node.people import pins
from tusach.node.people.models import AccessLook, ReaderPin

pytestmark = pytest.mark.django_db
ADULT, CHILD, STRANGER = "1" * 32, "2" * 32, "3" * 32
Office = Callable[..., Client]
NAME = "Nông Thị Hoa"


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    found: str = answer.content.decode()
    return found


def at_desk(office: Office, library: Library, staff: str = HERE) -> Client:
    client = office(staff)
    client.post("/place", {"place": library.main if staff != THERE else library.hut})
    return client


def test_the_page_says_what_goes_and_erases_only_after_a_second_word(
    office: Office, library: Library
) -> None:
    client = at_desk(office, library)
    address = f"/privacy/readers/{ADULT}/erase"
    before = library.facts()
    shown = words(client, address)
    assert NAME in shown
    assert "Nông Văn Páo" in shown  # the child for whom she answers
    asked = client.post(address, {"reason": "wish"}).content.decode()
    assert 'name="sure"' in asked
    assert library.facts() == before
    done = client.post(address, {"reason": "wish", "sure": "yes"})
    assert done.headers["Location"] == "/privacy/"
    assert library.node.store.state(ADULT, "reader").erased_on is not None
    board = words(client, "/privacy/")
    assert ADULT[:8] in board
    assert NAME not in board
    assert client.get(address).status_code == 404
    assert client.get(f"/desk/readers/{ADULT}").status_code == 404


@pytest.mark.parametrize("told", [{}, {"reason": "because"}, {"sure": "yes"}])
def test_without_a_reason_nobody_is_erased(
    office: Office, library: Library, told: dict[str, str]
) -> None:
    client = at_desk(office, library)
    answer = client.post(f"/privacy/readers/{ADULT}/erase", told)
    assert "Choose a reason" in answer.content.decode()
    assert library.node.store.state(ADULT, "reader").erased_on is None


def test_who_has_a_copy_is_shown_what_to_do_first(office: Office, library: Library) -> None:
    library.lend(library.copies[0], ADULT)
    client = at_desk(office, library)
    address = f"/privacy/readers/{ADULT}/erase"
    shown = words(client, address)
    assert f"/desk/copies/{library.copies[0]}" in shown
    assert 'name="reason"' not in shown
    refused = client.post(address, {"reason": "wish", "sure": "yes"}).content.decode()
    assert "Nobody was erased" in refused
    assert library.node.store.state(ADULT, "reader").erased_on is None


def test_the_readers_page_leads_to_it(office: Office, library: Library) -> None:
    client = at_desk(office, library)
    assert f"/privacy/readers/{ADULT}/erase" in words(client, f"/desk/readers/{ADULT}")


def test_the_pin_and_the_looks_of_an_erased_reader_go_too(office: Office, library: Library) -> None:
    pins.set_pin(ADULT, "2468")
    client = at_desk(office, library)
    client.get(f"/desk/readers/{ADULT}")
    assert AccessLook.objects.filter(subject_id=ADULT).exists()
    client.post(f"/privacy/readers/{ADULT}/erase", {"reason": "wish", "sure": "yes"})
    assert not AccessLook.objects.filter(subject_id=ADULT).exists()
    assert not ReaderPin.objects.filter(reader_id=ADULT).exists()


def test_a_librarian_sees_the_erasures_of_their_own_place_and_the_province_all(
    office: Office, library: Library
) -> None:
    erasing.erase(library.node, ADULT, library.at(), reason="wish")
    erasing.erase(library.node, STRANGER, library.at(library.hut), reason="moved")
    assert STRANGER[:8] not in words(at_desk(office, library), "/privacy/")
    assert ADULT[:8] not in words(at_desk(office, library, THERE), "/privacy/")
    wide = words(at_desk(office, library, WIDE), "/privacy/")
    assert ADULT[:8] in wide
    assert STRANGER[:8] in wide


def test_the_page_of_a_lost_machine_counts_whose_data_were_on_it(
    office: Office, library: Library
) -> None:
    own = node_subject(library.node.tenant, library.node.store.own_key)
    client = at_desk(office, library, WIDE)
    assert own[:8] in words(client, "/privacy/lost")
    shown = words(client, f"/privacy/lost/{own}")
    assert "<dd>3</dd>" in shown
    assert NAME not in shown
    assert "72" in shown
    notice = words(client, f"/privacy/lost/{own}/notice")
    assert "<dd>3</dd>" in notice
    assert NAME not in notice
    assert client.get(f"/privacy/lost/{'e' * 32}").status_code == 404


def test_whom_to_inform_is_named_and_each_look_is_logged(office: Office, library: Library) -> None:
    own = node_subject(library.node.tenant, library.node.store.own_key)
    shown = words(at_desk(office, library, CHIEF), f"/privacy/lost/{own}/readers")
    assert NAME in shown
    looked = AccessLook.objects.filter(staff_id=CHIEF, why="lost machine")
    assert {one.subject_id for one in looked} == {own, ADULT, CHILD, STRANGER}


def test_the_page_of_earlier_loans_says_how_long_they_are_kept(
    office: Office, library: Library
) -> None:
    copy = library.copies[0]
    library.lend(copy, ADULT, on="2026-10-05")
    shown = words(at_desk(office, library), "/privacy/history")
    assert "90 days" in shown
    assert "30 days" in shown
    assert "10/2026" in shown
