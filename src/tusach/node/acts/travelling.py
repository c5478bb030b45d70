"""Trips: planned, promised to the places, driven stop by stop, and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from tusach.ledger.draft import Draft, Refusal
from tusach.library.places import rules as places
from tusach.library.profile.parts import in_force
from tusach.library.trips import rules
from tusach.library.trips.facts import TripPlanned, TripReturned
from tusach.library.trips.rules import Going, Where
from tusach.library.trips.story import Promise, StopState, TripState
from tusach.node.acts.driving import measured
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

LEAST_CREW = "trip_crew"
BY_TRIP = "trip"
"""What dates a visit that a trip promises."""

Act = Done | Refusal


def plan(node: Node, body: TripPlanned, at: At, *, trip: str = "") -> str | Refusal:
    """The trip is to be like this; its id. trip: the one that changes, empty: a new one."""
    subject = trip or node.store.random.new_id()
    if body.vehicle not in vehicles(node):
        return Refusal("trip.vehicle_missing", {})

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: TripState = transaction.state(subject, "trip")
        return rules.plan(subject, state, body, desk(node, at))

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else subject


def publish(node: Node, trip: str, at: At) -> Act:
    """The days of the trip are promised: each place is told of them, and of those that are not."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: TripState = transaction.state(trip, "trip")
        drafts = rules.publish(state, desk(node, at))
        if isinstance(drafts, Refusal) or state.plan is None:
            return drafts
        wanted = {Promise(one.place, one.on) for one in state.plan.stops}
        kept = set(state.promises)
        told = _dated(transaction, state, at, wanted - kept, called_off=False)
        gone = kept - wanted - _promised_elsewhere(node, state)
        off = _dated(transaction, state, at, gone, called_off=True)
        return (*drafts, *told, *off)

    return node.store.act(at.by, deed)


def cancel(node: Node, trip: str, at: At, *, reason: str) -> Act:
    """The trip does not take place; its promised days are taken back."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: TripState = transaction.state(trip, "trip")
        drafts = rules.cancel(state, desk(node, at), reason=reason)
        if isinstance(drafts, Refusal):
            return drafts
        gone = set(state.promises) - _promised_elsewhere(node, state)
        return (*drafts, *_dated(transaction, state, at, gone, called_off=True))

    return node.store.act(at.by, deed)


def depart(node: Node, trip: str, at: At, going: Going) -> Act:
    """The trip sets out."""
    return _of_trip(node, trip, at, lambda state: rules.depart(state, desk(node, at), going))


def open_stop(node: Node, trip: str, stop: str, at: At, *, where: Where) -> Act:
    """The vehicle serves at a stop. stop: of the plan, or a new id for one that nobody planned."""
    return of_stop(
        node,
        trip,
        stop,
        at,
        rule=lambda one, two: rules.open_stop(one, two, desk(node, at), where),
    )


def close_stop(node: Node, trip: str, stop: str, at: At, *, nobody: bool = False) -> Act:
    """It serves there no more. nobody: it was counted, and nobody came."""
    return of_stop(
        node,
        trip,
        stop,
        at,
        rule=lambda one, two: rules.close_stop(one, two, desk(node, at), nobody=nobody),
    )


def miss_stop(node: Node, trip: str, stop: str, at: At, *, reason: str) -> Act:
    """It does not serve there this time."""
    return of_stop(
        node,
        trip,
        stop,
        at,
        rule=lambda one, two: rules.miss_stop(one, two, desk(node, at), reason=reason),
    )


def come_back(node: Node, trip: str, at: At, body: TripReturned) -> Act:
    """The trip is back; the roads it drove are known by what it took."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: TripState = transaction.state(trip, "trip")
        drafts = rules.come_back(state, desk(node, at), body)
        if isinstance(drafts, Refusal):
            return drafts
        return (*drafts, *measured(node, transaction, state, at))

    return node.store.act(at.by, deed)


def close(node: Node, trip: str, at: At) -> Act:
    """The account of the trip is whole."""
    return _of_trip(node, trip, at, lambda state: rules.close(state, desk(node, at)))


def trip_of(node: Node, trip: str) -> TripState:
    """A trip as it stands."""
    found: TripState = node.store.state(trip, "trip")
    return found


def stop_of(node: Node, stop: str) -> StopState:
    """What became of a stop."""
    found: StopState = node.store.state(stop, "stop")
    return found


def vehicles(node: Node) -> tuple[str, ...]:
    """The places that serve where they stop, by code; one that is to leave until it does."""
    kinds = {one.code for one in node.profile.places.kinds if one.moves}
    if not kinds:
        return ()
    rows = node.store.query(
        "SELECT subject, kind FROM place WHERE tenant = ? "
        "AND (closed_on IS NULL OR closed_on > ?) ORDER BY code",
        (node.tenant, node.today()),
    )
    return tuple(subject for subject, kind in rows if kind in kinds)


def least_crew(node: Node, on: str) -> int:
    """How many people the rule in force wants on a trip; 1 where the profile has none."""
    day = date.fromisoformat(on)
    known = (one for one in node.profile.places.rules if one.code == LEAST_CREW)
    return next((int(one.value) for one in known if in_force(one, on=day)), 1)


def _of_trip(
    node: Node, trip: str, at: At, rule: Callable[[TripState], Sequence[Draft] | Refusal]
) -> Act:
    return node.store.act(at.by, lambda transaction: rule(transaction.state(trip, "trip")))


def of_stop(
    node: Node,
    trip: str,
    stop: str,
    at: At,
    *,
    rule: Callable[[TripState, StopState], Sequence[Draft] | Refusal],
) -> Act:
    """What a rule says of a trip and one of its stops is told."""
    return node.store.act(
        at.by,
        lambda transaction: rule(transaction.state(trip, "trip"), transaction.state(stop, "stop")),
    )


def _promised_elsewhere(node: Node, state: TripState) -> set[Promise]:
    """What other trips of the vehicle promise: that is not taken back with this one."""
    rows = node.store.query(
        "SELECT trip_stop.place, trip_stop.day FROM trip_stop JOIN trip "
        "ON trip.tenant = trip_stop.tenant AND trip.subject = trip_stop.subject "
        "WHERE trip.tenant = ? AND trip.vehicle = ? AND trip.subject <> ? AND trip.promised = 1 "
        "AND trip.status IN ('published', 'under_way')",
        (node.tenant, state.vehicle, state.subject),
    )
    return {Promise(str(place), str(day)) for place, day in rows}


def _dated(
    transaction: Transaction,
    state: TripState,
    at: At,
    promises: Iterable[Promise],
    *,
    called_off: bool,
) -> Iterator[Draft]:
    """What the places are told; nothing of days that are over or known already."""
    by_place: dict[str, list[str]] = {}
    for place, day in sorted(promises):
        by_place.setdefault(place, []).append(day)
    for place, days in by_place.items():
        told = places.date_visits(
            transaction.state(place, "place"),
            days,
            on=at.on,
            vehicle=state.vehicle,
            called_off=called_off,
            source=BY_TRIP,
        )
        if not isinstance(told, Refusal):
            yield from told
