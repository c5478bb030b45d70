"""What a store holds, by scope: states to compare with others, and which streams grew since when.

Kept in memory and moved with each commit, so that neither grows dearer with the number of streams.
Made from the streams once in each process, when it is first asked for. Source: docs/decisions/0028.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tusach.ledger.stream import Head
from tusach.ledger.vector import BUCKETS, SUM, Mark, bucket_of, state, vector, weight
from tusach.library.nodes.authority import scopes_of
from tusach.node.store.protocol import Reading, StreamRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tusach.node.store.store import Store

ALL = "*"
"""The area of everything, for two that may both hold everything. Every other area is a scope."""
HUB = "hub"


class _Area:
    """The streams of one scope. order: by the arrival of their latest fact."""

    def __init__(self) -> None:
        self.sums = [0] * BUCKETS
        self.order: OrderedDict[str, int] = OrderedDict()

    def add(self, stream: str, delta: int) -> None:
        bucket = bucket_of(stream)
        self.sums[bucket] = (self.sums[bucket] + delta) % SUM


class Holdings:
    """Every stream as of the newest commit of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._is_known = False
        self._rows: dict[str, StreamRow] = {}
        self._areas: dict[str, _Area] = {}
        self._vectors: dict[tuple[str, ...], tuple[Mark, ...]] = {}
        self._parts: dict[str, tuple[bytes, ...]] = {}

    def forget(self) -> None:
        """Streams were written past this: they are read again when they are asked for."""
        with self._lock:
            self._is_known = False

    def moved(self, rows: Iterable[StreamRow], arrival: int) -> None:
        """These streams stand so from now on. arrival: of the newest fact."""
        with self._lock:
            if self._is_known:
                for row in rows:
                    self._put(row, arrival)
                self._vectors.clear()
                self._parts.clear()

    def read(self, reading: Reading) -> None:
        """Everything is known from now on; nothing is done where it is already."""
        with self._lock:
            if self._is_known:
                return
            # Where the database breaks off here, nothing is known yet: not that nothing is held.
            found = [(_arrival(reading, row), row) for row in reading.streams()]
            self._rows, self._areas = {}, {}
            self._vectors.clear()
            self._parts.clear()
            for arrival, row in sorted(found, key=lambda one: (one[0], one[1].stream)):
                self._put(row, arrival)
            self._is_known = True

    def _put(self, row: StreamRow, arrival: int) -> None:
        before = self._rows.get(row.stream)
        self._rows[row.stream] = row
        delta = _weight(row) - (_weight(before) if before else 0)
        for name in (row.scope, ALL):
            area = self._areas.get(name)
            if area is None:
                area = self._areas[name] = _Area()
            area.add(row.stream, delta)
            if before is None or (before.number, before.hash) != (row.number, row.hash):
                area.order[row.stream] = arrival
                area.order.move_to_end(row.stream)

    def scopes(self) -> list[str]:
        """The scopes of which something is held."""
        with self._lock:
            return sorted(name for name in self._areas if name != ALL)

    def states(self, areas: Iterable[str]) -> dict[str, bytes]:
        """By area, the state of what is held of it; areas of which nothing is held are left out."""
        with self._lock:
            found = ((name, state(sum(self._sums(name)))) for name in areas)
            return {name: one for name, one in found if one}

    def parts(self, area: str) -> tuple[bytes, ...]:
        """The states of an area's 256 parts; remembered until something is told."""
        with self._lock:
            if area not in self._parts:
                self._parts[area] = tuple(state(one) for one in self._sums(area))
            return self._parts[area]

    def _sums(self, area: str) -> Sequence[int]:
        found = self._areas.get(area)
        return found.sums if found else ()

    def grown(self, area: str, after: int) -> list[StreamRow]:
        """The streams of an area to which something came after this arrival, the last one first."""
        with self._lock:
            found = self._areas.get(area)
            rows: list[StreamRow] = []
            for stream, arrival in reversed(found.order.items()) if found else ():
                if arrival <= after:
                    break
                rows.append(self._rows[stream])
            return rows

    def marks(self, area: str, parts: Iterable[int], *, by: str = "") -> tuple[Mark, ...]:
        """The vector of some parts of an area. by: only of streams of this installation."""
        wanted = frozenset(parts)
        with self._lock:
            found = self._areas.get(area)
            streams = [one for one in found.order if bucket_of(one) in wanted] if found else []
            return self._vector(
                one for one in streams if not by or self._rows[one].installation == by
            )

    def vector(self, areas: Sequence[str]) -> tuple[Mark, ...]:
        """The vector of these areas; remembered until something is told."""
        key = tuple(areas)
        with self._lock:
            if key not in self._vectors:
                found = [self._areas[name].order for name in key if name in self._areas]
                self._vectors[key] = self._vector([one for many in found for one in many])
            return self._vectors[key]

    def _vector(self, streams: Iterable[str]) -> tuple[Mark, ...]:
        return vector(_head(self._rows[stream]) for stream in streams)


def _head(row: StreamRow) -> Head:
    # A trunk of which everything was cut off holds nothing.
    return Head(row.stream, row.number if row.number >= row.first else 0, row.hash)


def _weight(row: StreamRow) -> int:
    return weight(_head(row))


def _arrival(reading: Reading, row: StreamRow) -> int:
    held = reading.chain(row.stream, row.number, 1)
    return held[0].arrival if held else 0


def shared_areas(store: Store, peer: str) -> tuple[str, ...]:
    """What this node and a peer may both hold: what is the same on both once they agree."""
    if store.standings is None:
        return ()
    mine, theirs = store.standings.of(store.own_key), store.standings.of(peer)
    if mine is None or theirs is None:
        return ()
    if mine.role == theirs.role == HUB:
        return (ALL,)
    named = scopes_of(theirs if mine.role == HUB else mine)
    both, on = (peer, store.own_key), store.today()
    return tuple(one for one in named if all(may_be_given(store, key, one, on=on) for key in both))


def areas_of(store: Store, peer: str) -> tuple[str, ...]:
    """What a peer may hold, whether or not this node may (any more)."""
    standing = store.standings.of(peer) if store.standings else None
    if standing is None or standing.last_good is not None:
        return ()
    if standing.role == HUB:
        return (ALL,)
    on = store.today()
    return tuple(one for one in scopes_of(standing) if may_be_given(store, peer, one, on=on))


def may_be_given(store: Store, installation: str, scope: str, *, on: str = "") -> bool:
    """Whether an installation may be given facts of a scope: a vehicle while on a trip.

    on: the day, where it was asked for already.
    """
    standings = store.standings
    return standings is not None and standings.may_hold(installation, scope, on=on or store.today())


@contextmanager
def look(store: Store) -> Iterator[tuple[Reading, int]]:
    """One look at the ledger with the holdings as they are in it, all sealed; and its arrival."""
    with ExitStack() as stack:
        with store.alone():
            store.listen()
            store.seal_if_told()
            reading = stack.enter_context(store.engine.reading())
            store.holdings.read(reading)
            arrival = reading.arrival()
        yield reading, arrival
