"""What a node answers to another: who it is, what it has, what it took."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach import VERSION
from tusach.ledger.fact import trusted
from tusach.ledger.stream import opening
from tusach.ledger.vector import Mark
from tusach.library.nodes.facts import INVITED
from tusach.library.scopes import CONTROL
from tusach.node.acts.machines import state_of
from tusach.node.store.holdings import look
from tusach.node.store.news import bookmark, is_good, news
from tusach.node.store.offering import lacking, offered, paths, vector_for
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel, receive_all
from tusach.node.store.store import Store
from tusach.node.sync import bundles, comparing, messages, noting, picturing
from tusach.node.sync.messages import (
    Answer,
    BadMessage,
    Bundle,
    Envelope,
    Hello,
    Marks,
    News,
    Parts,
    Photographs,
    Want,
    Within,
)
from tusach.node.sync.references import Since

MOST = 10_000


def answer(store: Store, raw: bytes, home: Path | None = None) -> bytes:
    """The signed answer to a message; what is refused is said with its code.

    home: where what others say of themselves is kept.
    """
    key = store.installation
    sender, brief = "", False
    try:
        envelope = messages.heard(raw, me=key.public_hex)
        sender, brief = envelope.sender, envelope.brief
        if envelope.what != messages.HELLO and envelope.receiver != key.public_hex:
            raise BadMessage("sync.for_another")
        if envelope.what == messages.HELLO:
            said: Said = _hello(store, envelope, home)
        elif envelope.what == messages.WANT:
            said = _given(store, envelope, home)
        elif envelope.what == messages.GIVE:
            said = _taken(store, envelope)
        elif envelope.what == messages.MARKS:
            said = _compared(store, envelope)
        elif envelope.what == messages.PHOTOGRAPHS and home is not None:
            _check(store, envelope.sender)
            said = picturing.answered(store, home, envelope)
        else:
            raise BadMessage("sync.newer")
    except BadMessage as fault:
        values = {name: str(value) for name, value in fault.values.items()}
        said = Answer(code=fault.code, values=values)
    return messages.said(_WORDS[type(said)], said, key, receiver=sender, brief=brief)


Said = Hello | Bundle | Answer | Marks | Photographs
_WORDS = {
    Hello: messages.HELLO,
    Bundle: messages.GIVE,
    Answer: messages.ANSWER,
    Marks: messages.MARKS,
    Photographs: messages.PHOTOGRAPHS,
}


def _hello(store: Store, envelope: Envelope, home: Path | None) -> Hello:
    peer = envelope.sender
    known = store.standings is not None and store.standings.of(peer) is not None
    most = messages.UNPACKED if known else messages.OF_STRANGERS
    said = messages.body_of(envelope, Hello, most=most)
    if said.tenant != store.tenant:
        raise BadMessage("sync.tenant", tenant=said.tenant)
    if said.introduction and not known:
        found = receive_all(store, said.introduction, source=peer)
        if any(one.stored for one in found):
            store.perform()  # who came with a stick is let in before it is answered
    _check(store, peer)
    if said.news is None:
        if home is not None:
            noting.note(store, home, peer, said)
        return greeting(store, peer, home)
    news = _news(store, peer, said.news)
    if home is not None:
        upto = said.news.since.arrival if _is_good(store, said.news) else None
        noting.note(store, home, peer, said, upto=upto)
    return msgspec.structs.replace(named(store, home), news=news)


def _is_good(store: Store, said: News) -> bool:
    with store.engine.reading() as reading:
        return is_good(reading, said.since)


def named(store: Store, home: Path | None = None) -> Hello:
    """Who this node is, and whom it follows."""
    hello = Hello(store.tenant, store.identity.role, VERSION, max(store.now_ms(), 0), brief=True)
    with store.engine.reading() as reading:
        known = introduced(store, reading)
    return msgspec.structs.replace(hello, introduction=known, disk_free=noting.free_here(home))


def greeting(store: Store, peer: str, home: Path | None = None) -> Hello:
    """Who this node is, and what a peer may know that it has: sealed, so that it can be given."""
    store.seal_if_told()
    with store.engine.reading() as reading:
        marks = vector_for(store, reading, peer)
    return msgspec.structs.replace(named(store, home), vector=marks)


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
                since = Since(store, reading, peer, after=after, told=told)
                bundle = bundles.packed(store, reading, wants, peer, upto=since) or bundle
    return News(upto=upto, bundle=bundle, taken=taken, states=states)


def _took_packed(store: Store, peer: str, bundle: Bundle) -> tuple[Answer, dict[str, int]]:
    try:
        parcels = bundles.opened(store, bundle, store.installation)
    except BadMessage as fault:
        return Answer(code=fault.code), {}
    return _took(store, peer, parcels), bundles.told_in(parcels)


def _took(store: Store, peer: str, parcels: list[Parcel], *, more: bool = False) -> Answer:
    """What became of parcels that a peer has brought; they are durable then.

    more: others follow at once, and what is owed for all of them is told after these.
    """
    found = receive_all(store, parcels, source=peer)
    if any(one.stored for one in found) and not more:
        store.perform()  # what follows is heard by the other in this exchange
    return Answer(
        wall_ms=max(store.now_ms(), 0),
        stored=sum(one.stored for one in found),
        aside=tuple(reason for one in found for reason in one.aside),
        branches=sum(one.branches for one in found),
    )


def _given(store: Store, envelope: Envelope, home: Path | None) -> Bundle:
    _check(store, envelope.sender)
    said = messages.body_of(envelope, Want)
    with look(store) as (reading, _):
        mine = _held(store, reading, envelope.sender, said.within)
        wants = lacking(store, reading, mine, said.vector).they_lack
        most = min(max(said.most, 1), MOST)
        parcels, more = offered(store, reading, wants, envelope.sender, most=most)
    if home is not None and not parcels and said.within is None:
        noting.holds(store, home, envelope.sender, said.vector)
    if said.within is None:
        more = bool(parcels)  # an older asker ends where nothing comes
    return messages.bundle(parcels, receiver=envelope.sender, more=more)


def _held(store: Store, reading: Reading, peer: str, within: Within | None) -> tuple[Mark, ...]:
    if within is None:
        return vector_for(store, reading, peer)
    return comparing.marks_for(store, peer, within)


def _taken(store: Store, envelope: Envelope) -> Answer:
    _check(store, envelope.sender)
    bundle = messages.body_of(envelope, Bundle)
    parcels = messages.opened(bundle, store.installation)
    found = _took(store, envelope.sender, parcels, more=bundle.more)
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
        came = standing.role == INVITED and state_of(store, sender).revoked is None
        raise BadMessage("enrol.stick_used" if came else "node.revoked", node=sender)
