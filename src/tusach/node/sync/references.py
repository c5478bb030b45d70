"""What a packet may refer to outside of itself: facts that its reader has acknowledged.

Only facts of streams that did not fork here, up to a mark whose hash fits; whatever is in doubt
travels as it is. Source: spec/wire.md, Packing and Parcels; docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

import msgspec

from tusach.ledger.canonical import LARGEST
from tusach.ledger.fact import Fact, fact_hash, trusted
from tusach.ledger.packet import Known, Places
from tusach.ledger.vector import HASH_DIGITS, Mark
from tusach.node.store.holdings import may_be_given
from tusach.node.store.news import first_after
from tusach.node.store.protocol import FactRow, Reading
from tusach.node.store.store import Store

CODED = ("copy.registered/",)
"""Kinds whose subject may follow from the code in their body."""


class Upto(Protocol):
    """How far a reader surely holds a stream."""

    def get(self, stream: str, default: int, /) -> int:
        """The number up to which it does; the default where it holds nothing of it."""


def shared(reading: Reading, since: Iterable[Mark]) -> dict[str, int]:
    """By stream, how far a reader of this vector surely holds what is held here."""
    return {
        mark.stream: mark.number
        for mark in since
        if _is_held(reading, mark) and not reading.branches(mark.stream)
    }


class Since:
    """What a peer surely holds that was given everything up to a place in the order of arrival.

    told: by stream, up to which number it has just told it itself.
    """

    def __init__(
        self, store: Store, reading: Reading, peer: str, *, after: int, told: Mapping[str, int]
    ) -> None:
        self.store = store
        self.reading = reading
        self.peer = peer
        self.after = after
        self.told = told
        self._found: dict[str, int] = {}

    def get(self, stream: str, default: int, /) -> int:
        """The number up to which it holds a stream that did not fork here."""
        if stream not in self._found:
            self._found[stream] = self._upto(stream)
        return self._found[stream] or default

    def _upto(self, stream: str) -> int:
        row = self.reading.stream(stream)
        if row is None or not may_be_given(self.store, self.peer, row.scope):
            return 0
        if row.branch_of or self.reading.branches(stream):
            return 0
        return max(first_after(self.reading, row, self.after) - 1, self.told.get(stream, 0))


def is_behind(reading: Reading, since: Sequence[Mark]) -> bool:
    """Whether something of this vector is not held here, or otherwise."""
    return not all(_is_held(reading, mark) for mark in since)


def known_here(reading: Reading) -> Known:
    """Everything that stands on a trunk here: for who reads a packet."""
    return _known(reading, None)


def known_to(reading: Reading, upto: Upto) -> Known:
    """What the reader holds, up to these numbers: for who writes a packet."""
    return _known(reading, upto)


def places(reading: Reading, upto: Upto, frames: Iterable[bytes]) -> Places:
    """Shorter names for ids in these frames."""
    frames = list(frames)
    known: dict[str, tuple[str, ...]] = {}
    for raw in frames if upto else ():
        fact = trusted(raw)
        known.setdefault(fact.subject, tuple(fact.after))

    def is_shared(fact: Fact) -> bool:
        return fact.number <= upto.get(fact.stream, 0)

    def where(fact_id: str) -> tuple[str, int] | None:
        row = reading.fact(fact_id)
        found = row is not None and row.number <= upto.get(row.stream, 0)
        return (row.stream, row.number) if row is not None and found else None

    def about(subject: str) -> tuple[str, int] | None:
        for parent in known.get(subject, ()):
            row = reading.fact(parent)
            is_of_it = row is not None and trusted(row.raw).subject == subject
            if is_of_it and (at := where(parent)):
                return at  # what its teller knew as the latest, without reading the whole story
        held = [one for one in reading.held(subject) if is_shared(one.fact)]
        parents = {parent for one in held for parent in one.fact.after}
        heads = [one for one in held if one.fact.subject == subject and one.id not in parents]
        heads = heads or [one for one in held if one.fact.subject == subject]
        if not heads:
            return None
        latest = max(heads, key=lambda one: (one.fact.told_ms, one.fact.tick, one.id)).fact
        return latest.stream, latest.number

    if not upto:
        return Places(codes=_codes(frames))
    return Places(where=where, about=about, codes=_codes(frames))


def _is_held(reading: Reading, mark: Mark) -> bool:
    row = _at(reading, mark.stream, mark.number)
    return row is not None and fact_hash(row.raw)[:HASH_DIGITS] == mark.hash


def _at(reading: Reading, stream: str, number: int) -> FactRow | None:
    rows = reading.chain(stream, number, 1) if 1 <= number <= LARGEST else []
    return rows[0] if rows and rows[0].number == number else None


def _known(reading: Reading, upto: Upto | None) -> Known:
    @cache
    def found(stream: str, number: int) -> tuple[str, str] | None:
        if upto is not None and number > upto.get(stream, 0):
            return None
        row = _at(reading, stream, number)
        return (row.id, trusted(row.raw).subject) if row else None

    def at(stream: str, number: int) -> str | None:
        one = found(stream, number)
        return one[0] if one else None

    def subject_at(stream: str, number: int) -> str | None:
        one = found(stream, number)
        return one[1] if one else None

    return Known(at=at, subject_at=subject_at)


class _Coded(msgspec.Struct):
    code: str = ""
    owner: str = ""
    own_number: bool = True


_coded = msgspec.json.Decoder(_Coded)


def _codes(frames: Iterable[bytes]) -> dict[str, tuple[str, str]]:
    """By subject, noun and code of which it may be derived; whether it is, the packer proves."""
    found = {}
    for raw in frames:
        if not any(f'"kd":"{kind}'.encode() in raw for kind in CODED):
            continue
        fact = trusted(raw)
        try:
            said = _coded.decode(fact.body)
        except msgspec.MsgspecError:
            continue
        noun = fact.kind.partition(".")[0]
        code = said.code if said.own_number else f"{said.owner}/{said.code}"
        found[fact.subject] = (noun, code)
    return found
