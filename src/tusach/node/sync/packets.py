"""What travels packed: stretches of streams with their private parts, in packets for one reader.

Parcels and small exchanges carry the same packets. Source: docs/decisions/0021 and 0028.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tusach.ledger.fact import trusted
from tusach.ledger.packet import Packed, Stretch, Unpacked
from tusach.ledger.packing import pack
from tusach.ledger.private import Part
from tusach.ledger.salting import Seed
from tusach.ledger.vector import Want
from tusach.library import scopes
from tusach.node.store import seeding
from tusach.node.store.offering import may_be_given, paths, trunk_first, with_parts
from tusach.node.store.protocol import Reading, StreamRow
from tusach.node.store.receive import Parcel
from tusach.node.store.store import Store
from tusach.node.sync import references
from tusach.node.sync.references import Upto

PIECE = 10_000
"""Facts in one packet: a commune's year refers within itself."""
LEAST_SALTS = 4
"""A seed with its numbers is as long as so many salts."""
FULL = 2**24
"""Bytes of facts and blobs after which a packet is closed, even with fewer facts."""
ORDER = (scopes.CONTROL, scopes.CATALOGUE, "people", "circulation", "operations")
"""Facts to which others refer stand before them in a packet."""


def packets(
    store: Store, reading: Reading, wants: Iterable[Want], *, upto: Upto, readers: Sequence[str]
) -> Iterator[tuple[Packed | None, list[bytes]]]:
    """These stretches, and the blobs that go with each packet. upto: how far the readers are.

    readers: installations; what one of them may not be given is left out.
    """
    by_stream = {want.stream: want for want in wants}
    rows = [
        row
        for row in map(reading.stream, by_stream)
        if row is not None and all(may_be_given(store, one, row.scope) for one in readers)
    ]
    group = _Group(store, reading, upto)
    for row in sorted(rows, key=_in_order):
        want = by_stream[row.stream]
        for path in paths(reading, row, want.first, min(want.last, row.number), at_once=PIECE):
            whole = with_parts(store, reading, path)
            for stretch in _stretches(path):
                if not group.has_room(stretch):
                    yield group.closed()
                group.add(stretch, whole.parts)
            group.blobs += whole.blobs
    yield group.closed()


def _in_order(row: StreamRow) -> tuple[int, tuple[str, int, str]]:
    family = row.scope.partition(":")[0]
    return ORDER.index(family) if family in ORDER else len(ORDER), trunk_first(row)


class _Group:
    """Stretches that will stand in one packet. upto: how far each stream is held there."""

    def __init__(self, store: Store, reading: Reading, upto: Upto) -> None:
        self.store = store
        self.reading = reading
        self.upto = upto
        self.known = references.known_to(reading, upto)
        self._clear()

    def _clear(self) -> None:
        self.stretches: list[Stretch] = []
        self.parts: dict[str, Part] = {}
        self.blobs: list[bytes] = []
        self.facts = self.size = 0

    def has_room(self, stretch: Stretch) -> bool:
        """Whether the stretch may stand in the same packet."""
        size = self.size + sum(map(len, self.blobs))
        return self.facts + len(stretch.frames) <= PIECE and size < FULL

    def add(self, stretch: Stretch, parts: Sequence[Part]) -> None:
        """The stretch, and the private parts of its facts among these."""
        named = {trusted(raw).commitment for raw in stretch.frames}
        self.parts.update((one.commitment, one) for one in parts if one.commitment in named)
        self.stretches.append(stretch)
        self.facts += len(stretch.frames)
        self.size += sum(map(len, stretch.frames))

    def closed(self) -> tuple[Packed | None, list[bytes]]:
        """What was added, packed, and its blobs; nothing is left in the group then."""
        packed, blobs = None, self.blobs
        if self.stretches:
            frames = [raw for one in self.stretches for raw in one.frames]
            packed = pack(
                self.stretches,
                known=self.known,
                places=references.places(self.reading, self.upto, frames),
                parts=self.parts,
                seeds=[seed for one in self.stretches for seed in self._seeds(one)],
            )
        self._clear()
        return packed, blobs

    def _seeds(self, stretch: Stretch) -> Iterator[Seed]:
        """The seeds that are shorter than the salts which follow from them."""
        last = stretch.first + len(stretch.frames) - 1
        for seed in seeding.given(self.store.vault, stretch.named, stretch.first, last):
            frames = stretch.frames[seed.first - stretch.first : seed.last + 1 - stretch.first]
            if sum(trusted(raw).commitment in self.parts for raw in frames) >= LEAST_SALTS:
                yield seed


def _stretches(path: Parcel) -> Iterator[Stretch]:
    start = 0
    while start < len(path.frames):
        end, size = start, 0
        while end < len(path.frames) and end - start < PIECE and size < FULL:
            size += len(path.frames[end])
            end += 1
        first = trusted(path.frames[start])
        seals = path.seals if end == len(path.frames) else ()
        frames = path.frames[start:end]
        yield Stretch(path.stream, first.number, first.previous, frames, seals)
        start = end


def parcels_of(unpacked: Unpacked) -> Iterator[Parcel]:
    """What a packet held, as it is taken in."""
    parts = {one.commitment: one for one in unpacked.parts}
    for stretch in unpacked.stretches:
        named = (trusted(raw).commitment for raw in stretch.frames)
        own = tuple(parts[one] for one in named if one in parts)
        yield Parcel(stretch.named, stretch.frames, stretch.seals, own)
