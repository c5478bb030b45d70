"""What nodes say to each other: signed by the sender, named for one receiver, packed."""

from __future__ import annotations

import zlib
from typing import Any, TypeVar

import msgspec
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from tusach.ledger.ident import is_hash
from tusach.ledger.private import Part
from tusach.ledger.vector import Mark, fault_of
from tusach.node.store.keys import Ed25519, Installation
from tusach.node.store.meetings import Bookmark
from tusach.node.store.receive import Parcel
from tusach.node.sync import brief as in_brief

PREFIX = b"tusach sync 1\0"
LARGEST = 16 * 2**20
"""Bytes of one message, packed."""
UNPACKED = 8 * LARGEST
"""And unpacked, of one whom this node knows."""
OF_STRANGERS = 2**20
"""Unpacked, of one who only says who it is."""
HELLO, WANT, GIVE, ANSWER, MARKS = "hello", "want", "give", "answer", "marks"
PHOTOGRAPHS = "photographs"
"""Only in the longer form: who knows it is newer than the brief form's list."""
BRIEF, BRIEFLY = 1, (HELLO, WANT, GIVE, ANSWER, MARKS)
"""The first byte of the brief form (MessagePack begins otherwise), and what it can say by number.
"""
NOBODY, HEAD_BYTES = "0" * 64, 130
"""A receiver that is not known; all that stands before the body in the brief form."""


class BadMessage(Exception):
    """What arrived is no message for this node; code is worded in the locale."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


class Envelope(msgspec.Struct, frozen=True):
    """sender, receiver: public keys, 64 hex digits; receiver "" where it is not known yet.

    brief: it came in the brief form, and so goes the answer.
    """

    what: str
    sender: str
    receiver: str
    body: bytes
    signature: bytes
    brief: bool = False


Within = dict[str, bytes]
"""By area (a scope, or `*`), the parts of it that are spoken of: one byte each."""


class Packet(msgspec.Struct, frozen=True):
    """A packet (spec/wire.md, 14) under Zstandard; private: sealed to the receiver."""

    public: bytes
    private: bytes = b""


class Bundle(msgspec.Struct, frozen=True):
    """Parcels without their private parts, and those parts sealed to the receiver; or packets.

    more: there is more to give. within: of what the answer shall say how it stands then.
    """

    parcels: tuple[Parcel, ...] = ()
    sealed: bytes = b""
    more: bool = False
    packets: tuple[Packet, ...] = ()
    blobs: tuple[bytes, ...] = ()
    within: Within | None = None


class Answer(msgspec.Struct, frozen=True):
    """What the receiver holds now, durably; what became of a bundle; code where it was refused.

    values: what the words of the code need. states: by area, of what both may hold, up to there.
    """

    vector: tuple[Mark, ...] = ()
    wall_ms: int = 0
    stored: int = 0
    aside: tuple[str, ...] = ()
    branches: int = 0
    code: str = ""
    values: dict[str, str] = {}
    states: dict[str, bytes] = {}
    upto: Bookmark = Bookmark()


class News(msgspec.Struct, frozen=True):
    """What came since two nodes met, said with the greeting, so that one question may do.

    since: how far the receiver gave all that it had; upto: how far the sender gives it now.
    bundle: that, where it is little. taken: what became of the bundle that came with the question.
    states: by area, of what both may hold; in an answer only.
    """

    since: Bookmark = Bookmark()
    upto: Bookmark = Bookmark()
    bundle: Bundle = Bundle()
    taken: Answer | None = None
    states: dict[str, bytes] = {}


class Hello(msgspec.Struct, frozen=True):
    """Who is there, and what of it the other may hold. wall_ms: the sender's clock.

    introduction: of an installation that follows another, what says so. news: instead of the
    vector, of a node that can compare by states. disk_free: bytes on the sender's disk; a sender
    that is older does not say. brief: it reads the brief form.
    """

    tenant: str
    role: str
    software: str
    wall_ms: int
    vector: tuple[Mark, ...] = ()
    introduction: tuple[Parcel, ...] = ()
    disk_free: int | None = None
    brief: bool = False
    news: News | None = None


class Want(msgspec.Struct, frozen=True):
    """What the sender has: whatever is beyond it is asked for. most: facts in one answer.

    within: of these parts of these areas only.
    """

    vector: tuple[Mark, ...]
    most: int = 10_000
    within: Within | None = None


class Photographs(msgspec.Struct, frozen=True):
    """Photographs that the sender lacks (hashes), and some that it gives, sealed to the receiver.

    It says and gives only what both may hold; the answer is the same the other way round.
    """

    lacks: tuple[bytes, ...] = ()
    sealed: bytes = b""


class Parts(msgspec.Struct, frozen=True):
    """By area, the states of its 256 parts, 8 bytes each: which differ, and what is in those?"""

    states: dict[str, bytes]


class Marks(msgspec.Struct, frozen=True):
    """The parts that differ, and the vector of what is held of them."""

    within: Within
    vector: tuple[Mark, ...] = ()


Body = TypeVar("Body")


def said(
    what: str, body: Any, key: Installation, *, receiver: str = "", brief: bool = False
) -> bytes:
    """A message, signed and packed; brief: to one that reads this form."""
    told, sender = msgspec.msgpack.encode(body), key.public_hex
    raw = in_brief.packed(told) if brief else zlib.compress(told, 1)
    seal = key.sign(_signed_bytes(what, sender, receiver, raw))
    if brief:
        keys = bytes.fromhex(sender) + bytes.fromhex(receiver or NOBODY)
        return bytes([BRIEF, BRIEFLY.index(what)]) + keys + seal + raw
    return msgspec.msgpack.encode([what, sender, receiver, raw, seal])


def heard(raw: bytes, *, me: str) -> Envelope:
    """The envelope of a message whose signature is right and that is for this node.

    Raises BadMessage.
    """
    if len(raw) > LARGEST:
        raise BadMessage("sync.too_large")
    if raw[:1] == bytes([BRIEF]):
        found = _of_brief(raw)
    else:
        try:
            found = Envelope(*msgspec.msgpack.decode(raw, type=tuple[str, str, str, bytes, bytes]))
        except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
            raise BadMessage("sync.no_node") from fault
    if not is_hash(found.sender):
        raise BadMessage("sync.no_node")
    if found.receiver not in ("", me):
        raise BadMessage("sync.for_another")
    message = _signed_bytes(found.what, found.sender, found.receiver, found.body)
    if not Ed25519().verifies(bytes.fromhex(found.sender), message, found.signature):
        raise BadMessage("sync.signature")
    return found


def body_of(envelope: Envelope, shape: type[Body], *, most: int = UNPACKED) -> Body:
    """What an envelope holds, in its shape, unpacked never larger than `most` bytes."""
    try:
        found = msgspec.msgpack.decode(_unpacked(envelope, most), type=shape)
    except (zlib.error, ValueError) as fault:  # msgspec's faults are ValueErrors
        raise BadMessage("sync.no_node") from fault
    if isinstance(found, (Hello, Want, Answer, Marks)) and fault_of(found.vector):
        raise BadMessage("sync.no_node")
    return found


def _unpacked(envelope: Envelope, most: int) -> bytes:
    if envelope.brief:
        found = in_brief.unpacked(envelope.body, most)
    else:
        reader = zlib.decompressobj()
        found = reader.decompress(envelope.body, most)
        if reader.unconsumed_tail:
            found = None
    if found is None:
        raise BadMessage("sync.too_large")
    return found


def _of_brief(raw: bytes) -> Envelope:
    if len(raw) < HEAD_BYTES or raw[1] >= len(BRIEFLY):
        raise BadMessage("sync.no_node")
    receiver = raw[34:66].hex()
    receiver = "" if receiver == NOBODY else receiver
    sender, seal, body = raw[2:34].hex(), raw[66:HEAD_BYTES], raw[HEAD_BYTES:]
    return Envelope(BRIEFLY[raw[1]], sender, receiver, body, seal, True)


def bundle(
    parcels: list[Parcel], *, receiver: str, more: bool = False, within: Within | None = None
) -> Bundle:
    """Parcels as they travel: what touches persons can be read by the receiver alone."""
    bare = tuple(msgspec.structs.replace(one, parts=()) for one in parcels)
    parts = [one.parts for one in parcels]
    sealed = b""
    if any(parts):
        box = SealedBox(VerifyKey(bytes.fromhex(receiver)).to_curve25519_public_key())
        sealed = box.encrypt(zlib.compress(msgspec.msgpack.encode(parts), 1))
    return Bundle(bare, sealed, more, within=within)


def opened(found: Bundle, key: Installation) -> list[Parcel]:
    """The parcels of a bundle with their private parts. Raises BadMessage."""
    if not found.sealed:
        return list(found.parcels)
    try:
        packed = SealedBox(SigningKey(key.seed).to_curve25519_private_key()).decrypt(found.sealed)
        reader = zlib.decompressobj()
        raw = reader.decompress(packed, UNPACKED)
        parts = msgspec.msgpack.decode(raw, type=list[tuple[Part, ...]])
    except (CryptoError, zlib.error, msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise BadMessage("sync.sealed") from fault
    if len(parts) != len(found.parcels):
        raise BadMessage("sync.sealed")
    pairs = zip(found.parcels, parts, strict=True)
    return [msgspec.structs.replace(one, parts=some) for one, some in pairs]


def _signed_bytes(what: str, sender: str, receiver: str, body: bytes) -> bytes:
    return PREFIX + f"{what}\0{sender}\0{receiver}\0".encode() + body
