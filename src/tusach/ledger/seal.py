"""A seal: an Ed25519 signature over the head of a stream. Receivers admit only up to a seal.

One seal covers all facts below it through the chain, and their private parts through the
commitments. Keys lie behind Protocols: the core never touches one. Source: docs/decisions/0006.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import msgspec

from tusach.ledger.canonical import NotCanonical
from tusach.ledger.ident import is_hash
from tusach.ledger.mechanism import StreamOpened
from tusach.ledger.stream import Link, Sealed, seal_bytes

SIGNATURE_BYTES = 64

_SIGNATURE = re.compile(r"[0-9a-f]{128}\Z")


class Signer(Protocol):
    """An installation's key, wherever it is kept."""

    @property
    def public_key(self) -> bytes:
        """32 bytes, Ed25519."""

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""


class Verifier(Protocol):
    """Checks Ed25519 signatures."""

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature over the message is of this key."""


class Seal(msgspec.Struct, frozen=True):
    """What was sealed, and the signature (64 bytes)."""

    sealed: Sealed
    signature: bytes


def make_seal(sealed: Sealed, signer: Signer) -> Seal:
    """The head, signed by its installation."""
    return Seal(sealed, signer.sign(seal_bytes(sealed)))


def is_sealed(seal: Seal, public_key: bytes, verifier: Verifier) -> bool:
    """Whether the seal is of this key over exactly what it says."""
    if len(seal.signature) != SIGNATURE_BYTES:
        return False
    try:
        message = seal_bytes(seal.sealed)
    except NotCanonical:
        return False
    return verifier.verifies(public_key, message, seal.signature)


def vouch_bytes(public_key: bytes) -> bytes:
    """What an installation signs to vouch for its successor's public key (32 bytes)."""
    return b"tusach vouch 1\0" + public_key


def is_vouched(opened: StreamOpened, verifier: Verifier) -> bool:
    """Whether the installation that this one succeeds has vouched for it with its own key."""
    if not (opened.succeeds and opened.vouch and is_hash(opened.succeeds)):
        return False
    if not _SIGNATURE.match(opened.vouch) or not is_hash(opened.installation):
        return False
    return verifier.verifies(
        bytes.fromhex(opened.succeeds),
        vouch_bytes(bytes.fromhex(opened.installation)),
        bytes.fromhex(opened.vouch),
    )


def covered(links: Sequence[Link], seals: Sequence[Seal]) -> int:
    """How many of the links stand at or below the highest seal that fits the chain.

    seals: already verified, of this stream. A seal whose hash is not the chain's covers nothing.
    """
    hashes = {one.fact.number: one.hash for one in links}
    best = max(
        (one.sealed.number for one in seals if hashes.get(one.sealed.number) == one.sealed.hash),
        default=0,
    )
    return sum(1 for one in links if one.fact.number <= best)
