"""May this be said of a place that is visited? The facts to tell, or a refusal with a way on."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.places.requests import RequestState
from tusach.library.places.served import ClassTold, classes_on, service_on
from tusach.library.places.served_facts import (
    Classed,
    PlaceServiceSet,
    VisitAnswered,
    VisitRequested,
    Window,
)
from tusach.library.places.story import PlaceState, UnitState
from tusach.library.shapes import is_code

LONGEST_ACCESS, LONGEST_PAPER = 1000, 60
LONGEST_SERVICE_MINUTES, MOST_VISITS, DAYS_OF_A_YEAR = 720, 366, 366
MOST_PEOPLE = 100_000
ANSWERS = ("accepted", "later", "declined")
OCCASIONS = ("usual", "market", "festival", "school_term", "book_day", "opening", "other")
REASONS = ("road", "no_vehicle", "no_crew", "season", "planned_already", "too_far", "other")

Answer = tuple[Draft, ...] | Refusal
ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)


def classify(
    held: PlaceState | UnitState, body: Classed, *, on: str, classes: Collection[str]
) -> Answer:
    """The place or unit is of this class from a day on. classes: codes of the profile."""
    is_place = isinstance(held, PlaceState)
    known = held.founded_on is not None if isinstance(held, PlaceState) else held.declared
    if not known:
        return Refusal("place.unknown", {"place": held.subject})
    if body.place_class not in classes:
        return Refusal("place.class_unknown", {})
    if body.valid_until is not None and body.valid_until < body.valid_from:
        span = {"first": body.valid_from, "last": body.valid_until}
        return Refusal("market.last_before_first", span)
    if not body.decision.strip() and not body.provisional:
        return Refusal("place.class_without_paper", {})
    if any(one.told == body for one in held.classes):
        return Refusal("place.nothing_new", {})
    kind = "place.classed/1" if is_place else "unit.classed/1"
    return (_draft(kind, held.subject, on, body=body, place=held.subject if is_place else None),)


def serve_so(place: PlaceState, body: PlaceServiceSet, *, on: str) -> Answer:
    """The place is served so from a day on; what contradicts itself is refused."""
    if place.founded_on is None:
        return Refusal("place.unknown", {"place": place.subject})
    if place.closed_on is not None:
        return Refusal("place.closed", {"on": place.closed_on})
    refused = windows_fault(body.windows) or _time_fault(body) or _spacing_fault(body)
    if refused:
        return refused
    if len(body.access) > LONGEST_ACCESS:
        return Refusal("place.access_long", {"most": LONGEST_ACCESS})
    if any(not is_code(one.age_band) or one.people > MOST_PEOPLE for one in body.ages):
        return Refusal("place.ages_odd", {"most": MOST_PEOPLE})
    latest = service_on(place.services, body.valid_from)
    if latest is not None and latest.told == body:
        return Refusal("place.nothing_new", {})
    return (_draft("place.service_set/1", place.subject, on, body=body, place=place.subject),)


def request(state: RequestState, place: PlaceState, body: VisitRequested, *, on: str) -> Answer:
    """Somebody asks for a visit to the place; it waits for an answer."""
    if state.asked is not None:
        return Refusal("request.nothing_new", {})
    if place.founded_on is None or place.subject != body.place:
        return Refusal("place.unknown", {"place": body.place})
    if place.closed_on is not None:
        return Refusal("place.closed", {"on": place.closed_on})
    if body.last < body.first:
        return Refusal("market.last_before_first", {"first": body.first, "last": body.last})
    if body.last < on:
        return Refusal("request.over_already", {"last": body.last})
    if len(body.paper) > LONGEST_PAPER:
        return Refusal("delivery.paper_long", {"most": LONGEST_PAPER})
    if not all(is_code(code) for code in (body.occasion, body.channel) if code):
        return Refusal("request.occasion_odd", {})
    return (
        Draft(
            kind="visit.requested/1",
            subject=state.subject,
            scope=scopes.CONTROL,
            on=on,
            place=place.subject,
            also=(place.subject,),
            body=body,
        ),
    )


def answer(state: RequestState, body: VisitAnswered, *, on: str) -> Answer:
    """The request has its answer; a later answer replaces it."""
    asked = state.asked
    if asked is None:
        return Refusal("request.unknown", {})
    if body.answer not in ANSWERS or (body.reason and not is_code(body.reason)):
        return Refusal("request.answer_odd", {})
    if body.answer == "accepted" and body.on is None:
        return Refusal("request.day_missing", {})
    if body.answer != "accepted" and not body.reason:
        return Refusal("request.reason_missing", {})
    if state.answer == body:
        return Refusal("request.nothing_new", {})
    return (_draft("visit.answered/1", state.subject, on, body=body, place=asked.place),)


def windows_fault(windows: Collection[Window]) -> Refusal | None:
    """Why windows contradict themselves or each other, or None."""
    for one in windows:
        if one.until_minute <= one.from_minute:
            return Refusal("place.window_ends_first", {})
    for one, other in combinations(windows, 2):
        shared = set(one.weekdays or ALL_WEEK) & set(other.weekdays or ALL_WEEK)
        begins = max(one.from_minute, other.from_minute)
        if shared and begins < min(one.until_minute, other.until_minute):
            return Refusal("place.windows_overlap", {"weekday": min(shared)})
    return None


def classes_of(place: PlaceState, unit: UnitState | None, on: str) -> tuple[ClassTold, ...]:
    """The classes of a place on a day: its own and those of its unit, each once, its own first."""
    own = classes_on(place.classes, on)
    codes = {one.told.place_class for one in own}
    more = classes_on(unit.classes, on) if unit is not None else ()
    return (*own, *(one for one in more if one.told.place_class not in codes))


def _time_fault(body: PlaceServiceSet) -> Refusal | None:
    minutes = body.service_minutes
    if minutes is None:
        return None
    if not 0 < minutes <= LONGEST_SERVICE_MINUTES:
        return Refusal("place.minutes_odd", {"most": LONGEST_SERVICE_MINUTES})
    longest = max((one.until_minute - one.from_minute for one in body.windows), default=minutes)
    if longest < minutes:
        return Refusal("place.window_short", {"minutes": minutes, "longest": longest})
    return None


def _spacing_fault(body: PlaceServiceSet) -> Refusal | None:
    least, most, visits = body.least_days, body.most_days, body.visits_a_year
    if visits is not None and visits > MOST_VISITS:
        return Refusal("place.visits_many", {"most": MOST_VISITS})
    if least is not None and most is not None and most < least:
        return Refusal("place.spacing_odd", {"least": least, "most": most})
    if least and visits and (visits - 1) * least >= DAYS_OF_A_YEAR:
        return Refusal("place.visits_do_not_fit", {"visits": visits, "least": least})
    return None


def _draft(kind: str, subject: str, on: str, *, body: msgspec.Struct, place: str | None) -> Draft:
    return Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, place=place, body=body)
