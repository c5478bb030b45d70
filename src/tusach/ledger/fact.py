"""The fact: envelope version 1, frozen for ever. Only the body's shape evolves, by kind version.

The keys below are what is hashed. A fact's hash is the SHA-256 of its canonical bytes; its id is
the first 16 bytes of the hash. Source: docs/decisions/0004; spec/wire.md section 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from tusach.ledger import canonical, ident

VERSION = 1
NO_HASH = "0" * 64
"""The `previous` of the first fact of a stream."""

SYNCED, FREE, ASSERTED = "synced", "free", "asserted"
CLOCK_QUALITIES = frozenset({SYNCED, FREE, ASSERTED})

LARGEST_FACT = 2**20
"""The most bytes that one fact may have; bulky things are blobs named by their hash."""

_KIND = re.compile(r"[a-z]+\.[a-z_]+/[1-9][0-9]{0,2}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TENANT = re.compile(r"[A-Za-z0-9-]{1,32}\Z")


class BadFact(ValueError):
    """Bytes that are no fact of version 1; the message is the reason kept in quarantine.

    code: `fact.size`, `fact.version`, `fact.form`, `fact.canonical` or `chain.opening`; the same
    in every implementation, worded for people in the locale.
    """

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code


class Fact(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    gc=False,
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
    if len(raw) > LARGEST_FACT:
        raise BadFact(f"larger than {LARGEST_FACT} bytes", "fact.size")
    try:
        fact = _decoder.decode(raw)
    except RecursionError as fault:
        raise BadFact("nested beyond all measure", "fact.canonical") from fault
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise _not_an_envelope(raw, fault) from fault
    if _is_usual(fact, raw):
        _check_body(fact)
        return fact
    check(fact)
    if _encoder.encode(fact) != raw:
        raise BadFact("written otherwise than its canonical form", "fact.canonical")
    return fact


_ID, _HASH, _NUMBER = '"[0-9a-f]{32}"', '"[0-9a-f]{64}"', "[1-9][0-9]{0,14}"
_IDS = rf"\[(?:{_ID}(?:,{_ID})*)?\]"
_BEFORE_BODY = re.compile(
    (
        rf'\{{"by":(?:null|{_ID}),"ck":"(?:synced|free|asserted)","ct":(?:0|{_NUMBER}),'
        rf'"dp":{_IDS},"kd":"[a-z]+\.[a-z_]+/[1-9][0-9]{{0,2}}","ms":(?:0|{_NUMBER}),'
        r'"occ":"[0-9]{4}-[0-9]{2}-[0-9]{2}","pb":'
    ).encode()
)
_AFTER_BODY = re.compile(
    (
        rf',"ph":(?:null|{_HASH}),"pl":(?:null|{_ID}),"pv":{_HASH},"rf":{_IDS},"sq":{_NUMBER},'
        rf'"st":{_ID},"su":{_ID},"tn":"[A-Za-z0-9-]{{1,32}}","v":1\}}\Z'
    ).encode()
)


def _is_usual(fact: Fact, raw: bytes) -> bool:
    """Whether the envelope is seen at one glance to be well formed and canonical.

    By far the most are; what is not may be so all the same, and is looked at field by field.
    """
    before = _BEFORE_BODY.match(raw)
    if before is None:
        return False
    body, also, after = bytes(fact.body), fact.also, fact.after
    end = before.end() + len(body)
    return (
        _AFTER_BODY.match(raw, end) is not None
        and raw.startswith(body, before.end())
        and (len(after) < 2 or after == unique(after))
        and (not also or (also == unique(also) and fact.subject not in also))
        and is_day(fact.on)
    )


def check(fact: Fact) -> None:
    """Nothing, where the fact may stand in a ledger; raises BadFact where it may not."""
    if fact.version != VERSION:
        raise BadFact(f"envelope version {fact.version} is not known", "fact.version")
    reason = fault_of(fact)
    if reason:
        raise BadFact(reason, "fact.form")
    _check_body(fact)


def _check_body(fact: Fact) -> None:
    body = bytes(fact.body)
    reason = canonical.fault_of(body)
    if reason:
        raise BadFact(f"body: {reason}", "fact.canonical")
    if not body.startswith(b"{"):
        raise BadFact("the body is not an object", "fact.form")


def fault_of(fact: Fact) -> str | None:
    """Why the fields of an envelope are not well formed, or None; the body is not looked at."""
    if not (ident.is_id(fact.stream) and ident.is_id(fact.subject)):
        return "stream or subject is not an id"
    if not (
        1 <= fact.number <= canonical.LARGEST
        and 0 <= fact.told_ms <= canonical.LARGEST
        and 0 <= fact.tick <= canonical.LARGEST
    ):
        return "a number is out of its range"
    if not ident.is_hash(fact.previous):
        return "the previous hash is not 64 hexadecimal digits"
    if fact.commitment is not None and not ident.is_hash(fact.commitment):
        return "the commitment is not 64 hexadecimal digits"
    for ids in (fact.also, fact.after):
        if ids and not (all(map(ident.is_id, ids)) and ids == unique(ids)):
            return "also and after hold ids, sorted, once each"
    if fact.subject in fact.also:
        return "the subject stands again among the others"
    for one in (fact.place, fact.teller):
        if one is not None and not ident.is_id(one):
            return "place or teller is not an id"
    if fact.clock_quality not in CLOCK_QUALITIES:
        return f"clock quality {fact.clock_quality!r} is not known"
    if not is_day(fact.on):
        return "the business date is no day of the calendar as YYYY-MM-DD"
    if not is_tenant(fact.tenant):
        return "the tenant is not 1 to 32 letters, digits or hyphens"
    if not is_kind(fact.kind):
        return "the kind is not noun.verb/version"
    return None


@lru_cache(maxsize=4096)
def is_day(text: str) -> bool:
    """Whether the text is a day of the Gregorian calendar, written `YYYY-MM-DD`, from year 1.

    >>> is_day("2024-02-29"), is_day("2023-02-29")
    (True, False)
    """
    if not _DAY.match(text):
        return False
    try:
        date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return False
    return True


def is_tenant(text: str) -> bool:
    """Whether the text may name a province: 1 to 32 ASCII letters, digits or hyphens."""
    return _TENANT.match(text) is not None


def is_kind(text: str) -> bool:
    """Whether the text has the form of a kind's name: `noun.verb/version`."""
    return _KIND.match(text) is not None


def body_of(values: Any) -> msgspec.Raw:
    """A body (a Struct or a mapping) as canonical bytes ready for an envelope."""
    return msgspec.Raw(canonical.canonical(msgspec.to_builtins(values)))


def unique(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids once each, sorted: `also` and `after` are sets written in one order."""
    return tuple(sorted(set(ids)))


class _Version(msgspec.Struct):
    v: int


def _not_an_envelope(raw: bytes, fault: Exception) -> BadFact:
    try:
        version = msgspec.json.decode(raw, type=_Version).v
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        version = VERSION
    if version != VERSION:
        return BadFact(f"envelope version {version} is not known", "fact.version")
    return BadFact(f"not an envelope: {fault}", "fact.form")
