"""A home opened as a store: its files, its identity, its keys; one writing process at a time.

| file | holds |
|---|---|
| `home.json` | id, role, tenant, place, profile, time zone |
| `ledger.sqlite` | facts, blobs, seals, reading tables (or PostgreSQL, by URL) |
| `vault.sqlite` | private parts and tables of names |
| `search.sqlite` | the search index, disposable |
| `local.sqlite` | logins, sessions, access log (Django's own) |
| `node.lock`, `node.sock` | the process that writes, and how to hand it an act |
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tusach.ledger.ident import derived
from tusach.library.register import FOLDERS
from tusach.node.settings.home import read_home, write_home
from tusach.node.settings.machine import is_folder_locked, try_lock
from tusach.node.store.keys import installation, keep_heads, kept, kept_heads, retire
from tusach.node.store.meetings import Meetings
from tusach.node.store.own_files import close_to_others, open_lock, refuse_links
from tusach.node.store.protocol import Engine, StoreFault
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.store import Heads, Identity, Store, World
from tusach.node.store.vault import Vault

LEDGER, VAULT, SEARCH, LOCAL = "ledger.sqlite", "vault.sqlite", "search.sqlite", "local.sqlite"
ROLES = ("hub", "library", "vehicle")
MARK = "home.making"
"""Lies in a home from the first moment of its making to the last."""


def create(home: Path, *, role: str, tenant: str, **told: Any) -> dict[str, Any]:
    """Make a home that holds nothing yet; refused where one is."""
    if role not in ROLES:
        raise StoreFault("home.role_unknown", role=role)
    if "role" in read_home(home):
        raise StoreFault("home.exists", path=str(home))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    return write_home(home, role=role, tenant=tenant, **told)


def identity(home: Path) -> Identity:
    """Who this home writes for. Raises StoreFault where there is no home."""
    try:
        told = read_home(home)
    except ValueError as fault:
        raise StoreFault("home.damaged", path=str(home), said=str(fault)) from fault
    if "role" not in told:
        raise StoreFault("home.missing", path=str(home))
    if is_broken_off(home):
        raise StoreFault("home.unfinished", path=str(home))
    place = told.get("place")
    return Identity(
        told["tenant"],
        told["role"],
        int(told.get("offset_minutes", 420)),
        told.get("root"),
        derived(told["tenant"], "place", place) if place else None,
    )


def is_broken_off(home: Path) -> bool:
    """Whether a home was begun and not finished, and nobody is at it any more."""
    return (home / MARK).exists() and not is_folder_locked(home)


def open_store(home: Path, *, readonly: bool = False, world: World | None = None) -> Store:
    """The store of a home. The caller holds the writer's lock, or opens read-only."""
    refuse_links(home)
    who = identity(home)
    url = read_home(home).get("database")
    engine: Engine
    if url:
        # Only here: most homes have a file, and a third of a command's start is this package.
        from tusach.node.store.postgres import PostgresEngine

        engine = PostgresEngine(url, who.tenant)
    else:
        path = home / LEDGER
        if readonly and not path.exists():
            raise StoreFault("home.empty", path=str(home))
        engine = SqliteEngine(path, who.tenant, readonly=readonly)
    try:
        vault = Vault(home / VAULT, readonly=readonly, shared=bool(url))
    except BaseException:
        engine.close()
        raise
    key = installation(home, readonly=readonly)
    store = Store(engine, vault, key, folders=FOLDERS, identity=who, world=world)
    store.former_keys = lambda: kept(home)
    if not readonly:
        store.meetings = Meetings(home)
        if behind(home, store):
            # Restored from an older copy: numbers above its heads were given out once already.
            # What it told last is sealed by the key it was told with; no other ever could.
            store.seal()
            store.installation = retire(home, spoken_of(store))
        store.renew = lambda: retire(home, spoken_of(store))
        store.keep_heads = lambda heads: keep_heads(home, heads)
        # A crash between vault and ledger is settled; an own tail is sealed.
        store.settle()
        store.vault.scrub()
        if former := [one for one in kept(home) if one.public_hex != store.own_key]:
            store.seal_former(former)
        store.seal()
        if store.standings is not None:
            store.announce()
    return store


def spoken_of(store: Store) -> set[str]:
    """Installations of which this ledger speaks: they told something that lies here, or may."""
    with store.engine.reading() as reading:
        told = {row.installation for row in reading.streams()}
    return told.union(store.standings.known if store.standings is not None else ())


def behind(home: Path, store: Store, heads: Heads | None = None) -> list[str]:
    """Own streams that this machine has sealed further than the home has them, or otherwise.

    heads: what the machine knew before the look at the store began, where another process writes.
    """
    found = []
    with store.engine.reading() as reading:
        for stream, (number, full) in sorted(
            (kept_heads(home) if heads is None else heads).items()
        ):
            row = reading.chain(stream, number, 1)
            if not row or row[0].number != number or row[0].id != full[:32]:
                found.append(stream)
    return found


class Busy(Exception):
    """Another process writes this home; `told` says which: process id and address."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(f"process {told.get('pid')} serves this home at {told.get('address')}")
        self.told = told


@contextlib.contextmanager
def writer(home: Path, address: str = "") -> Iterator[IO[str]]:
    """The lock of the one process that writes; raises Busy with the other's process and address."""
    home.mkdir(parents=True, exist_ok=True)
    refuse_links(home)
    descriptor = open_lock(home / "node.lock")
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        if not try_lock(file):
            raise Busy(_told(file))
        close_to_others(home)
        say(file, address)
        yield file
        file.truncate(0)


def say(file: IO[str], address: str) -> None:
    """Write into the lock who holds it."""
    file.seek(0)
    file.truncate()
    file.write(json.dumps({"pid": os.getpid(), "address": address}))
    file.flush()


def _told(file: IO[str]) -> dict[str, Any]:
    for _ in range(50):  # the other may be about to say who it is
        file.seek(0)
        try:
            found = json.loads(file.read())
        except ValueError:
            time.sleep(0.01)
            continue
        return found if isinstance(found, dict) else {}
    return {}
