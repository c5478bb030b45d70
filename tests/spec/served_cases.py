"""Examples and stories of places that are visited, of requests and of roads."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.places import facts as places
from tusach.library.places import served_facts as served
from tusach.library.roads import facts as roads

ON = "2026-03-02"
PLACE, OTHER, UNIT = named("place A"), named("place B"), named("unit")
REQUEST, VISITED, REMOTE = named("request"), named("visited place"), named("remote unit")
ENDS = (OTHER, PLACE)
ROAD = roads.road_subject(TENANT, ENDS)

WHOLE = served.PlaceServiceSet(
    valid_from=ON,
    point=(22_900_000, 106_100_000),
    service_minutes=90,
    windows=(served.Window(450, 660, (1, 2, 3, 4, 5)), served.Window(810, 990)),
    languages=("vi", "tyz"),
    ages=(served.AgeCount("a6_10", 120), served.AgeCount("a11_14", 95)),
    crates=2,
    visits_a_year=4,
    least_days=45,
    most_days=120,
    closed_months=(7, 8),
    rain_level=3,
    market=named("market"),
    overnight=True,
    access="Qua cầu treo, xe không quá 3,5 tấn",
)
SERVED: list[tuple[Any, ...]] = [
    (
        "by decision",
        "unit.classed/1",
        served.Classed("border", "2021-06-04", decision="5/QĐ"),
    ),
    ("an estimate", "place.classed/1", served.Classed("remote", ON, provisional=True)),
    (
        "told by mistake, until a day",
        "place.classed/1",
        served.Classed("isolated", ON, "2027-12-31", "5/QĐ-UBND", withdrawn=True),
    ),
    ("nothing known", "place.service_set/1", served.PlaceServiceSet(ON)),
    ("all", "place.service_set/1", WHOLE),
    ("least", "visit.requested/1", served.VisitRequested(PLACE, ON, "2026-04-02")),
    (
        "all",
        "visit.requested/1",
        served.VisitRequested(
            place=PLACE,
            first=ON,
            last="2026-04-02",
            occasion="book_day",
            people=150,
            languages=("tyz",),
            channel="letter",
            paper="12/CV-UBND",
        ),
    ),
    ("yes", "visit.answered/1", served.VisitAnswered("accepted", "2026-03-20")),
    ("no", "visit.answered/1", served.VisitAnswered("declined", reason="road")),
    ("all roads to a place", "road.closed/1", roads.RoadClosed((PLACE,))),
    ("until a day", "road.closed/1", roads.RoadClosed(ENDS, "landslide", "2026-03-20")),
    ("again", "road.opened/1", roads.RoadOpened(ENDS)),
    ("minutes alone", "road.measured/1", roads.RoadMeasured(ENDS, 75)),
    (
        "on a trip",
        "road.measured/1",
        roads.RoadMeasured(ENDS, 75, 31_400, named("vehicle"), named("trip")),
    ),
    ("minutes", "road.told/1", roads.RoadTold(ENDS, 80)),
    ("metres in the rain", "road.told/1", roads.RoadTold(ENDS, None, 31_000, "rain", "driver")),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "road.closed/1": [
        ("no end", {"ends": []}),
        ("three ends", {"ends": [PLACE, OTHER, UNIT]}),
    ],
    "place.service_set/1": [
        ("a thirteenth month", {"valid_from": ON, "closed_months": [13]}),
        (
            "a minute of the next day",
            {"valid_from": ON, "windows": [{"from_minute": 0, "until_minute": 1441}]},
        ),
    ],
}

Row = tuple[str, str, list[Held]]


def _two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def place_rows() -> list[Row]:
    """A place with classes and two ways of being served."""
    a, _ = _two()
    body = places.PlaceFounded("DS-02", "Trường Lũng Nặm", "school_library")
    a.say("place.founded/1", VISITED, body, on=ON)
    for told in (
        served.Classed("remote", ON, provisional=True),
        served.Classed("isolated", ON, "2026-12-31", "5/QĐ"),
        served.Classed("remote", ON, decision="6/QĐ"),
    ):
        a.say("place.classed/1", VISITED, told, on=ON)
    for service in (WHOLE, served.PlaceServiceSet("2026-01-01", service_minutes=60)):
        a.say("place.service_set/1", VISITED, service, on=ON)
    return [("classed and served", VISITED, a.held(VISITED))]


def unit_rows() -> list[Row]:
    """A unit of a class."""
    a, _ = _two()
    names = {"vi": "xã Cô Ba"}
    a.say("unit.declared/1", REMOTE, places.UnitDeclared("01327", "commune", names, ON), on=ON)
    a.say("unit.classed/1", REMOTE, served.Classed("border", ON, decision="7/QĐ"), on=ON)
    return [("on the border by decision", REMOTE, a.held(REMOTE))]


def request_rows() -> list[Row]:
    """Asked, and answered by two who did not know of each other."""
    a, b = _two()
    asked = served.VisitRequested(PLACE, ON, "2026-04-02", people=40)
    a.say("visit.requested/1", REQUEST, asked, on=ON, also=(PLACE,))
    b.meet(a)
    yes = served.VisitAnswered("accepted", "2026-03-20")
    a.say("visit.answered/1", REQUEST, yes, on=ON)
    b.say("visit.answered/1", REQUEST, served.VisitAnswered("declined", reason="road"), on=ON)
    a.meet(b)
    return [("answered apart", REQUEST, a.held(REQUEST))]


def road_rows() -> list[Row]:
    """Closed twice, opened by who knew of one closure; driven and told."""
    a, b = _two()
    a.say("road.told/1", ROAD, roads.RoadTold(ENDS, 80, 30_000), on=ON)
    a.say("road.closed/1", ROAD, roads.RoadClosed(ENDS, "landslide"), on=ON)
    b.meet(a)
    a.say("road.closed/1", ROAD, roads.RoadClosed(ENDS, "flood", "2026-03-20"), on=ON)
    b.say("road.opened/1", ROAD, roads.RoadOpened(ENDS), on="2026-03-04")
    b.say("road.measured/1", ROAD, roads.RoadMeasured(ENDS[::-1], 95), on="2026-03-05")
    b.say("road.told/1", ROAD, roads.RoadTold(ENDS, 90), on="2026-03-05")
    a.meet(b)
    return [("opened by who knew of one landslide only", ROAD, a.held(ROAD))]
