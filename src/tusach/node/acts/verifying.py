"""A whole home verified: its own file, ledger, vault, tables, search and logins."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from tusach.node.acts import job_files
from tusach.node.settings.home import FILE
from tusach.node.store import home as homes
from tusach.node.store import local_sums
from tusach.node.store.indexing import Indexer
from tusach.node.store.protocol import StoreFault
from tusach.node.store.search_shapes import SearchDamaged
from tusach.node.store.store import Store
from tusach.node.store.verify import Fault, Verified, home_file_fault, verify


def verify_home(
    home: Path, *, quick: bool = False, progress: Callable[[int, int], None] | None = None
) -> Verified:
    """Everything that lies in a home, checked; works beside a process that serves it."""
    faults: list[Fault] = []
    bent = home_file_fault(home)
    if bent is not None:
        faults.append(bent)
    try:
        store = homes.open_store(home, readonly=True)
    except StoreFault as fault:
        if fault.code in ("home.missing", "home.empty"):
            raise
        faults.append(Fault("ledger", fault.code, str(fault.values.get("said", ""))))
        return Verified(0, 0, 0, tuple(faults))
    except (ValueError, KeyError) as fault:
        faults.append(Fault(FILE, "verify.home_file", str(fault)))
        return Verified(0, 0, 0, tuple(faults))
    try:
        found = verify(store, quick=quick, progress=progress)
        faults.extend(found.faults)
        faults.extend(local_sums.faults(home / homes.LOCAL))
        faults.extend(Fault("imports", "verify.import", name) for name in job_files.faults(home))
        if not quick and not faults:
            faults.extend(search_faults(store, home / homes.SEARCH))
    finally:
        store.engine.close()
        store.vault.close()
    return msgspec.structs.replace(found, faults=tuple(faults))


def search_faults(store: Store, path: Path) -> list[Fault]:
    """The search file against one made anew from the tables."""
    from tusach.node.store.search_dump import dump

    if not path.exists():
        return [Fault("search", "search.missing")]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "search.sqlite"
        indexer = Indexer(store, fresh, fill=True)
        indexer.close()
        try:
            if dump(path) == dump(fresh):
                return []
        except (SearchDamaged, StoreFault, ValueError) as fault:
            return [Fault("search", "verify.search", str(fault))]
    return [Fault("search", "verify.search")]
