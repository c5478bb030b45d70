"""The road board, places that are visited, requests, and the announced calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, THERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words

from tusach.library.markets.facts import market_subject
from tusach.library.places.served import service_on
from tusach.library.places.served_facts import Window
from tusach.library.roads.facts import road_subject
from tusach.node.acts import roads, serving

Office = Callable[..., Client]


def two(library: Library) -> tuple[str, str]:
    asked = "SELECT subject FROM unit WHERE tenant = ? ORDER BY code LIMIT 2"
    (one,), (other,) = library.node.store.query(asked, (library.node.tenant,))
    return str(one), str(other)


def test_a_road_is_closed_and_opened_by_one_tap_each(library: Library, office: Office) -> None:
    one, other = two(library)
    client = office(HERE)
    sent = {"start": one, "end": other, "reason": "landslide"}
    assert client.post("/trips/roads", sent).status_code == 302
    (road,) = roads.closed_roads(library.node, TODAY)
    said = words(client.get("/trips/roads"))
    assert "landslide" in said
    assert "Open again" in said
    again = client.post("/trips/roads", sent)
    assert again.status_code == 422
    assert "closed since" in words(again)
    assert client.post(f"/trips/roads/{road.subject}/opened").status_code == 302
    assert roads.closed_roads(library.node, TODAY) == ()
    assert "No road is entered as closed" in words(client.get("/trips/roads"))
    client.post(f"/trips/roads/{road.subject}/opened")
    assert "nothing was changed" in words(client.get("/trips/roads"))


def test_every_road_to_a_place_is_closed_and_odd_words_are_refused(
    library: Library, office: Office
) -> None:
    one, _ = two(library)
    client = office(HERE)
    same = {"start": one, "end": one, "reason": "flood"}
    assert "two different places" in words(client.post("/trips/roads", same))
    over = {"start": "", "end": one, "reason": "flood", "until": "01/01/2020"}
    assert "is over" in words(client.post("/trips/roads", over))
    assert client.post("/trips/roads", same | {"reason": "x"}).status_code == 404
    assert client.post(f"/trips/roads/{'f' * 32}/opened").status_code == 404
    assert client.post("/trips/roads", {"end": one, "reason": "flood"}).status_code == 302
    assert "every road to" in words(client.get("/trips/roads"))


def test_a_leg_says_its_source_and_is_better_once_somebody_knows(
    library: Library, office: Office
) -> None:
    one, other = two(library)
    client = office(HERE)
    asked = f"/trips/roads/legs?start={one}&end={other}"
    assert "estimate" in words(client.get(asked))
    sent = {"start": one, "end": other, "minutes": "75", "kilometres": "31", "source": "driver"}
    assert client.post("/trips/roads/legs", sent).status_code == 302
    said = words(client.get(asked))
    assert "75 minutes" in said
    assert "31 km" in said
    empty = client.post("/trips/roads/legs", sent | {"minutes": "", "kilometres": ""})
    assert "Enter minutes, or kilometres" in words(empty)
    client.post("/trips/roads", {"start": one, "end": other, "reason": "works"})
    assert "no other way is known" in words(client.get(asked))
    assert client.get("/trips/roads/legs?start=x&end=y").status_code == 200
    nowhere = f"/trips/roads/legs?start={library.main}&end={library.main}"
    assert client.get(nowhere).status_code == 200


SERVED = {
    "form": "service",
    "service_from": "01/11/2026",
    "point": "22.676310, 106.186007",
    "minutes": "90",
    "one_from": "7:30",
    "one_until": "11:00",
    "one_days": ["1", "2"],
    "visits": "4",
    "least": "45",
    "most": "120",
    "closed_months": "7 8",
    "languages": ["pt"],
    "overnight": "on",
    "access": "Ponte de madeira",
}


def place_page(library: Library, client: Client, **sent: Any) -> Any:
    address = f"/trips/places/{library.main}"
    return client.post(address, sent) if sent else client.get(address)


def test_how_a_place_is_served_is_entered_once_and_shown(library: Library, office: Office) -> None:
    client = office(HERE)
    assert "Nobody has said it yet" in words(place_page(library, client))
    answer = place_page(library, client, **SERVED)
    assert answer.status_code == 302, words(answer)
    told = service_on(library.node.place(library.main).services, TODAY)
    assert told is not None
    assert told.told.point == (22_676_310, 106_186_007)
    assert told.told.windows == (Window(450, 660, (1, 2)),)
    assert told.told.closed_months == (7, 8)
    said = words(place_page(library, client))
    assert "7:30–11:00" in said
    assert "Ponte de madeira" in said
    assert "known how it is served" in words(client.get("/trips/places"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"two_from": "10:00", "two_until": "12:00"}, "same minutes of one weekday"),
        ({"one_until": "7:00"}, "ends before it begins"),
        ({"two_from": "13:00"}, "both times of a window"),
        ({"minutes": "300"}, "longest window"),
        ({"least": "200"}, "cannot both be"),
        ({"visits": "12"}, "do not fit into a year"),
        ({"closed_months": "13"}, "cannot be"),
        ({"point": "somewhere"}, "latitude and longitude"),
        ({"point": "91.5, 0"}, "latitude and longitude"),
    ],
)
def test_windows_and_numbers_that_contradict_each_other_are_refused_in_words(
    library: Library, office: Office, change: dict[str, str], says: str
) -> None:
    answer = place_page(library, office(HERE), **(SERVED | change))
    assert answer.status_code == 422
    assert says in words(answer)
    assert library.node.place(library.main).services == ()


def test_a_class_is_entered_by_decision_for_a_place_or_its_commune(
    library: Library, office: Office
) -> None:
    client = office()
    sent = {"form": "class", "place_class": "high_valley", "class_from": "01/01/2026"}
    assert "number of the decision" in words(place_page(library, client, **sent))
    answer = place_page(library, client, **sent, whole_unit="on", decision="6/QĐ")
    state = library.node.place(library.main)
    if state.unit is None:
        assert "in which commune" in words(answer)
    answer = place_page(library, client, **sent, decision="7/QĐ")
    assert answer.status_code == 302
    said = words(place_page(library, client))
    assert "High valley" in said
    assert "7/QĐ" in said
    assert place_page(library, office(HERE), **sent).status_code == 403
    assert place_page(library, office(THERE), **SERVED).status_code == 403
    assert client.get(f"/trips/places/{'f' * 32}").status_code == 404


def test_a_request_waits_on_the_list_until_it_is_answered(library: Library, office: Office) -> None:
    asking, province = office(HERE), office()
    sent = {"place": library.main, "first": "01/12/2026", "last": "20/12/2026", "people": "80"}
    assert asking.post("/trips/requests", sent).status_code == 302
    (one,) = serving.requests(library.node)
    assert "Waits for an answer" in words(asking.get("/trips/requests"))
    assert "1 request waits" in words(place_page(library, asking))
    address = f"/trips/requests/{one.subject}"
    assert asking.get(address).status_code == 403
    assert "day on which the vehicle comes" in words(province.post(address, {"answer": "accepted"}))
    assert "Choose the reason" in words(province.post(address, {"answer": "declined"}))
    assert province.post(address, {"answer": "accepted", "day": "10/12/2026"}).status_code == 302
    assert "accepted" in words(asking.get("/trips/requests"))
    over = asking.post("/trips/requests", sent | {"first": "01/01/2020", "last": "02/01/2020"})
    assert "is over" in words(over)
    assert province.get(f"/trips/requests/{'f' * 32}").status_code == 404


def test_an_announced_first_day_holds_on_every_page(library: Library, office: Office) -> None:
    client = office()
    before = words(client.get("/calendar?m=2030-02"))
    sent = {"month": "1", "year": "2030", "starts_on": "03/02/2030", "citation": "TB 1"}
    assert "Nothing was announced" in words(client.get("/trips/calendar"))
    assert client.post("/trips/calendar", sent).status_code == 302
    assert "TB 1" in words(client.get("/trips/calendar"))
    assert words(client.get("/calendar?m=2030-02")) != before
    odd = client.post("/trips/calendar", sent | {"starts_on": "07/02/2030"})
    assert odd.status_code == 422
    assert "29 or 30 days" in words(odd)


def test_the_first_page_leads_to_all_and_the_calendar_only_for_the_province(
    library: Library, office: Office
) -> None:
    assert "/trips/calendar" in words(office().get("/trips/"))
    assert "/trips/calendar" not in words(office(HERE).get("/trips/"))


def test_what_was_told_of_a_market_a_road_and_a_request_can_be_read_in_the_ledger(
    library: Library, office: Office
) -> None:
    client = office()
    one, other = two(library)
    client.post("/trips/roads", {"start": one, "end": other, "reason": "landslide"})
    sent = {"place": library.main, "first": "01/12/2026", "last": "20/12/2026"}
    client.post("/trips/requests", sent)
    subjects = {
        market_subject(library.node.tenant, "alba_market"): ("Periodic market", "Market:"),
        road_subject(library.node.tenant, (one, other)): ("Road", "landslide"),
        serving.requests(library.node)[0].subject: ("Request for a visit", "A visit is asked"),
    }
    for subject, said in subjects.items():
        page = words(client.get(f"/ledger/{subject}"))
        assert all(part in page for part in said), (said, page)
