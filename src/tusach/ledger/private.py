"""What touches a person: committed to in the hashed body, kept apart, erasable.

commitment = HMAC-SHA256(key = salt of 16 bytes, message = canonical bytes of the private part).
Without salt and part nothing can be read out of the commitment; with both it proves them.
Source: docs/decisions/0007.
"""

from __future__ import annotations

import hmac
from typing import Any

import msgspec

from tusach.ledger import canonical

SALT_BYTES = 16


class Part(msgspec.Struct, frozen=True, gc=False):
    """A private part as the vault keeps it: commitment (64 hex digits), salt, canonical bytes."""

    commitment: str
    salt: bytes
    raw: bytes


def commitment(salt: bytes, raw: bytes) -> str:
    """The commitment to a private part's canonical bytes under a salt of 16 bytes."""
    return hmac.digest(salt, raw, "sha256").hex()


def seal_part(values: Any, salt: bytes) -> Part:
    """A private part (Struct or mapping) ready for the vault. The salt is told, 16 fresh bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    raw = canonical.canonical(msgspec.to_builtins(values))
    return Part(commitment(salt, raw), salt, raw)


def is_proved(part: Part) -> bool:
    """Whether salt and bytes are those that were committed to.

    A salt of another length never proves anything: HMAC pads its key with zeros, so that a salt
    with a zero added would prove the same commitment.
    """
    return len(part.salt) == SALT_BYTES and commitment(part.salt, part.raw) == part.commitment


def fault_of(part: Part) -> str | None:
    """Why a private part that arrived is set aside, or None."""
    if not is_proved(part):
        return "the private part is not what was committed to"
    reason = canonical.fault_of(part.raw)
    return f"private part: {reason}" if reason else None
