"""May this be said of a road? The fact to tell, or a refusal with a way on."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.roads import facts
from tusach.library.roads.story import RoadState
from tusach.library.shapes import is_code

REASONS = ("landslide", "flood", "works", "bridge", "fog", "accident", "event", "other")
SOURCES = ("driver", "map", "office")
LONGEST_MINUTES, LONGEST_METRES = 1_440, 1_000_000

Answer = tuple[Draft, ...] | Refusal


def close(road: RoadState, body: facts.RoadClosed, *, on: str, place: str | None) -> Answer:
    """The road, or every road to one place, is closed from today on."""
    refused = _ends_fault(body.ends)
    if refused:
        return refused
    if body.reason and not is_code(body.reason):
        return Refusal("road.reason_odd", {})
    if body.until is not None and body.until < on:
        return Refusal("road.over_already", {"until": body.until})
    closed = road.closed_by(on)
    if closed is not None and (closed.reason, closed.until) == (body.reason, body.until):
        return Refusal("road.closed_already", {"on": closed.on})
    return (_draft("road.closed/1", road, on, body=body, place=place),)


def open_again(road: RoadState, body: facts.RoadOpened, *, on: str, place: str | None) -> Answer:
    """The road is open from today on."""
    if road.closed_by(on) is None:
        return Refusal("road.open_already", {})
    return (_draft("road.opened/1", road, on, body=body, place=place),)


def measure(road: RoadState, body: facts.RoadMeasured, *, on: str, place: str | None) -> Answer:
    """The road was driven today in so many minutes."""
    refused = _ends_fault(body.ends, two=True) or _figure_fault(body.minutes, body.metres)
    return refused or (_draft("road.measured/1", road, on, body=body, place=place),)


def tell(road: RoadState, body: facts.RoadTold, *, on: str, place: str | None) -> Answer:
    """Somebody says how long the road takes."""
    refused = _ends_fault(body.ends, two=True)
    if refused:
        return refused
    if body.minutes is None and body.metres is None:
        return Refusal("road.nothing_said", {})
    refused = _figure_fault(body.minutes, body.metres)
    if refused:
        return refused
    if not all(is_code(code) for code in (body.season, body.source) if code):
        return Refusal("road.reason_odd", {})
    return (_draft("road.told/1", road, on, body=body, place=place),)


def _ends_fault(ends: tuple[str, ...], *, two: bool = False) -> Refusal | None:
    wanted = (2,) if two else (1, 2)
    if len(ends) not in wanted or len(set(ends)) != len(ends):
        return Refusal("road.ends_same", {})
    return None


def _figure_fault(minutes: int | None, metres: int | None) -> Refusal | None:
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        return Refusal("road.minutes_odd", {"most": LONGEST_MINUTES})
    if metres is not None and not 0 < metres <= LONGEST_METRES:
        return Refusal("road.metres_odd", {"most": LONGEST_METRES // 1000})
    return None


def _draft(
    kind: str, road: RoadState, on: str, *, body: msgspec.Struct, place: str | None
) -> Draft:
    return Draft(
        kind=kind, subject=road.subject, scope=scopes.CONTROL, on=on, place=place, body=body
    )
