"""Photographs go after all facts: what one side lacks and the other has, a little at a time.

The facts say which there are; a photograph that is not here yet is a fact without its picture,
never the other way round. What broke off goes on with the next exchange. A node of an older
version does not know this message; nothing of the exchange is lost by it. Source: decision 54.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from tusach.exchange.pictures.jpeg import NoPicture, plain
from tusach.ledger.ident import sha256
from tusach.ledger.vector import Mark
from tusach.library.trips.evidence import LARGEST_BYTES
from tusach.node.store import photographs
from tusach.node.store.keys import Installation
from tusach.node.store.photographs import Told
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store
from tusach.node.sync import messages
from tusach.node.sync.messages import Answer, BadMessage, Envelope, Photographs

Ask = Callable[[bytes], bytes]
"""Carries a message to the other and its answer back; raises BadMessage where none came."""

log = logging.getLogger("tusach.sync")

AT_ONCE_BYTES = 1_000_000
"""In one message: a minute on a slow satellite."""
MOST_NAMED = 500
MOST_ROUNDS = 2_000


class Exchanged(msgspec.Struct, frozen=True):
    """How many photographs went, came, and are still not here."""

    sent: int = 0
    received: int = 0
    lacking: int = 0


def shared(store: Store, peer: str) -> dict[str, Told]:
    """By hash, the photographs that both this node and a peer may hold."""
    found = photographs.in_force(store)
    mine, theirs = photographs.holding(store, store.own_key), photographs.holding(store, peer)
    return {digest: one for digest, one in found.items() if mine(one) and theirs(one)}


def exchange(store: Store, home: Path, ask: Ask, peer: str) -> Exchanged:
    """Both hold the photographs that both may hold. Raises BadMessage where it broke off."""
    theirs: tuple[bytes, ...] = ()
    given: set[bytes] = set()
    sent = received = 0
    for _ in range(MOST_ROUNDS):
        mine = shared(store, peer)
        if not mine:
            return Exchanged()
        lacks = _lacks(store, home, mine)
        giving = _some(home, mine, (one for one in theirs if one not in given))
        said = _asked(store, ask, peer, Photographs(lacks, _sealed(giving, peer)))
        got = take_in(store, home, _opened(said.sealed, store.installation))
        given.update(bytes.fromhex(sha256(one)) for one in giving)
        sent, received = sent + len(giving), received + got
        theirs = said.lacks
        left = [one for one in theirs if one not in given and one.hex() in mine]
        if not got and not (left and _some(home, mine, left)):
            break
    return Exchanged(sent, received, len(lacked(store, home)))


def answered(store: Store, home: Path, envelope: Envelope) -> Photographs:
    """What a peer gave is kept; what it lacks, and is here, is given."""
    said = messages.body_of(envelope, Photographs)
    take_in(store, home, _opened(said.sealed, store.installation))
    mine = shared(store, envelope.sender)
    giving = _some(home, mine, said.lacks)
    return Photographs(_lacks(store, home, mine), _sealed(giving, envelope.sender))


def unseen(
    store: Store, home: Path, readers: Sequence[str], since: Sequence[Mark]
) -> Iterator[bytes]:
    """Photographs for a parcel: those whose facts its readers did not have by this vector."""
    held = {mark.stream: mark.number for mark in since}
    found = [shared(store, one) for one in readers]
    for digest, told in sorted(found[0].items()):
        row = store.fact(told.fact) if all(digest in one for one in found) else None
        if row is not None and row.number > held.get(row.stream, 0):
            raw = photographs.read(home, digest)
            if raw is not None:
                yield raw


def take_in(store: Store, home: Path, given: Iterable[bytes]) -> int:
    """Of these bytes, those that are lacked here are kept, by whatever way they came; how many."""
    wanted, kept = lacked(store, home), 0
    for raw in given:
        if sha256(raw) in wanted and _fits(raw):
            try:
                photographs.keep(home, raw)
            except OSError as fault:
                log.warning("a photograph could not be kept: %s", type(fault).__name__)
                return kept
            kept += 1
    return kept


def lacked(store: Store, home: Path) -> frozenset[str]:
    """Hashes of the photographs that this node may hold and has not got."""
    found = photographs.lacking(store, home)
    may_hold, known = photographs.holding(store, store.own_key), photographs.in_force(store)
    return frozenset(one for one in found if one in known and may_hold(known[one]))


def _fits(raw: bytes) -> bool:
    """Whether these bytes are a picture alone, whoever told its fact."""
    try:
        return len(raw) <= LARGEST_BYTES and plain(raw).raw == raw
    except NoPicture:
        return False


def _lacks(store: Store, home: Path, mine: dict[str, Told]) -> tuple[bytes, ...]:
    found = [one for one in photographs.lacking(store, home) if one in mine]
    return tuple(bytes.fromhex(one) for one in found[:MOST_NAMED])


def _some(home: Path, mine: dict[str, Told], wanted: Iterable[bytes]) -> list[bytes]:
    """Of what is wanted, what is here and may be given, until a message is full."""
    found: list[bytes] = []
    size = 0
    for digest in wanted:
        raw = photographs.read(home, digest.hex()) if digest.hex() in mine else None
        if raw is None:
            continue
        if found and size + len(raw) > AT_ONCE_BYTES:
            break
        found.append(raw)
        size += len(raw)
    return found


def _asked(store: Store, ask: Ask, peer: str, said: Photographs) -> Photographs:
    key = store.installation
    raw = messages.said(messages.PHOTOGRAPHS, said, key, receiver=peer)
    found = messages.heard(ask(raw), me=key.public_hex)
    if found.sender != peer:
        raise BadMessage("sync.stranger", node=found.sender)
    if found.what == messages.ANSWER:
        told = messages.body_of(found, Answer)
        raise BadMessage(told.code or "sync.no_node", **told.values)
    return messages.body_of(found, Photographs)


def _sealed(giving: Sequence[bytes], peer: str) -> bytes:
    if not giving:
        return b""
    box = SealedBox(VerifyKey(bytes.fromhex(peer)).to_curve25519_public_key())
    return bytes(box.encrypt(msgspec.msgpack.encode(list(giving))))


def _opened(sealed: bytes, key: Installation) -> list[bytes]:
    if not sealed:
        return []
    try:
        raw = SealedBox(SigningKey(key.seed).to_curve25519_private_key()).decrypt(sealed)
        return msgspec.msgpack.decode(raw, type=list[bytes])
    except (CryptoError, msgspec.MsgspecError) as fault:
        raise BadMessage("sync.sealed") from fault


def after_facts(store: Store, home: Path, ask: Ask, peer: str) -> Exchanged:
    """The same at the end of an exchange of facts; what goes wrong here undoes nothing of it."""
    try:
        return exchange(store, home, ask, peer)
    except (BadMessage, StoreFault) as fault:
        if fault.code != "sync.newer":  # an older node: it keeps no photographs
            log.warning("photographs were not exchanged: %s", fault.code)
        return Exchanged()
