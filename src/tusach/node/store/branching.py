"""A stream that forked: every way on from where it parted is kept, and folded.

Two nodes that hold a copy of one key (a disk that was cloned, a home put back without its heads)
tell different facts under the same numbers. What they share stays in the trunk; from there on each
way is a branch under an id made of the stream and its first fact, so that every node that has heard
of the same facts keeps the same rows, in whatever order it heard of them. Facts keep their bytes.
Source: docs/decisions/0019.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from tusach.ledger.fact import NO_HASH, fact_hash
from tusach.ledger.ident import branch_id
from tusach.ledger.seal import Seal, covered
from tusach.ledger.stream import Broken, Link
from tusach.node.store.protocol import FactRow, StreamRow

if TYPE_CHECKING:
    from tusach.node.store.receive import Receiving


class Grown(msgspec.Struct, frozen=True):
    """stored: facts new here; unsealed: not covered by a seal; branches: ways on that are new."""

    stored: int = 0
    unsealed: int = 0
    branches: int = 0


NONE = Grown()


def take(receiving: Receiving, strays: Sequence[Link], seals: Sequence[Seal]) -> Grown:
    """Take in facts of a known stream that stand on none of its heads. seals: verified."""
    stored = unsealed = branches = 0
    for run in _runs(strays):
        way = _Way(receiving, run[0])
        if not way.found:
            receiving.aside.extend(
                Broken(one.raw, "does not continue the chain", "chain.previous") for one in run
            )
            continue
        taken = run[: covered(run, seals)]
        unsealed += len(run) - len(taken)
        if not taken:
            continue
        branches += way.open(taken[0])
        stored += len(taken)
        for link in taken:
            receiving.take(link, lies_in=way.row.stream)
        numbers = {link.fact.number: link.hash for link in taken}
        for seal in seals:
            if numbers.get(seal.sealed.number) == seal.sealed.hash:
                receiving.transaction.writing.put_seal(seal, way.row.stream)
                receiving.transaction.sealed_until(way.row.stream, seal.sealed.number)
    return Grown(stored, unsealed, branches)


def _runs(strays: Sequence[Link]) -> list[list[Link]]:
    """The facts as unbroken runs, each as long as it goes."""
    runs: list[list[Link]] = []
    by_end: dict[str, list[Link]] = {}
    for link in sorted(strays, key=lambda one: one.fact.number):
        run = by_end.pop(link.fact.previous, None)
        if run is None:
            run = []
            runs.append(run)
        run.append(link)
        by_end[link.hash] = run
    return runs


class _Way:
    """Where a run of facts goes on from, and the row in which it is kept."""

    def __init__(self, receiving: Receiving, first: Link) -> None:
        self.transaction = receiving.transaction
        self.writing = receiving.transaction.writing
        assert receiving.known is not None
        self.trunk = receiving.known
        self.first = first
        self.parent = self._parent()
        self.found = self.parent is not None or self._is_opening()
        self.row = self.trunk

    def _is_opening(self) -> bool:
        return self.first.fact.number == 1 and self.first.fact.previous == NO_HASH

    def _parent(self) -> FactRow | None:
        row = self.writing.fact(self.first.fact.previous[:32])
        if row is None or row.number != self.first.fact.number - 1:
            return None
        right = fact_hash(row.raw) == self.first.fact.previous
        return row if right and self._is_of_stream(row) else None

    def _is_of_stream(self, row: FactRow) -> bool:
        found = self.transaction.stream_row(row.stream)
        return found is not None and found.trunk == self.trunk.stream

    def open(self, first: Link) -> int:
        """The row that takes the run; how many ways on are new."""
        number = first.fact.number
        here = self.transaction.stream_row(self.parent.stream if self.parent else self.trunk.stream)
        assert here is not None
        if here.number == number - 1 and not self._has_children(here):
            self.row = here
            return 0
        if here.number >= number:
            self._cut(here, number)
        self.row = StreamRow(
            branch_id(self.trunk.stream, first.hash),
            self.trunk.scope,
            self.trunk.installation,
            number - 1,
            first.fact.previous,
            0,
            self.trunk.stream,
            number,
        )
        self.transaction.open_stream(self.row)
        return 1

    def _has_children(self, here: StreamRow) -> bool:
        branches = self.transaction.branches(self.trunk.stream)
        return any(one.first == here.number + 1 and self._follows(one, here) for one in branches)

    def _follows(self, branch: StreamRow, here: StreamRow) -> bool:
        held = self.writing.chain(branch.stream, branch.first, 1)
        if not held:  # opened by this very parcel: its parent is what it was opened with
            return branch.stream != here.stream
        return bytes(f'"pv":"{here.hash}"', "ascii") in held[0].raw

    def _cut(self, here: StreamRow, number: int) -> None:
        """What stood from this number on becomes a branch of its own."""
        (first,) = self.writing.chain(here.stream, number, 1)
        rest = StreamRow(
            branch_id(self.trunk.stream, fact_hash(first.raw)),
            here.scope,
            here.installation,
            here.number,
            here.hash,
            here.sealed if here.sealed >= number else 0,
            self.trunk.stream,
            number,
        )
        below = [seal.sealed.number for seal in self.writing.seals(here.stream)]
        sealed = max((one for one in below if one < number), default=0)
        self.writing.cut(here.stream, rest)
        self.transaction.open_stream(rest)
        self.transaction.open_stream(
            msgspec.structs.replace(
                here, number=number - 1, hash=self.first.fact.previous, sealed=sealed
            )
        )
