"""A trip of two stops and a market for tests, and the acts that it goes through."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.copies.desk import Desk
from tusach.library.trips import evidence, rules
from tusach.library.trips.facts import (
    Night,
    PlannedStop,
    StopConfirmed,
    StopPhotographed,
    TripPlanned,
    TripReturned,
)
from tusach.library.trips.rules import Going, Where
from tusach.library.trips.story import StopState, TripState
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

A = "A"
TRIP, FIRST, SECOND, THIRD = (named(one) for one in ("trip", "stop 1", "stop 2", "stop 3"))
VALLEY, PASS, MARKET, TOWN = (named(one) for one in ("valley", "pass", "market", "town"))
DAY, NEXT = "2026-03-02", "2026-03-03"
CREW = Going(crew=(named("staff 1"), named("staff 2")), others=1, least=3, odometer_m=40_000_000)


def two() -> tuple[Teller, Teller]:
    """The vehicle's machine, and the province's, which tells of the same vehicle."""
    a, b = Teller(A), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    return a, b


def refused(found: object) -> str:
    """The code of a refusal."""
    assert isinstance(found, Refusal), found
    return found.code


def stop(subject: str, place: str, on: str = DAY, **more: Any) -> PlannedStop:
    return PlannedStop(stop=subject, place=place, on=on, **more)


def planned(teller: Teller, **changes: Any) -> TripPlanned:
    """Two days: a market in the morning, a pass on the day after."""
    body = TripPlanned(
        vehicle=teller.place,
        first_on=DAY,
        last_on=NEXT,
        stops=(
            stop(FIRST, VALLEY, arrive_minute=390, leave_minute=570, market=MARKET),
            stop(SECOND, PASS, NEXT),
        ),
        nights=(Night(DAY, TOWN),),
        metres=182_000,
        driving_minutes=340,
        made_by="solver",
    )
    return replace(body, **changes)


def desk(teller: Teller, on: str = DAY) -> Desk:
    """The vehicle's own desk."""
    return scene.desk(teller, on)


def trip(teller: Teller) -> TripState:
    return teller.state(TRIP) or TripState(TRIP)


def at(teller: Teller, subject: str) -> StopState:
    return teller.state(subject) or StopState(subject)


def plan(teller: Teller, **changes: Any) -> None:
    teller.tell(rules.plan(TRIP, trip(teller), planned(teller, **changes), desk(teller)))


def publish(teller: Teller) -> None:
    teller.tell(rules.publish(trip(teller), desk(teller)))


def depart(teller: Teller, going: Going = CREW) -> None:
    teller.tell(rules.depart(trip(teller), desk(teller), going))


def open_stop(teller: Teller, subject: str = FIRST, on: str = DAY) -> None:
    wish = trip(teller).planned_stop(subject) or stop(subject, VALLEY)
    where = Where(place=wish.place, market=wish.market, classes=("remote", "border"))
    teller.tell(rules.open_stop(trip(teller), at(teller, subject), desk(teller, on), where))


def count(teller: Teller, n: int, group: str = "child", *, subject: str = FIRST) -> None:
    """Visitors of a group, told of the stop as well."""
    body = VisitCounted("mobile", n, group)
    told = visits.count(body, tenant=TENANT, place=teller.place, on=DAY, today=scene.TODAY)
    assert isinstance(told, tuple)
    teller.tell(tuple(replace(one, also=(*one.also, subject)) for one in told))


def close_stop(teller: Teller, subject: str = FIRST, **more: Any) -> None:
    teller.tell(rules.close_stop(trip(teller), at(teller, subject), desk(teller), **more))


def miss(teller: Teller, subject: str = SECOND, reason: str = "road") -> None:
    state = at(teller, subject)
    teller.tell(rules.miss_stop(trip(teller), state, desk(teller, NEXT), reason=reason))


PICTURE = StopPhotographed(
    trip=TRIP,
    hash="07" * 32,
    bytes=150_000,
    media="jpeg",
    width=1280,
    height=960,
    shows="readers_there",
    children="none",
    taken_on=DAY,
)


def photograph(teller: Teller, **changes: Any) -> None:
    body = replace(PICTURE, **changes)
    teller.tell(evidence.photograph(trip(teller), at(teller, FIRST), desk(teller), body))


def remove(teller: Teller, digest: str = PICTURE.hash, reason: str = "seen_asks") -> None:
    told = evidence.remove_photograph(
        trip(teller), at(teller, FIRST), desk(teller), digest=digest, reason=reason
    )
    teller.tell(told)


def confirm(teller: Teller, name: str = "", **more: Any) -> None:
    body = StopConfirmed(**({"trip": TRIP, "how": "stamp", "role": "village_head"} | more))
    teller.tell(evidence.confirm(trip(teller), at(teller, FIRST), desk(teller), body, name=name))


def come_back(teller: Teller, **more: Any) -> None:
    body = TripReturned(**({"odometer_m": 40_182_000, "fuel_ml": 31_000} | more))
    teller.tell(rules.come_back(trip(teller), desk(teller, NEXT), body))


def close(teller: Teller) -> None:
    teller.tell(rules.close(trip(teller), desk(teller, NEXT)))


def gone(teller: Teller) -> None:
    """Planned, promised, set out."""
    plan(teller)
    publish(teller)
    depart(teller)


def whole(teller: Teller) -> None:
    """A trip from its plan to its account: one stop served, one missed."""
    gone(teller)
    open_stop(teller)
    count(teller, 12)
    count(teller, 3, "adult")
    close_stop(teller)
    miss(teller)
    come_back(teller)
    close(teller)
