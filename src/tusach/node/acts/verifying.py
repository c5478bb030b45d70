"""A whole home verified: its own file, ledger, vault, tables, search and logins."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tusach.node.settings import machine
from tusach.node.settings.keys import KeysInside
from tusach.node.store import home as homes
from tusach.node.store import links, local_sums, peers
from tusach.node.store.headers import SCHEMA_TEXT, header_faults, schema_made_by
from tusach.node.store.indexing import Indexer, touched_since
from tusach.node.store.keys import kept_heads
from tusach.node.store.planning import PLAN, PLANNED, figures
from tusach.node.store.pool import machine_fault
from tusach.node.store.protocol import StoreFault
from tusach.node.store.search import SearchIndex
from tusach.node.store.search_dump import dump_at
from tusach.node.store.search_shapes import SearchDamaged
from tusach.node.store.search_tables import APPLICATION_ID, VERSION
from tusach.node.store.statements import ledger_statements, table_statements
from tusach.node.store.still import still
from tusach.node.store.store import Store
from tusach.node.store.vault_tables import INDEXES, NAME_TABLES, TABLES
from tusach.node.store.verify import Fault, Verified, home_file_fault, verify

UNREADABLE = (
    StoreFault,
    sqlite3.Error,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
)


def verify_home(
    home: Path, *, quick: bool = False, progress: Callable[[int, int], None] | None = None
) -> Verified:
    """Everything that lies in a home, checked; works beside a process that serves it.

    Raises StoreFault where the machine does not let it be looked at now, as on a full disk.
    """
    faults: list[Fault] = []
    bent = home_file_fault(home)
    if bent is not None:
        faults.append(bent)
    notes = [path.relative_to(home) for path in peers.bent(home)]
    faults.extend(Fault(str(path), "verify.peers") for path in notes)
    if not links.is_whole(home):
        faults.append(Fault(f"{peers.FOLDER}/{links.FILE}", "verify.links"))
    try:
        store = homes.open_store(home, readonly=True)
    except StoreFault as fault:
        if fault.code in ("home.missing", "home.empty", "home.unfinished"):
            raise
        return Verified(0, 0, 0, (*faults, _unreadable(fault)))
    except KeysInside:
        raise
    except UNREADABLE as fault:
        return Verified(0, 0, 0, (*faults, _unreadable(fault)))
    found = Verified(0, 0, 0, ())
    try:
        heads = kept_heads(home)  # before the look begins: meanwhile more may be sealed
        with still(store):
            found = verify(store, quick=quick, progress=progress)
            faults.extend(found.faults)
            faults.extend(_shapes(store, home))
            faults.extend(local_sums.faults(home / homes.LOCAL))
            for stream in homes.behind(home, store, heads):
                faults.append(Fault(f"stream {stream}", "verify.behind"))
            if not quick and not faults:
                faults.extend(search_faults(store, home / homes.SEARCH))
    except UNREADABLE as fault:
        faults.append(_unreadable(fault))
    finally:
        store.engine.close()
        store.vault.close()
    return msgspec.structs.replace(found, faults=tuple(faults))


def _unreadable(fault: Exception) -> Fault:
    """A fault that ends the look: whatever is told by bent bytes may be anything.

    Raises StoreFault where it is the machine's of now, and no damage.
    """
    refused = machine_fault(fault)
    if refused is not None:
        raise refused from fault
    if isinstance(fault, StoreFault):
        where = Path(str(fault.values.get("path") or "home")).name
        return Fault(where, fault.code, str(fault.values.get("said", "")))
    return Fault("home", "verify.unreadable", f"{type(fault).__name__}: {fault}")


def _shapes(store: Store, home: Path) -> Iterator[Fault]:
    """Headers and schemas of the files, as this version makes them."""
    tables = [] if store.engine.stale else table_statements(postgres=False)
    ledger = [*ledger_statements(postgres=False), *tables, PLAN]
    vault = [*TABLES, *NAME_TABLES.values(), *INDEXES]
    for name, statements in ((homes.LEDGER, ledger), (homes.VAULT, vault)):
        path = home / name
        if not path.exists():
            continue
        shared = name == homes.VAULT and not store.engine.single_writer
        where = name.partition(".")[0]
        for said in header_faults(path, wal=not shared):
            yield Fault(where, "verify.database", said)
        query = store.engine.query if name == homes.LEDGER else store.vault.query
        found = sorted(query(SCHEMA_TEXT))
        if not store.engine.stale and found != schema_made_by(statements):
            yield Fault(where, "verify.database", "the tables are not those that were made")
        if name == homes.LEDGER and not store.engine.stale and query(PLANNED) != figures():
            yield Fault(where, "verify.database", "the planner's figures are not those told")


def search_faults(store: Store, path: Path) -> list[Fault]:
    """The search file against one made anew from the tables."""
    if not path.exists():
        return [Fault("search", "search.missing")]
    try:
        for said in header_faults(path, wal=True, user=VERSION, application=APPLICATION_ID):
            return [Fault("search", "verify.search", said)]
        index = SearchIndex(path, readonly=True)
        try:
            index.verify()
        finally:
            index.close()
        mark, lying = dump_at(path)
        with store.engine.reading() as reading:
            if mark > reading.arrival() or touched_since(reading, mark):
                return []  # about to follow, or ahead of this look; whole in itself it is
        return [] if lying == _fresh(store) else [Fault("search", "verify.search")]
    except (SearchDamaged, *UNREADABLE) as fault:
        refused = machine_fault(fault)
        if refused is not None:
            raise refused from fault
        return [Fault("search", "verify.search", str(fault))]


def _fresh(store: Store) -> str:
    quick = machine.QUICK_DISK
    scratch = quick if os.access(quick, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        fresh = Path(folder) / "search.sqlite"
        Indexer(store, fresh, fill=True).close()
        return dump_at(fresh)[1]
