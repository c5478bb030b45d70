"""How ids are made: without sequences, without a centre, the same on every node.

All ids are lower-case hexadecimal text: 32 digits for subjects, streams and facts (16 bytes).
"""

from __future__ import annotations

import hashlib
import re

_ID = re.compile(r"[0-9a-f]{32}\Z")


def derived(tenant: str, noun: str, code: str) -> str:
    """The id of a thing that carries a code, so that any node can tell a fact about it.

    BLAKE2b-128 over tenant, noun and code, each ended by a zero byte.
    """
    text = f"{tenant}\0{noun}\0{code}\0".encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def stream_id(public_key: bytes, tenant: str, scope: str) -> str:
    """The id of the stream of one installation in one scope.

    public_key: 32 bytes, Ed25519. BLAKE2b-128(public key, tenant, 0, scope).
    """
    text = public_key + tenant.encode() + b"\0" + scope.encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def is_id(text: str) -> bool:
    """Whether the text has the form of an id: 32 lower-case hexadecimal digits."""
    return _ID.match(text) is not None


def sha256(raw: bytes) -> str:
    """The SHA-256 of the bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()
