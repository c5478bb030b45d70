"""The fact: envelope version 1, frozen for ever. Only the body's shape evolves, by kind version.

The keys below are what is hashed. A fact's hash is the SHA-256 of its canonical bytes; its id is
the first 16 bytes of the hash. Source: docs/decisions/0004; spec/wire.md section 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from tusach.ledger import canonical, ident

VERSION = 1
NO_HASH = "0" * 64
"""The `previous` of the first fact of a stream."""

SYNCED, FREE, ASSERTED = "synced", "free", "asserted"
CLOCK_QUALITIES = frozenset({SYNCED, FREE, ASSERTED})

_KIND = re.compile(r"[a-z]+\.[a-z_]+/[1-9][0-9]{0,2}\Z")
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")


class BadFact(ValueError):
    """Bytes that are no fact of version 1; the message is the reason kept in quarantine."""


class Fact(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={
        "version": "v",
        "stream": "st",
        "number": "sq",
        "previous": "pv",
        "told_ms": "ms",
        "tick": "ct",
        "clock_quality": "ck",
        "on": "occ",
        "tenant": "tn",
        "place": "pl",
        "subject": "su",
        "also": "rf",
        "after": "dp",
        "kind": "kd",
        "teller": "by",
        "body": "pb",
        "commitment": "ph",
    },
):
    """One thing that happened or was decided, told once, never changed.

    told_ms: milliseconds since 1970 UTC (hybrid clock), tick its counter. on: business date
    `YYYY-MM-DD`, chosen by a person. place and teller: ids, None where the installation itself
    speaks. also: other subjects touched, never a person. after: the latest facts of every touched
    subject that the teller knew. body: canonical JSON. commitment: 64 hex digits or None.
    """

    version: int
    stream: str
    number: int
    previous: str
    told_ms: int
    tick: int
    clock_quality: str
    on: str
    tenant: str
    place: str | None
    subject: str
    also: tuple[str, ...]
    after: tuple[str, ...]
    kind: str
    teller: str | None
    body: msgspec.Raw
    commitment: str | None


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Fact)


def encode(fact: Fact) -> bytes:
    """The canonical bytes of a fact whose body is canonical."""
    return _encoder.encode(fact)


def fact_hash(raw: bytes) -> str:
    """The full hash of a fact's canonical bytes: 64 hexadecimal digits."""
    return ident.sha256(raw)


def fact_id(full_hash: str) -> str:
    """The id of a fact, from its full hash."""
    return full_hash[:32]


def trusted(raw: bytes) -> Fact:
    """The fact in bytes that this node has checked before (its own ledger)."""
    return _decoder.decode(raw)


def decode(raw: bytes) -> Fact:
    """The fact in bytes from anywhere, checked in form.

    Raises BadFact with a reason where they are not the canonical bytes of an envelope of version 1.
    Neither chain nor seal nor kind is looked at here.
    """
    try:
        fact = _decoder.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as fault:
        raise BadFact(f"not an envelope: {fault}") from fault
    if not canonical.is_canonical(raw):
        raise BadFact("not in canonical form")
    reason = fault_of(fact)
    if reason:
        raise BadFact(reason)
    return fact


def fault_of(fact: Fact) -> str | None:
    """Why an envelope is not well formed, or None.

    >>> from tusach.ledger.fact import fault_of
    """
    if fact.version != VERSION:
        return f"envelope version {fact.version} is not known"
    if not (ident.is_id(fact.stream) and ident.is_id(fact.subject)):
        return "stream or subject is not an id"
    if fact.number < 1 or fact.told_ms < 0 or fact.tick < 0:
        return "a number is below its least value"
    if not _is_hash(fact.previous) or (fact.commitment and not _is_hash(fact.commitment)):
        return "a hash is not 64 hexadecimal digits"
    if not all(map(ident.is_id, (*fact.also, *fact.after))):
        return "an id in also or after is malformed"
    if any(one is not None and not ident.is_id(one) for one in (fact.place, fact.teller)):
        return "place or teller is not an id"
    if fact.clock_quality not in CLOCK_QUALITIES:
        return f"clock quality {fact.clock_quality!r} is not known"
    if not _DAY.match(fact.on):
        return "the business date is not YYYY-MM-DD"
    if not _KIND.match(fact.kind):
        return "the kind is not noun.verb/version"
    if not bytes(fact.body).startswith(b"{"):
        return "the body is not an object"
    return None


def body_of(values: Any) -> msgspec.Raw:
    """A body (a Struct or a mapping) as canonical bytes ready for an envelope."""
    return msgspec.Raw(canonical.canonical(msgspec.to_builtins(values)))


def unique(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids once each, sorted: `also` and `after` are sets written in one order."""
    return tuple(sorted(set(ids)))


def _is_hash(text: str) -> bool:
    return len(text) == 64 and ident.is_id(text[:32]) and ident.is_id(text[32:])
