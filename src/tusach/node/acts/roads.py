"""Roads at this node: what is known of them, how long legs take on a day, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tusach.ledger.draft import Draft, Refusal
from tusach.library.places.served import service_on
from tusach.library.places.story import PlaceState, UnitState
from tusach.library.roads import facts, rules
from tusach.library.roads.story import RoadState
from tusach.library.roads.travel import Assumptions, Network, Point, Season
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done

Deed = Callable[[RoadState], tuple[Draft, ...] | Refusal]


def all_roads(node: Node) -> tuple[RoadState, ...]:
    """Every road of which something was told."""
    rows = node.store.query(
        "SELECT subject FROM road WHERE tenant = ? ORDER BY subject", (node.tenant,)
    )
    return tuple(node.store.state(str(row[0]), "road") for row in rows)


def closed_roads(node: Node, on: str) -> tuple[RoadState, ...]:
    """The roads that are closed on a day, those closed last first."""
    rows = node.store.query(
        "SELECT subject FROM road WHERE tenant = ? AND closed_on IS NOT NULL "
        "ORDER BY closed_on DESC, subject",
        (node.tenant,),
    )
    states: list[RoadState] = [node.store.state(str(row[0]), "road") for row in rows]
    return tuple(one for one in states if one.closed_by(on) is not None)


def close(node: Node, body: facts.RoadClosed, at: At) -> Done | Refusal:
    """The road is closed from the day on, for everybody after the next exchange."""
    where = at.place or None
    return _act(node, body.ends, at, lambda road: rules.close(road, body, on=at.on, place=where))


def open_again(node: Node, ends: tuple[str, ...], at: At) -> Done | Refusal:
    """The road is open from the day on."""
    body, where = facts.RoadOpened(ends), at.place or None
    return _act(node, ends, at, lambda road: rules.open_again(road, body, on=at.on, place=where))


def measure(node: Node, body: facts.RoadMeasured, at: At) -> Done | Refusal:
    """The road was driven on the day in so many minutes."""
    where = at.place or None
    return _act(node, body.ends, at, lambda road: rules.measure(road, body, on=at.on, place=where))


def tell(node: Node, body: facts.RoadTold, at: At) -> Done | Refusal:
    """Somebody says how long the road takes."""
    where = at.place or None
    return _act(node, body.ends, at, lambda road: rules.tell(road, body, on=at.on, place=where))


def network(node: Node, on: str, places: Iterable[str]) -> Network:
    """Every leg between these places (and all communes) on a day."""
    return Network(all_roads(node), points(node, on, places), on=on, assumed=assumptions(node))


def points(node: Node, on: str, places: Iterable[str]) -> dict[str, Point]:
    """Where communes and places lie: a place without a point of its own in its commune's."""
    rows = node.store.query(
        "SELECT subject, latitude, longitude FROM unit WHERE tenant = ? AND latitude IS NOT NULL",
        (node.tenant,),
    )
    found: dict[str, Point] = {str(unit): (int(lat), int(lon)) for unit, lat, lon in rows}
    for place in places:
        state: PlaceState = node.place(place)
        told = service_on(state.services, on)
        if told is not None and told.told.point is not None:
            found[place] = told.told.point
        elif state.unit in found:
            found[place] = found[state.unit]
    return found


def assumptions(node: Node) -> Assumptions:
    """What the profile assumes of roads, else the plain assumptions."""
    told = node.profile.serving
    if told is None:
        return Assumptions()
    return Assumptions(
        detour_percent=told.travel.detour_percent,
        speed_km_h=told.travel.speed_km_h,
        buffer_percent=told.travel.buffer_percent,
        least_drives=told.travel.least_drives,
        drives_days=told.travel.drives_days,
        seasons=tuple(Season(one.code, one.months) for one in told.seasons),
    )


def unit_of(node: Node, place: PlaceState) -> UnitState | None:
    """The commune of a place, None where it is not known."""
    if place.unit is None:
        return None
    found: UnitState = node.store.state(place.unit, "unit")
    return found


def _act(node: Node, ends: tuple[str, ...], at: At, deed: Deed) -> Done | Refusal:
    subject = facts.road_subject(node.tenant, ends)
    return node.store.act(at.by, lambda transaction: deed(transaction.state(subject, "road")))
