"""A trip and a stop after all facts. Source: docs/decisions/0046."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies.facts import CopyLent, CopyReturned
from tusach.library.copies.states import Mark
from tusach.library.readers.facts import PersonErased
from tusach.library.trips import facts
from tusach.library.visits.facts import VisitCounted

PLANNED, PUBLISHED, CANCELLED, UNDER_WAY, RETURNED, CLOSED = (
    "planned",
    "published",
    "cancelled",
    "under_way",
    "returned",
    "closed",
)
TO_COME, OPEN, SERVED, MISSED = "to_come", "open", "served", "missed"
PLANNED_APART, DEPARTED_APART, TRIP_CLOSED_APART, DEPARTED_CANCELLED = (
    "trip.planned_apart",
    "trip.departed_apart",
    "trip.closed_apart",
    "trip.departed_cancelled",
)
MISSED_AND_OPENED, OPENED_APART = "stop.missed_and_opened", "stop.opened_apart"


class Promise(NamedTuple):
    """That the vehicle comes to a place on a day."""

    place: str
    day: str


class StopOnTrip(msgspec.Struct, frozen=True):
    """A stop as its trip knows it. status: to_come, open, served, missed."""

    stop: str
    status: str


class TripState(msgspec.Struct, frozen=True):
    """A trip. plan: as it was told last; planned: that telling; promised: the one published.

    promises: of the telling that was published, sorted. stops: what became of stops, sorted by
    subject; those of the plan that are not here are to come.
    """

    subject: str
    vehicle: str | None = None
    plan: facts.TripPlanned | None = None
    planned: Mark | None = None
    promised: str | None = None
    promises: tuple[Promise, ...] = ()
    published: Mark | None = None
    cancelled: Mark | None = None
    departure: facts.TripDeparted | None = None
    departed: Mark | None = None
    arrival: facts.TripReturned | None = None
    returned: Mark | None = None
    closing: facts.TripClosed | None = None
    closed: Mark | None = None
    stops: tuple[StopOnTrip, ...] = ()

    @property
    def status(self) -> str:
        """One word for it; empty where only stops of it are known."""
        if self.closed is not None:
            return CLOSED
        if self.returned is not None:
            return RETURNED
        if self.departed is not None:
            return UNDER_WAY
        if self.cancelled is not None:
            return CANCELLED
        if self.published is not None:
            return PUBLISHED
        return PLANNED if self.plan is not None else ""

    @property
    def is_promised(self) -> bool:
        """Whether the plan as it stands is the one that was published."""
        return self.planned is not None and self.promised == self.planned.fact

    @property
    def driven_m(self) -> int | None:
        """Metres by the meter; None where it was not read at both ends."""
        if self.departure is None or self.arrival is None:
            return None
        start, end = self.departure.odometer_m, self.arrival.odometer_m
        return None if start is None or end is None else end - start

    def planned_stop(self, stop: str) -> facts.PlannedStop | None:
        """One of its stops as the plan has it."""
        stops = self.plan.stops if self.plan is not None else ()
        return next((one for one in stops if one.stop == stop), None)

    def status_of(self, stop: str) -> str:
        """One word for one of its stops."""
        return next((one.status for one in self.stops if one.stop == stop), TO_COME)

    def of_status(self, *wanted: str) -> tuple[str, ...]:
        """Its stops of these statuses: those of the plan in its order, then the others."""
        planned = [one.stop for one in self.plan.stops] if self.plan is not None else []
        known = dict.fromkeys((*planned, *(one.stop for one in self.stops)))
        return tuple(one for one in known if self.status_of(one) in wanted)


class Confirmed(msgspec.Struct, frozen=True):
    """That the commune confirmed it. part: commitment of the name; None: erased, or not told."""

    fact: str
    on: str
    said: facts.StopConfirmed
    part: str | None = None


class Photograph(msgspec.Struct, frozen=True):
    """A photograph of a stop. place: the vehicle. removed: why, empty while it is to be kept."""

    fact: str
    on: str
    place: str | None
    said: facts.StopPhotographed
    removed: str = ""


class StopState(msgspec.Struct, frozen=True):
    """What became of a stop. What was planned for it, its trip knows.

    opened, closed, missed: what was told of it; missed: `word` says why. visits: (group, n),
    sorted, of those counted here; loans, returns: how many. photographs: one for each hash.
    removed: (hash, why), sorted. erased: commitments whose parts are gone for good, the latest of
    them since erased_on.
    """

    subject: str
    trip: str | None = None
    place: str | None = None
    market: str | None = None
    opening: facts.StopOpened | None = None
    opened: Mark | None = None
    counted: bool = False
    closed: Mark | None = None
    missed: Mark | None = None
    visits: tuple[tuple[str, int], ...] = ()
    loans: int = 0
    returns: int = 0
    confirmed: tuple[Confirmed, ...] = ()
    photographs: tuple[Photograph, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    erased: tuple[str, ...] = ()
    erased_on: str | None = None

    @property
    def status(self) -> str:
        """One word for it."""
        if self.opened is not None:
            return SERVED if self.closed is not None else OPEN
        return MISSED if self.missed is not None else TO_COME

    @property
    def on(self) -> str:
        """The day on which it was served, or was not; empty where neither was."""
        told = self.opened or self.missed
        return told.on if told is not None else ""

    @property
    def came(self) -> int | None:
        """How many came; None where nobody counted."""
        total = sum(n for _, n in self.visits)
        return total if total or self.counted else None


class TripFolder:
    """Folds `trip.*`, and what its stops say."""

    noun = "trip"

    def start(self, subject: str) -> TripState:
        """A trip of which nothing is known."""
        return TripState(subject)

    def step(self, state: TripState, told: Told, telling: Telling) -> TripState:
        """The trip after one more fact."""
        body = told.body
        match body:
            case facts.TripPlanned():
                return _planned(state, told, body, telling)
            case facts.TripPublished():
                return _published(state, told, body)
            case facts.TripCancelled():
                return _cancelled(state, told, body, telling)
            case facts.TripDeparted():
                return _departed(state, told, body, telling)
            case facts.TripReturned():
                return replace(state, arrival=body, returned=_mark(told))
            case facts.TripClosed():
                return _closed(state, told, body, telling)
            case facts.StopOpened():
                return _stop(state, told, OPEN)
            case facts.StopClosed():
                return _stop(state, told, SERVED)
            case facts.StopMissed():
                return _stop(state, told, MISSED)
        return state


class StopFolder:
    """Folds `stop.*`, and what was done there."""

    noun = "stop"

    def start(self, subject: str) -> StopState:
        """A stop of which nothing is known."""
        return StopState(subject)

    def step(self, state: StopState, told: Told, telling: Telling) -> StopState:
        """The stop after one more fact."""
        body = told.body
        match body:
            case facts.StopOpened():
                return _opened(state, told, body, telling)
            case facts.StopClosed():
                counted = state.counted or body.counted
                return replace(state, trip=body.trip, counted=counted, closed=_mark(told))
            case facts.StopMissed():
                return _missed(state, told, body, telling)
            case facts.StopConfirmed():
                return _confirmed(state, told, body)
            case facts.StopPhotographed():
                return _photographed(state, told, body)
            case facts.StopPhotographRemoved():
                return _photograph_removed(state, body)
            case PersonErased():
                return _erased(state, told, body)
            case VisitCounted():
                return replace(state, visits=_with(state.visits, body))
            case CopyLent():
                return replace(state, loans=state.loans + 1)
            case CopyReturned():
                return replace(state, returns=state.returns + 1)
        return state


def _mark(told: Told, word: str = "") -> Mark:
    return Mark(fact=told.id, word=word, on=told.on, place=told.place)


def _unheard(earlier: Mark | None, told: Told, telling: Telling) -> tuple[str, ...]:
    """The earlier fact and this one, where its teller had not heard of the earlier; else nothing.

    People see both; the later one in order counts.
    """
    if earlier is None or telling.lineage.knew(told.id, earlier.fact):
        return ()
    return earlier.fact, told.id


def _planned(state: TripState, told: Told, body: facts.TripPlanned, telling: Telling) -> TripState:
    if state.plan != body and (apart := _unheard(state.planned, told, telling)):
        telling.disagree(PLANNED_APART, *apart)
    return replace(state, vehicle=body.vehicle, plan=body, planned=_mark(told, body.reason))


def _published(state: TripState, told: Told, body: facts.TripPublished) -> TripState:
    """What is promised is read from the telling that was published, where that is the last one."""
    promises = state.promises
    if state.plan is not None and state.planned is not None and state.planned.fact == body.plan:
        promises = tuple(sorted({Promise(one.place, one.on) for one in state.plan.stops}))
    return replace(state, promised=body.plan, promises=promises, published=_mark(told))


def _cancelled(
    state: TripState, told: Told, body: facts.TripCancelled, telling: Telling
) -> TripState:
    if apart := _unheard(state.departed, told, telling):
        telling.disagree(DEPARTED_CANCELLED, *apart)
    return replace(state, cancelled=_mark(told, body.reason))


def _departed(
    state: TripState, told: Told, body: facts.TripDeparted, telling: Telling
) -> TripState:
    if apart := _unheard(state.cancelled, told, telling):
        telling.disagree(DEPARTED_CANCELLED, *apart)
    if state.departure != body and (apart := _unheard(state.departed, told, telling)):
        telling.disagree(DEPARTED_APART, *apart)
    return replace(state, departure=body, departed=_mark(told))


def _closed(state: TripState, told: Told, body: facts.TripClosed, telling: Telling) -> TripState:
    """Closed twice by who did not know of it: the same account is one, another is shown."""
    if state.closing != body and (apart := _unheard(state.closed, told, telling)):
        telling.disagree(TRIP_CLOSED_APART, *apart)
    return replace(state, closing=body, closed=_mark(told))


def _stop(state: TripState, told: Told, status: str) -> TripState:
    stop = told.held.fact.subject
    before = next((one.status for one in state.stops if one.stop == stop), TO_COME)
    if status == MISSED and before in (OPEN, SERVED):
        return state  # who was there knows better than who was told otherwise
    others = [one for one in state.stops if one.stop != stop]
    found = sorted((*others, StopOnTrip(stop, status)), key=lambda one: one.stop)
    return replace(state, stops=tuple(found))


def _opened(state: StopState, told: Told, body: facts.StopOpened, telling: Telling) -> StopState:
    if apart := _unheard(state.missed, told, telling):
        telling.disagree(MISSED_AND_OPENED, *apart)
    if apart := _unheard(state.opened, told, telling):
        telling.disagree(OPENED_APART, *apart)
    return replace(
        state,
        trip=body.trip,
        place=body.place,
        market=body.market,
        opening=body,
        opened=_mark(told),
    )


def _missed(state: StopState, told: Told, body: facts.StopMissed, telling: Telling) -> StopState:
    if apart := _unheard(state.opened, told, telling):
        telling.disagree(MISSED_AND_OPENED, *apart)
    place = state.place or body.place
    return replace(state, trip=body.trip, place=place, missed=_mark(told, body.reason))


def _confirmed(state: StopState, told: Told, body: facts.StopConfirmed) -> StopState:
    part = told.held.fact.commitment
    one = Confirmed(told.id, told.on, body, part if part not in state.erased else None)
    return replace(state, trip=body.trip, confirmed=(*state.confirmed, one))


def _erased(state: StopState, told: Told, body: PersonErased) -> StopState:
    """The names of confirmations are gone for good."""
    gone = tuple(sorted({*state.erased, *body.commitments}))
    confirmed = tuple(
        replace(one, part=None) if one.part in gone else one for one in state.confirmed
    )
    return replace(state, erased=gone, confirmed=confirmed, erased_on=told.on)


def _photographed(state: StopState, told: Told, body: facts.StopPhotographed) -> StopState:
    """The same bytes told twice are one photograph; what was removed stays so, whenever told."""
    why = dict(state.removed).get(body.hash, "")
    others = (one for one in state.photographs if one.said.hash != body.hash)
    one = Photograph(told.id, told.on, told.place, body, why)
    return replace(state, trip=body.trip, photographs=(*others, one))


def _photograph_removed(state: StopState, body: facts.StopPhotographRemoved) -> StopState:
    removed = tuple(sorted((dict(state.removed) | {body.hash: body.reason}).items()))
    kept = tuple(
        replace(one, removed=body.reason) if one.said.hash == body.hash else one
        for one in state.photographs
    )
    return replace(state, removed=removed, photographs=kept)


def _with(visits: Iterable[tuple[str, int]], body: VisitCounted) -> tuple[tuple[str, int], ...]:
    counts = dict(visits)
    counts[body.group] = counts.get(body.group, 0) + body.n
    return tuple(sorted(counts.items()))


FOLDERS = (TripFolder(), StopFolder())
