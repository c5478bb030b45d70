"""What machines of the network are called, and what kinds there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.kind import HUB
from tusach.library.nodes.authority import Standing
from tusach.library.nodes.facts import INVITED, VEHICLE, node_subject
from tusach.node.acts.node import Node


def name_of(node: Node, key: str) -> str:
    """What an installation is called: the province, its label, its places, a part of its key."""
    standing = node.store.standings.of(key) if node.store.standings else None
    state: Any = node.store.state(node_subject(node.tenant, key), "node")
    label = state.certificate.label if state.certificate else ""
    places = places_of(node, standing)
    if standing is not None and standing.role == HUB:
        return label or _("The province")
    own = node.own_place()
    if standing is None and key == node.store.own_key and own is not None:
        places = [node.place(own).name or node.place(own).code]
    return label or ", ".join(places) or key[:8]


def names_of(node: Node, subjects: Iterable[str]) -> dict[str, str]:
    """By subject of a machine's certificate what it is called, each name once."""
    known = {*(node.store.standings.known if node.store.standings else ()), node.store.own_key}
    keys = {node_subject(node.tenant, key): key for key in known}
    found = {one: name_of(node, keys[one]) if one in keys else one[:8] for one in subjects}
    often = Counter(found.values())
    return {
        one: f"{name} ({keys[one][:8]})" if often[name] > 1 and one in keys else name
        for one, name in found.items()
    }


def places_of(node: Node, standing: Standing | None) -> list[str]:
    """The names of the places that an installation serves."""
    if standing is None:
        return []
    return [node.place(one).name or node.place(one).code for one in sorted(standing.places)]


def kind_of(role: str) -> str:
    """The kind of a machine in words."""
    return {HUB: _("province"), VEHICLE: _("vehicle")}.get(role, _("library"))


def recipients(node: Node) -> list[tuple[str, str]]:
    """(value, words) of everybody a parcel may be for, the province first."""
    standings = node.store.standings
    known = standings.known if standings else {}
    others = {
        key: one
        for key, one in sorted(known.items())
        if one.last_good is None and key != node.store.own_key and one.role != INVITED
    }
    found: dict[str, str] = {}
    if any(one.role == HUB for one in others.values()):
        found["hub"] = _("The province")
    rest: dict[str, str] = {}
    for key, one in others.items():
        if one.role == HUB:
            continue
        if one.role == VEHICLE or not one.places:
            rest[key] = name_of(node, key)
        for place in one.places if one.role != VEHICLE else ():
            rest[place] = node.place(place).name or node.place(place).code
    return [*found.items(), *sorted(rest.items(), key=lambda pair: pair[1])]
