"""Photographs of an assessment on the screen: added by criterion, looked at, removed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.exchange.drawn import JFIF, jpeg, segment
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.ledger.ident import sha256
from tusach.node.store import photographs

Office = Callable[..., Client]
pytestmark = pytest.mark.django_db

EXIF = segment(0xE1, b"Exif\0\0GPS 22.66 N, Hoa")
KEPT = jpeg(JFIF)
DIGEST = sha256(KEPT)


@pytest.fixture
def where(library: Library) -> str:
    return f"/programme/assessments/{made.assessment(library)}/photographs"


def sent(client: Client, where: str, raw: bytes = jpeg(JFIF, EXIF), **more: Any) -> Any:
    file = SimpleUploadedFile("anh.jpg", raw, "image/jpeg")
    told = {"file": file, "criterion": "copies", "children": "none", "taken_on": TODAY}
    return client.post(f"{where}/new", {**told, **more})


def files_of(library: Library) -> list[str]:
    folder = library.node.home / photographs.FOLDER
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def pictures(client: Client, where: str) -> list[str]:
    found = re.findall(rf"{where}/[0-9a-f]+\.jpg", client.get(where).content.decode())
    return sorted(set(found))


def test_a_photograph_stands_with_its_criterion_and_of_its_file_the_picture_alone_is_kept(
    office: Office, library: Library, where: str
) -> None:
    client = office(HERE)
    assert "No photograph yet" in words(client.get(where))
    answer = sent(client, where)
    assert answer.status_code == 302, words(answer)
    assert files_of(library) == [f"{DIGEST}.jpg"]
    assert "no child can be recognised" in words(client.get(where))
    (address,) = pictures(client, where)
    picture = client.get(address)
    assert picture.content == KEPT and picture["Content-Type"] == "image/jpeg"
    assert "no-store" in picture["Cache-Control"]
    whole = words(client.get(where.removesuffix("/photographs")))
    assert "Photographs (1)" in whole and "1 photograph" in whole


@pytest.mark.parametrize(
    ("raw", "more", "said"),
    [
        (KEPT, {"children": ""}, "whether a child can be recognised"),
        (b"GIF89a", {}, "no JPEG photograph"),
        (KEPT + b"\0" * 1_000_000, {}, "200 kB at most"),
        (KEPT[:40], {}, "no JPEG photograph"),
        (KEPT, {"taken_on": "2030-01-01"}, "after today"),
        (KEPT, {"criterion": "colour"}, "colour"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words_and_leaves_no_file(
    office: Office, library: Library, where: str, raw: bytes, more: dict[str, str], said: str
) -> None:
    before = library.facts()
    answer = sent(office(HERE), where, raw, **more)
    assert answer.status_code == 422
    assert said in words(answer)
    assert (library.facts(), files_of(library)) == (before, [])


def test_a_photograph_that_is_removed_is_off_the_disk_and_is_not_taken_again(
    office: Office, library: Library, where: str
) -> None:
    client = office(HERE)
    sent(client, where)
    (address,) = pictures(client, where)
    answer = client.post(f"{address.removesuffix('.jpg')}/remove", {"reason": "seen_asks"})
    assert answer.status_code == 302, words(answer)
    assert files_of(library) == []
    assert client.get(address).status_code == 302
    assert "Removed." in words(client.get(where))
    again = sent(client, where)
    assert again.status_code == 422 and "removed for good" in words(again)


def test_without_a_reason_nothing_is_removed(office: Office, library: Library, where: str) -> None:
    client = office(HERE)
    sent(client, where)
    (address,) = pictures(client, where)
    answer = client.post(f"{address.removesuffix('.jpg')}/remove", {})
    assert answer.status_code == 422
    assert files_of(library) == [f"{DIGEST}.jpg"]


def test_who_keeps_the_records_of_another_commune_does_not_see_it(
    office: Office, library: Library, where: str
) -> None:
    sent(office(HERE), where)
    (address,) = pictures(office(HERE), where)
    units = library.node.store.query("SELECT subject FROM unit ORDER BY subject")
    other = str(units[-1][0])
    elsewhere = f"/programme/assessments/{made.assessed(library, other)}/photographs"
    found = office(HERE).get(elsewhere).status_code
    own = library.node.place(library.main).unit or str(units[0][0])
    assert found == (200 if other == own else 403)
    assert office(HERE).get(address).status_code == 200


def test_a_photograph_of_no_assessment_is_not_found(office: Office, where: str) -> None:
    nowhere = where.replace(where.split("/")[3], "0" * 32)
    assert office(HERE).get(nowhere).status_code == 404
    assert sent(office(HERE), nowhere).status_code == 404
