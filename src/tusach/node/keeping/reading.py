"""What a copy says of itself, and whether every byte of it can be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tusach.node.keeping.backup_key import BackupKey
from tusach.node.keeping.sealed_file import pieces
from tusach.node.store.protocol import StoreFault

ABOUT, MANIFEST, FILE = "about", "manifest", "file"
FORMAT = 3
"""2: errands too, so that a phone that sends once more after a restore tells nothing twice.
3: months in which somebody borrowed, which a program before them would not know where to put.
"""


class About(msgspec.Struct, frozen=True):
    """The first piece. told_ms: when its newest fact was told; installation: public key in hex.

    heads: of the streams of that installation, (stream, number).
    """

    format: int
    version: str
    made_ms: int
    told_ms: int
    home: str
    tenant: str
    role: str
    installation: str
    facts: int
    streams: int
    heads: tuple[tuple[str, int], ...] = ()


class Part(msgspec.Struct):
    """One section as the manifest counts it."""

    rows: int = 0
    bytes: int = 0
    sha256: str = ""


class Tally:
    """Counts and sums sections, at writing as at reading."""

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self._sums: dict[str, hashlib._Hash] = {}

    def add(self, section: str, rows: Any) -> None:
        """One more piece of a section."""
        raw = msgspec.msgpack.encode(rows)
        part = self.parts.setdefault(section, Part())
        part.rows += len(rows)
        part.bytes += len(raw)
        self._sums.setdefault(section, hashlib.sha256()).update(raw)

    def told(self) -> dict[str, Any]:
        """The manifest."""
        for section, found in self._sums.items():
            self.parts[section].sha256 = found.hexdigest()
        return {name: msgspec.to_builtins(part) for name, part in sorted(self.parts.items())}


def whole(path: Path, key: BackupKey) -> Iterator[tuple[str, Any]]:
    """(section, rows) of every piece but the manifest, which is compared at the end.

    Raises StoreFault before the end of the iteration wherever the copy is not what was written.
    """
    tally, manifest = Tally(), None
    for section, rows in pieces(path, key):
        if manifest is not None:
            raise StoreFault("backup.damaged", said="after the end")
        if section == MANIFEST:
            manifest = rows
            continue
        tally.add(section, rows)
        yield section, rows
    if manifest != tally.told():
        raise StoreFault("backup.damaged", said="manifest")


def about_of(rows: Any) -> About:
    """The first piece, typed. Raises StoreFault where a newer version wrote it."""
    if rows and rows[0].get("format", 0) > FORMAT:
        raise StoreFault("backup.newer", said=str(rows[0].get("version", "")))
    try:
        return msgspec.convert(rows[0], About)
    except (msgspec.ValidationError, IndexError) as fault:
        raise StoreFault("backup.damaged", said="about") from fault


def check(path: Path, key: BackupKey, *, step: Callable[[], None] = lambda: None) -> About:
    """Read a copy from end to end; what it says of itself. Raises StoreFault if it is damaged."""
    about: About | None = None
    for section, rows in whole(path, key):
        if section == ABOUT:
            about = about_of(rows)
        step()
    if about is None:
        raise StoreFault("backup.damaged", said="about")
    return about
