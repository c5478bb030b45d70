"""When the vehicle comes, as calendar files and as sheets for a wall."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from msgspec.structs import replace
from pypdf import PdfReader
from tests.node.opac.conftest import Shelf, plain, reading, words
from tests.node.opac.test_visits import LATER, SOON, commune_of, date_visits

from tusach.ledger.draft import Refusal
from tusach.library.markets import rules
from tusach.node.acts import markets
from tusach.node.papers import addresses, press

pytestmark = pytest.mark.parametrize("profile_name", ["caobang"])
BOTH = pytest.mark.parametrize("language", ["vi", "en"])
NEEDS_PRESS = pytest.mark.skipif(not press.has_press(), reason="no typesetter on this machine")


def feed(path: str, language: str = "vi") -> Any:
    """The events of a feed by uid, read by another program's reader of such files."""
    answer = reading(language).get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    found = {str(one["UID"]): one for one in events}
    assert len(found) == len(events) and calendar["X-WR-CALNAME"]
    return found


@BOTH
def test_a_feed_has_each_visit_as_a_whole_day_with_its_lunar_day(
    shelf: Shelf, language: str
) -> None:
    date_visits(shelf, shelf.other, SOON, LATER)
    code, names = commune_of(shelf, shelf.other)
    found = feed(f"/visits/{code}.ics", language)
    assert list(found) == [f"visit-{shelf.other}-{day}@tusach" for day in (SOON, LATER)]
    event = found[f"visit-{shelf.other}-{SOON}@tusach"]
    assert event["DTSTART"].dt == date(2026, 11, 26) and event["DTEND"].dt == date(2026, 11, 27)
    lunar = {"vi": "Âm lịch: 18 tháng Mười", "en": "Lunar: 18th of the 10th lunar month"}
    assert lunar[language] in str(event["DESCRIPTION"])
    assert names[language] in str(event["LOCATION"])
    assert event["DTSTAMP"].dt.year == 2026 and "STATUS" not in event


def test_a_visit_called_off_or_on_a_closed_day_stays_and_is_struck_out(shelf: Shelf) -> None:
    date_visits(shelf, shelf.other, SOON, LATER)
    code, _names = commune_of(shelf, shelf.other)
    before = feed(f"/visits/{code}.ics")
    date_visits(shelf, shelf.other, SOON, off=True)
    after = feed(f"/visits/{code}.ics")
    assert list(after) == list(before)
    off, on = after.values()
    assert (str(off["STATUS"]), int(off["SEQUENCE"])) == ("CANCELLED", 1)
    assert "Đã hủy" in str(off["SUMMARY"]) and "STATUS" not in on


def test_the_feed_of_the_province_holds_that_of_each_commune(shelf: Shelf) -> None:
    date_visits(shelf, shelf.other, SOON)
    date_visits(shelf, shelf.main, LATER)
    whole = feed("/visits.ics")
    assert len(whole) == 2
    for place in (shelf.other, shelf.main):
        code, _names = commune_of(shelf, place)
        for uid, event in feed(f"/visits/{code}.ics").items():
            assert whole[uid].to_ical() == event.to_ical()


def test_the_feed_of_a_market_holds_the_visits_of_its_commune_on_market_days(
    shelf: Shelf,
) -> None:
    subject, meets, between = held_at(shelf, shelf.other)
    date_visits(shelf, shelf.other, meets, between)
    found = feed(f"/visits/market/{subject}.ics")
    assert list(found) == [f"visit-{shelf.other}-{meets}@tusach"]
    code, _names = commune_of(shelf, shelf.other)
    assert f"/visits/market/{subject}.ics" in words(reading("vi").get(f"/visits/{code}"))
    assert len(feed(f"/visits/{code}.ics")) == 2
    assert reading("vi").get(f"/visits/market/{'0' * 32}.ics").status_code == 404


def test_a_market_whose_commune_is_doubted_promises_nothing(shelf: Shelf) -> None:
    subject, meets, _between = held_at(shelf, shelf.other, doubted=True)
    date_visits(shelf, shelf.other, meets)
    assert feed(f"/visits/market/{subject}.ics") == {}
    code, _names = commune_of(shelf, shelf.other)
    assert subject not in words(reading("vi").get(f"/visits/{code}"))


def held_at(shelf: Shelf, place: str, *, doubted: bool = False) -> tuple[str, str, str]:
    """A market that lies in the commune of a place; a day on which it meets, one on which not."""
    node, today = shelf.node, date.fromisoformat(shelf.node.today())
    span = (today + timedelta(days=1), today + timedelta(days=40))
    market, first = markets.sessions_between(node, *span)[0]
    assert market.declared is not None
    unit = node.place(place).unit
    body = replace(market.declared, unit=unit, unit_doubted=doubted)
    told = markets.tell(
        node, market.subject, shelf.at(), lambda one, at: rules.declare(one, body, at)
    )
    assert not isinstance(told, Refusal), told
    meets = {
        one.on
        for other, one in markets.sessions_between(node, *span)
        if other.subject == market.subject
    }
    between = next(
        day for day in (span[0] + timedelta(days=nr) for nr in range(30)) if day not in meets
    )
    return market.subject, first.on.isoformat(), between.isoformat()


def test_an_unknown_commune_has_no_feed_and_no_sheet(shelf: Shelf) -> None:
    assert reading("vi").get("/visits/99999.ics").status_code == 404
    assert reading("vi").get("/visits/99999.pdf").status_code == 404


def test_the_pages_lead_to_the_feeds(shelf: Shelf) -> None:
    assert "/visits.ics" not in words(reading("vi").get("/visits"))  # nothing to follow yet
    date_visits(shelf, shelf.other, SOON)
    code, _names = commune_of(shelf, shelf.other)
    assert "/visits.ics" in words(reading("vi").get("/visits"))
    page = words(reading("vi").get(f"/visits/{code}"))
    assert f'/visits/{code}.ics"' in page and 'href="webcal://' in page


@NEEDS_PRESS
@BOTH
def test_the_sheet_of_a_commune_is_one_page_with_its_days_in_both_calendars(
    shelf: Shelf, language: str
) -> None:
    date_visits(shelf, shelf.other, SOON, LATER)
    code, names = commune_of(shelf, shelf.other)
    for query, width in (("", 595), ("?paper=a3", 842)):
        answer = reading(language).get(f"/visits/{code}.pdf{query}")
        assert answer["Content-Type"] == "application/pdf"
        (page,) = PdfReader(io.BytesIO(answer.content)).pages
        assert round(float(page.mediabox[2])) == width
        text = " ".join(page.extract_text().split())
        lunar = {"vi": "18 tháng Mười", "en": "18th of the 10th lunar month"}[language]
        solar = {"vi": "Thứ Năm, 26/11/2026", "en": "Thursday, 26 Nov 2026"}[language]
        assert [
            one for one in (names[language], solar, lunar, f"/visits/{code}") if one not in text
        ] == [], text


def test_where_no_pdf_can_be_made_the_page_says_how_to_print(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _names = commune_of(shelf, shelf.other)
    monkeypatch.setattr("tusach.node.opac.visits.has_press", lambda: False)
    monkeypatch.setattr("tusach.node.papers.answers.has_press", lambda: False)
    page = words(reading("vi").get(f"/visits/{code}"))
    assert "data-print" in page and ".pdf" not in page
    answer = reading("vi").get(f"/visits/{code}.pdf")
    assert (answer.status_code, answer["Location"]) == (302, f"/visits/{code}")
    assert "In để dán tường" in plain(reading("vi").get(f"/visits/{code}"))


@pytest.mark.parametrize(
    ("names", "host", "wanted"),
    [
        (["*"], "localhost", ""),
        (["*"], "192.168.1.7:8000", ""),
        (["*"], "tuyen.local", ""),
        (
            ["*", "may.local", "thuvien.example.vn"],
            "localhost",
            "https://thuvien.example.vn/visits",
        ),
        (["*"], "thuvien.example.vn", "http://thuvien.example.vn/visits"),
    ],
)
def test_the_square_code_leads_only_where_everybody_gets(
    profile_name: str, names: list[str], host: str, wanted: str, settings: Any, rf: Any
) -> None:
    settings.ALLOWED_HOSTS = names
    request = rf.get("/visits", headers={"host": host})
    found = addresses.public_address(request, "/visits")
    assert found == wanted
    assert addresses.drawn(found).startswith("<svg" if wanted else "")
