"""A stop on the screen: photographs come and go, the commune's word is written down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.exchange.drawn import JFIF, jpeg, segment
from tests.node.desk.conftest import HERE, TODAY, WIDE, Desk, Library
from tests.node.trips.conftest import words
from tests.node.trips.test_trip_pages import go, planned, vehicle

from tusach.ledger.ident import sha256
from tusach.library.trips.evidence import LARGEST_BYTES
from tusach.node.acts import travelling
from tusach.node.store import photographs

__all__ = ["vehicle"]
pytestmark = pytest.mark.django_db

EXIF = segment(0xE1, b"Exif\0\0GPS 22.66 N, Hoa")
KEPT = jpeg(JFIF)
DIGEST = sha256(KEPT)


@pytest.fixture
def served(desk: Desk, library: Library, vehicle: str, english: None) -> str:
    """The address of a stop at which the vehicle serves."""
    trip = planned(desk, library)
    go(desk, trip, "depart", crew=HERE, others="2")()
    plan = travelling.trip_of(library.node, trip).plan
    assert plan is not None
    stop = plan.stops[0].stop
    go(desk, trip, "open", stop=stop)()
    return f"/trips/trip/{trip}/stops/{stop}"


def sent(desk: Desk, served: str, raw: bytes = jpeg(JFIF, EXIF), **more: Any) -> Any:
    file = SimpleUploadedFile("anh.jpg", raw, "image/jpeg")
    told = {"file": file, "shows": "readers_there", "children": "none", "taken_on": TODAY}
    return desk(HERE).post(f"{served}/photographs", {**told, **more})


def files_of(library: Library) -> list[str]:
    folder = library.node.home / photographs.FOLDER
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def test_of_a_photograph_the_picture_alone_is_kept_and_shown(
    desk: Desk, library: Library, served: str
) -> None:
    assert "No photograph yet" in words(desk(HERE).get(served))
    answer = sent(desk, served)
    assert answer.status_code == 302, words(answer)
    assert files_of(library) == [f"{DIGEST}.jpg"]
    page = desk(HERE).get(served)
    assert "readers and visitors" in words(page) and "no child can be recognised" in words(page)
    (address,) = re.findall(rf"{served}/photographs/[0-9a-f]+\.jpg", page.content.decode())
    picture = desk(HERE).get(address)
    assert picture.content == KEPT and picture["Content-Type"] == "image/jpeg"
    assert "no-store" in picture["Cache-Control"]


@pytest.mark.parametrize(
    ("raw", "more", "said"),
    [
        (KEPT, {"children": ""}, "whether a child can be recognised"),
        (b"GIF89a", {}, "no JPEG photograph"),
        (KEPT + b"\0" * 1_000_000, {}, "200 kB at most"),
        (jpeg(scan=b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12" * 210_000), {}, "200 kB"),
        (KEPT, {"taken_on": "2030-01-01"}, "after today"),
        (KEPT, {"taken_on": "yesterday"}, "day/month/year"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words_and_leaves_no_file(
    desk: Desk, library: Library, served: str, raw: bytes, more: dict[str, str], said: str
) -> None:
    before = library.facts()
    answer = sent(desk, served, raw, **more)
    assert answer.status_code == 422
    assert said in words(answer)
    assert files_of(library) == [] and library.facts() == before


def test_a_file_with_much_beside_the_picture_is_kept_where_the_picture_is_small(
    desk: Desk, library: Library, served: str
) -> None:
    film = b"\0" * (LARGEST_BYTES + 1)
    assert sent(desk, served, KEPT + film).status_code == 302
    assert files_of(library) == [f"{DIGEST}.jpg"]


def test_a_photograph_that_is_removed_is_off_the_disk_and_is_not_taken_again(
    desk: Desk, library: Library, served: str
) -> None:
    sent(desk, served)
    page = desk(WIDE).get(served)
    (address,) = re.findall(rf"{served}/photographs/[0-9a-f]+/remove", page.content.decode())
    assert desk(WIDE).post(address, {"reason": ""}).status_code == 422
    assert files_of(library) == [f"{DIGEST}.jpg"]
    assert desk(WIDE).post(address, {"reason": "seen_asks"}).status_code == 302
    assert files_of(library) == []
    page = desk(WIDE).get(served)
    assert "Removed" in words(page) and "<img" not in page.content.decode().partition("<main")[2]
    gone = desk(HERE).get(address.replace("/remove", ".jpg"))
    assert gone.status_code == 302 and gone["Location"] == served
    assert "removed for good" in words(sent(desk, served))
    assert files_of(library) == []


def test_a_photograph_that_is_taken_back_at_once_goes_with_its_entry(
    desk: Desk, library: Library, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk(HERE)
    sent(lambda _: client, served)
    page = client.get(served).content.decode()
    (undo,) = re.findall(r"/trips/trip/[0-9a-f]+/undo/[0-9a-f]+", page)[:1]
    assert client.post(undo).status_code == 302
    monkeypatch.setattr(photographs, "GRACE_S", -1)
    photographs.sweep(library.node.store, library.node.home)
    assert files_of(library) == []


def test_who_signed_is_shown_to_who_may_see_names_and_can_be_forgotten(
    desk: Desk, library: Library, served: str
) -> None:
    sent(desk, served, shows="signed_sheet")
    told = {"how": "signature", "paper": "12/BB", "role": "village_head", "name": "Nông Văn Thành"}
    answer = desk(HERE).post(f"{served}/confirm", {**told, "photograph": DIGEST})
    assert answer.status_code == 302, words(answer)
    page = words(desk(HERE).get(served))
    assert "head of the village" in page and "Nông Văn Thành" in page
    assert "with a photograph of the sheet" in page
    assert desk(HERE).post(f"{served}/forget").status_code == 302
    page = words(desk(HERE).get(served))
    assert "head of the village" in page and "Nông Văn Thành" not in page
    assert "Nobody is named" in words(desk(HERE).post(f"{served}/forget"))


def test_a_name_without_what_its_bearer_is_is_refused(desk: Desk, served: str) -> None:
    answer = desk(HERE).post(f"{served}/confirm", {"how": "stamp", "name": "Hoa"})
    assert answer.status_code == 422 and "what who signed is" in words(answer)


def test_a_stop_of_another_trip_is_not_found(desk: Desk, served: str) -> None:
    assert desk(HERE).get(served.rpartition("/")[0] + "/" + "9" * 32).status_code == 404
