"""Every page of the office, in both languages, whole and as a fragment, for every role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, THERE, WIDE, Library

from tusach.node.store.protocol import Quarantined, StoreFault

Office = Callable[..., Client]

PAGES = (
    "/office/",
    "/worklist/",
    "/office/attention/dead",
    "/office/attention/updates",
    "/office/attention/frames",
    "/office/stock/titles",
    "/office/stock/copies",
    "/office/stock/loans",
    "/office/stock/overdue",
    "/office/stock/readers",
    "/office/imports",
    "/office/rejected",
    "/office/places",
    "/office/places/new",
    "/office/places/{main}",
    "/office/places/{main}/describe",
    "/office/places/{main}/opening",
    "/office/places/{main}/days",
    "/office/places/{main}/close",
    "/office/rules",
    "/office/rules/new",
    "/office/staff",
    "/office/staff/new",
    "/office/staff/{here}",
    "/office/looks",
    "/office/titles/new",
)
ABOVE_LIBRARIANS = {
    "/office/attention/frames",
    "/office/places/new",
    "/office/places/{main}/describe",
    "/office/places/{main}/close",
    "/office/rules/new",
    "/office/staff/new",
    "/office/looks",
}


def at(where: str, library: Library) -> str:
    return where.format(main=library.main, here=HERE)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scripted", [False, True])
def test_each_page_opens_in_both_languages_with_and_without_scripts(
    scripted: bool, language: str, library: Library, office: Office
) -> None:
    client = office(CHIEF, language=language)
    for where in PAGES:
        answer = client.get(at(where, library), headers={"HX-Request": "true"} if scripted else {})
        assert answer.status_code == 200, where
        assert f'<html lang="{language}">' in answer.content.decode(), where
        assert answer.headers["Cache-Control"] == "no-store", where


def test_each_page_opens_without_a_place_chosen(library: Library, office: Office) -> None:
    client = office(CHIEF, place=None)
    assert [where for where in PAGES if client.get(at(where, library)).status_code != 200] == []


def test_librarians_open_what_is_theirs(library: Library, office: Office) -> None:
    client = office(HERE)
    for where in PAGES:
        answer = client.get(at(where, library))
        if where in ABOVE_LIBRARIANS:
            assert answer.status_code == 403, where
        elif where == "/office/staff":
            assert answer.headers["Location"] == f"/office/staff/{HERE}"
        else:
            assert answer.status_code == 200, where


def test_a_provincial_librarian_does_not_see_who_looked(office: Office) -> None:
    assert office(WIDE).get("/office/looks").status_code == 403


NOWHERE = (
    "/office/attention/nothing",
    "/office/stock/nothing",
    "/office/stock/a%20b",
    "/office/places/" + "0" * 32,
    "/office/places/x",
    "/office/imports/" + "0" * 32,
    "/office/staff/" + "0" * 32,
    "/office/rejected/1",
    "/office/rejected/x",
)


def test_an_address_that_leads_nowhere_says_so(office: Office) -> None:
    client = office(CHIEF)
    assert [one for one in NOWHERE if client.get(one).status_code != 404] == []


def test_a_librarian_sees_nobody_else(office: Office) -> None:
    assert office(HERE).get(f"/office/staff/{THERE}").status_code == 403


def test_the_figures_count_what_the_tables_hold(library: Library, office: Office) -> None:
    library.lend(library.copies[0], next(iter(library.cards)))
    page = office(HERE).get("/office/").content.decode()
    assert "<b>5</b>copies" in page
    assert "<b>1</b>on loan" in page
    assert "<b>3</b>titles" in page


def test_a_reader_and_a_stranger_are_kept_out(library: Library) -> None:
    answer: Any = Client().get("/office/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("scripted", [False, True])
def test_a_full_disk_is_said_in_words_on_the_page_or_in_the_fragment(
    scripted: bool, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreFault("store.full")

    client = office(CHIEF)
    monkeypatch.setattr("tusach.node.office.figures.stock", full)
    answer = client.get("/office/", headers={"HX-Request": "true"} if scripted else {})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "The disk is full" in page
    assert ("<html" in page) is not scripted


def test_addresses_that_only_act_are_not_opened(library: Library, office: Office) -> None:
    client = office(CHIEF)
    for what in ("start", "stop", "remove"):
        assert client.get(f"/office/imports/{'0' * 32}/{what}").status_code == 405
    assert client.get("/office/rejected/again").status_code == 405
    assert client.post("/office/").status_code == 405


def test_what_needs_a_person_is_listed_and_leads_on(library: Library, office: Office) -> None:
    client = office(CHIEF)
    assert "All is in order" in client.get("/office/").content.decode()
    row = (library.node.tenant, library.copies[0], 0, "copy.lent_twice", "[]", "copy")
    with library.node.store.engine.writing() as writing:
        writing.put_many("disagreement", [row])
        writing.put_many("dead_letter", [(library.node.tenant, library.titles[0], "f" * 32, "odd")])
        writing.put_many("needs_update", [(library.node.tenant, library.titles[0], "moon.seen/1")])
        writing.put_quarantine(Quarantined("parcel from elsewhere", b"\x00", "frame.damaged", 1))
    home = client.get("/office/").content.decode()
    for what in ("dead", "updates", "frames"):
        assert f"/office/attention/{what}" in home
    assert client.get("/office/attention/disagreements")["Location"] == "/worklist/"
    assert "moon.seen/1" in client.get("/office/attention/updates").content.decode()
    assert "parcel from elsewhere" in client.get("/office/attention/frames").content.decode()
    assert "frames" not in office(HERE).get("/office/").content.decode()
