"""What a node answers to another: who it is, what it has, what it took."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach import VERSION
from tusach.ledger.fact import trusted
from tusach.ledger.stream import opening
from tusach.library.scopes import CONTROL
from tusach.node.store.offering import lacking, offer, paths, vector_for
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel, receive_all
from tusach.node.store.store import Store
from tusach.node.sync import messages, noting
from tusach.node.sync.messages import Answer, BadMessage, Bundle, Envelope, Hello, Want

MOST = 10_000


def answer(store: Store, raw: bytes, home: Path | None = None) -> bytes:
    """The signed answer to a message; what is refused is said with its code.

    home: where what others say of themselves is kept.
    """
    key = store.installation
    sender = ""
    try:
        envelope = messages.heard(raw, me=key.public_hex)
        sender = envelope.sender
        if envelope.what != messages.HELLO and envelope.receiver != key.public_hex:
            raise BadMessage("sync.for_another")
        if envelope.what == messages.HELLO:
            said: Hello | Bundle | Answer = _hello(store, envelope, home)
        elif envelope.what == messages.WANT:
            said = _given(store, envelope, home)
        elif envelope.what == messages.GIVE:
            said = _taken(store, envelope)
        else:
            raise BadMessage("sync.newer")
    except BadMessage as fault:
        values = {name: str(value) for name, value in fault.values.items()}
        return messages.said(
            messages.ANSWER, Answer(code=fault.code, values=values), key, receiver=sender
        )
    return messages.said(_WORDS[type(said)], said, key, receiver=sender)


_WORDS = {Hello: messages.HELLO, Bundle: messages.GIVE, Answer: messages.ANSWER}


def _hello(store: Store, envelope: Envelope, home: Path | None) -> Hello:
    said = messages.body_of(envelope, Hello, most=messages.OF_STRANGERS)
    if said.tenant != store.tenant:
        raise BadMessage("sync.tenant", tenant=said.tenant)
    if said.introduction and store.standings and store.standings.of(envelope.sender) is None:
        receive_all(store, said.introduction, source=envelope.sender)
    _check(store, envelope.sender)
    if home is not None:
        noting.note(store, home, envelope.sender, said)
    return greeting(store, envelope.sender, home)


def greeting(store: Store, peer: str, home: Path | None = None) -> Hello:
    """Who this node is, and what a peer may know that it has: sealed, so that it can be given."""
    store.seal_if_told()
    with store.engine.reading() as reading:
        marks = vector_for(store, reading, peer)
        known = introduced(store, reading)
    hello = Hello(store.tenant, store.identity.role, VERSION, max(store.now_ms(), 0), marks, known)
    return msgspec.structs.replace(hello, disk_free=noting.free_here(home))


def introduced(store: Store, reading: Reading) -> tuple[Parcel, ...]:
    """Whom this installation follows, and whom that one followed, back to the first of them.

    Empty for one that follows nobody. A peer may have missed several of them.
    """
    follows, before = store.installation.public_hex, store.installation.succeeds
    if before is None:
        return ()
    openings = {}
    for row in reading.streams():
        if row.scope == CONTROL and row.first == 1:
            for first in reading.chain(row.stream, 1, 1):
                openings[row.installation] = row, opening(trusted(first.raw)).succeeds
    found: list[Parcel] = []
    while follows in openings and openings[follows][1]:
        row, before = openings.pop(follows)
        found[:0] = paths(reading, row, 1, 1)
        follows = before or ""
    return tuple(found)


def _given(store: Store, envelope: Envelope, home: Path | None) -> Bundle:
    _check(store, envelope.sender)
    said = messages.body_of(envelope, Want)
    store.seal_if_told()
    with store.engine.reading() as reading:
        mine = vector_for(store, reading, envelope.sender)
        wants = lacking(store, reading, mine, said.vector).they_lack
        parcels = offer(store, reading, wants, envelope.sender, most=min(max(said.most, 1), MOST))
    if home is not None and not parcels:
        noting.holds(store, home, envelope.sender, said.vector)
    return messages.bundle(parcels, receiver=envelope.sender, more=bool(parcels))


def _taken(store: Store, envelope: Envelope) -> Answer:
    _check(store, envelope.sender)
    parcels = messages.opened(messages.body_of(envelope, Bundle), store.installation)
    found = receive_all(store, parcels, source=envelope.sender)
    if any(one.stored for one in found):
        store.perform()
        store.seal_if_told()  # so that the other hears in this exchange what followed
    with store.engine.reading() as reading:
        marks = vector_for(store, reading, envelope.sender)
    return Answer(
        marks,
        max(store.now_ms(), 0),
        stored=sum(one.stored for one in found),
        aside=tuple(reason for one in found for reason in one.aside),
        branches=sum(one.branches for one in found),
    )


def _check(store: Store, sender: str) -> None:
    standing = store.standings.of(sender) if store.standings else None
    if standing is None:
        raise BadMessage("node.unknown", node=sender)
    if standing.last_good is not None:
        raise BadMessage("node.revoked", node=sender)
