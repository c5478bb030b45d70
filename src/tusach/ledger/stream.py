"""A stream: the unbroken hash chain of facts that one installation writes in one scope."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tusach.ledger import canonical
from tusach.ledger.fact import NO_HASH, BadFact, Fact, decode, fact_hash
from tusach.ledger.ident import stream_id
from tusach.ledger.mechanism import STREAM_OPENED, StreamOpened


class Head(msgspec.Struct, frozen=True):
    """Where a stream stands: the number and full hash of its last fact; 0 and zeros before it."""

    stream: str
    number: int = 0
    hash: str = NO_HASH


class Link(msgspec.Struct, frozen=True):
    """A checked fact with its bytes and full hash."""

    fact: Fact
    raw: bytes
    hash: str

    @property
    def id(self) -> str:
        """The first 16 bytes of the hash."""
        return self.hash[:32]


class Broken(msgspec.Struct, frozen=True):
    """Why a frame was set aside: its bytes, and a reason for people and tests."""

    raw: bytes
    reason: str


def link(head: Head, raw: bytes) -> Link | Broken:
    """The next fact of a stream, or why these bytes are not it."""
    try:
        fact = decode(raw)
    except BadFact as fault:
        return Broken(raw, str(fault))
    if fact.stream != head.stream:
        return Broken(raw, "belongs to another stream")
    if fact.number != head.number + 1:
        return Broken(raw, f"number {fact.number} does not follow {head.number}")
    if fact.previous != head.hash:
        return Broken(raw, "does not continue the chain")
    if fact.number == 1:
        reason = opening_fault(fact)
        if reason:
            return Broken(raw, reason)
    return Link(fact, raw, fact_hash(raw))


def opening(fact: Fact) -> StreamOpened:
    """The body of a stream's first fact. Raises BadFact where it is something else."""
    if fact.kind != STREAM_OPENED:
        raise BadFact("a stream begins with stream.opened/1")
    try:
        return msgspec.json.decode(fact.body, type=StreamOpened)
    except msgspec.ValidationError as fault:
        raise BadFact(f"stream.opened/1: {fault}") from fault


def opening_fault(fact: Fact) -> str | None:
    """Why a first fact does not open the stream that it stands in, or None."""
    try:
        opened = opening(fact)
        key = bytes.fromhex(opened.installation)
    except (BadFact, ValueError) as fault:
        return str(fault)
    if opened.tenant != fact.tenant or fact.subject != fact.stream:
        return "the opening speaks of another tenant or stream"
    if len(key) != 32 or stream_id(key, opened.tenant, opened.scope) != fact.stream:
        return "the stream's id is not made of its key, tenant and scope"
    return None


def chain(head: Head, frames: Iterable[bytes]) -> tuple[list[Link], Broken | None]:
    """The longest unbroken run of facts from the head on, and what ended it, if anything did.

    Prefix-closed: what stands before a broken frame is good (invariant I3).
    """
    links: list[Link] = []
    for raw in frames:
        found = link(head, raw)
        if isinstance(found, Broken):
            return links, found
        links.append(found)
        head = Head(head.stream, found.fact.number, found.hash)
    return links, None


class Sealed(msgspec.Struct, frozen=True):
    """What a seal says: this stream's head, and the newest `control` head its teller knew.

    control: id of the control stream's head fact or None; software: version; wall_ms: told time.
    """

    stream: str
    number: int
    hash: str
    control: str | None
    software: str
    wall_ms: int


def seal_bytes(sealed: Sealed) -> bytes:
    """The bytes that are signed: a fixed prefix and the canonical form of what is sealed."""
    return b"tusach seal 1\0" + canonical.canonical(msgspec.to_builtins(sealed))
