"""Facts that come from elsewhere: checked, then taken in with the tables of what they touch.

Idempotent. Only what stands at or below a seal is taken; a broken frame is set aside with its
reason and all before it stays; the same number with another hash is a fork, set aside for people.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger import clock as clocks
from tusach.ledger.fact import BadFact, decode
from tusach.ledger.kind import HUB, NODE
from tusach.ledger.private import Part, is_proved
from tusach.ledger.seal import Seal, covered, is_sealed
from tusach.ledger.stream import Broken, Head, Link, chain, opening
from tusach.library.staff.story import StaffState
from tusach.node.store.keys import Ed25519
from tusach.node.store.protocol import Quarantined, StreamRow
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction


class Parcel(msgspec.Struct, frozen=True):
    """What arrived of one stream. frames: facts in order of number, as bytes."""

    stream: str
    frames: tuple[bytes, ...]
    seals: tuple[Seal, ...]
    parts: tuple[Part, ...] = ()
    blobs: tuple[bytes, ...] = ()


class Received(msgspec.Struct, frozen=True):
    """stored: new here. present: held already. unsealed: not taken yet. aside: (reason) each."""

    stored: int
    present: int
    unsealed: int
    aside: tuple[str, ...]


def receive(store: Store, parcel: Parcel, *, source: str) -> Received:
    """Take in what is good of a parcel, in one transaction. source: who brought it, in words."""
    with store.batch() as transaction:
        known = transaction.stream_row(parcel.stream)
        head = Head(parcel.stream, known.number, known.hash) if known else Head(parcel.stream)
        fresh, present, forked = _split(store, parcel, head)
        links, broken = chain(head, fresh)
        seals = _valid_seals(parcel, links, known)
        taken = links[: covered(links, seals)]
        aside = [*forked, *([broken] if broken else [])]
        parts = {part.commitment: part for part in parcel.parts}
        stored = 0
        for link in taken:
            breach = _breach(store, transaction, link, known)
            if breach:
                aside.append(Broken(link.raw, breach))
                break
            if known is None:
                known = _opened(link)
                transaction.open_stream(known)
            _take(store, transaction, link, parts)
            stored += 1
        for raw in parcel.blobs:
            transaction.keep_blob(raw)
        for seal in seals:
            if stored and seal.sealed.number <= links[stored - 1].fact.number:
                transaction.writing.put_seal(seal)
                transaction.sealed_until(parcel.stream, seal.sealed.number)
        for one in aside:
            transaction.set_aside(Quarantined(source, one.raw, one.reason, max(store.now_ms(), 0)))
    unsealed = len(links) - len(taken)
    return Received(stored, present, unsealed, tuple(one.reason for one in aside))


def _split(store: Store, parcel: Parcel, head: Head) -> tuple[list[bytes], int, list[Broken]]:
    """Frames above the head; how many are held already; forks."""
    fresh: list[bytes] = []
    forked: list[Broken] = []
    present = 0
    for raw in parcel.frames:
        try:
            number = decode(raw).number
        except BadFact:
            fresh.append(raw)
            continue
        if number > head.number:
            fresh.append(raw)
            continue
        with store.engine.reading() as reading:
            held = reading.chain(parcel.stream, number, 1)
        if held and held[0].number == number and held[0].raw == raw:
            present += 1
        else:
            forked.append(Broken(raw, f"fork at number {number} of stream {parcel.stream}"))
    return fresh, present, forked


def _valid_seals(
    parcel: Parcel, links: Sequence[Link], known: StreamRow | None
) -> tuple[Seal, ...]:
    key = known.installation if known else None
    if key is None and links:
        key = opening(links[0].fact).installation
    if key is None:
        return ()
    public, verifier = bytes.fromhex(key), Ed25519()
    return tuple(
        seal
        for seal in sorted(parcel.seals, key=lambda one: one.sealed.number)
        if seal.sealed.stream == parcel.stream and is_sealed(seal, public, verifier)
    )


def _breach(
    store: Store, transaction: Transaction, link: Link, known: StreamRow | None
) -> str | None:
    """Why this fact may not be told where it stands; what cannot be judged here passes."""
    kind = store.folders.register.get(link.fact.kind)
    if kind is None or link.fact.tenant != store.tenant:
        return None if link.fact.tenant == store.tenant else "belongs to another tenant"
    scope = known.scope if known else opening(link.fact).scope
    teller = link.fact.teller
    if teller is None:
        roles = frozenset({NODE, HUB})
    else:
        state: StaffState = transaction.state(teller, "staff")
        if not state.posts:
            return None
        roles = state.roles(link.fact.on, link.fact.place) or frozenset({"nobody"})
        if "nobody" in roles:
            return None
    return store.folders.register.breach(kind, scope=scope, roles=roles)


def _opened(link: Link) -> StreamRow:
    opened = opening(link.fact)
    return StreamRow(link.fact.stream, opened.scope, opened.installation, 0, "0" * 64)


def _take(store: Store, transaction: Transaction, link: Link, parts: dict[str, Part]) -> None:
    fact = link.fact
    stamp = clocks.Clock(fact.told_ms, fact.tick)
    transaction.clock = clocks.hear(transaction.clock, stamp, store.now_ms())
    if fact.commitment is not None:
        part = parts.get(fact.commitment)
        refused = fact.commitment in store.vault.refused()
        if part is not None and is_proved(part) and not refused:
            transaction.bring_part(part, link.id, fact.subject)
    transaction.take(fact, link.raw, link.hash)
