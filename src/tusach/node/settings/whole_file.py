"""A file that is there whole, or not at all: also on a stick that is pulled out."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

CHUNK = 1 << 20


def write_whole(path: Path, raw: bytes, *, mode: int = 0o600) -> None:
    """Write beside the file, make it durable, put it in place, read it back.

    Raises OSError; the file that was there before stays then.
    """
    write_pieces(path, (raw,), mode=mode)


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = 0o600) -> int:
    """The same, piece by piece; how many bytes there are. Raises OSError."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    told, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            for piece in pieces:
                file.write(piece)
                told.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        if _digest(fresh) != told.hexdigest():
            raise OSError(f"{path}: read back otherwise than written")
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()
