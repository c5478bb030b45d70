"""Examples of trips and their stops, odd bodies, and whole stories of them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, Teller, named
from tests.library.trips import going

from tusach.ledger.order import Held
from tusach.library.trips import facts, rules

TRIP, STOP, PLACE = named("trip"), named("stop"), named("place")
ONE = facts.PlannedStop(stop=STOP, place=PLACE, on="2026-12-05")

TRIPS: list[tuple[Any, ...]] = [
    (
        "one stop, by hand",
        "trip.planned/1",
        facts.TripPlanned(
            vehicle=named("vehicle"), first_on="2026-12-05", last_on="2026-12-05", stops=(ONE,)
        ),
    ),
    (
        "two days with a night and a market",
        "trip.planned/1",
        facts.TripPlanned(
            vehicle=named("vehicle"),
            first_on="2026-12-05",
            last_on="2026-12-06",
            stops=(
                replace(ONE, arrive_minute=390, leave_minute=570, market=named("market")),
                replace(ONE, stop=named("stop 2"), on="2026-12-06"),
            ),
            nights=(facts.Night("2026-12-05", named("town")),),
            metres=182_000,
            driving_minutes=340,
            reason="road",
            made_by="solver",
        ),
    ),
    ("promised", "trip.published/1", facts.TripPublished(named("plan"))),
    ("called off", "trip.cancelled/1", facts.TripCancelled("weather")),
    ("who goes is not said", "trip.departed/1", facts.TripDeparted()),
    (
        "short of people, with the list seen to",
        "trip.departed/1",
        facts.TripDeparted((named("staff"),), 1, ("tyres", "generator"), 40_000_000, "ill"),
    ),
    ("of a class nobody knows", "stop.opened/1", facts.StopOpened(TRIP, PLACE)),
    (
        "at a market of a border commune",
        "stop.opened/1",
        facts.StopOpened(TRIP, PLACE, named("market"), ("border", "remote"), classed=True),
    ),
    ("visitors not counted", "stop.closed/1", facts.StopClosed(TRIP)),
    ("visitors counted", "stop.closed/1", facts.StopClosed(TRIP, counted=True)),
    ("the road was closed", "stop.missed/1", facts.StopMissed(TRIP, "road", PLACE)),
    ("with a number", "stop.confirmed/1", facts.StopConfirmed1(TRIP, "stamp", "12/BB")),
    ("without a name", "stop.confirmed/2", facts.StopConfirmed(TRIP, "stamp")),
    (
        "with who signed, and the sheet",
        "stop.confirmed/2",
        facts.StopConfirmed(TRIP, "signature", "12/BB", "village_head", "07" * 32),
        facts.ConfirmedPrivate("Nông Văn Thành"),
    ),
    (
        "who came, no child can be recognised",
        "stop.photographed/1",
        facts.StopPhotographed(
            trip=TRIP,
            hash="07" * 32,
            bytes=150_000,
            media="jpeg",
            width=1280,
            height=960,
            shows="readers_there",
            children="none",
            taken_on="2026-12-05",
        ),
    ),
    (
        "who is seen asks",
        "stop.photograph_removed/1",
        facts.StopPhotographRemoved(TRIP, "07" * 32, "seen_asks"),
    ),
    ("nothing read", "trip.returned/1", facts.TripReturned()),
    ("with meter and fuel", "trip.returned/1", facts.TripReturned(40_182_000, 31_000)),
    ("the account", "trip.closed/1", facts.TripClosed(served=1, missed=1)),
]

BAD: dict[str, list[tuple[str, Any]]] = {
    "trip.planned/1": [
        (
            "no stops",
            {"first_on": "2026-12-05", "last_on": "2026-12-05", "stops": [], "vehicle": PLACE},
        ),
    ],
    "trip.published/1": [("no plan", {})],
    "trip.cancelled/1": [("no reason", {})],
    "stop.opened/1": [("no place", {"trip": TRIP})],
    "stop.missed/1": [("no reason", {"trip": TRIP})],
    "stop.confirmed/2": [("how is not said", {"trip": TRIP})],
    "stop.photographed/1": [("no hash", {"trip": TRIP, "shows": "visitors"})],
    "stop.photograph_removed/1": [("no reason", {"trip": TRIP, "hash": "07" * 32})],
    "trip.closed/1": [("nothing counted", {})],
}

Row = tuple[str, str, list[Held]]


def trip_rows() -> list[Row]:
    """A trip from its plan to its account, and one that two people planned and closed apart."""
    a = Teller("A")
    going.whole(a)
    b, c = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    c.place = b.place
    going.plan(b)
    c.meet(b)
    going.publish(b)
    going.depart(b)
    going.plan(c, last_on=going.DAY, stops=(going.stop(going.FIRST, going.PASS),), reason="road")
    c.tell(rules.cancel(going.trip(c), going.desk(c), reason="weather"))
    b.meet(c)
    return [
        ("served, missed, back and closed", going.TRIP, a.held(going.TRIP)),
        ("planned anew and cancelled while it left", going.TRIP, b.held(going.TRIP)),
    ]


def stop_rows() -> list[Row]:
    """A stop with its visitors, one that was missed, and one of which two say different things."""
    a = Teller("A")
    going.whole(a)
    b, c = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    c.place = b.place
    going.gone(b)
    c.meet(b)
    going.open_stop(b)
    going.miss(c, going.FIRST)
    b.meet(c)
    d = Teller("A")
    going.gone(d)
    going.open_stop(d)
    going.photograph(d)
    going.photograph(d, hash="08" * 32)
    going.confirm(d, "Nông Văn Thành", photograph="08" * 32)
    going.remove(d)
    return [
        ("fifteen came", going.FIRST, a.held(going.FIRST)),
        ("the road was closed", going.SECOND, a.held(going.SECOND)),
        ("served as one says, missed as another does", going.FIRST, b.held(going.FIRST)),
        ("photographs, one removed, and who signed", going.FIRST, d.held(going.FIRST)),
    ]
