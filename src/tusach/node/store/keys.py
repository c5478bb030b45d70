"""The installation: an Ed25519 key outside the home, bound to this machine and this very folder.

A home that was copied lies in another folder (another inode), so its copy finds no key of its own
and starts as a new installation that names the one it succeeds; the old key, where it is still on
the machine, vouches for it. Beside the key lie the heads that were sealed with it: a home that
stands behind them was restored from an older copy, and must not give the same numbers again.
Source: docs/decisions/0006.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Container, Mapping
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from tusach.node.settings import machine
from tusach.node.settings.home import home_id, read_home
from tusach.node.settings.keys import key_folder, read_or_make

VOUCH = b"tusach vouch 1\0"


class Installation:
    """This node's key, and what it follows. Satisfies the core's `Signer`."""

    def __init__(self, seed: bytes, succeeds: str | None = None, vouch: str | None = None) -> None:
        self.seed = seed
        self._key = SigningKey(seed)
        self.public_key = bytes(self._key.verify_key)
        self.public_hex = self.public_key.hex()
        self.succeeds = succeeds
        self.vouch = vouch

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


class Passing(Installation):
    """A key that is kept nowhere: of somebody who only looks at a home that has none here."""


def installation(
    home: Path, *, readonly: bool = False, known: Container[str] | None = None
) -> Installation:
    """The installation of a home, made at its first start on this machine in this folder.

    known: keys of which the ledger of this home speaks; a new key follows the newest of them.
    """
    if readonly:
        return _known(home)
    path = key_file(home)

    def make() -> bytes:
        seed = secrets.token_bytes(32)
        fresh = Installation(seed)
        older = _newest(home, path, known)
        told = {"home": home_id(home), "seed": seed.hex(), "public": fresh.public_hex}
        if older is not None:
            told["succeeds"] = older.public_hex
            told["vouch"] = older.sign(VOUCH + fresh.public_key).hex()
        elif restored := read_home(home).get("succeeds"):
            told["succeeds"] = restored  # from a backup, on a machine that never had its key
        return json.dumps(told).encode()

    return _told(read_or_make(path, make))


def _known(home: Path) -> Installation:
    path = key_file(home, make=False)
    if path.exists():
        return _told(path.read_bytes())
    older = _newest(home, path)
    return Passing(secrets.token_bytes(32), older.public_hex if older else None)


def _told(raw: bytes) -> Installation:
    told = json.loads(raw)
    return Installation(bytes.fromhex(told["seed"]), told.get("succeeds"), told.get("vouch"))


def key_file(home: Path, *, make: bool = True) -> Path:
    """Where the key of this very folder on this machine lies."""
    return key_folder(home, make=make) / f"installation-{_binding(home)}.json"


def heads_file(home: Path, *, make: bool = True) -> Path:
    """Where the heads lie that were sealed with the key of this folder."""
    return key_folder(home, make=make) / f"heads-{_binding(home)}.json"


def keep_heads(home: Path, heads: Mapping[str, tuple[int, str]]) -> None:
    """Write down outside the home how far each own stream has come; whole or not at all."""
    path = heads_file(home)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with machine.private_file(fresh) as file:
        file.write(json.dumps(heads).encode())
        machine.sync_file(file)
    fresh.replace(path)


def kept_heads(home: Path) -> dict[str, tuple[int, str]]:
    """What was written down so; nothing where nothing was sealed yet, or it cannot be read."""
    try:
        told = json.loads(heads_file(home, make=False).read_bytes())
        return {str(stream): (int(number), str(full)) for stream, (number, full) in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def retire(home: Path, known: Container[str] | None = None) -> Installation:
    """This folder goes on under a new key, which names an old one and is vouched for by it.

    known: keys of which the ledger of this home speaks. The new key follows the newest of them: of
    one that came after, and was lost with the ledger it wrote, perhaps nobody else has heard.
    """
    path = key_file(home)
    number = sum(1 for _ in path.parent.glob("retired-*.json"))
    path.rename(path.with_name(f"retired-{number:03d}-{path.name}"))
    heads_file(home).unlink(missing_ok=True)
    return installation(home, known=known)


def fingerprint(public_key: bytes) -> str:
    """A key as people compare it: four groups of four letters and digits."""
    text = hashlib.blake2b(public_key, digest_size=8).hexdigest()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def box_key(installation: str) -> str:
    """The X25519 key of an installation, from its Ed25519 key; 64 hexadecimal digits each."""
    return bytes(VerifyKey(bytes.fromhex(installation)).to_curve25519_public_key()).hex()


def invitation_file(home: Path) -> Path:
    """Where the key of the invitation lies that this home was made with."""
    return key_folder(home, make=False) / f"retired-{(home_id(home) or '')[:16]}-invitation.json"


def follow(home: Path, seed: bytes) -> None:
    """The first key of this home, made after this, follows the key of an invitation.

    That one vouches for it. It stays among the former keys, so that what was closed for it opens.
    """
    told = {"home": home_id(home), "seed": seed.hex(), "public": Installation(seed).public_hex}
    key_folder(home)
    read_or_make(invitation_file(home), lambda: json.dumps(told).encode())


def kept(home: Path) -> list[Installation]:
    """Every key that this home has, or had, on this machine; the oldest first."""
    folder, identity, found = key_folder(home, make=False), home_id(home), []
    paths = (*folder.glob("installation-*.json"), *folder.glob("retired-*.json"))
    for path in sorted(paths, key=lambda one: (one.stat().st_mtime_ns, one.name)):
        raw = path.read_bytes()
        if json.loads(raw).get("home", identity) == identity:
            found.append(_told(raw))
    return found


def _binding(home: Path) -> str:
    inode = home.stat().st_ino
    return hashlib.sha256(f"{machine.machine_id()}\0{inode}".encode()).hexdigest()[:16]


def _newest(home: Path, own: Path, known: Container[str] | None = None) -> Installation | None:
    """The installation that this home had last on this machine, other than the one asked for.

    known: of these, where there is one.
    """
    identity = home_id(home)
    others = []
    for one in [*own.parent.glob("installation-*.json"), *own.parent.glob("retired-*.json")]:
        told = json.loads(one.read_bytes()) if one != own else {}
        # One folder of keys may serve several homes: a stranger's key is no forerunner.
        if told and told.get("home", identity) == identity:
            others.append((one.stat().st_mtime_ns, one.name, told))
    if not others:
        return None
    made = [Installation(bytes.fromhex(told["seed"])) for _, _, told in sorted(others)]
    spoken_of = [one for one in made if known is not None and one.public_hex in known]
    return (spoken_of or made)[-1]
