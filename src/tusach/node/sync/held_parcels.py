"""Parcels whose teller nobody here knows yet: `waiting/parcels/` of a home, bounded.

They are read again by themselves once something was said of machines. What touches persons in
them stays sealed to this machine's key. Losing one loses nothing: the sender has its facts, and
without a receipt sends them again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from tusach.ledger import parcel_reading
from tusach.ledger.parcel import BadParcel
from tusach.node.settings import machine
from tusach.node.settings.whole_file import CHUNK, write_pieces
from tusach.node.store.keys import Ed25519, fingerprint
from tusach.node.store.store import Store
from tusach.node.sync.boxes import Zstandard
from tusach.node.sync.messages import BadMessage

FOLDER = Path("waiting") / "parcels"
MOST, MOST_BYTES = 200, 512 << 20
KEPT_FREE = 64 << 20


class Bytes(Protocol):
    """A file to read from, more than once."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""

    def seek(self, at: int, /) -> int:
        """Read on from there."""


class Held(msgspec.Struct, frozen=True):
    """A parcel that waits. sender: public key; print: as people compare it."""

    path: Path
    sender: str
    print: str
    size: int
    arrived_ms: int


def keep(home: Path, file: Bytes) -> Path:
    """The parcel waits; the same one twice is kept once. Raises BadMessage where there is no room.

    Nothing that waits already is thrown away for it: people are told which is the oldest.
    """
    file.seek(0)
    told, size = hashlib.sha256(), 0
    while piece := file.read(CHUNK):
        told.update(piece)
        size += len(piece)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{told.hexdigest()[:32]}.parcel"
    if path.exists():
        return path
    others = list(folder.glob("*.parcel"))
    full = len(others) >= MOST or size + sum(one.stat().st_size for one in others) > MOST_BYTES
    if full or machine.free_bytes(folder) < size + KEPT_FREE:
        oldest = min(others, key=lambda one: one.stat().st_mtime, default=None)
        raise BadMessage("parcel.no_room", said=oldest.name if oldest else "-")
    file.seek(0)
    write_pieces(path, iter(lambda: file.read(CHUNK), b""))
    return path


def held(store: Store, home: Path) -> list[Held]:
    """Everything that waits, the oldest first."""
    found = []
    for path in (home / FOLDER).glob("*.parcel"):
        sender = _sender(store, path)
        if sender:
            about = path.stat()
            when = round(about.st_mtime * 1000)
            shown = fingerprint(bytes.fromhex(sender))
            found.append(Held(path, sender, shown, about.st_size, when))
    return sorted(found, key=lambda one: (one.arrived_ms, one.path.name))


def now_known(store: Store, home: Path) -> Iterator[Path]:
    """Parcels that wait for a sender whom this machine knows by now."""
    for one in held(store, home):
        if store.standings is not None and one.sender in store.standings.known:
            yield one.path


def _sender(store: Store, path: Path) -> str:
    try:
        with path.open("rb") as file:
            found = parcel_reading.opened(
                file.read,
                codecs={1: Zstandard()},
                verifier=Ed25519(),
                tenant=store.tenant,
                installation=store.own_key,
            )
    except (BadParcel, OSError):
        return ""
    return found.header.sender
