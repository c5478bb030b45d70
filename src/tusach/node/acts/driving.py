"""What a trip that is back teaches of the roads it drove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.library.copies.states import Mark
from tusach.library.places.served import service_on
from tusach.library.places.story import PlaceState
from tusach.library.roads import rules as roads
from tusach.library.roads.facts import RoadMeasured, road_subject
from tusach.library.roads.story import RoadState
from tusach.library.roads.travel import Leg, Network
from tusach.library.trips.driven import Drove, Passed, driven
from tusach.library.trips.story import StopState, TripState
from tusach.node.acts.node import At, Node
from tusach.node.acts.roads import assumptions, points
from tusach.node.store.transaction import Transaction


def measured(node: Node, transaction: Transaction, state: TripState, at: At) -> Iterator[Draft]:
    """How long each leg of the trip took; nothing that was told already."""
    for one in _legs(node, transaction, state, at):
        ends = (one.start, one.end)
        road: RoadState = transaction.state(road_subject(node.tenant, ends), "road")
        known = {(drive.on, drive.start, drive.end, drive.minutes) for drive in road.drives}
        if (one.on, one.start, one.end, one.minutes) in known:
            continue
        body = RoadMeasured(ends, one.minutes, vehicle=state.vehicle, trip=state.subject)
        told = roads.measure(road, body, on=one.on, place=state.vehicle)
        if not isinstance(told, Refusal):
            yield from told


def _legs(node: Node, transaction: Transaction, state: TripState, at: At) -> Sequence[Drove]:
    stops = [transaction.state(one.stop, "stop") for one in state.stops]
    passed = sorted(
        (one for one in (_passed(node, stop) for stop in stops) if one is not None),
        key=lambda one: one.arrived_ms or 0,
    )
    home = _end(node.place(str(state.vehicle)), at.on)
    departed = _ms(node, state.departed)
    set_out = Passed(end=home, on=state.departed.on if state.departed else "", left_ms=departed)
    back = Passed(end=home, on=at.on, arrived_ms=node.store.now_ms())
    network = Network(
        (), points(node, at.on, [one.end for one in passed]), on=at.on, assumed=assumptions(node)
    )

    def estimate(start: str, end: str) -> int | None:
        leg = network.leg(start, end)
        return leg.minutes if isinstance(leg, Leg) else None

    return driven([set_out, *passed, back], estimate=estimate)


def _passed(node: Node, stop: StopState) -> Passed | None:
    """When a stop was opened and closed; None where it was not served."""
    if stop.opened is None or stop.place is None:
        return None
    return Passed(
        end=_end(node.place(stop.place), stop.opened.on),
        on=stop.opened.on,
        arrived_ms=_ms(node, stop.opened),
        left_ms=_ms(node, stop.closed),
    )


def _end(place: PlaceState, on: str) -> str:
    """What a road leads to: a place that told how it is served, else its commune."""
    told = service_on(place.services, on)
    return place.subject if told is not None else place.unit or ""


def _ms(node: Node, mark: Mark | None) -> int | None:
    """When something was told."""
    row = node.store.fact(mark.fact) if mark is not None else None
    return trusted(row.raw).told_ms if row is not None else None
