"""A file that is there whole, or not at all: also on a stick that is pulled out."""

import contextlib
import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path

from tusach.node.settings import machine

CHUNK = 1 << 20
FOR_OTHERS = 0o644


def write_whole(path: Path, raw: bytes) -> None:
    """Write beside the file, make it durable, read it back, put it in place.

    Only its owner may read it. Raises OSError; the file that was there before stays then.
    """
    write_pieces(path, (raw,))


def write_pieces(path: Path, pieces: Iterable[bytes], *, to_carry: bool = False) -> int:
    """The same, piece by piece; how many bytes there are. Raises OSError.

    to_carry: others may read the file, where its disk knows of others at all.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    told, found, size = hashlib.sha256(), hashlib.sha256(), 0
    try:
        with machine.private_file(fresh) as file:
            for piece in pieces:
                file.write(piece)
                told.update(piece)
                size += len(piece)
            machine.sync_file(file)
            file.seek(0)
            while piece := file.read(CHUNK):
                found.update(piece)
        if found.digest() != told.digest():
            raise OSError(f"{path}: read back otherwise than written")
        if to_carry:
            with contextlib.suppress(OSError):
                fresh.chmod(FOR_OTHERS)
        machine.rename(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return size
