"""Every page of the office, in both languages, whole and as a fragment, for every role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, THERE, WIDE, Library

Office = Callable[..., Client]

PAGES = (
    "/office/",
    "/office/attention/disagreements",
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
@pytest.mark.parametrize("where", PAGES)
def test_each_page_opens_in_both_languages(
    where: str, language: str, library: Library, office: Office
) -> None:
    answer = office(CHIEF, language=language).get(at(where, library))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("where", PAGES)
def test_each_page_opens_without_a_place_chosen(
    where: str, library: Library, office: Office
) -> None:
    assert office(CHIEF, place=None).get(at(where, library)).status_code == 200


@pytest.mark.parametrize("where", PAGES)
def test_librarians_open_what_is_theirs(where: str, library: Library, office: Office) -> None:
    answer = office(HERE).get(at(where, library))
    if where in ABOVE_LIBRARIANS:
        assert answer.status_code == 403
    elif where == "/office/staff":
        assert answer.headers["Location"] == f"/office/staff/{HERE}"
    else:
        assert answer.status_code == 200


def test_a_provincial_librarian_does_not_see_who_looked(office: Office) -> None:
    assert office(WIDE).get("/office/looks").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/office/attention/nothing",
        "/office/stock/nothing",
        "/office/stock/a%20b",
        "/office/places/" + "0" * 32,
        "/office/places/x",
        "/office/imports/" + "0" * 32,
        "/office/staff/" + "0" * 32,
        "/office/rejected/1",
        "/office/rejected/x",
    ],
)
def test_an_address_that_leads_nowhere_says_so(address: str, office: Office) -> None:
    assert office(CHIEF).get(address).status_code == 404


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
