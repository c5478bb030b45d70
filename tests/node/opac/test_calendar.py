"""The calendar page: any month in both calendars, with the closed days of a library."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from tests.node.opac.conftest import Shelf, plain, reading, words

from tusach.ledger.draft import Refusal
from tusach.library.calendar import lunar
from tusach.library.places.calendar import due_on
from tusach.library.profile.holidays import closed_dates
from tusach.node.acts import placing

BOTH = pytest.mark.parametrize("language", ["vi", "en"])
CAO_BANG = pytest.mark.parametrize("profile_name", ["caobang"])
SQUARE = re.compile(
    r'<td class="([^"]*)"[^>]*><time datetime="([\d-]+)">.*?class="moon[^"]*">([^<]*)<'
)


def squares(answer: Any) -> dict[str, tuple[set[str], str]]:
    """By day: its classes and its lunar day."""
    return {on: (set(classes.split()), moon) for classes, on, moon in SQUARE.findall(words(answer))}


@CAO_BANG
@BOTH
def test_the_month_of_tet_shows_each_day_in_both_calendars(shelf: Shelf, language: str) -> None:
    answer = reading(language).get("/calendar?m=2027-02")
    assert answer.status_code == 200
    shown = squares(answer)
    assert len(shown) == 28
    assert shown["2027-02-06"][1] == "1/1"
    assert shown["2027-02-05"][1] == "29"
    assert shown["2027-02-01"][1] == "25/12"
    closed = {on for on, (classes, _) in shown.items() if "holiday" in classes}
    assert closed == {f"2027-02-{day:02d}" for day in range(5, 10)}
    said = plain(answer)
    wanted = {
        "vi": ("Tháng 2 năm 2027", "tháng Giêng, năm Đinh Mùi", "29 tháng Chạp", "âm lịch"),
        "en": ("February 2027", "year of the Fire Goat", "29th of the 12th", "not announced"),
    }[language]
    assert [one for one in wanted if one not in said] == []


@pytest.mark.parametrize("profile_name", ["lumira", "caobang"])
def test_every_month_can_be_reached_and_says_each_of_its_days_once(shelf: Shelf) -> None:
    client = reading("en")
    for month in ("1968-01", "1985-02", "2000-02", "2025-07", "2031-04", "2033-12", "2099-12"):
        answer = client.get(f"/calendar?m={month}&place={shelf.codes[0]}")
        assert answer.status_code == 200
        shown = squares(answer)
        days = [date.fromisoformat(on) for on in shown]
        assert days[0].day == 1
        assert [on + timedelta(days=1) for on in days[:-1]] == days[1:]
        assert (days[-1] + timedelta(days=1)).day == 1
        for on in days:
            found = lunar.table().to_lunar(on)
            assert shown[on.isoformat()][1].partition("/")[0] == str(found.day)
            assert ("leap" in shown[on.isoformat()][1]) == (
                found.leap and (found.day == 1 or on.day == 1)
            )


def test_the_ends_of_the_scope_lead_only_inwards(shelf: Shelf) -> None:
    first = words(reading("en").get("/calendar?m=1968-01"))
    assert 'rel="prev"' not in first
    assert 'href="?m=1968-02' in first
    last = words(reading("en").get("/calendar?m=2099-12"))
    assert 'rel="next"' not in last
    assert 'href="?m=2099-11' in last


@pytest.mark.parametrize("month", ["1967-12", "2100-01", "2027-13", "x", "2027-2", "9" * 400])
def test_a_month_that_is_none_shows_today_and_says_so(shelf: Shelf, month: str) -> None:
    answer = reading("en").get("/calendar", {"m": month})
    assert answer.status_code == 200
    assert "November 2026" in plain(answer)
    assert "That month cannot be shown" in plain(answer)
    assert "2026-11-23" in squares(answer)


@BOTH
def test_a_lunar_day_is_found_and_its_month_shown(shelf: Shelf, language: str) -> None:
    answer = reading(language).get("/calendar?day=8&moon=6&year=2025&leap=1")
    assert "asked" in squares(answer)["2025-08-01"][0]
    wanted = {"vi": "mùng 8 tháng 6 nhuận, năm Ất Tỵ", "en": "8th of the leap 6th lunar month"}
    assert wanted[language] in plain(answer)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"day": "30", "moon": "2", "year": "2026"}, "only 29 days"),
        ({"day": "1", "moon": "2", "year": "2026", "leap": "1"}, "no leap month"),
        ({"day": "1", "moon": "2", "year": "2025", "leap": "1"}, "month 6 with it"),
        ({"day": "31", "moon": "2", "year": "2026"}, "Days go from 1 to 30"),
        ({"day": "1", "moon": "13", "year": "2026"}, "Months go from 1 to 12"),
        ({"day": "1", "moon": "1", "year": "1900"}, "lies outside this lunar calendar"),
        ({"day": "<b>", "moon": "1", "year": "1900"}, "as numbers"),
        ({"day": "²", "moon": "1", "year": "2026"}, "as numbers"),
        ({"day": "1", "moon": "1", "year": ""}, "as numbers"),
    ],
)
def test_a_lunar_day_that_does_not_exist_says_what_to_do(
    shelf: Shelf, asked: dict[str, str], said: str
) -> None:
    answer = reading("en").get("/calendar", asked)
    assert answer.status_code == 200
    assert said in plain(answer)
    assert "<b>" not in words(answer).partition('name="day"')[2][:200]
    assert "2026-11-23" in squares(answer)


def test_a_library_shows_its_weekdays_and_its_own_closed_and_opened_days(shelf: Shelf) -> None:
    code = shelf.codes[0]
    node = shelf.node
    usual = node.calendar(shelf.main, "2027-03-01")
    march = [date(2027, 3, day) for day in range(1, 32)]
    holiday = date(2027, 3, 1)  # the founding day of that programme
    open_day = next(on for on in march if usual.is_open(on))
    for days, closed in ((open_day, True), (holiday, False)):
        done = placing.set_closed_days(
            node, shelf.main, [days.isoformat()], shelf.at(), closed=closed, reason="x"
        )
        assert not isinstance(done, Refusal)
    answer = reading("en").get(f"/calendar?m=2027-03&place={code}")
    shown = squares(answer)
    shut = {on for on, (classes, _) in shown.items() if "shut" in classes}
    now = node.calendar(shelf.main, "2027-03-01")
    assert shut == {on.isoformat() for on in march if not now.is_open(on)}
    assert open_day.isoformat() in shut
    assert "holiday" not in shown[holiday.isoformat()][0]
    assert "Closed at this library" in plain(answer)
    elsewhere = squares(reading("en").get(f"/calendar?m=2027-03&place={shelf.codes[1]}"))
    assert "holiday" in elsewhere["2027-03-01"][0]


@CAO_BANG
def test_years_that_nobody_announced_close_a_library_and_move_due_dates(shelf: Shelf) -> None:
    node = shelf.node
    for year in (2027, 2028, 2030, 2037):
        closed = closed_dates(node.profile.holidays, year=year, calendar=lunar.table())
        tet = lunar.table().new_year(year)
        calendar = node.calendar(shelf.main, f"{year - 1}-12-20")
        told = node.place(shelf.main).calendar
        assert not any(on.isoformat() in told.closed for on in closed)
        assert not any(calendar.is_open(on) for on in closed)
        due = due_on(tet - timedelta(days=14), loan_days=14, calendar=calendar)
        assert due > tet + timedelta(days=3)
        assert due not in closed


@CAO_BANG
@BOTH
def test_the_next_closed_days_of_a_library_are_said_in_both_calendars(
    shelf: Shelf, language: str
) -> None:
    page = plain(reading(language).get(f"/library/{shelf.codes[0]}"))
    wanted = {
        "vi": "05/02/2027 (29 tháng Chạp)",
        "en": "5 Feb 2027 (29th of the 12th lunar month)",
    }
    assert wanted[language] in page


def test_the_markets_of_a_month_stand_on_its_page_with_their_days(shelf: Shelf) -> None:
    said = plain(reading("en").get("/calendar?m=2026-11"))
    assert "Markets of the month" in said
    assert "Alba market ( Alba ): 4 Nov 2026, 11 Nov 2026, 18 Nov 2026, 25 Nov 2026" in said
    assert "Wandering" not in said  # its sources contradict each other
