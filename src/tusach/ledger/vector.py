"""A vector: what a node holds, with head hashes, so that a fork shows at the first exchange.

The state of a set of streams says in 16 bytes what their vector says in many, and one stream that
grows changes it at a cost that does not depend on how many there are.

Source: docs/decisions/0006; spec/wire.md section 6.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from tusach.ledger.canonical import LARGEST
from tusach.ledger.ident import is_id, sha256
from tusach.ledger.stream import Head

HASH_DIGITS = 16
"""A vector carries the first 8 bytes of each head's hash."""

SUM = 2**256
BUCKETS = 256
"""Parts of a scope by the first two digits of the streams' ids."""
STATE_BYTES = 16

_SHORT = re.compile(r"[0-9a-f]{16}\Z")


class Mark(msgspec.Struct, frozen=True):
    """One line of a vector: how far a stream is held, and the first 16 hex digits of that head."""

    stream: str
    number: int
    hash: str


class Want(msgspec.Struct, frozen=True):
    """A stretch of a stream that one side lacks: numbers first..last."""

    stream: str
    first: int
    last: int


class Fork(msgspec.Struct, frozen=True):
    """Two different facts stand under one number of one stream."""

    stream: str
    number: int
    mine: str
    theirs: str


class Comparison(msgspec.Struct, frozen=True):
    """What each side lacks, and where they part."""

    i_lack: tuple[Want, ...]
    they_lack: tuple[Want, ...]
    forks: tuple[Fork, ...]


def vector(heads: Iterable[Head]) -> tuple[Mark, ...]:
    """The vector of these heads, sorted by stream; empty streams are left out."""
    marks = (Mark(one.stream, one.number, one.hash[:HASH_DIGITS]) for one in heads if one.number)
    return tuple(sorted(marks, key=lambda mark: mark.stream))


def fault_of(marks: Sequence[Mark]) -> str | None:
    """Why a vector from a peer is not well formed, or None."""
    for mark in marks:
        if not (is_id(mark.stream) and 1 <= mark.number <= LARGEST and _SHORT.match(mark.hash)):
            return "a mark is malformed"
    streams = [mark.stream for mark in marks]
    if streams != sorted(set(streams)):
        return "the streams are not sorted, once each"
    return None


def compare(
    mine: Iterable[Mark],
    theirs: Iterable[Mark],
    my_hash: Callable[[str, int], str | None],
) -> Comparison:
    """What is wanted on either side.

    my_hash(stream, number): the full hash of a fact held here, None where it is not. A fork is seen
    where both hold the lower head; above it nothing is asked for until the fork is dealt with.
    """
    own: Mapping[str, Mark] = {mark.stream: mark for mark in mine}
    others: Mapping[str, Mark] = {mark.stream: mark for mark in theirs}
    i_lack: list[Want] = []
    they_lack: list[Want] = []
    forks: list[Fork] = []
    for stream in sorted(own.keys() | others.keys()):
        here = own.get(stream, Mark(stream, 0, ""))
        there = others.get(stream, Mark(stream, 0, ""))
        if 0 < there.number <= here.number:
            at_common = here.hash
            if there.number < here.number:
                at_common = (my_hash(stream, there.number) or "")[:HASH_DIGITS]
            if at_common and at_common != there.hash:
                forks.append(Fork(stream, there.number, at_common, there.hash))
                continue
        if here.number < there.number:
            i_lack.append(Want(stream, here.number + 1, there.number))
        elif there.number < here.number:
            they_lack.append(Want(stream, there.number + 1, here.number))
    return Comparison(tuple(i_lack), tuple(they_lack), tuple(forks))


def digest(hashes: Iterable[str]) -> str:
    """One value for a set of facts: SHA-256 over their full hashes, sorted; order has no say."""
    return sha256("".join(sorted(set(hashes))).encode())


def weight(head: Head) -> int:
    """What a stream adds to the sum of its scope, modulo SUM; 0 where it is empty."""
    if not head.number:
        return 0
    said = f"{head.stream} {head.number} {head.hash}".encode()
    return int.from_bytes(hashlib.sha256(said).digest(), "big")


def bucket_of(stream: str) -> int:
    """The part of a scope in which a stream is counted, 0 to 255."""
    return int(stream[:2], 16)


def state(total: int) -> bytes:
    """The state of a set of streams whose weights have this sum; nothing where it is empty."""
    if not total:
        return b""
    return hashlib.sha256((total % SUM).to_bytes(32, "big")).digest()[:STATE_BYTES]
