"""The pages of markets: list, one market, its forms, files; what cannot be is refused in words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words

from tusach.library.markets import facts, grammar
from tusach.node.acts import markets
from tusach.node.papers import press

Office = Callable[..., Client]
RULE = {
    "form": "rule",
    "kind": "lunar",
    "digits": "5 0",
    "short_month": "day_29",
    "valid_from": "01/11/2026",
    "certainty": "confirmed",
    "source": "UBND xã",
}


def subject(library: Library, code: str = "alba_market") -> str:
    return facts.market_subject(library.node.tenant, code)


def page(library: Library, client: Client, code: str = "alba_market", **sent: Any) -> Any:
    address = f"/trips/markets/{subject(library, code)}"
    return client.post(address, sent) if sent else client.get(address)


def test_the_list_shows_rules_next_sessions_and_what_is_to_be_asked(
    library: Library, office: Office
) -> None:
    said = words(office(language="vi").get("/trips/markets"))
    assert "Chợ Alba" in said
    assert "Hằng tuần: thứ Tư" in said
    assert "các nguồn trái nhau về ngày họp" in said
    only = words(office().get("/trips/markets?only=asked"))
    assert "sources contradict each other" in only


def test_a_rule_is_entered_and_moves_the_sessions(library: Library, office: Office) -> None:
    client = office()
    answer = page(library, client, **RULE)
    assert answer.status_code == 302
    state = markets.market_of(library.node, subject(library))
    told = state.rule_on(TODAY)
    assert told is not None
    assert told.rule == grammar.Lunar((0, 5), (), "day_29")
    said = words(page(library, client))
    assert "on the 29th instead" in said
    assert "confirmed by the commune" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"digits": ""}, "names no day"),
        ({"digits": "12"}, "cannot be"),
        ({"digits": "", "days": "31"}, "no day 31 in a lunar month"),
        ({"source": ""}, "must not stay empty"),
        ({"valid_until": "01/01/2020"}, "lies before the first"),
        ({"kind": "explicit", "dates": "30/2/2026"}, "is no day"),
        ({"kind": "yearly_lunar", "month": "3", "day": "31"}, "no day 31"),
        ({"kind": "weekly"}, "names no day"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused_in_words_and_nothing_is_told(
    library: Library, office: Office, change: dict[str, str], says: str
) -> None:
    before = markets.market_of(library.node, subject(library))
    answer = page(library, office(), **(RULE | change))
    assert answer.status_code == 422
    assert says in words(answer)
    assert markets.market_of(library.node, subject(library)) == before


@pytest.mark.parametrize(
    ("sent", "rule"),
    [
        ({"kind": "solar", "digits": "2", "days": "31"}, grammar.Solar((2,), (31,))),
        ({"kind": "weekly", "weekdays": ["7", "3"]}, grammar.Weekly((3, 7))),
        ({"kind": "zodiac", "branches": ["11", "5"]}, grammar.Zodiac((5, 11))),
        (
            {"kind": "yearly_lunar", "month": "3", "day": "26", "run": "2"},
            grammar.YearlyLunar(3, 26, 2),
        ),
        (
            {"kind": "explicit", "dates": "24/6/2027 23/6/2027"},
            grammar.Explicit(("2027-06-23", "2027-06-24")),
        ),
        ({"kind": "unknown", "every_days": "5"}, grammar.Unknown("", 5)),
    ],
)
def test_every_kind_of_rule_can_be_entered_and_is_said_in_both_languages(
    library: Library, office: Office, sent: dict[str, Any], rule: grammar.Rule
) -> None:
    client = office()
    assert page(library, client, **(RULE | {"digits": ""} | sent)).status_code == 302
    told = markets.market_of(library.node, subject(library)).rule_on(TODAY)
    assert told is not None
    assert told.rule == rule
    for language in ("vi", "en"):
        assert page(library, office(language=language)).status_code == 200


def test_closed_days_may_be_typed_in_either_calendar(library: Library, office: Office) -> None:
    client = office(HERE)
    days = {"form": "days", "how": "closed", "reason": "tet"}
    answer = page(library, client, **days, first="25/12/2026 ÂL", last="10/02/2027")
    assert answer.status_code == 302
    (change,) = markets.market_of(library.node, subject(library)).changes
    assert (change.first, change.last, change.reason) == ("2027-02-01", "2027-02-10", "tet")
    assert "lunar New Year" in words(page(library, client))


@pytest.mark.parametrize(
    ("first", "says"),
    [
        ("30/2/2026 al", "29 days"),
        ("1/5n/2026 al", "no leap month"),
        ("31/02/2026", "day/month/year"),
        ("10/02/2027", "lies before the first"),
    ],
)
def test_a_day_that_does_not_exist_in_its_month_is_refused(
    library: Library, office: Office, first: str, says: str
) -> None:
    days = {"form": "days", "how": "closed", "first": first, "last": "01/01/2027"}
    answer = page(library, office(), **days)
    assert answer.status_code == 422
    assert says in words(answer)
    assert markets.market_of(library.node, subject(library)).changes == ()


def test_a_decision_needs_reasons_and_is_kept_with_its_day(
    library: Library, office: Office
) -> None:
    client = office()
    judged = {"form": "judge", "suitable": "yes", "judged_from": "01/11/2026", "decision": "4/QĐ"}
    assert "at least one reason" in words(page(library, client, **judged))
    assert page(library, client, **judged, reasons=["space"]).status_code == 302
    told = markets.market_of(library.node, subject(library)).judgement_on(TODAY)
    assert told == facts.MarketJudged(True, "2026-11-01", ("space",), "4/QĐ")
    assert "suitable for the vehicle: 1" in words(client.get("/trips/markets"))


def test_a_librarian_enters_days_and_nothing_else(library: Library, office: Office) -> None:
    client = office(HERE)
    assert page(library, client, **RULE).status_code == 403
    assert page(library, client, form="x").status_code == 404
    assert "Enter a rule" not in words(page(library, client))
    assert "Enter the days" in words(client.get(f"/trips/markets/{subject(library)}?edit=days"))


@pytest.mark.parametrize("name", ["rule", "days", "judge", "describe", "end"])
def test_one_form_is_shown_at_a_time_so_that_the_page_stays_light(
    library: Library, office: Office, name: str
) -> None:
    answer = office().get(f"/trips/markets/{subject(library)}?edit={name}")
    assert re.findall(r'name="form" value="(\w+)"', answer.content.decode()) == [name]


def test_a_market_is_described_anew_keeps_the_rest_and_ends(
    library: Library, office: Office
) -> None:
    client = office()
    unit = markets.market_of(library.node, subject(library)).declared
    assert unit is not None
    sent = {
        "form": "describe",
        "name": "Chợ Mới",
        "unit": unit.unit,
        "opens": "5h30",
        "closes": "10:00",
    }
    assert page(library, client, **sent).status_code == 302
    said = markets.market_of(library.node, subject(library)).declared
    assert said is not None
    assert (said.opens_minute, said.closes_minute, said.code) == (330, 600, "alba_market")
    assert "Chợ Mới" in said.names.values()
    assert len(said.names) == len(unit.names)
    odd = page(library, client, **(sent | {"opens": "5:75"}))
    assert "Write the time as 5:30" in words(odd)
    end = {"form": "end", "ended_on": "01/01/2027"}
    assert page(library, client, **end).status_code == 302
    ended = page(library, client)
    assert "no more since" in words(ended)
    assert page(library, client, **RULE).status_code == 422


def test_a_new_market_gets_a_code_that_no_other_has(library: Library, office: Office) -> None:
    client = office()
    new = {"code": "tong_cot", "name": "Chợ Tổng Cọt"}
    assert client.get("/trips/markets/new").status_code == 200
    assert client.post("/trips/markets/new", new).status_code == 302
    assert "belongs to a market already" in words(client.post("/trips/markets/new", new))
    odd = client.post("/trips/markets/new", new | {"code": "Tổng Cọt"})
    assert "small letters without marks" in words(odd)
    said = words(page(library, client, "tong_cot"))
    assert "Without a rule no vehicle is planned there" in said


def test_the_programmes_markets_are_told_when_the_home_is_founded_and_offered_where_not(
    library: Library, office: Office
) -> None:
    assert markets.untold(library.node) == ()
    client = office()
    assert "not entered yet" not in words(client.get("/trips/markets"))
    answer = client.post("/trips/markets/take")
    assert answer.status_code == 302
    assert "nothing was changed" in words(client.get("/trips/markets"))


def test_calendar_files_hold_the_coming_year(library: Library, office: Office) -> None:
    client = office()
    for address in ("/trips/markets.ics", f"/trips/markets/{subject(library)}.ics"):
        answer = client.get(address)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.content.decode().count("BEGIN:VEVENT") >= 50


def test_what_is_no_market_is_not_found(library: Library, office: Office) -> None:
    client = office()
    for address in ("x", "f" * 32, "f" * 32 + ".ics"):
        assert client.get(f"/trips/markets/{address}").status_code == 404


@pytest.mark.skipif(not press.has_press(), reason="no typesetter on this machine")
def test_a_market_has_a_sheet_for_its_wall(library: Library, office: Office) -> None:
    client = office()
    assert f"/trips/markets/{subject(library)}.pdf" in words(page(library, client))
    answer = client.get(f"/trips/markets/{subject(library)}.pdf?paper=a3")
    assert answer["Content-Type"] == "application/pdf"
    (sheet,) = PdfReader(io.BytesIO(answer.content)).pages
    assert round(float(sheet.mediabox[2])) == 842
    said = " ".join(sheet.extract_text().split())
    assert "Alba" in said and "No visit of the book vehicle is dated yet" in said
    assert client.get(f"/trips/markets/{'0' * 32}.pdf").status_code == 404
