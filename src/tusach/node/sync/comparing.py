"""What two nodes hold in common and where that differs, told in few bytes.

Source: docs/decisions/0028; spec/wire.md, State.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tusach.ledger.fact import fact_hash, trusted
from tusach.ledger.vector import BUCKETS, HASH_DIGITS, Mark
from tusach.node.store.holdings import ALL, shared_areas
from tusach.node.store.offering import may_be_given
from tusach.node.store.receive import Parcel
from tusach.node.store.store import Store
from tusach.node.sync.messages import BadMessage, Marks, Parts, Within

PART_BYTES = 8
"""Of a part's state; where it hides a difference, the whole area is compared."""
EVERY = bytes(range(BUCKETS))


def states(store: Store, peer: str) -> dict[str, bytes]:
    """By area, the state of what this node holds of all that both may hold."""
    return store.holdings.states(shared_areas(store, peer))


def differing(store: Store, peer: str, theirs: Mapping[str, bytes]) -> list[str]:
    """The areas in which this node and a peer do not hold the same."""
    names = sorted({*shared_areas(store, peer), *theirs})
    mine, again = store.holdings.states(names), _held_again(store)
    return [name for name in names if name in again or mine.get(name) != theirs.get(name)]


def _held_again(store: Store) -> frozenset[str]:
    """Scopes given up once: their facts lie here without private parts, so all is asked for."""
    return store.vault.scopes_away()


def parts_of(store: Store, areas: Iterable[str]) -> Parts:
    """The states of all parts of these areas."""
    again = _held_again(store)
    found = ((name, [] if name in again else store.holdings.parts(name)) for name in areas)
    return Parts({name: _short(parts) for name, parts in found})


def _short(parts: Sequence[bytes]) -> bytes:
    each = parts or [b""] * BUCKETS
    return b"".join(one[:PART_BYTES].ljust(PART_BYTES, b"\0") for one in each)


def compared(store: Store, peer: str, said: Parts) -> Marks:
    """Where the parts of a peer differ from what is held here, and what that is."""
    within: Within = {}
    for name, theirs in said.states.items():
        if len(theirs) != PART_BYTES * BUCKETS:
            raise BadMessage("sync.no_node")
        mine = _short(store.holdings.parts(name)) if name in shared_areas(store, peer) else b""
        places = range(0, len(theirs), PART_BYTES)
        unequal = bytes(
            at // PART_BYTES
            for at in places
            if mine[at : at + PART_BYTES] != theirs[at : at + PART_BYTES]
        )
        within[name] = unequal or EVERY
    return Marks(within, marks_for(store, peer, within))


def marks_for(store: Store, peer: str, within: Within) -> tuple[Mark, ...]:
    """What is held here of these parts, as far as the peer may know it.

    Of a scope that it may hold no more it may know what it has told itself: that much is here.
    """
    areas = shared_areas(store, peer)
    both = {name: parts for name, parts in within.items() if name in areas}
    own = (
        mark
        for name, parts in within.items()
        if name not in areas
        for mark in store.holdings.marks(name, parts, by=peer)
    )
    return joined(marks_within(store, both), own)


def marks_within(store: Store, within: Within) -> tuple[Mark, ...]:
    """What this node holds of these parts."""
    again = _held_again(store)
    return _sorted(
        mark
        for name, parts in within.items()
        if name not in again
        for mark in store.holdings.marks(name, parts)
    )


def beyond(store: Store, peer: str) -> list[str]:
    """Scopes that the peer may hold and this node may not any more, and has not given up yet."""
    areas = shared_areas(store, peer)
    if ALL in areas:
        return []
    held = [one for one in store.holdings.scopes() if one not in areas]
    again = _held_again(store)
    return [one for one in held if one not in again and may_be_given(store, peer, one)]


def joined(one: Iterable[Mark], other: Iterable[Mark]) -> tuple[Mark, ...]:
    """Both vectors; where they speak of the same stream, as the first says."""
    return _sorted({mark.stream: mark for mark in (*other, *one)}.values())


def advanced(marks: Iterable[Mark], parcels: Iterable[Parcel]) -> tuple[Mark, ...]:
    """A vector, as it is where these parcels have been taken in whole."""
    found = {mark.stream: mark for mark in marks}
    for one in parcels:
        number = trusted(one.frames[-1]).number if one.frames else 0
        known = found.get(one.stream)
        if number > (known.number if known else 0):
            digest = fact_hash(one.frames[-1])[:HASH_DIGITS]
            found[one.stream] = Mark(one.stream, number, digest)
    return _sorted(found.values())


def _sorted(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: mark.stream))


def is_put_back(store: Store, theirs: Sequence[Mark]) -> bool:
    """Whether another knows more of this very installation than it does itself."""
    with store.engine.reading() as reading:
        own = {
            row.stream: row.number
            for row in reading.streams()
            if row.installation == store.own_key and not row.branch_of
        }
    return any(mark.number > own.get(mark.stream, mark.number) for mark in theirs)
