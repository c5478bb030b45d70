"""Places are founded, changed and closed through pages; visits are dated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from tests.node.office.conftest import HERE, THERE, WIDE, Library

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


# ---- visits of a vehicle ----


def test_visits_are_typed_listed_and_called_off(library: Library, office: Office) -> None:
    client, address = office(THERE), f"/office/places/{library.hut}/visits"
    told = {"days": "05/12/2026, 19/12/2026\n07/02/2027", "vehicle": ""}
    assert client.post(address, told).status_code == 302
    page = words(client.get(address))
    assert "7 Feb 2027 (2nd of the 1st lunar month)" in page
    assert page.count("the next one") == 1
    assert client.post(f"{address}/off", {"day": "2026-12-05"}).status_code == 302
    page = words(client.get(address))
    assert "called off" in page
    visits = library.node.place(library.hut).visits
    assert [(one.day, one.called_off) for one in visits] == [
        ("2026-12-05", True),
        ("2026-12-19", False),
        ("2027-02-07", False),
    ]
    assert "The next one: " in words(client.get(f"/office/places/{library.hut}"))
    again = client.post(address, {"days": "19/12/2026"})
    assert again.status_code == 422
    assert "None of these days changes anything" in words(again)


def test_days_of_visits_that_cannot_be_meant_are_asked_again(
    library: Library, office: Office
) -> None:
    client, address = office(THERE), f"/office/places/{library.hut}/visits"
    for days, said in (
        ("", "at least one day"),
        ("31/02/2027", "is no day"),
        ("rằm tháng Giêng", "is no day"),
        ("01/01/2020", "over. Choose others"),
        (f"05/12/2026 {'x' * 9000}", "at most 8000"),
    ):
        facts = library.facts()
        answer = client.post(address, {"days": days})
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts
    assert client.post(f"{address}/off", {"day": "soon"}).status_code == 404


def test_another_library_reads_the_visits_but_dates_none(library: Library, office: Office) -> None:
    client, address = office(HERE), f"/office/places/{library.hut}/visits"
    assert client.get(address).status_code == 200
    assert client.post(address, {"days": "05/12/2026"}).status_code == 403
    assert client.post(f"{address}/off", {"day": "2026-12-05"}).status_code == 403
