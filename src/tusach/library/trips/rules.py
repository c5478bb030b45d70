"""May this trip be planned, promised, driven, closed? Facts to tell, or a refusal with a way on."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies.desk import Desk
from tusach.library.shapes import is_code
from tusach.library.trips import facts, story
from tusach.library.trips.story import (
    MISSED,
    OPEN,
    SERVED,
    TO_COME,
    UNDER_WAY,
    StopState,
    TripState,
)

MOST_DAYS = 31

Told = tuple[Draft, ...] | Refusal


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to set out. crew: staff; others: who is no staff. least: people the rule wants.

    reason: why fewer go, a code or empty.
    """

    crew: tuple[str, ...]
    others: int
    least: int
    checked: tuple[str, ...] = ()
    odometer_m: int | None = None
    reason: str = ""


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stop is opened. classes: of the place that day; None where nobody knows them."""

    place: str
    market: str | None = None
    classes: tuple[str, ...] | None = None


def plan(trip: str, state: TripState, body: facts.TripPlanned, desk: Desk) -> Told:
    """The trip is to be like this from now on."""
    if refused := _over(state) or _plan_odd(body):
        return refused
    if state.vehicle is not None and state.vehicle != body.vehicle:
        return Refusal("trip.other_vehicle", {})
    if state.plan is None:
        body = msgspec.structs.replace(body, reason="")
    elif not is_code(body.reason):
        return Refusal("reason.missing", {})
    kept = {one.stop for one in body.stops}
    if any(stop not in kept for stop in state.of_status(OPEN, SERVED, MISSED)):
        return Refusal("trip.stop_was_served", {})
    return (_draft("trip.planned/1", trip, desk, body, vehicle=body.vehicle),)


def publish(state: TripState, desk: Desk) -> Told:
    """The days of the trip as it stands are promised."""
    if refused := _over(state):
        return refused
    if state.plan is None or state.planned is None:
        return Refusal("trip.unknown", {})
    if state.is_promised:
        return Refusal("trip.published", {})
    return (_of(state, "trip.published/1", desk, facts.TripPublished(state.planned.fact)),)


def cancel(state: TripState, desk: Desk, *, reason: str) -> Told:
    """The trip does not take place."""
    if refused := _over(state):
        return refused
    if state.plan is None:
        return Refusal("trip.unknown", {})
    if state.departed is not None:
        return Refusal("trip.under_way", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    return (_of(state, "trip.cancelled/1", desk, facts.TripCancelled(reason)),)


def depart(state: TripState, desk: Desk, going: Going) -> Told:
    """The trip sets out; with fewer people than the rule wants only where a reason is given."""
    if refused := desk.future() or _over(state):
        return refused
    if state.plan is None:
        return Refusal("trip.unknown", {})
    if state.departed is not None:
        return Refusal("trip.under_way", {})
    people = len(set(going.crew)) + going.others
    if people == 0:
        return Refusal("trip.nobody", {})
    if people < going.least and not is_code(going.reason):
        return Refusal("trip.crew_small", {"people": people, "least": going.least})
    body = facts.TripDeparted(
        crew=tuple(dict.fromkeys(going.crew)),
        others=going.others,
        checked=tuple(dict.fromkeys(going.checked)),
        odometer_m=going.odometer_m,
        reason=going.reason if people < going.least else "",
    )
    return (_of(state, "trip.departed/1", desk, body),)


def open_stop(state: TripState, stop: StopState, desk: Desk, where: Where) -> Told:
    """The vehicle serves here, planned or not; one stop at a time."""
    if refused := desk.future() or _driving(state):
        return refused
    if stop.status == OPEN:
        return Refusal("stop.open", {})
    if others := state.of_status(OPEN):
        return Refusal("trip.stop_open", {"stop": others[0]})
    body = facts.StopOpened(
        trip=state.subject,
        place=where.place,
        market=where.market,
        classes=tuple(sorted(where.classes or ())),
        classed=where.classes is not None,
    )
    return (of_stop(state, stop, desk, kind="stop.opened/1", body=body),)


def close_stop(state: TripState, stop: StopState, desk: Desk, *, nobody: bool = False) -> Told:
    """It serves here no more. nobody: it was counted, and nobody came."""
    if refused := desk.future():
        return refused
    if stop.status != OPEN:
        return Refusal("stop.not_open", {})
    body = facts.StopClosed(trip=state.subject, counted=nobody or bool(stop.visits))
    return (of_stop(state, stop, desk, kind="stop.closed/1", body=body),)


def miss_stop(state: TripState, stop: StopState, desk: Desk, *, reason: str) -> Told:
    """It does not serve there this time."""
    if refused := desk.future() or _driving(state):
        return refused
    if stop.status in (OPEN, SERVED):
        return Refusal("stop.served", {})
    planned = state.planned_stop(stop.subject)
    if planned is None:
        return Refusal("stop.not_planned", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    body = facts.StopMissed(trip=state.subject, reason=reason, place=planned.place)
    return (of_stop(state, stop, desk, kind="stop.missed/1", body=body),)


def come_back(state: TripState, desk: Desk, body: facts.TripReturned) -> Told:
    """The trip is back. A meter that ran backwards is refused: one of the two was misread."""
    if refused := desk.future() or _driving(state):
        return refused
    if others := state.of_status(OPEN):
        return Refusal("trip.stop_open", {"stop": others[0]})
    before = state.departure.odometer_m if state.departure is not None else None
    if body.odometer_m is not None and before is not None and body.odometer_m < before:
        return Refusal("trip.odometer_back", {"before_km": before // 1000})
    return (_of(state, "trip.returned/1", desk, body),)


def close(state: TripState, desk: Desk) -> Told:
    """The account of the trip is whole: it is back, and nothing is unsaid of a planned stop."""
    if refused := desk.future():
        return refused
    if state.closed is not None:
        return Refusal("trip.is_closed", {})
    if state.returned is None:
        return Refusal("trip.not_back", {})
    if unsaid := state.of_status(TO_COME, OPEN):
        return Refusal("trip.stops_unsaid", {"stops": list(unsaid)})
    body = facts.TripClosed(
        served=len(state.of_status(SERVED)), missed=len(state.of_status(MISSED))
    )
    return (_of(state, "trip.closed/1", desk, body),)


def of_stop(
    state: TripState,
    stop: StopState,
    desk: Desk,
    *,
    kind: str,
    body: Any,
    private: msgspec.Struct | None = None,
) -> Draft:
    """What is told of a stop, in the operations of the vehicle."""
    vehicle = str(state.vehicle)
    found = _draft(kind, stop.subject, desk, body, vehicle=vehicle, also=(state.subject,))
    return found if private is None else msgspec.structs.replace(found, private=private)


def _stops_of(body: facts.TripPlanned) -> tuple[str, ...]:
    """The stops of a plan in the order of the road."""
    return tuple(one.stop for one in body.stops)


def _over(state: TripState) -> Refusal | None:
    """Nothing is changed about a trip that was cancelled, is back, or is closed."""
    match state.status:
        case story.CANCELLED:
            return Refusal("trip.is_cancelled", {})
        case story.RETURNED:
            return Refusal("trip.is_back", {})
        case story.CLOSED:
            return Refusal("trip.is_closed", {})
    return None


def _driving(state: TripState) -> Refusal | None:
    if refused := _over(state):
        return refused
    return None if state.status == UNDER_WAY else Refusal("trip.not_under_way", {})


def _plan_odd(body: facts.TripPlanned) -> Refusal | None:
    stops = body.stops
    if not stops or len(stops) > facts.MOST_STOPS:
        return Refusal("trip.stops_odd", {"most": facts.MOST_STOPS})
    if len(set(_stops_of(body))) < len(stops) or not _days_fit(body, MOST_DAYS):
        return Refusal("trip.days_odd", {"most": MOST_DAYS})
    days = [one.on for one in stops]
    if days != sorted(days):
        return Refusal("trip.days_odd", {"most": MOST_DAYS})
    if any(_backwards(one) for one in stops):
        return Refusal("trip.minutes_odd", {})
    return None


def _days_fit(body: facts.TripPlanned, most: int) -> bool:
    first, last = date.fromisoformat(body.first_on), date.fromisoformat(body.last_on)
    days = (*(one.on for one in body.stops), *(one.on for one in body.nights))
    inside = all(body.first_on <= day <= body.last_on for day in days)
    return inside and 0 <= (last - first).days < most


def _backwards(one: facts.PlannedStop) -> bool:
    arrive, leave = one.arrive_minute, one.leave_minute
    return arrive is not None and leave is not None and leave < arrive


def _of(state: TripState, kind: str, desk: Desk, body: Any) -> Draft:
    return _draft(kind, state.subject, desk, body, vehicle=str(state.vehicle))


def _draft(
    kind: str,
    subject: str,
    desk: Desk,
    body: Any,
    *,
    vehicle: str,
    also: tuple[str, ...] = (),
) -> Draft:
    return Draft(
        kind=kind,
        subject=subject,
        scope=scopes.operations(vehicle),
        on=desk.on,
        place=vehicle,
        body=body,
        also=also,
    )
