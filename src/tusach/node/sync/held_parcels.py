"""Parcels whose teller nobody here knows yet: `waiting/parcels/` of a home, bounded.

They are read again by themselves once something was said of machines. What touches persons in
them stays sealed to this machine's key. Losing one loses nothing: the sender has its facts, and
without a receipt sends them again.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tusach.ledger.ident import is_hash
from tusach.ledger.parcel import BadParcel
from tusach.node.acts.erasing import WAITING
from tusach.node.acts.node import Node
from tusach.node.settings import machine
from tusach.node.settings.whole_file import CHUNK, write_pieces
from tusach.node.store.keys import fingerprint
from tusach.node.store.store import Store
from tusach.node.sync import rewriting
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.parcel_files import Bytes, opened

FOLDER = Path(WAITING) / "parcels"
ENDING, OF = ".parcel", "-of-"
MOST, MOST_BYTES = 200, 512 << 20
KEPT_FREE = 64 << 20

log = logging.getLogger("tusach.sync")


class Held(msgspec.Struct, frozen=True):
    """A parcel that waits. sender: public key; print: as people compare it; "" is not known.

    That is where it was bent while it waited, or was made for a key that this machine had before.
    """

    path: Path
    sender: str
    print: str
    size: int
    arrived_ms: int


def keep(store: Store, home: Path, file: Bytes) -> Path:
    """The parcel waits; the same one twice is kept once. Raises BadMessage where there is no room.

    Nothing that waits already is thrown away for it: people are told which is the oldest. What was
    erased here does not wait with it.
    """
    file.seek(0)
    told, size = hashlib.sha256(), 0
    while piece := file.read(CHUNK):
        told.update(piece)
        size += len(piece)
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = told.hexdigest()[:32]
    for path in folder.glob(f"{name}*{ENDING}"):
        return path
    others = list(folder.glob(f"*{ENDING}"))
    full = len(others) >= MOST or size + sum(one.stat().st_size for one in others) > MOST_BYTES
    if full or machine.free_bytes(folder) < size + KEPT_FREE:
        oldest = min(others, key=lambda one: one.stat().st_mtime, default=None)
        raise BadMessage("parcel.no_room", said=oldest.name if oldest else "-")
    if not rewriting.is_free_of_erased(store, file):
        return _write_anew(store, file, folder / name)
    file.seek(0)
    path = folder / f"{name}{ENDING}"
    write_pieces(path, iter(lambda: file.read(CHUNK), b""))
    return path


def _write_anew(store: Store, file: Bytes, path: Path) -> Path:
    sender = opened(store, file).header.sender
    anew = path.with_name(f"{path.name}{OF}{sender}{ENDING}")
    write_pieces(anew, rewriting.without_erased(store, file))
    return anew


def forget_erased(node: Node, _reader: str) -> bool:
    """Nothing of who was erased waits here; False where that could not be made so now.

    What nobody can open here (any more) goes whole: its sender brings it again.
    """
    try:
        for path in sorted((node.home / FOLDER).glob(f"*{ENDING}")):
            _forget_erased(node.store, path)
    except OSError as fault:
        log.warning("a parcel that waits could not be looked into or removed: %s", fault)
        return False
    return True


def _forget_erased(store: Store, path: Path) -> None:
    try:
        with path.open("rb") as file:
            if rewriting.is_free_of_erased(store, file):
                return
            name, sender = path.stem.partition(OF)[0], _said(path)
            if sender:
                write_pieces(path, rewriting.without_erased(store, file))
                return
            when = path.stat()
            anew = _write_anew(store, file, path.with_name(name))
        os.utime(anew, ns=(when.st_atime_ns, when.st_mtime_ns))
    except FileNotFoundError:
        return  # read by somebody else meanwhile
    except BadParcel:
        pass
    path.unlink(missing_ok=True)


def are_there(home: Path) -> bool:
    """Whether any parcel waits."""
    return any(True for _one in (home / FOLDER).glob(f"*{ENDING}"))


def held(store: Store, home: Path) -> list[Held]:
    """Everything that waits, the oldest first."""
    found = []
    for path in (home / FOLDER).glob(f"*{ENDING}"):
        sender = _sender(store, path)
        with contextlib.suppress(FileNotFoundError):
            about = path.stat()
            when = round(about.st_mtime * 1000)
            shown = fingerprint(bytes.fromhex(sender)) if sender else ""
            found.append(Held(path, sender, shown, about.st_size, when))
    return sorted(found, key=lambda one: (one.arrived_ms, one.path.name))


def drop(home: Path, name: str) -> bool:
    """A parcel waits no more, by the name of its file; whether there was one."""
    for path in (home / FOLDER).glob(f"*{ENDING}"):
        if path.name == name:
            path.unlink(missing_ok=True)
            return True
    return False


def now_known(store: Store, home: Path) -> Iterator[Path]:
    """Parcels that wait for a sender whom this machine knows by now."""
    for one in held(store, home):
        if store.standings is not None and one.sender in store.standings.known:
            yield one.path


def _sender(store: Store, path: Path) -> str:
    try:
        with path.open("rb") as file:
            sender = opened(store, file).header.sender
    except (BadParcel, OSError):
        return ""
    return _said(path) or sender


def _said(path: Path) -> str:
    """Whose a parcel is that was written anew; empty for one that lies as it came."""
    said = path.stem.partition(OF)[2]
    return said if is_hash(said) else ""
