"""What a node answers to another: who it is, what it has, what it took."""

from __future__ import annotations

import msgspec

from tusach import VERSION
from tusach.ledger.vector import Mark
from tusach.node.store.holdings import look
from tusach.node.store.news import bookmark, is_good, news
from tusach.node.store.offering import lacking, offer, vector_for
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel, receive_all
from tusach.node.store.store import Store
from tusach.node.sync import bundles, comparing, messages
from tusach.node.sync.messages import (
    Answer,
    BadMessage,
    Bundle,
    Envelope,
    Hello,
    Marks,
    News,
    Parts,
    Want,
    Within,
)
from tusach.node.sync.references import Since

MOST = 10_000


def answer(store: Store, raw: bytes) -> bytes:
    """The signed answer to a message; what is refused is said with its code."""
    key = store.installation
    sender = ""
    try:
        envelope = messages.heard(raw, me=key.public_hex)
        sender = envelope.sender
        if envelope.what != messages.HELLO and envelope.receiver != key.public_hex:
            raise BadMessage("sync.for_another")
        if envelope.what == messages.HELLO:
            said: Hello | Bundle | Answer | Marks = _hello(store, envelope)
        elif envelope.what == messages.WANT:
            said = _given(store, envelope)
        elif envelope.what == messages.GIVE:
            said = _taken(store, envelope)
        elif envelope.what == messages.MARKS:
            said = _compared(store, envelope)
        else:
            raise BadMessage("sync.newer")
    except BadMessage as fault:
        values = {name: str(value) for name, value in fault.values.items()}
        return messages.said(
            messages.ANSWER, Answer(code=fault.code, values=values), key, receiver=sender
        )
    return messages.said(_WORDS[type(said)], said, key, receiver=sender)


_WORDS = {
    Hello: messages.HELLO,
    Bundle: messages.GIVE,
    Answer: messages.ANSWER,
    Marks: messages.MARKS,
}


def _hello(store: Store, envelope: Envelope) -> Hello:
    peer = envelope.sender
    known = store.standings is not None and store.standings.of(peer) is not None
    most = messages.UNPACKED if known else messages.OF_STRANGERS
    said = messages.body_of(envelope, Hello, most=most)
    if said.tenant != store.tenant:
        raise BadMessage("sync.tenant", tenant=said.tenant)
    if said.introduction and not known:
        receive_all(store, said.introduction, source=peer)
    _check(store, peer)
    if said.news is None:
        return greeting(store, peer)
    return msgspec.structs.replace(named(store), news=_news(store, peer, said.news))


def named(store: Store) -> Hello:
    """Who this node is."""
    return Hello(store.tenant, store.identity.role, VERSION, max(store.now_ms(), 0))


def greeting(store: Store, peer: str) -> Hello:
    """Who this node is, and what a peer may know that it has: sealed, so that it can be given."""
    store.seal_if_told()
    with store.engine.reading() as reading:
        return msgspec.structs.replace(named(store), vector=vector_for(store, reading, peer))


def _news(store: Store, peer: str, said: News) -> News:
    """What became of the news that came with a greeting, and what is new here."""
    taken: Answer | None = None
    told: dict[str, int] = {}
    if said.bundle.packets:
        taken, told = _took_packed(store, peer, said.bundle)
    with look(store) as (reading, arrival):
        states, upto = comparing.states(store, peer), bookmark(reading, arrival)
        bundle = Bundle(more=True)
        if is_good(reading, said.since):
            after = said.since.arrival
            wants = news(store, reading, peer, after, most=bundles.FEW, told=told)
            if wants is not None:
                since = Since(store, reading, peer, after, told)
                bundle = bundles.packed(store, reading, wants, peer, since) or bundle
    return News(upto=upto, bundle=bundle, taken=taken, states=states)


def _took_packed(store: Store, peer: str, bundle: Bundle) -> tuple[Answer, dict[str, int]]:
    try:
        parcels = bundles.opened(store, bundle, store.installation)
    except BadMessage as fault:
        return Answer(code=fault.code), {}
    return _took(store, peer, parcels), bundles.told_in(parcels)


def _took(store: Store, peer: str, parcels: list[Parcel]) -> Answer:
    """What became of parcels that a peer has brought; they are durable then."""
    found = receive_all(store, parcels, source=peer)
    return Answer(
        wall_ms=max(store.now_ms(), 0),
        stored=sum(one.stored for one in found),
        aside=tuple(reason for one in found for reason in one.aside),
        branches=sum(one.branches for one in found),
    )


def _given(store: Store, envelope: Envelope) -> Bundle:
    _check(store, envelope.sender)
    said = messages.body_of(envelope, Want)
    with look(store) as (reading, _):
        mine = _held(store, reading, envelope.sender, said.within)
        wants = lacking(store, reading, mine, said.vector).they_lack
        parcels = offer(store, reading, wants, envelope.sender, most=min(max(said.most, 1), MOST))
    more = bool(parcels)
    if said.within is not None:
        given = sum(len(one.frames) for one in parcels)
        more = more and given < sum(one.last - one.first + 1 for one in wants)
    return messages.bundle(parcels, receiver=envelope.sender, more=more)


def _held(store: Store, reading: Reading, peer: str, within: Within | None) -> tuple[Mark, ...]:
    if within is None:
        return vector_for(store, reading, peer)
    return comparing.marks_within(store, comparing.allowed(store, peer, within))


def _taken(store: Store, envelope: Envelope) -> Answer:
    _check(store, envelope.sender)
    bundle = messages.body_of(envelope, Bundle)
    found = _took(store, envelope.sender, messages.opened(bundle, store.installation))
    with look(store) as (reading, arrival):
        marks = _held(store, reading, envelope.sender, bundle.within)
        found = msgspec.structs.replace(found, vector=marks)
        if bundle.within is None:
            return found
        states, upto = comparing.states(store, envelope.sender), bookmark(reading, arrival)
    return msgspec.structs.replace(found, states=states, upto=upto)


def _compared(store: Store, envelope: Envelope) -> Marks:
    _check(store, envelope.sender)
    said = messages.body_of(envelope, Parts)
    with look(store):
        return comparing.compared(store, envelope.sender, said)


def _check(store: Store, sender: str) -> None:
    standing = store.standings.of(sender) if store.standings else None
    if standing is None:
        raise BadMessage("node.unknown", node=sender)
    if standing.last_good is not None:
        raise BadMessage("node.revoked", node=sender)
