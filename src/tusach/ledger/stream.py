"""A stream: the unbroken hash chain of facts that one installation writes in one scope."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tusach.ledger import canonical
from tusach.ledger.fact import (
    LARGEST_FACT,
    NO_HASH,
    BadFact,
    Fact,
    check,
    decode,
    encode,
    fact_hash,
)
from tusach.ledger.ident import is_hash, stream_id
from tusach.ledger.mechanism import STREAM_OPENED, StreamOpened


class Head(msgspec.Struct, frozen=True):
    """Where a stream stands: the number and full hash of its last fact; 0 and zeros before it."""

    stream: str
    number: int = 0
    hash: str = NO_HASH


class Link(msgspec.Struct, frozen=True, gc=False):
    """A checked fact with its bytes and full hash."""

    fact: Fact
    raw: bytes
    hash: str

    @property
    def id(self) -> str:
        """The first 16 bytes of the hash."""
        return self.hash[:32]


class Broken(msgspec.Struct, frozen=True):
    """Why a frame was set aside: its bytes, a reason in words, and a code worded in the locale.

    code: those of `BadFact`, or `chain.other_stream`, `chain.other_tenant`, `chain.number`,
    `chain.previous`, `chain.opening`.
    """

    raw: bytes
    reason: str
    code: str = ""


def written(fact: Fact) -> Link:
    """The link of a fact told here, checked as strictly as one that arrives.

    Raises BadFact: a fact that a peer would set aside must not enter a stream, which it would end.
    """
    check(fact)
    if fact.number == 1:
        check_opening(fact)
    raw = encode(fact)
    if len(raw) > LARGEST_FACT:
        raise BadFact(f"larger than {LARGEST_FACT} bytes", "fact.size")
    return Link(fact, raw, fact_hash(raw))


def link(head: Head, raw: bytes, *, tenant: str | None = None) -> Link | Broken:
    """The next fact of a stream, or why these bytes are not it.

    tenant: of the stream, where the caller knows it (facts of another are set aside).
    """
    try:
        fact = decode(raw)
    except BadFact as fault:
        return Broken(raw, str(fault), fault.code)
    return follow(head, fact, raw, tenant=tenant)


def follow(head: Head, fact: Fact, raw: bytes, *, tenant: str | None = None) -> Link | Broken:
    """As `link`, of a fact that was decoded from these bytes already."""
    try:
        if fact.number == 1:
            check_opening(fact)
    except BadFact as fault:
        return Broken(raw, str(fault), fault.code)
    if fact.stream != head.stream:
        return Broken(raw, "belongs to another stream", "chain.other_stream")
    if fact.number != head.number + 1:
        return Broken(raw, f"number {fact.number} does not follow {head.number}", "chain.number")
    if fact.previous != head.hash:
        return Broken(raw, "does not continue the chain", "chain.previous")
    if tenant is not None and fact.tenant != tenant:
        return Broken(raw, f"tenant {fact.tenant} in a stream of {tenant}", "chain.other_tenant")
    return Link(fact, raw, fact_hash(raw))


def opening(fact: Fact) -> StreamOpened:
    """The body of a stream's first fact. Raises BadFact where it is something else."""
    if fact.kind != STREAM_OPENED:
        raise BadFact("a stream begins with stream.opened/1", "chain.opening")
    try:
        return msgspec.json.decode(fact.body, type=StreamOpened)
    except msgspec.ValidationError as fault:
        raise BadFact(f"stream.opened/1: {fault}", "chain.opening") from fault


def check_opening(fact: Fact) -> None:
    """Nothing, where a first fact opens the stream that it stands in; else raises BadFact."""
    opened = opening(fact)
    if opened.tenant != fact.tenant or fact.subject != fact.stream:
        raise BadFact("the opening speaks of another tenant or stream", "chain.opening")
    if not is_hash(opened.installation) or "\0" in opened.scope:
        raise BadFact("the opening's key or scope is malformed", "chain.opening")
    key = bytes.fromhex(opened.installation)
    if stream_id(key, opened.tenant, opened.scope) != fact.stream:
        raise BadFact("the stream's id is not made of its key, tenant and scope", "chain.opening")


def opening_fault(fact: Fact) -> str | None:
    """Why a first fact does not open the stream that it stands in, or None."""
    try:
        check_opening(fact)
    except BadFact as fault:
        return str(fault)
    return None


def chain(
    head: Head, frames: Iterable[bytes], *, tenant: str | None = None
) -> tuple[list[Link], Broken | None]:
    """The longest unbroken run of facts from the head on, and what ended it, if anything did.

    Prefix-closed: what stands before a broken frame is good (invariant I3). tenant: of the stream,
    where it is known; from the first fact on it is.
    """
    links: list[Link] = []
    for raw in frames:
        found = link(head, raw, tenant=tenant)
        if isinstance(found, Broken):
            return links, found
        links.append(found)
        tenant = found.fact.tenant
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
