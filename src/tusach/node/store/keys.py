"""The installation: an Ed25519 key outside the home, bound to this machine and this very folder.

A home that was copied lies in another folder (another inode), so its copy finds no key of its own
and starts as a new installation that names the one it succeeds; the old key, where it is still on
the machine, vouches for it. Source: docs/decisions/0006.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from tusach.node.settings.keys import key_folder, read_or_make

VOUCH = b"tusach vouch 1\0"


class Installation:
    """This node's key, and what it follows. Satisfies the core's `Signer`."""

    def __init__(self, seed: bytes, succeeds: str | None = None, vouch: str | None = None) -> None:
        self._key = SigningKey(seed)
        self.succeeds = succeeds
        self.vouch = vouch

    @property
    def public_key(self) -> bytes:
        return bytes(self._key.verify_key)

    @property
    def public_hex(self) -> str:
        return self.public_key.hex()

    def sign(self, message: bytes) -> bytes:
        return bytes(self._key.sign(message).signature)


class Ed25519:
    """Checks signatures. Satisfies the core's `Verifier`."""

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            VerifyKey(public_key).verify(message, signature)
        except (BadSignatureError, ValueError, TypeError):
            return False
        return True


def installation(home: Path) -> Installation:
    """The installation of a home, made at its first start on this machine in this folder."""
    path = key_file(home)
    folder = path.parent

    def make() -> bytes:
        seed = secrets.token_bytes(32)
        fresh = Installation(seed)
        older = _newest(folder, path)
        told = {"seed": seed.hex(), "public": fresh.public_hex}
        if older is not None:
            told["succeeds"] = older.public_hex
            told["vouch"] = older.sign(VOUCH + fresh.public_key).hex()
        return json.dumps(told).encode()

    told = json.loads(read_or_make(path, make))
    return Installation(bytes.fromhex(told["seed"]), told.get("succeeds"), told.get("vouch"))


def key_file(home: Path) -> Path:
    """Where the key of this very folder on this machine lies."""
    return key_folder(home) / f"installation-{_binding(home)}.json"


def fingerprint(public_key: bytes) -> str:
    """A key as people compare it: four groups of four letters and digits."""
    text = hashlib.blake2b(public_key, digest_size=8).hexdigest()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def _binding(home: Path) -> str:
    try:
        machine = Path("/etc/machine-id").read_text().strip()
    except OSError:
        machine = ""
    inode = home.stat().st_ino
    return hashlib.sha256(f"{machine}\0{inode}".encode()).hexdigest()[:16]


def _newest(folder: Path, own: Path) -> Installation | None:
    others = [one for one in folder.glob("installation-*.json") if one != own]
    if not others:
        return None
    told = json.loads(max(others, key=lambda one: one.stat().st_mtime_ns).read_bytes())
    return Installation(bytes.fromhex(told["seed"]))
