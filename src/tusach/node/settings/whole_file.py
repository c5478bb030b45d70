"""A file that is there whole, or not at all: also on a stick that is pulled out."""

import os
import secrets
from pathlib import Path


def write_whole(path: Path, raw: bytes, *, mode: int = 0o600) -> None:
    """Write beside the file, make it durable, put it in place, read it back.

    Raises OSError; the file that was there before stays then.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if fresh.read_bytes() != raw:
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
