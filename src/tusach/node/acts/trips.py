"""The province lets a vehicle hold the readers and loans of places for the days of a trip.

That is a certificate like any other: the vehicle's own places, those of the trip, and the day on
which it gives the latter up. It reaches the vehicle with the next exchange or parcel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.nodes.facts import NODE_ENROLLED, VEHICLE, NodeEnrolled, node_subject
from tusach.library.nodes.story import NodeState
from tusach.library.scopes import CONTROL

if TYPE_CHECKING:
    from tusach.node.acts.node import Node


class Trip(msgspec.Struct, frozen=True):
    """What a vehicle holds from now on. places: ids of the trip's, sorted; until: last day."""

    installation: str
    places: tuple[str, ...]
    until: str


def send(
    node: Node, vehicle: str, places: Sequence[str], *, until: str, by: str | None
) -> Trip | Refusal:
    """The vehicle may hold these places until the end of a day, and no others of earlier trips.

    vehicle: the code of its own place, or its key. places: codes. until: `YYYY-MM-DD`.
    """
    store = node.store
    if store.identity.role != "hub" or store.standings is None:
        return Refusal("trip.not_a_hub", {})
    found = _certificates(node, vehicle)
    if not found:
        return Refusal("trip.no_vehicle", {"vehicle": vehicle})
    unknown = [code for code in places if node.place(node.place_id(code)).code != code]
    if unknown:
        return Refusal("trip.no_place", {"place": unknown[0]})
    if until < node.today():
        return Refusal("trip.over_already", {"until": until})
    own = {place for state in found for place in state.history[0].places}
    ids = sorted({node.place_id(code) for code in places} - own)
    done = store.tell(by, [_certificate(node, one, ids, until) for one in found])
    if isinstance(done, Refusal):
        return done
    assert found[0].certificate is not None
    return Trip(found[0].certificate.installation, tuple(ids), until)


def _certificates(node: Node, named: str) -> list[NodeState]:
    """What was said of a vehicle's keys; one that only follows another stands as that one."""
    store = node.store
    assert store.standings is not None
    own, found = node.place_id(named), []
    for key, standing in sorted(store.standings.known.items()):
        if standing.role == VEHICLE and standing.last_good is None:
            state: NodeState = store.state(node_subject(store.tenant, key), "node")
            if state.certificate is not None and (key == named or own in standing.own):
                found.append(state)
    return found


def _certificate(node: Node, state: NodeState, ids: Sequence[str], until: str) -> Draft:
    said = state.certificate
    assert said is not None
    places = tuple(sorted({*state.history[0].places, *ids}))
    body = NodeEnrolled(
        said.installation, said.box, VEHICLE, places, until, said.label, said.succeeds
    )
    return Draft(
        kind=NODE_ENROLLED, subject=state.subject, scope=CONTROL, on=node.today(), body=body
    )
