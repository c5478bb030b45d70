"""Parcels as a page asks for them: onto a stick, from a stick, by the browser; in turn, counted."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from tusach.node.acts.node import Node
from tusach.node.settings import sticks
from tusach.node.settings.whole_file import write_pieces
from tusach.node.sync import parcels, turn
from tusach.node.sync.errands import Step
from tusach.node.sync.messages import BadMessage

ENDING = ".tusach"
WAIT_S = 60
LARGEST = 4 << 30
"""Bytes: no year of a whole province is so large."""


def written(
    node: Node, recipients: tuple[str, ...], path: Path, step: Step, *, whole: bool = False
) -> dict[str, Any]:
    """A parcel for these installations lies there, safe and read back. Raises BadMessage."""
    with turn.taken(node.home, patience_s=WAIT_S):
        pieces = _counted(parcels.write(node.store, node.home, recipients, whole=whole), step)
        try:
            size = write_pieces(path, pieces, to_carry=True)
        except OSError as fault:
            raise of_stick(fault, path) from fault
    return {"file": path.name, "size": size}


def read(node: Node, path: Path, step: Step) -> dict[str, Any]:
    """The same, with what a page says of it. Raises BadMessage or BadParcel."""
    found = taken_in(node, path, step)
    standing = node.store.standings.of(found.sender) if node.store.standings else None
    result: dict[str, Any] = msgspec.to_builtins(found)
    result["is_revoked"] = standing is not None and standing.last_good is not None
    result["is_known"] = standing is not None
    result["now_ms"] = max(node.store.now_ms(), 0)
    return result


def taken_in(node: Node, path: Path, step: Step) -> parcels.Read:
    """What is whole of a parcel is taken in. Raises BadMessage or BadParcel."""
    with turn.taken(node.home, patience_s=WAIT_S):
        try:
            if path.stat().st_size > LARGEST:
                raise BadMessage("parcel.size")
            with path.open("rb") as file:
                found = parcels.read(node.store, node.home, _Watched(file, step))
        except OSError as fault:
            raise of_stick(fault, path) from fault
        node.indexer.settle()
    return found


def on_sticks() -> list[tuple[Path, int]]:
    """Parcels that lie on what is plugged in, with their sizes, the newest first."""
    return sticks.lying(ENDING)


def _counted(pieces: Iterator[bytes], step: Step) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        step(size)
        yield piece


def of_stick(fault: OSError, path: Path) -> BadMessage:
    """What is wrong with a file on a stick, for people."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return BadMessage("parcel.full", folder=str(path.parent))
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return BadMessage("parcel.locked", folder=str(path.parent))
    return BadMessage("parcel.stick", folder=str(path.parent), said=fault.strerror or str(fault))


class _Watched:
    """A file that says how much of it was read."""

    def __init__(self, file: IO[bytes], step: Step) -> None:
        self._file, self._step, self._done = file, step, 0

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        self._step(self._done)
        found = self._file.read(size)
        self._done += len(found)
        return found

    def seek(self, at: int, /) -> int:
        """Read on from there."""
        self._done = self._file.seek(at)
        return self._done
