"""The hub lends each vehicle the readers and loans of the places that it goes to next.

A promised trip is enough: nobody types the places of a trip a second time. What is lent ends with
the trip, and no sooner than some days before it begins, so that a vehicle holds little.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tusach.ledger.draft import Refusal
from tusach.library.nodes.facts import VEHICLE
from tusach.library.nodes.standing import Standing
from tusach.node.acts import trips
from tusach.node.acts.travelling import vehicles

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

DAYS_AHEAD = 14
"""A vehicle's machine may be without a network for so long before it sets out."""

_NEXT = (
    "SELECT DISTINCT s.place, t.last_on FROM trip t JOIN trip_stop s ON s.tenant = t.tenant "
    "AND s.subject = t.subject WHERE t.tenant = ? AND t.vehicle = ? "
    "AND t.status IN ('published', 'under_way') AND t.first_on <= ? AND t.last_on >= ?"
)


def lend_scopes(node: Node) -> int:
    """The duty: every vehicle holds the places of its next trips. Returns the facts told."""
    store = node.store
    if store.identity.role != "hub" or store.standings is None:
        return 0
    today = date.fromisoformat(node.today())
    soon = (today + timedelta(days=DAYS_AHEAD)).isoformat()
    told = 0
    for vehicle in vehicles(node):
        rows = store.query(_NEXT, (node.tenant, vehicle, soon, today.isoformat()))
        if rows:
            places = {str(place) for place, _ in rows}
            told += _lent(node, vehicle, places, max(str(last) for _, last in rows))
    return told


def _lent(node: Node, vehicle: str, places: set[str], until: str) -> int:
    """The facts told where the vehicle's machine does not hold these places that long yet."""
    store, today = node.store, node.today()
    known = store.standings.known.values() if store.standings else ()
    of_it = [
        one for one in known if one.role == VEHICLE and one.last_good is None and vehicle in one.own
    ]
    if not of_it:
        return 0
    held = set.intersection(*({*one.own, *_now(one, today)} for one in of_it))
    least = min(one.until for one in of_it)
    if places <= held and (until <= least or places <= of_it[0].own):
        return 0
    kept = set[str]().union(*(_now(one, today) for one in of_it))
    last = max(until, *(one.until for one in of_it)) if kept else until
    codes = sorted(node.place(one).code for one in places | kept)
    done = trips.send(node, node.place(vehicle).code, codes, until=last, by=None)
    return 0 if isinstance(done, Refusal) else len(of_it)


def _now(standing: Standing, today: str) -> set[str]:
    """The places of trips that a vehicle's machine holds today."""
    lent = standing.speaks_of - standing.own
    return {one for one in lent if standing.serves(one, today)}
