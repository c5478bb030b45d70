"""How ids are made: without sequences, without a centre, the same on every node.

All ids are lower-case hexadecimal text: 32 digits for subjects, streams and facts (16 bytes).
Source: spec/wire.md section 3.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_ID = re.compile(r"[0-9a-f]{32}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def derived(tenant: str, noun: str, code: str) -> str:
    """The id of a thing that carries a code, so that any node can tell a fact about it.

    BLAKE2b-128 over tenant, noun and code in NFC and UTF-8, each ended by a zero byte.
    Raises ValueError where a part holds a zero byte itself.

    >>> derived("04", "copy", "100000000158")
    'fc0440cab653ad0c76b13fdd59398d3d'
    """
    parts = [unicodedata.normalize("NFC", part) for part in (tenant, noun, code)]
    if any("\0" in part for part in parts):
        raise ValueError("a zero byte may not stand in a code")
    text = "".join(f"{part}\0" for part in parts).encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def stream_id(public_key: bytes, tenant: str, scope: str) -> str:
    """The id of the stream of one installation in one scope.

    public_key: 32 bytes, Ed25519. BLAKE2b-128(public key, tenant, 0, scope).
    """
    text = public_key + tenant.encode() + b"\0" + scope.encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def branch_id(stream: str, first_hash: str) -> str:
    """The id under which one way on of a stream that forked is kept: the same on every node.

    stream: 32 hexadecimal digits; first_hash: full hash of the first fact of that way.
    BLAKE2b-128(stream, hash, "fork").
    """
    text = bytes.fromhex(stream) + bytes.fromhex(first_hash) + b"fork"
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def is_id(text: str) -> bool:
    """Whether the text has the form of an id: 32 lower-case hexadecimal digits."""
    return _ID.match(text) is not None


def is_hash(text: str) -> bool:
    """Whether the text has the form of a full hash: 64 lower-case hexadecimal digits."""
    return _HASH.match(text) is not None


def sha256(raw: bytes) -> str:
    """The SHA-256 of the bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()
