"""What this node has and may give: frames of a stream as paths that end at a seal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tusach.ledger.fact import Fact, fact_hash, trusted
from tusach.ledger.private import Part
from tusach.ledger.seal import Seal
from tusach.ledger.stream import Head
from tusach.ledger.vector import Comparison, Mark, Want, compare, vector
from tusach.node.store.protocol import FactRow, Reading, StreamRow
from tusach.node.store.receive import Parcel
from tusach.node.store.store import Store

AT_ONCE = 10_000
LARGE = 4 * 2**20
"""Bytes of frames and blobs after which an offer is large enough; a single path may be larger."""
LAST = 2**53 - 1
CONTROL = "control"


def vector_for(store: Store, reading: Reading, *peers: str) -> tuple[Mark, ...]:
    """What this node has sealed of all that these peers may hold: installations, 64 hex digits.

    A scope that was given up is not spoken of. Where it is held again, its facts lie here without
    their private parts, so it is asked for from the start.
    """
    away = store.vault.scopes_away()
    return vector(
        Head(row.stream, row.number, row.hash)
        for row in reading.streams()
        if is_offered(reading, row)
        and row.scope not in away
        and not (store.standings and store.standings.is_released(row.scope))
        and all(_may(store, peer, row.scope) for peer in peers)
    )


def may_be_given(store: Store, peer: str, scope: str) -> bool:
    """Whether a peer may be given facts of a scope today: a vehicle until its trip is over."""
    standings = store.standings
    return standings is not None and standings.may_hold(peer, scope, on=store.today())


def is_offered(reading: Reading, row: StreamRow) -> bool:
    """Whether a row can be given on: what no seal covers waits.

    What stands before a fork is covered by the seals of its branches, and may have none of its own.
    """
    if row.number < row.first:
        return False
    return bool(row.sealed or row.branch_of or reading.branches(row.stream))


def lacking(
    store: Store, reading: Reading, mine: Sequence[Mark], theirs: Sequence[Mark]
) -> Comparison:
    """What each side lacks; a branch whose name one has not heard of, from its start."""

    def my_hash(stream: str, number: int) -> str | None:
        rows = reading.chain(stream, number, 1)
        return fact_hash(rows[0].raw) if rows and rows[0].number == number else None

    found = compare(mine, theirs, my_hash)
    whole = {mark.stream: mark.number for mark in mine}
    # Where they part is not known from two heads: the whole row is given, and the other finds it.
    parted = tuple(Want(fork.stream, 1, whole[fork.stream]) for fork in found.forks)
    return msgspec.structs.replace(found, they_lack=(*found.they_lack, *parted))


def offered(
    store: Store, reading: Reading, wants: Sequence[Want], peer: str, *, most: int
) -> tuple[list[Parcel], bool]:
    """The next of what a peer lacks, and whether more follows."""
    parcels = offer(store, reading, wants, peer, most=most)
    given = sum(len(one.frames) for one in parcels)
    return parcels, 0 < given < sum(one.last - one.first + 1 for one in wants)


def offer(
    store: Store, reading: Reading, wants: Iterable[Want], peer: str, *, most: int = AT_ONCE
) -> list[Parcel]:
    """Frames, private parts and blobs that a peer lacks, up to about `most` facts.

    What the network says of itself comes first. Only what the peer may hold is given.
    """
    by_stream = {want.stream: want for want in wants}
    rows = [row for row in reading.streams() if row.stream in by_stream]
    found: list[Parcel] = []
    count = size = 0
    for row in sorted(rows, key=lambda one: (one.scope != CONTROL, trunk_first(one))):
        if not may_be_given(store, peer, row.scope):
            continue
        want = by_stream[row.stream]
        first = max(want.first, row.first)
        last = min(want.last, row.number, first + most - count - 1)
        for path in paths(reading, row, first, last):
            whole = with_parts(store, reading, path)
            found.append(whole)
            count += len(path.frames)
            size += sum(map(len, path.frames)) + sum(map(len, whole.blobs))
        if count >= most or size >= LARGE:
            break
    return found


def _may(store: Store, peer: str, scope: str) -> bool:
    return store.standings is not None and store.standings.may_hold(peer, scope)


def with_parts(store: Store, reading: Reading, path: Parcel) -> Parcel:
    """A path with the private parts and blobs that lie here; for one that may hold its scope."""
    parts: list[Part] = []
    blobs: dict[str, bytes] = {}
    for raw in path.frames:
        fact = trusted(raw)
        if fact.commitment is not None:
            part = store.vault.part(fact.commitment)
            if part is not None:
                parts.append(part)
        for digest in blobs_of(fact):
            blob = reading.blob(digest) if digest not in blobs else None
            if blob is not None:
                blobs[digest] = blob
    return msgspec.structs.replace(path, parts=tuple(parts), blobs=tuple(blobs.values()))


class _Record(msgspec.Struct):
    record: str = ""


_record = msgspec.json.Decoder(_Record)


def blobs_of(fact: Fact) -> tuple[str, ...]:
    """The bulky bytes that a fact names, by SHA-256."""
    if not fact.kind.startswith("title.described/"):
        return ()
    try:
        said = _record.decode(fact.body)
    except msgspec.MsgspecError:
        return ()
    return (said.record,) if said.record else ()


def trunk_first(row: StreamRow) -> tuple[str, int, str]:
    """How rows of streams are put in order, so that a branch never comes before what it left."""
    return row.trunk, row.first, row.stream


def paths(
    reading: Reading, row: StreamRow, first: int = 1, last: int = LAST, *, at_once: int = AT_ONCE
) -> list[Parcel]:
    """The facts of one row of streams from a number on, with the seals that cover them.

    Where the row ends without a seal (its stream forked there), the way goes on along one branch
    to the next seal. last: of what is asked for; more may come, up to the seal. Private parts and
    blobs are added by whoever may give them.
    """
    found: list[Parcel] = []
    seals = reading.seals(row.stream)
    first, last = max(first, row.first), min(last, row.number)
    while first <= last:
        seal = _first_at(seals, min(last, first + at_once - 1))
        end = seal.sealed.number if seal else row.number
        rows = list(_rows(reading, row.stream, first, end))
        if seal is None:
            beyond, seal = _along(reading, row)
            rows += beyond
        if seal is None or not rows:
            break
        found.append(Parcel(row.trunk, tuple(one.raw for one in rows), (seal,)))
        first = end + 1
    return found


def _rows(reading: Reading, stream: str, first: int, last: int) -> Iterator[FactRow]:
    if first <= last:
        yield from reading.chain(stream, first, last - first + 1)


def _first_at(seals: Sequence[Seal], number: int) -> Seal | None:
    """The first seal at or above a number; None where there is none."""
    return next((one for one in seals if one.sealed.number >= number), None)


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
        seal = _first_at(reading.seals(here.stream), here.first)
        last = seal.sealed.number if seal else here.number
        beyond.extend(_rows(reading, here.stream, here.first, last))
        if seal is not None:
            return beyond, seal
