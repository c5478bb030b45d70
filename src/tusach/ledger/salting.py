"""Salts that need not travel: made of a seed that the teller's vault keeps for one stretch.

One seed for each own stream and calendar month. It travels only inside private sections; who
receives it makes the salts and keeps those, never the seed. Source: spec/wire.md, Packing.
"""

from __future__ import annotations

import hashlib

import msgspec

from tusach.ledger.canonical import LARGEST
from tusach.ledger.ident import is_id
from tusach.ledger.private import SALT_BYTES

SEED_BYTES = 32


class Seed(msgspec.Struct, frozen=True):
    """The seed of the private parts of a stream's facts first..last (32 secret bytes)."""

    stream: str
    first: int
    last: int
    seed: bytes


def salt(seed: bytes, stream: str, number: int) -> bytes:
    """The salt of the fact with this number of this stream: 16 bytes.

    BLAKE2b with 16 bytes of output, key = seed, over stream id (16 bytes) and number (8 bytes,
    big-endian). Raises ValueError where seed, stream or number is none.

    >>> salt(bytes(32), "ab" * 16, 1).hex()
    '14cc8bb5e7fbbc3f2f0a06bc4ef1ae0f'
    """
    if len(seed) != SEED_BYTES or not is_id(stream) or not 1 <= number <= LARGEST:
        raise ValueError("a seed has 32 bytes, a stream 16, a number 1 to 2**53 - 1")
    message = bytes.fromhex(stream) + number.to_bytes(8, "big")
    return hashlib.blake2b(message, key=seed, digest_size=SALT_BYTES).digest()
