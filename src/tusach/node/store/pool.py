"""Connections of one process: a look within a look is the same look; what SQLite says in our words.

A thread that ends leaves no connection behind: they are lent out and come back.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from tusach.node.settings import machine
from tusach.node.store.protocol import StoreFault

IDLE_KEPT = 8
NO_ROOM = 512 * 1024
HERE = Path()
NOT_DAMAGE = ("store.full", "store.busy", "store.cut_off")


class Closable(Protocol):
    """What a pool holds."""

    def close(self) -> None:
        """End it."""


_C = TypeVar("_C", bound=Closable)


class Pool(Generic[_C]):
    """Connections lent to threads, one at a time each."""

    def __init__(self, open_one: Callable[[], _C], *, is_good: Callable[[_C], bool]) -> None:
        self._open_one = open_one
        self._is_good = is_good
        self._idle: list[_C] = []
        self._lock = threading.Lock()
        self._local = threading.local()
        self._closed = False

    @property
    def mine(self) -> _C | None:
        """The connection that this thread has borrowed, or None."""
        found: _C | None = getattr(self._local, "connection", None)
        return found

    @contextmanager
    def borrowed(self) -> Iterator[_C]:
        """A connection for this thread; the one it has already, where it has one."""
        if self.mine is not None:
            yield self.mine
            return
        with self.another() as connection:
            self._local.connection = connection
            try:
                yield connection
            finally:
                self._local.connection = None

    @contextmanager
    def another(self) -> Iterator[_C]:
        """A connection beside the one that this thread may have."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._open_one()
        try:
            yield connection
        finally:
            with self._lock:
                keep = not self._closed and len(self._idle) < IDLE_KEPT
                if keep and self._is_good(connection):
                    self._idle.append(connection)
                    connection = None
            if connection is not None:
                connection.close()

    def close(self) -> None:
        """End those that nobody has; others end when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def store_fault(fault: sqlite3.Error, path: Path) -> StoreFault:
    """The fault in our words; the message of SQLite stays for the log."""
    words = str(fault)
    name = getattr(fault, "sqlite_errorname", "") or ""
    values = {"path": str(path), "said": words}
    if name == "SQLITE_FULL" or (name.startswith("SQLITE_IOERR") and _no_room(path)):
        return StoreFault("store.full", **values)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreFault("store.busy", **values)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or words.startswith("no such table"):
        # Our own tables are made when a file is: one without them was emptied or changed.
        return StoreFault("store.damaged", **values)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreFault("store.no_access", **values)
    return StoreFault("store.failed", **values)


def machine_fault(fault: Exception, path: Path = HERE) -> StoreFault | None:
    """The fault in our words where it is the machine's of now, and says nothing of the files.

    A full disk, another program in the file, a file that is not this user's to read.
    """
    if isinstance(fault, sqlite3.Error):
        fault = store_fault(fault, path)
    if isinstance(fault, StoreFault):
        named = str(fault.values.get("path", ""))
        closed = fault.code == "store.no_access" and named and not os.access(named, os.R_OK)
        return fault if fault.code in NOT_DAMAGE or closed else None
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFault("store.full", path=str(fault.filename or ""), said=str(fault))
    if isinstance(fault, PermissionError):
        return StoreFault("store.no_access", path=str(fault.filename or ""), said=str(fault))
    return None


@contextmanager
def disk_in_words(path: Path, otherwise: str) -> Iterator[None]:
    """What the disk cannot do, in our words. otherwise: the code where it is not full."""
    try:
        yield
    except OSError as fault:
        full = fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code = "store.full" if full else otherwise
        raise StoreFault(code, path=str(path), said=str(fault)) from fault


def _no_room(path: Path) -> bool:
    """Whether the disk, or what this process may write in one file, is used up."""
    try:
        size = max((one.stat().st_size for one in path.parent.glob(f"{path.name}*")), default=0)
        return machine.room_for(path, size) < NO_ROOM
    except OSError:
        return False
