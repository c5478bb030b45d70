"""What this node has and may give: frames of a stream as paths that end at a seal."""

from __future__ import annotations

from collections.abc import Iterator

from tusach.ledger.seal import Seal
from tusach.node.store.protocol import FactRow, Reading, StreamRow
from tusach.node.store.receive import Parcel

AT_ONCE = 10_000
LAST = 2**53 - 1


def trunk_first(row: StreamRow) -> tuple[str, int, str]:
    """How rows of streams are put in order, so that a branch never comes before what it left."""
    return row.trunk, row.first, row.stream


def paths(reading: Reading, row: StreamRow, first: int = 1, last: int = LAST) -> list[Parcel]:
    """The facts of one row of streams from a number on, with the seals that cover them.

    Where the row ends without a seal (its stream forked there), the way goes on along one branch
    to the next seal. last: of what is asked for; more may come, up to the seal. Private parts and
    blobs are added by whoever may give them.
    """
    found: list[Parcel] = []
    for rows in _pieces(reading, row, max(first, row.first), min(last, row.number)):
        seal = _seal_from(reading, row, rows[-1].number)
        if seal is not None:
            more = list(_rows(reading, row.stream, rows[-1].number + 1, seal.sealed.number))
            frames = tuple(one.raw for one in (*rows, *more))
            found.append(Parcel(row.trunk, frames, (seal,)))
            continue
        beyond, seal = _along(reading, row)
        if seal is not None:
            frames = tuple(one.raw for one in (*rows, *beyond))
            found.append(Parcel(row.trunk, frames, (seal,)))
    return found


def _pieces(reading: Reading, row: StreamRow, first: int, last: int) -> Iterator[list[FactRow]]:
    while first <= last:
        rows = reading.chain(row.stream, first, min(AT_ONCE, last - first + 1))
        if not rows:
            return
        yield rows
        first = rows[-1].number + 1


def _rows(reading: Reading, stream: str, first: int, last: int) -> Iterator[FactRow]:
    if first <= last:
        yield from reading.chain(stream, first, last - first + 1)


def _seal_from(reading: Reading, row: StreamRow, number: int) -> Seal | None:
    """The first seal of a row at or above a number; None where it has none."""
    return next(
        (seal for seal in reading.seals(row.stream) if seal.sealed.number >= number), None
    )


def _along(reading: Reading, row: StreamRow) -> tuple[list[FactRow], Seal | None]:
    """The facts of the branches from the end of a row on, up to the next seal."""
    beyond: list[FactRow] = []
    here, seen = row, {row.stream}
    while True:
        follows = f'"pv":"{here.hash}"'.encode()
        for one in reading.branches(row.trunk):
            held = reading.chain(one.stream, one.first, 1)
            if one.stream not in seen and held and follows in held[0].raw:
                here = one
                break
        else:
            return [], None
        seen.add(here.stream)
        seal = _seal_from(reading, here, here.first)
        last = seal.sealed.number if seal else here.number
        beyond.extend(_rows(reading, here.stream, here.first, last))
        if seal is not None:
            return beyond, seal
