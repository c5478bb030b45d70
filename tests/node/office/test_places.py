"""Places are founded, changed and closed through pages; rules get versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, THERE, WIDE, Library

Office = Callable[..., Client]
NEW = {
    "code": "HUT-9",
    "name": "Chòi đọc sách «Nà Rẩy»",
    "kind": "reading_hut",
    "founded_on": "23/11/2026",
    "weekdays": ["2", "4"],
    "hours": "7:30–11:30",
    "decision": "12/QĐ",
}
RULE = {
    "where": "kind:reading_hut",
    "group": "grown",
    "material": "",
    "loan_days": "30",
    "limit": "",
    "renewals": "1",
    "renewal_days": "",
    "valid_from": "23/11/2026",
    "citation": "House rules 2026",
}


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def test_a_place_is_founded_with_its_days_and_the_holidays(
    library: Library, office: Office
) -> None:
    answer = office(WIDE).post("/office/places/new", NEW)
    place = library.node.place_id("HUT-9")
    assert answer.headers["Location"] == f"/office/places/{place}"
    state = library.node.place(place)
    assert (state.name, state.founded_on) == (NEW["name"], "2026-11-23")
    assert [days for _, days, _ in state.openings] == [(2, 4)]
    assert state.calendar.closed
    page = words(office(WIDE).get(answer.headers["Location"]))
    assert "The village" in page or "Làng" in page or "Aldeia" in page
    assert "7:30–11:30" in page


WRONG_PLACES = (
    ({"code": "nhà máy"}, "A code has 1 to 40"),
    ({"code": "main"}, "A code is never given twice"),
    ({"name": ""}, "This must not stay empty"),
    ({"name": "x" * 10_000}, "too long"),
    ({"weekdays": []}, "at least one weekday"),
    ({"founded_on": "31/2/2026"}, "for example 23/11/2026"),
    ({"kind": "palace"}, "valid choice"),
)


def test_what_is_wrong_with_a_new_place_is_said_beside_its_field(
    library: Library, office: Office
) -> None:
    for change, said in WRONG_PLACES:
        facts = library.facts()
        answer = office(WIDE).post("/office/places/new", {**NEW, **change})
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts


def test_names_with_scripts_and_turning_marks_are_only_text(
    library: Library, office: Office
) -> None:
    name = '<script>alert("x")</script> \u202e 😀'
    office(WIDE).post("/office/places/new", {**NEW, "name": name})
    page = words(office(WIDE).get("/office/places"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page


def test_a_librarian_opens_and_closes_days_of_their_own_place_only(
    library: Library, office: Office
) -> None:
    days = {"first": "24/12/2026", "last": "26/12/2026", "closed": "yes", "reason": "snow"}
    client = office(HERE)
    answer = client.post(f"/office/places/{library.main}/days", days)
    assert answer.headers["Location"] == f"/office/places/{library.main}"
    closed = library.node.place(library.main).calendar.closed
    assert {"2026-12-24", "2026-12-25", "2026-12-26"} <= closed
    assert client.post(f"/office/places/{library.hut}/days", days).status_code == 403
    assert client.post(f"/office/places/{library.main}/describe", {}).status_code == 403
    assert client.post(f"/office/places/{library.main}/close", {}).status_code == 403
    again = client.post(f"/office/places/{library.main}/days", days)
    assert "No day here would change anything" in words(again)


WRONG_DAYS = (
    ("26/12/2026", "24/12/2026", "before the first"),
    ("01/01/2026", "31/12/2028", "More than a year"),
    ("", "", "required"),
)


def test_days_that_cannot_be_meant_are_asked_again(library: Library, office: Office) -> None:
    for first, last, said in WRONG_DAYS:
        told = {"first": first, "last": last, "closed": "yes"}
        answer = office(HERE).post(f"/office/places/{library.main}/days", told)
        assert answer.status_code == 422
        assert said in words(answer)


def test_weekdays_change_from_a_day_on(library: Library, office: Office) -> None:
    told = {"weekdays": ["6", "7"], "hours": "8–10", "valid_from": "01/12/2026"}
    office(THERE).post(f"/office/places/{library.hut}/opening", told)
    page = words(office(THERE).get(f"/office/places/{library.hut}"))
    assert "Saturday, Sunday" in page
    assert "from 1 Dec 2026 on:" in page


def test_a_place_is_described_anew_and_the_facts_lead_on(library: Library, office: Office) -> None:
    client = office(WIDE)
    address = f"/office/places/{library.hut}"
    told = {"name": "Reading hut II", "kind": "reading_hut", "address": "by the well"}
    assert client.post(f"{address}/describe", told).status_code == 302
    page = words(client.get(address))
    assert "Reading hut II" in page
    assert f"/ledger/{library.hut}" in page


def test_a_place_closes_only_when_nothing_lent_there_is_out(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    library.lend(library.copies[0], next(iter(library.cards)))
    told = {"closed_on": "01/12/2026", "decision": "7/QĐ"}
    refused = client.post(f"/office/places/{library.main}/close", told)
    assert refused.status_code == 422
    assert "still out" in words(refused)
    assert client.post(f"/office/places/{library.hut}/close", told).status_code == 302
    assert library.node.place(library.hut).closed_on == "2026-12-01"
    page = words(client.get(f"/office/places/{library.hut}"))
    assert "Close this place for good" not in page
    assert client.post(f"/office/places/{library.hut}/opening", {
        "weekdays": ["1"], "valid_from": "01/12/2026"}).status_code == 422  # fmt: skip


def test_blocks_of_numbers_say_how_full_they_are(library: Library, office: Office) -> None:
    page = words(office(HERE).get(f"/office/places/{library.main}"))
    assert "5 / 10000" in page
    assert "reader cards" in page


# ---- rules ----


def test_a_new_version_is_told_and_the_earlier_ones_stay(library: Library, office: Office) -> None:
    client = office(WIDE)
    before = {state.subject: len(state.versions) for state in library.node.rules()}
    assert client.post("/office/rules/new", RULE).headers["Location"] == "/office/rules"
    case = {"group": "grown", "material": "book", "on": "2026-11-23"}
    held = library.node.lending(library.hut, **case)
    assert (held.loan_days, held.limit) == (30, None)
    client.post("/office/rules/new", {**RULE, "loan_days": "40", "valid_from": "01/01/2027"})
    assert library.node.lending(library.hut, **case).loan_days == 30
    later = {**case, "on": "2027-02-01"}
    assert library.node.lending(library.hut, **later).loan_days == 40
    (fresh,) = [one for one in library.node.rules() if one.subject not in before]
    assert len(fresh.versions) == 2
    page = words(client.get("/office/rules"))
    assert "another version" in page
    assert "House rules 2026" in page


def test_a_rule_without_a_citation_is_provisional(library: Library, office: Office) -> None:
    office(WIDE).post("/office/rules/new", {**RULE, "citation": ""})
    assert "provisional" in words(office(HERE).get("/office/rules"))


WRONG_RULES = (
    ({"loan_days": "-1"}, "Enter 0 or more"),
    ({"loan_days": "many"}, "whole number"),
    ({"loan_days": ""}, "Enter a number"),
    ({"loan_days": "9999"}, "too much"),
    ({"valid_until": "01/01/2020"}, "lies before the first"),
    ({"group": "giants"}, "valid choice"),
)


def test_what_is_wrong_with_a_rule_is_said(library: Library, office: Office) -> None:
    for change, said in WRONG_RULES:
        facts = library.facts()
        answer = office(WIDE).post("/office/rules/new", {**RULE, **change})
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts


def test_librarians_ask_which_rule_holds_but_set_none(library: Library, office: Office) -> None:
    client = office(HERE)
    assert client.post("/office/rules/new", RULE).status_code == 403
    asked = f"place={library.hut}&group=young&material=book&on=23/11/2026"
    page = words(client.get(f"/office/rules?{asked}"))
    assert "10 days" in page
    assert "It holds because it is the most specific one" in page
    assert "due on" in page
    assert "Rules that fit too" in page
    atlas = words(client.get(f"/office/rules?{asked.replace('book', 'atlas')}"))
    assert "10 days" in atlas  # kind and group outweigh the material
    main = f"place={library.main}&group=grown&material=atlas&on=23/11/2026"
    assert "not lent" in words(client.get(f"/office/rules?{main}"))
    wrong = client.get(f"/office/rules?place={library.hut}&group=young&material=book&on=x")
    assert wrong.status_code == 422


def test_a_new_version_begins_with_the_values_of_the_one_it_follows(
    library: Library, office: Office
) -> None:
    subject = next(
        state.subject for state in library.node.rules()
        if state.versions[0].rule.group == "young"
    )  # fmt: skip
    page = words(office(CHIEF).get(f"/office/rules/new?from={subject}"))
    assert 'value="10"' in page
    assert '<option value="kind:reading_hut" selected>' in page
    assert '<option value="young" selected>' in page
