"""Facts as they travel in a message: packed where they are few, else as they are.

Packing costs time for each fact and makes it ten times shorter: right for a week of a village over
a slow line, wrong for a library's first exchange. Source: docs/decisions/0028.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from tusach.ledger.fact import trusted
from tusach.ledger.packet import Packed
from tusach.ledger.packing import BadPacket, unpack
from tusach.ledger.parcel import LARGEST_SECTION
from tusach.ledger.vector import Want
from tusach.node.store.keys import Installation
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel
from tusach.node.store.store import Store
from tusach.node.sync import messages, packets, references
from tusach.node.sync.boxes import Zstandard
from tusach.node.sync.messages import BadMessage, Bundle, Packet

FEW = 2_000
"""Facts up to which a bundle is packed."""
BYTES = 4 * 2**20
"""Bytes of blobs up to which it goes with a greeting."""


def packed(
    store: Store, reading: Reading, wants: Iterable[Want], peer: str, *, upto: references.Upto
) -> Bundle | None:
    """These stretches for a peer that holds others up to there; None: too large for a greeting."""
    found: list[Packet] = []
    blobs: list[bytes] = []
    codec = Zstandard()
    box = SealedBox(VerifyKey(bytes.fromhex(peer)).to_curve25519_public_key())
    for one, some in packets.packets(store, reading, wants, upto=upto, readers=(peer,)):
        blobs += some
        if one is not None:
            private = box.encrypt(codec.compress(one.private)) if one.private else b""
            found.append(Packet(codec.compress(one.public), private))
        if sum(map(len, blobs)) > BYTES:
            return None
    return Bundle(packets=tuple(found), blobs=tuple(blobs))


def opened(store: Store, found: Bundle, key: Installation) -> list[Parcel]:
    """The parcels of a bundle, whichever way they travelled. Raises BadMessage."""
    if not found.packets:
        return messages.opened(found, key)
    codec = Zstandard()
    box = SealedBox(SigningKey(key.seed).to_curve25519_private_key())
    parcels: list[Parcel] = []
    try:
        for one in found.packets:
            private = (
                codec.expand(box.decrypt(one.private), LARGEST_SECTION) if one.private else b""
            )
            whole = Packed(codec.expand(one.public, LARGEST_SECTION), private)
            with store.engine.reading() as reading:
                parcels += packets.parcels_of(unpack(whole, references.known_here(reading)))
    except (CryptoError, ValueError, BadPacket) as fault:
        # Not spoiled (the message was signed): it stands on something that is not held here.
        raise BadMessage("sync.early") from fault
    if found.blobs and parcels:
        parcels[-1] = msgspec.structs.replace(parcels[-1], blobs=found.blobs)
    return parcels


def told_in(parcels: Iterable[Parcel]) -> dict[str, int]:
    """By stream, the number up to which these parcels go."""
    return {one.stream: trusted(one.frames[-1]).number for one in parcels if one.frames}
