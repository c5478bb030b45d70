"""What parcels ask of the world: Zstandard, and X25519 for who may read what touches persons."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import zstandard
from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey
from nacl.utils import random as fresh_bytes

LEVEL, HARDEST = 12, 19
SMALL = 2**20
"""Bytes up to which the hardest level takes well below a second."""
_SEALED = 80
"""Bytes of a key of 32, sealed to one reader."""
_COUNT = struct.Struct(">H")


class Zstandard:
    """The codec of number 1."""

    number = 1

    def compress(self, raw: bytes) -> bytes:
        """The shorter bytes; they say how long they were."""
        level = HARDEST if len(raw) <= SMALL else LEVEL
        return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(raw)

    def expand(self, raw: bytes, limit: int) -> bytes:
        """The bytes again. Raises ValueError where they are broken or more than the limit."""
        try:
            size = zstandard.frame_content_size(raw)
            if not 0 <= size <= limit:
                raise ValueError(f"not said to be at most {limit} bytes")
            return zstandard.ZstdDecompressor().decompress(raw, max_output_size=limit)
        except zstandard.ZstdError as fault:
            raise ValueError(str(fault)) from fault


class Boxes:
    """Closes for several readers: one key for the bytes, sealed to each of them."""

    def __init__(self, seed: bytes) -> None:
        """seed: of this installation's key, with which it opens."""
        self._own = SigningKey(seed).to_curve25519_private_key()

    def seal(self, recipient_keys: Sequence[bytes], raw: bytes) -> bytes:
        """The bytes, closed for all of these X25519 keys."""
        key = fresh_bytes(SecretBox.KEY_SIZE)
        sealed = b"".join(SealedBox(PublicKey(one)).encrypt(key) for one in recipient_keys)
        return _COUNT.pack(len(recipient_keys)) + sealed + bytes(SecretBox(key).encrypt(raw))

    def open(self, raw: bytes) -> bytes:
        """The bytes again. Raises ValueError where they were closed for others or are broken."""
        if len(raw) < _COUNT.size:
            raise ValueError("too short")
        (count,) = _COUNT.unpack(raw[: _COUNT.size])
        end = _COUNT.size + count * _SEALED
        for start in range(_COUNT.size, end, _SEALED):
            try:
                key = SealedBox(self._own).decrypt(raw[start : start + _SEALED])
                return bytes(SecretBox(key).decrypt(raw[end:]))
            except (CryptoError, ValueError):
                continue
        raise ValueError("closed for others, or broken")
