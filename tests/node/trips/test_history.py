"""Where crates and their titles have been, and what was read there."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from tests.node.trips.conftest import HERE, THERE, Desk, Library, words
from tests.node.trips.test_planning import STRANGER, made

from tusach.node.acts import circulation, crating
from tusach.node.acts.rotated import Wanted, of_crates, of_titles

pytestmark = pytest.mark.django_db
OUT, BACK = "2026-11-24", "2026-11-26"


@pytest.fixture
def travelled(library: Library) -> str:
    """A crate of two books that was at the hut, where one was read, and is home again."""
    node, crate = library.node, made(library)
    hut = library.at(library.hut, by=THERE)
    for copy in library.copies[:2]:
        crating.pack(node, crate, copy, library.at(by=HERE))
    crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on="2027-01-01")
    crating.receive(node, crate, hut, crating.Receipt())
    told = circulation.lend(node, library.copies[0], STRANGER, hut)
    assert isinstance(told, circulation.Told)
    circulation.take_back(node, library.copies[0], hut)
    return crate


def test_a_title_that_is_still_there_has_no_end_and_says_what_was_read(
    library: Library, travelled: str
) -> None:
    found = {one.title: one for one in of_titles(library.node, Wanted())}
    copies = [library.node.store.state(one, "copy") for one in library.copies[:2]]
    assert found.keys() == {one.registered.title for one in copies}
    read = found[library.titles[0]]
    assert (read.place, read.until, read.crate) == (library.hut, "", travelled)
    assert read.loans == 1
    (whole,) = of_crates(library.node, Wanted())
    assert (whole.copies, whole.loans, whole.title) == (2, 1, "")


def test_a_crate_that_was_sent_home_was_there_until_then_and_home_is_no_rotation(
    library: Library, travelled: str
) -> None:
    node, hut = library.node, library.at(library.hut, by=THERE)
    crating.send(node, travelled, hut, to=library.main, back_on=None)
    crating.receive(node, travelled, library.at(by=HERE), crating.Receipt())
    (whole,) = of_crates(node, Wanted())
    assert whole.place == library.hut and whole.until == hut.on
    circulation.lend(node, library.copies[0], STRANGER, library.at(by=HERE))
    (again,) = of_crates(node, Wanted())
    assert again.loans == 1, "what is lent at home is not of the stay"


def test_stays_are_chosen_by_place_title_crate_and_days(library: Library, travelled: str) -> None:
    node, on = library.node, library.at().on
    assert of_titles(node, Wanted(place=library.main)) == []
    assert of_titles(node, Wanted(crate="9" * 32)) == []
    assert {one.title for one in of_titles(node, Wanted(title=library.titles[0]))} == {
        library.titles[0]
    }
    assert len(of_crates(node, Wanted(first=on, last=on))) == 1
    assert of_crates(node, Wanted(last="2000-01-01")) == []
    assert len(of_crates(node, Wanted(first="2099-01-01"))) == 1, "it is still there, then as now"


def test_the_page_and_its_files_say_the_same(
    library: Library, desk: Desk, travelled: str, english: None
) -> None:
    client = desk(HERE)
    page = words(client.get("/trips/crates/history"))
    assert "still there" in page and "Dế Mèn phiêu lưu ký" in page
    page = words(
        client.get(f"/trips/crates/history?what=crates&place={library.hut}&first=1/1/2026")
    )
    assert "still there" in page
    book = load_workbook(io.BytesIO(client.get("/trips/crates/history?file=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "Title" and len(rows) == 1 + len(of_titles(library.node, Wanted()))
    said = client.get("/trips/crates/history?what=crates&file=csv").content.decode("utf-8-sig")
    assert said.splitlines()[0].startswith("Crate") and len(said.splitlines()) == 2
    assert "No crate has been there" in words(client.get("/trips/crates/history?crate=" + "9" * 32))
    assert f"?crate={travelled}" in client.get(f"/trips/crates/{travelled}").content.decode()
