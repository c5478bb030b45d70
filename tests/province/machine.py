"""A machine of the simulator: told clock, told chance, and a disk that fails where it is told to.

A disk holds what survives a power cut: ledger, vault, the keys outside the home and the heads
written beside them. Everything else (the store, what it remembers) goes with the process.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from tusach.node.store.keys import Installation
from tusach.node.store.meetings import Meetings, Met
from tusach.node.store.memory import MemoryEngine, _MemoryWriting
from tusach.node.store.protocol import StoreFault
from tusach.node.store.vault import Vault
from tusach.node.store.vault_tables import INDEXES, NAME_TABLES, TABLES

TENANT = "04"
DAY_MS = 86_400_000
BEGAN_MS = 1_772_323_200_000
"""1 March 2026, 00:00 UTC."""


class Killed(BaseException):
    """The power is cut here; nothing of the process runs any more. disk: whose."""

    def __init__(self, disk: Disk) -> None:
        super().__init__("the power was cut")
        self.disk = disk


class SimClock:
    """The province's time with this machine's error. It goes on by one millisecond a look."""

    def __init__(self) -> None:
        self.true_ms = BEGAN_MS
        self.off_ms = 0
        self.looks = 0

    def now_ms(self) -> int:
        self.looks += 1
        return self.true_ms + self.off_ms + self.looks

    def set_day(self, day: int, minute: int = 0) -> None:
        """The province's time is this minute of a day, unless it is later already."""
        begins = BEGAN_MS + day * DAY_MS + minute * 60_000
        self.true_ms, self.looks = max(begins, self.true_ms + self.looks), 0


class SimRandom:
    """Chance that repeats for one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.drawn = 0

    def seed(self) -> bytes:
        self.drawn += 1
        return hashlib.sha256(f"{self.name} {self.drawn}".encode()).digest()

    def new_id(self) -> str:
        return self.seed()[:16].hex()


class Image(msgspec.Struct, frozen=True):
    """All that lies on a disk, as it was once: what a backup or a clone is made of."""

    ledger: dict[str, Any]
    vault: bytes
    key: Any
    heads: dict[str, tuple[int, str]]
    met: dict[str, Met] = {}


class Disk:
    """What a machine keeps. kill_in: writes until the power goes; after: once that one is down."""

    def __init__(self, key: Installation) -> None:
        self.engine = SimEngine(self)
        self.connection = _connection()
        for statement in (*TABLES, *NAME_TABLES.values(), *INDEXES):
            self.connection.execute(statement)
        self.key = key
        self.heads: dict[str, tuple[int, str]] = {}
        self.met: dict[str, Met] = {}
        self.full = False
        self.kill_in: int | None = None
        self.after = False
        self.writes = 0

    @contextmanager
    def write(self, what: str) -> Iterator[None]:
        """One durable write: it happens whole, or a fault of this disk comes before or after it."""
        self.writes += 1
        if self.full:
            raise StoreFault("store.full", path=what)
        dies = False
        if self.kill_in is not None:
            self.kill_in -= 1
            dies = self.kill_in < 0
        if dies and not self.after:
            self.kill_in = None
            raise Killed(self)
        yield
        if dies:
            self.kill_in = None
            raise Killed(self)

    def image(self) -> Image:
        """A copy of everything."""
        vault, heads, met = self.connection.serialize(), dict(self.heads), dict(self.met)
        return Image(self.engine.lying(), vault, self.key, heads, met)

    def put_back(self, image: Image, *, machine: bool) -> None:
        """The home is as it was then; machine: the keys and heads outside the home too."""
        self.engine.lay(image.ledger)
        self.connection.close()
        self.connection = _connection(image.vault)
        self.met = dict(image.met)
        if machine:
            self.key, self.heads = image.key, dict(image.heads)

    def wipe(self) -> None:
        """A new disk in the same machine: nothing lies in the home."""
        fresh = Disk(self.key)
        self.put_back(fresh.image(), machine=False)


def _connection(raw: bytes = b"") -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if raw:
        connection.deserialize(raw)
    else:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


class SimVault(Vault):
    """The real vault; its file lies on a simulated disk."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__(Path("vault.sqlite"))

    def _open(self, readonly: bool, shared: bool) -> sqlite3.Connection:
        return self.disk.connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self.disk.write("vault"), super()._writing() as connection:
            yield connection


class SimMeetings(Meetings):
    """The real notes of whom this node met; their file lies on a simulated disk."""

    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self.disk, self._met = disk, disk.met

    def note(self, address: str, met: Met | None) -> None:
        if self._met.get(address) != met:
            try:
                with self.disk.write("met"):
                    super().note(address, met)
            except StoreFault as fault:
                raise OSError(errno.ENOSPC, "simulated") from fault


_PLAIN = ("_by_id", "_by_subject", "_streams", "_blobs")
_NESTED = ("_chains", "_seals", "_tables")


class SimEngine(MemoryEngine):
    """The real engine in memory; its commits are writes of a simulated disk."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(TENANT)
        self.disk = disk

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self._lock:
            writing = _MemoryWriting(self)
            yield writing
            if writing._changes:
                with self.disk.write("ledger"):
                    writing.commit()

    def lying(self) -> dict[str, Any]:
        """A copy of all that is kept."""
        found: dict[str, Any] = {name: dict(getattr(self, name)) for name in _PLAIN}
        for name in _NESTED:
            found[name] = {key: dict(one) for key, one in getattr(self, name).items()}
        found["_facts"], found["_aside"] = list(self._facts), list(self._aside)
        return found

    def lay(self, found: dict[str, Any]) -> None:
        """All that is kept is this from now on."""
        for name in _PLAIN:
            setattr(self, name, dict(found[name]))
        for name in _NESTED:
            setattr(self, name, {key: dict(one) for key, one in found[name].items()})
        self._facts, self._aside = list(found["_facts"]), list(found["_aside"])
