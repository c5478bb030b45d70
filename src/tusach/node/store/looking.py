"""A file of a home opened to be looked at, also where nothing can be written beside it.

SQLite reads a file with a write-ahead log by way of a third file, which it makes where it is
missing: it cannot on a full disk, nor in a folder that is read-only. Such a file is read as it
lies, where it stands still: nothing waits in its log, and no process can begin to write it, since
its writer's lock is held for as long as the look lasts (or the medium takes no writing at all).
Source: https://sqlite.org/wal.html#read_only_databases
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import IO, Any

from tusach.node.settings import machine
from tusach.node.settings.machine import share_lock
from tusach.node.store.pool import store_fault
from tusach.node.store.protocol import StoreFault

LOCK = "node.lock"
UNWRITABLE = ("store.full", "store.no_access", "store.failed")


class _Still(sqlite3.Connection):
    """A look at a file that stands still; whoever wants to write it waits until it is closed."""

    lock: IO[bytes] | None = None

    def close(self) -> None:
        super().close()
        if self.lock is not None:
            self.lock.close()


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that can neither write nor checkpoint.

    Raises sqlite3.Error; StoreFault where the file could only be read with room to write beside it.
    """
    connection = _opened(path, "mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError as fault:
        connection.close()
        said = store_fault(fault, path)
        if said.code not in UNWRITABLE or not os.access(path, os.R_OK):
            raise
        still = _as_it_lies(path, said)
        if still is None:
            raise
        return still
    except BaseException:
        connection.close()
        raise
    return connection


def _as_it_lies(path: Path, said: StoreFault) -> sqlite3.Connection | None:
    """The file without its log; None where a process may write it."""
    unwritable = not os.access(path.parent, os.W_OK)
    lock = _lock(path.with_name(LOCK), make=not unwritable)
    if lock is None and not unwritable:
        return None
    try:
        if lock is not None and not share_lock(lock):
            lock.close()
            return None
        if any(_waits(path.with_name(f"{path.name}{end}")) for end in ("-wal", "-journal")):
            if said.code == "store.full":
                raise said
            raise StoreFault("store.cut_off", path=str(path.parent))
        connection = _opened(path, "immutable=1")
        connection.lock = lock
    except BaseException:
        if lock is not None:
            lock.close()
        raise
    return connection


def _waits(log: Path) -> bool:
    return log.exists() and log.stat().st_size > 0


def _lock(path: Path, *, make: bool) -> IO[bytes] | None:
    try:
        return os.fdopen(machine.open_itself(path, write=False, make=make), "rb")
    except OSError:
        return None


def _opened(path: Path, how: str) -> _Still:
    words: dict[str, Any] = {"uri": True, "isolation_level": None, "check_same_thread": False}
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", timeout=10, factory=_Still, **words)
