"""Who counts whose readers: each place's own library, else a hub; a hub the communes and all."""

from __future__ import annotations

from tusach.ledger.kind import HUB
from tusach.library.nodes.facts import LIBRARY
from tusach.node.acts.node import Node


def counts_for(node: Node, place: str) -> bool:
    """Whether this node counts a place's readers: its own library, else a hub, else nobody."""
    store = node.store
    if store.standings is None:
        return True
    own = store.standings.of(store.own_key)
    if own is None or own.last_good is not None:
        return False
    if own.role != HUB:
        return own.role == LIBRARY and place in own.places
    return not any(
        one.role == LIBRARY and one.last_good is None and place in one.places
        for one in store.standings.known.values()
    )


def counts_all(node: Node) -> bool:
    """Whether this node counts the communes and the province."""
    store = node.store
    if store.standings is None:
        return True
    own = store.standings.of(store.own_key)
    return own is not None and own.last_good is None and own.role == HUB
