"""A trip on the screen: planned by hand, promised, driven with one button at a time, closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.node.desk.conftest import HERE, THERE, TODAY, WIDE, Desk, Library
from tests.node.trips.conftest import words

from tusach.node.acts import travelling

pytestmark = pytest.mark.django_db


@pytest.fixture
def vehicle(library: Library) -> str:
    """The main library as a vehicle that visits the hut."""
    node = library.node
    kinds = tuple(
        replace(one, moves=one.code == "main_library") for one in node.profile.places.kinds
    )
    node.profile = replace(node.profile, places=replace(node.profile.places, kinds=kinds))
    return library.main


def line(nr: int, place: str, on: str = TODAY, **more: str) -> dict[str, str]:
    return {f"place_{nr}": place, f"on_{nr}": on} | {f"{k}_{nr}": v for k, v in more.items()}


def planned(desk: Desk, library: Library, *lines: dict[str, str]) -> str:
    """The id of a trip that was planned on the page."""
    typed: dict[str, str] = {"vehicle": library.main}
    for one in lines or (line(0, library.hut, arrive="6:30", leave="9h15"),):
        typed |= one
    answer = desk(WIDE).post("/trips/plan", typed)
    assert answer.status_code == 302, words(answer)
    return str(answer["Location"]).rsplit("/", 1)[1]


def go(desk: Desk, trip: str, path: str, **typed: object) -> Callable[[], str]:
    """Send a form of the road; what the page says then."""
    client = desk(HERE)
    answer = client.post(f"/trips/trip/{trip}/{path}", typed)
    if answer.status_code == 302:
        return lambda: words(client.get(answer["Location"]))
    assert answer.status_code == 422
    return lambda: words(answer)


def test_a_trip_is_planned_promised_driven_and_closed_on_the_screen(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    trip = planned(desk, library)
    page = words(desk(WIDE).get(f"/trips/trip/{trip}"))
    assert "Nobody was promised these days yet" in page and "06:30–09:15" in page
    assert desk(WIDE).post(f"/trips/trip/{trip}/publish").status_code == 302
    assert "promised" in words(desk(HERE).get("/trips/list"))
    assert "Set out" in words(desk(HERE).get(f"/trips/trip/{trip}/road"))
    elsewhere = desk(THERE).get(f"/trips/trip/{trip}/road")
    assert "Only who works for this vehicle" in words(elsewhere)
    assert f"/trips/trip/{trip}/depart" not in elsewhere.content.decode()
    said = go(desk, trip, "depart", crew=HERE, others="2", odometer="40.000", checked="tyres")
    assert "Have a good trip" in said()
    stop = travelling.trip_of(library.node, trip).plan.stops[0].stop  # type: ignore[union-attr]
    said = go(desk, trip, "open", stop=stop)
    assert "The stop is open" in said() and "Count visitors" in said()
    desk(HERE).post("/desk/visitors", {"channel": "mobile", "tap": "|12"})
    assert "The stop is closed" in go(desk, trip, f"stops/{stop}/close")()
    assert "written down" in go(desk, trip, f"stops/{stop}/confirm", how="stamp", paper="1")()
    assert "Welcome back" in go(desk, trip, "back", odometer="40.182", fuel="31")()
    assert "The account of the trip is closed" in go(desk, trip, "close")()
    page = words(desk(WIDE).get(f"/trips/trip/{trip}"))
    assert "12 visitors" in page and "182 km driven" in page and "confirmed" in page


def test_an_act_of_the_road_is_taken_back_with_one_button(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    trip = planned(desk, library)
    page = go(desk, trip, "depart", crew=HERE, others="2")()
    found = re.search(rf"/trips/trip/{trip}/undo/[0-9a-f]{{32}}", page)
    assert found is not None
    answer = desk(HERE).post(found[0])
    assert answer.status_code == 302
    assert travelling.trip_of(library.node, trip).status == "planned"


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("depart", {"others": "1"}, "The rule wants"),
        ("depart", {"others": "many"}, "whole number"),
        ("depart", {"others": "51"}, "too much"),
        ("open", {"place": "x"}, ""),
        ("stops/{stop}/close", {}, "not open"),
        ("stops/{stop}/miss", {"reason": "road"}, "not set out"),
        ("stops/{stop}/miss", {}, ""),
        ("stops/{stop}/confirm", {"how": "stamp"}, "not served"),
        ("back", {"odometer": "1"}, "not set out"),
        ("close", {}, "not back"),
    ],
)
def test_what_comes_out_of_order_is_refused_in_words_and_tells_nothing(
    desk: Desk,
    library: Library,
    vehicle: str,
    english: None,
    path: str,
    typed: dict[str, str],
    said: str,
) -> None:
    least = replace(library.node.profile.places.rules[0], code="trip_crew", value=3)
    places = replace(library.node.profile.places, rules=(least,))
    library.node.profile = replace(library.node.profile, places=places)
    trip = planned(desk, library)
    stop = travelling.trip_of(library.node, trip).plan.stops[0].stop  # type: ignore[union-attr]
    before = library.facts()
    answer = desk(HERE).post(f"/trips/trip/{trip}/{path.format(stop=stop)}", typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert library.facts() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose at least one place"),
        ({"place_0": "HUT"}, "Write the day of this stop"),
        ({"place_0": "HUT", "on_0": "31/2/2027"}, "day/month/year"),
        ({"place_0": "HUT", "on_0": TODAY, "arrive_0": "25:00"}, "Write the time"),
        ({"place_0": "HUT", "on_0": TODAY, "arrive_0": "9", "leave_0": "8"}, "ends before"),
    ],
)
def test_a_plan_that_makes_no_sense_says_what_to_write(
    desk: Desk, library: Library, vehicle: str, english: None, typed: dict[str, str], said: str
) -> None:
    body = {k: library.hut if v == "HUT" else v for k, v in typed.items()}
    answer = desk(WIDE).post("/trips/plan", body | {"vehicle": library.main})
    assert answer.status_code == 422 and said in words(answer)


def test_a_changed_plan_asks_why_and_is_promised_again(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    trip = planned(desk, library)
    desk(WIDE).post(f"/trips/trip/{trip}/publish")
    page = words(desk(WIDE).get(f"/trips/trip/{trip}/change"))
    stop = travelling.trip_of(library.node, trip).plan.stops[0].stop  # type: ignore[union-attr]
    assert stop in page
    typed = {"vehicle": library.main, "stop_0": stop} | line(0, library.hut, "2026-12-01")
    answer = desk(WIDE).post(f"/trips/trip/{trip}/change", typed)
    assert answer.status_code == 422 and "why the plan changes" in words(answer)
    answer = desk(WIDE).post(f"/trips/trip/{trip}/change", typed | {"reason": "road"})
    assert answer.status_code == 302
    assert "Promise it again" in words(desk(WIDE).get(f"/trips/trip/{trip}"))
    assert travelling.trip_of(library.node, trip).plan.stops[0].stop == stop  # type: ignore[union-attr]
    answer = desk(WIDE).post(f"/trips/trip/{trip}/cancel", {"reason": "weather"})
    assert answer.status_code == 302
    assert "called off" in words(desk(WIDE).get("/trips/list"))


def test_a_librarian_sees_trips_and_plans_none(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    assert "The provincial library plans the trips" in words(desk(HERE).get("/trips/list"))
    assert desk(HERE).get("/trips/plan").status_code == 403
    trip = planned(desk, library)
    assert desk(HERE).post(f"/trips/trip/{trip}/publish").status_code == 403
    assert desk(HERE).get(f"/trips/trip/{'9' * 32}").status_code == 404


def test_the_sheet_on_paper_has_a_line_for_each_stop_and_each_of_the_crew(
    desk: Desk, library: Library, vehicle: str, english: None
) -> None:
    trip = planned(desk, library, line(0, library.hut), line(1, library.hut, "2026-12-01"))
    page = words(desk(HERE).get(f"/trips/trip/{trip}/sheet"))
    assert page.count('<tr class="blank">') == 2 + 1 + travelling.least_crew(library.node, TODAY)
    assert "Head of the trip" in page and "☐ tyres and brakes" in page
