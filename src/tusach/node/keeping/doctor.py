"""What ails this machine: one finding for each thing looked at, well or not.

Looks only, beside a process that serves. Words and the next step are in `wording.health`.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tusach import VERSION
from tusach.ledger.fact import trusted
from tusach.node.acts import duties, holding, machines
from tusach.node.keeping import beside, rotation
from tusach.node.keeping.backup_key import is_seen, known_key
from tusach.node.keeping.hourly import HOUR_MS, copies_of, folder_of
from tusach.node.keeping.reading import check
from tusach.node.keeping.restoring import left_over
from tusach.node.settings import home as home_files
from tusach.node.settings import machine
from tusach.node.settings import versions as places
from tusach.node.settings.keys import key_folder
from tusach.node.store import home as homes
from tusach.node.store.keys import heads_file, key_file
from tusach.node.store.links import links_of
from tusach.node.store.peers import reports_of
from tusach.node.store.protocol import Reading, StoreFault
from tusach.node.store.search import SearchIndex
from tusach.node.store.search_shapes import SearchDamaged
from tusach.node.store.store import Store
from tusach.node.store.unsent import MANY, unsent

GOOD, NOTE, BAD, DAMAGED = "good", "note", "bad", "damaged"
LEAST_FREE = 1 << 30
LARGEST_LOG = 64 << 20
LATE_MS = 26 * HOUR_MS
UNSEALED_MS = 5 * 60_000
"""A process that serves seals every second; what waits for so long waits in vain."""
DAY_MS = 24 * HOUR_MS
CLOCK_OFF_MS = 5 * 60_000
WAL_MENDED = (3, 51, 3)
"""SQLite from this version on cannot damage a write-ahead log; before it we write with one hand."""


class Finding(msgspec.Struct, frozen=True):
    """code: worded elsewhere, with its next step; state: good, note, bad or damaged."""

    code: str
    state: str = GOOD
    values: dict[str, Any] = {}


def examine(home: Path, *, port: tuple[str, int] | None = None) -> list[Finding]:
    """Everything looked at, in the order in which a person should read it.

    port: where this home would be served, to be looked at when nobody serves it.
    Raises StoreFault where there is no home at all.
    """
    try:
        homes.identity(home)
    except StoreFault as fault:
        if fault.code != "home.damaged":
            raise
        return [Finding("health.home_file", DAMAGED), *_disk(home), *_versions()]
    found = [*_disk(home), *_files(home), *_left(home), *_process(home, port), *_keys(home)]
    found += [*_owed(home), *_version(home)]
    try:
        store = homes.open_store(home, readonly=True)
    except (StoreFault, sqlite3.Error, OSError, ValueError) as fault:
        code = fault.code if isinstance(fault, StoreFault) else "store.damaged"
        empty = code == "home.empty"
        found.append(Finding("health.ledger_unread", NOTE if empty else DAMAGED, {"fault": code}))
        return _sorted([*found, *_copies(home, None), *_versions()])
    try:
        looks = (_clock, _ledger, _sealed, _search, _lease, _held, _copies_of, _network)
        for look in looks:
            found.extend(_said(look, home, store))
    finally:
        store.engine.close()
        store.vault.close()
    return _sorted([*found, *_versions()])


def _said(
    look: Callable[[Path, Store], Iterator[Finding]], home: Path, store: Store
) -> list[Finding]:
    """What a look found; what cannot even be looked at is damaged."""
    try:
        return list(look(home, store))
    except (StoreFault, sqlite3.Error, SearchDamaged, OSError, ValueError) as fault:
        code = fault.code if isinstance(fault, StoreFault) else "store.damaged"
        return [Finding("health.ledger_unread", DAMAGED, {"fault": code})]


def _sorted(found: list[Finding]) -> list[Finding]:
    order = (DAMAGED, BAD, NOTE, GOOD)
    return sorted(found, key=lambda one: order.index(one.state))


def is_well(found: list[Finding]) -> bool:
    """Whether nothing needs a person."""
    return all(one.state in (GOOD, NOTE) for one in found)


def _disk(home: Path) -> Iterator[Finding]:
    free = machine.free_bytes(home)
    size = sum(path.stat().st_size for path in home.glob("*.sqlite"))
    wanted = max(LEAST_FREE, size)
    values = {"free": free >> 20, "wanted": wanted >> 20}
    yield Finding("health.disk", GOOD if free >= wanted else BAD, values)
    logs = [path for path in home.glob("*.sqlite-wal") if path.stat().st_size > LARGEST_LOG]
    for path in logs:
        yield Finding("health.log_long", BAD, {"size": path.stat().st_size >> 20})


def _files(home: Path) -> Iterator[Finding]:
    if not home_files.is_whole(home):
        yield Finding("health.home_file", DAMAGED)
    if machine.open_to_others(home):
        yield Finding("health.home_open", BAD, {"path": str(home)})


def _left(home: Path) -> Iterator[Finding]:
    """What a restore that was broken off has left: it holds names, outside any home."""
    for path in left_over(home):
        yield Finding("health.left_over", BAD, {"path": str(path)})


def _version(home: Path) -> Iterator[Finding]:
    """Which version runs, whether it is the one that was chosen, and how the last upgrade went."""
    versions = places.versions_of(home)
    for path in places.rehearsals_left(versions):
        yield Finding("health.rehearsal_left", BAD, {"path": str(path)})
    cut = places.broke_off(versions)
    if cut is not None:
        yield Finding("health.upgrade_broke_off", NOTE, {"runs": VERSION})
    try:
        pointer = places.read_pointer(versions)
        is_ours = pointer is None or machine.is_of_owner(versions, home)
    except (OSError, ValueError):
        yield Finding("health.pointer_unread", BAD, {"runs": VERSION})
        return
    if not is_ours:
        yield Finding("health.versions_open", BAD, {"path": str(versions), "runs": VERSION})
        return
    if pointer is None:
        return
    last = places.read_course(versions)
    if last is not None and last.state == places.RETURNED:
        values = {"to": last.to, "runs": VERSION, "fault": last.fault, "values": last.values}
        yield Finding("health.upgrade_returned", NOTE, values)
    named = pointer.actor
    if not places.is_there(versions, named, pointer):
        yield Finding(
            "health.version_gone", BAD, {"to": named or pointer.installed, "runs": VERSION}
        )
    elif pointer.on_trial and not machine.is_locked(home / "node.lock"):
        yield Finding("health.on_trial", NOTE, {"to": pointer.current or pointer.installed})
    else:
        yield Finding("health.version", values={"runs": VERSION, "since_ms": pointer.since_ms})


def _owed(home: Path) -> Iterator[Finding]:
    """What this node owes the others by itself, and could not do."""
    for name, one in sorted(duties.failures(home).items()):
        told = {"duty": name, "at_ms": one.at_ms}
        if one.code:
            values = {**told, "fault": one.code, "values": one.values}
            yield Finding("health.duty_failed", BAD, values)
        else:
            yield Finding("health.duty_broke_off", BAD, told)


def _process(home: Path, port: tuple[str, int] | None) -> Iterator[Finding]:
    if machine.is_locked(home / "node.lock"):
        yield Finding("health.served")
    elif port is not None and machine.is_port_taken(*port):
        yield Finding("health.port_taken", BAD, {"address": f"{port[0]}:{port[1]}"})


def _keys(home: Path) -> Iterator[Finding]:
    try:
        folder = key_folder(home, make=False)
    except ValueError:
        yield Finding("health.keys_inside", BAD)
        return
    if not key_file(home, make=False).exists():
        yield Finding("health.key_new", NOTE)
    opened = [
        path.name
        for path in (folder, *folder.glob("*"))
        if path.exists() and machine.open_to_others(path)
    ]
    if opened:
        yield Finding("health.keys_open", BAD, {"path": str(folder), "names": ", ".join(opened)})
    else:
        yield Finding("health.keys")


def _clock(home: Path, store: Store) -> Iterator[Finding]:
    wrong = store.clock_fault()
    if wrong is not None:
        yield Finding("health.clock_behind", BAD, dict(wrong.values))
    elif store.wall_ms and store.now_ms() - store.wall_ms > 400 * DAY_MS:
        yield Finding("health.clock_ahead", NOTE, {"now_ms": store.now_ms()})
    else:
        yield Finding("health.clock", values={"now_ms": store.now_ms()})


def _ledger(home: Path, store: Store) -> Iterator[Finding]:
    said = [row[0] for row in store.vault.query("PRAGMA quick_check(3)")]
    if store.engine.single_writer:
        said += [row[0] for row in store.query("PRAGMA quick_check(3)")]
    if (home / homes.LOCAL).exists():
        connection = sqlite3.connect(f"{(home / homes.LOCAL).resolve().as_uri()}?mode=ro", uri=True)
        try:
            said += [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
        finally:
            connection.close()
    wrong = [one for one in said if one != "ok"]
    with store.engine.reading() as reading:
        facts = reading.arrival()
    if wrong:
        yield Finding("health.damaged", DAMAGED, {"said": wrong[0]})
    else:
        yield Finding("health.ledger", values={"facts": facts})
    if store.engine.stale:
        yield Finding("health.tables_old", NOTE)
    if homes.behind(home, store):
        yield Finding("health.behind", NOTE)


def _sealed(home: Path, store: Store) -> Iterator[Finding]:
    own = store.installation.public_hex
    with store.engine.reading() as reading:
        n = sum(row.number - row.sealed for row in reading.streams() if row.installation == own)
        since_ms = _oldest_unsealed(reading, own)
    if n and not machine.is_locked(home / "node.lock"):
        yield Finding("health.unsealed", NOTE, {"n": n})
    elif n and since_ms + UNSEALED_MS < store.now_ms():
        yield Finding("health.sealing_stopped", BAD, {"n": n, "since_ms": since_ms})
    if not n and not heads_file(home, make=False).exists() and key_file(home, make=False).exists():
        yield Finding("health.heads_gone", NOTE)


def _held(home: Path, store: Store) -> Iterator[Finding]:
    """Places of a trip that is over, whose readers are here still."""
    over = holding.overdue(store)
    if over:
        values = {"n": len(over), "waiting": holding.unsent(store, home, over)}
        yield Finding("health.holds_longer", BAD, values)


def _oldest_unsealed(reading: Reading, own: str) -> int:
    """When the first of the own facts was told that no seal covers yet."""
    found = [
        trusted(row.raw).told_ms
        for stream in reading.streams()
        if stream.installation == own and stream.sealed < stream.number
        for row in reading.chain(stream.stream, stream.sealed + 1, 1)
    ]
    return min(found, default=0)


def _search(home: Path, store: Store) -> Iterator[Finding]:
    path = home / homes.SEARCH
    if not path.exists():
        yield Finding("health.search_gone", NOTE)
        return
    index = SearchIndex(path, readonly=True)
    try:
        mark = index.mark
    finally:
        index.close()
    with store.engine.reading() as reading:
        behind = reading.arrival() - mark
    if behind > 0 and not machine.is_locked(home / "node.lock"):
        yield Finding("health.search_behind", NOTE, {"n": behind})


def _lease(home: Path, store: Store) -> Iterator[Finding]:
    """This machine's place in the network, and how long it is vouched for."""
    for one, left in machines.lapsing(store):
        if one.is_own and one.certificate is not None:
            code = "health.lease_ends" if left >= 0 else "health.lease_ended"
            yield Finding(code, NOTE, {"until": one.certificate.valid_until})


def _copies_of(home: Path, store: Store) -> Iterator[Finding]:
    yield from _copies(home, store)


def _copies(home: Path, store: Store | None) -> Iterator[Finding]:
    """The automatic copies: whether there are any, how old, whether the last can be read."""
    folder, state = folder_of(home), copies_of(home)
    key = known_key(home)
    if key is not None and not is_seen(home):
        yield Finding("health.code_unseen", BAD)
    if folder is None:
        yield Finding("health.copies_none", BAD)
        return
    if not machine.is_folder(folder):
        yield Finding("health.medium_missing", BAD, {"path": str(folder)})
        return
    if machine.same_disk(folder, home):
        yield Finding("health.same_disk", BAD, {"path": str(folder)})
    if state.fault:
        yield Finding("health.copy_failed", BAD, {"fault": state.fault, "values": state.values})
    held = rotation.copies(folder, home_files.home_id(home) or "")
    if not held or key is None:
        yield Finding("health.copies_empty", BAD, {"path": str(folder)})
        return
    try:
        about = check(held[0], key)
    except StoreFault as fault:
        yield Finding("health.copy_unread", BAD, {"name": held[0].name, "fault": fault.code})
        return
    absent = beside.absent(home, held[0], key, about)
    if absent:
        values = {"n": len(absent), "name": absent[0], "path": str(folder)}
        yield Finding("health.files_uncopied", BAD, values)
    values = {"made_ms": about.made_ms, "n": len(held), "path": str(folder)}
    late = False
    if store is not None:
        with store.engine.reading() as reading:
            told = reading.arrival() > about.facts
        late = told and store.now_ms() - about.made_ms > LATE_MS
    yield Finding("health.copy_old" if late else "health.copies", BAD if late else GOOD, values)


def _network(home: Path, store: Store) -> Iterator[Finding]:
    """What the province has not got, who does not answer, whose clock is wrong."""
    found = unsent(store, home)
    if found is None:
        return
    now = store.now_ms()
    for one in links_of(home):
        if one.failures:
            state = BAD if now - one.since_ms > DAY_MS else NOTE
            said = {"since_ms": one.since_ms, "address": one.address, "fault": one.fault}
            values = {"address": one.address, **one.values}
            yield Finding("health.exchange_failing", state, {**said, "values": values})
    if found.said_ms is None:
        yield Finding("health.never_met", NOTE)
    elif found.count >= MANY:
        yield Finding("health.unsent", BAD, {"n": found.count})
    else:
        yield Finding("health.sent", values={"n": found.count})
    said_of = reports_of(home)
    for key in found.hubs:
        ahead = said_of[key].ahead_ms if key in said_of else None
        if ahead is not None and abs(ahead) > CLOCK_OFF_MS:
            yield Finding("health.clock_off", BAD, {"n": round(abs(ahead) / 60_000)})


def _versions() -> Iterator[Finding]:
    python = ".".join(str(one) for one in sys.version_info[:3])
    values = {"python": python, "sqlite": sqlite3.sqlite_version}
    code = "health.versions"
    if sqlite3.sqlite_version_info < WAL_MENDED:
        code = "health.versions_wal"
    yield Finding(code, GOOD, values)
