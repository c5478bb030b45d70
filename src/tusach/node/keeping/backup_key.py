"""The key that copies of a home are sealed to; it lies outside the home, and on a sheet of paper.

Secret of 16 random bytes; the X25519 key is derived from it. The printed code is the secret in
eight groups of six digits, each a multiple of 11, so that a mistyped or swapped digit is noticed
in its group (as in the recovery keys that BitLocker prints).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from tusach.ledger.ident import is_id
from tusach.node.settings import machine
from tusach.node.settings.home import home_id
from tusach.node.settings.keys import folder_of, key_folder, read_or_make
from tusach.node.store.keys import fingerprint
from tusach.node.store.protocol import StoreFault

GROUPS, GROUP, STEP = 8, 6, 11
SECRET = 16
MOST = 1 << 16


class BackupKey:
    """Opens the copies of a home. public: 32 bytes; name: as people compare keys."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        seed = hashlib.blake2b(secret, digest_size=32, person=b"tusach backup 1").digest()
        self._private = PrivateKey(seed)
        self.public = bytes(self._private.public_key)
        self.name = fingerprint(self.public)

    @property
    def code(self) -> str:
        """What is printed: eight groups of six digits."""
        numbers = [int.from_bytes(self.secret[at : at + 2], "big") for at in range(0, SECRET, 2)]
        return "-".join(f"{number * STEP:0{GROUP}d}" for number in numbers)

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed to this key; None where it was another, or bytes are bent."""
        try:
            return bytes(SealedBox(self._private).decrypt(sealed))
        except (CryptoError, ValueError, TypeError):
            return None


def seal_to(public: bytes, message: bytes) -> bytes:
    """A message that only the holder of the key opens."""
    return bytes(SealedBox(PublicKey(public)).encrypt(message))


def key_of_code(text: str) -> BackupKey:
    """The key of a code as typed, with or without marks between the digits.

    Raises StoreFault, naming the group that cannot be right.
    """
    digits = "".join(one for one in text if one in "0123456789")
    if any(one.isalpha() for one in text) or len(digits) != GROUPS * GROUP:
        raise StoreFault("backup.code_length", said=str(len(digits)))
    secret = b""
    for place in range(GROUPS):
        number, rest = divmod(int(digits[place * GROUP : (place + 1) * GROUP]), STEP)
        if rest or number >= MOST:
            raise StoreFault("backup.code_group", said=str(place + 1))
        secret += number.to_bytes(2, "big")
    return BackupKey(secret)


def key_path(home: Path, *, make: bool = True) -> Path:
    """Where the key of a home's copies lies."""
    return _path(key_folder(home, make=make), home_id(home) or "")


def _path(folder: Path, identity: str) -> Path:
    return folder / f"backup-{identity[:16]}.json"


def own_key(home: Path) -> BackupKey:
    """The key of this home's copies, made at the first call."""

    def make() -> bytes:
        fresh = BackupKey(secrets.token_bytes(SECRET))
        return json.dumps({"secret": fresh.secret.hex(), "public": fresh.public.hex()}).encode()

    return _told(read_or_make(key_path(home), make))


def known_key(home: Path) -> BackupKey | None:
    """The key of this home's copies, where it was made already and can be read."""
    path = key_path(home, make=False)
    try:
        return _told(path.read_bytes())
    except FileNotFoundError:
        return None


def _told(raw: bytes) -> BackupKey:
    try:
        return BackupKey(bytes.fromhex(json.loads(raw)["secret"]))
    except (ValueError, KeyError, TypeError) as fault:
        raise StoreFault("backup.key_damaged", said=type(fault).__name__) from fault


def key_on_machine(identity: str, environ: Mapping[str, str] | None = None) -> BackupKey | None:
    """The key of the copies of a home that may be gone, where this machine still has it."""
    if not is_id(identity):  # it was read from a file: it must not lead anywhere
        return None
    try:
        return _told(_path(folder_of(identity, environ), identity).read_bytes())
    except OSError:
        return None


def keep_key(home: Path, key: BackupKey) -> None:
    """Copies of this home are sealed to this key from now on, where there was none."""
    told = {"secret": key.secret.hex(), "public": key.public.hex()}
    read_or_make(key_path(home), lambda: json.dumps(told).encode())


def mark_seen(home: Path) -> None:
    """A person has had the code before their eyes."""
    path = key_path(home).with_suffix(".seen")
    if not path.exists():
        path.touch(mode=0o600)
        machine.sync_folder(path.parent)


def is_seen(home: Path) -> bool:
    """Whether anybody ever had the code before their eyes."""
    return key_path(home, make=False).with_suffix(".seen").exists()
