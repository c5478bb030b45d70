"""When does the library come to us: by commune, found by name, and as a sheet for the wall."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from tests.node.opac.conftest import FRAGMENT, Shelf, plain, reading, words

from tusach.ledger.draft import Refusal
from tusach.node.acts import placing

pytestmark = pytest.mark.parametrize("profile_name", ["caobang"])
BOTH = pytest.mark.parametrize("language", ["vi", "en"])
SOON, LATER, LATEST = "2026-11-26", "2026-12-10", "2026-12-24"
POINTS = re.compile(r'data-points="([^"]*)"')


def date_visits(shelf: Shelf, place: str, *days: str, off: bool = False) -> None:
    done = placing.date_visits(
        shelf.node, place, days, shelf.at(place), vehicle=None, called_off=off
    )
    assert not isinstance(done, Refusal), done


def commune_of(shelf: Shelf, place: str) -> tuple[str, dict[str, str]]:
    """(code, names by language) of the commune of a place."""
    rows = shelf.node.store.query(
        "SELECT u.code, u.names FROM place p JOIN unit u ON u.tenant = p.tenant "
        "AND u.subject = p.unit WHERE p.tenant = ? AND p.subject = ?",
        (shelf.node.tenant, place),
    )
    return rows[0][0], json.loads(rows[0][1])


def drawn(answer: Any) -> dict[str, int | None]:
    """By commune: the days until the library comes, as the map draws it."""
    found = POINTS.search(answer.content.decode())
    assert found is not None
    return {one["code"]: one["days"] for one in json.loads(html.unescape(found[1]))}


@BOTH
def test_a_province_without_dated_visits_says_so_and_lists_its_communes(
    shelf: Shelf, language: str
) -> None:
    answer = reading(language).get("/visits")
    wanted = {"vi": "Chưa có ngày nào được hẹn", "en": "No visit of the book vehicle is dated yet"}
    assert wanted[language] in plain(answer)
    assert words(answer).count('class="commune none"') == 56
    assert set(drawn(answer).values()) == {None}


@BOTH
def test_the_soonest_visit_stands_first_with_its_lunar_day(shelf: Shelf, language: str) -> None:
    date_visits(shelf, shelf.other, LATER, SOON)
    code, names = commune_of(shelf, shelf.other)
    answer = reading(language).get("/visits")
    wanted = {"vi": "(18 tháng Mười)", "en": "(18th of the 10th lunar month)"}[language]
    assert [one for one in (names[language], wanted) if one not in plain(answer)] == []
    assert words(answer).index(f"/visits/{code}") < words(answer).index('class="commune none"')
    assert drawn(answer)[code] == 3


def test_a_visit_called_off_or_on_a_closed_day_is_not_promised(shelf: Shelf) -> None:
    date_visits(shelf, shelf.other, SOON, LATER, LATEST)
    date_visits(shelf, shelf.other, SOON, off=True)
    closed = placing.set_closed_days(
        shelf.node, shelf.other, [LATER], shelf.at(shelf.other), closed=True, reason="x"
    )
    assert not isinstance(closed, Refusal)
    code, _name = commune_of(shelf, shelf.other)
    sheet = plain(reading("en").get(f"/visits/{code}"))
    lunar = ("18th of the 10th", "2nd of the 11th", "16th of the 11th")
    assert [one in sheet for one in lunar] == [False, False, True]


def test_a_commune_is_found_by_a_part_of_its_name_without_marks(shelf: Shelf) -> None:
    found = words(reading("vi").get("/visits", {"q": "tong cot"}, **FRAGMENT))
    assert "Tổng Cọt" in found and found.count('class="commune') == 2  # the list and the one
    assert "<html" not in found
    none = plain(reading("vi").get("/visits", {"q": "zzz"}))
    assert "zzz" in none and "Hãy thử" in none


def test_a_name_cannot_run_as_a_script(shelf: Shelf) -> None:
    answer = words(reading("en").get("/visits", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in answer


def test_an_unknown_commune_is_not_found(shelf: Shelf) -> None:
    assert reading("en").get("/visits/99999").status_code == 404


@BOTH
def test_the_sheet_for_the_wall_shows_every_day_in_both_calendars(
    shelf: Shelf, language: str
) -> None:
    date_visits(shelf, shelf.other, SOON, LATER)
    code, names = commune_of(shelf, shelf.other)
    sheet = plain(reading(language).get(f"/visits/{code}"))
    lunar = {"vi": ("18 tháng Mười", "2 tháng Mười Một"), "en": ("18th of", "2nd of")}[language]
    assert [one for one in (names[language], *lunar) if one not in sheet] == []


@BOTH
def test_a_commune_without_a_visit_is_told_how_to_ask_for_one(shelf: Shelf, language: str) -> None:
    code, _names = commune_of(shelf, shelf.other)
    sheet = plain(reading(language).get(f"/visits/{code}"))
    assert {"vi": "Xã có thể đề nghị", "en": "The commune may ask"}[language] in sheet
