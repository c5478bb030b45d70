"""A copy of a home, taken while it is served: one sealed file, read back before it counts.

What it holds: facts, blobs, seals, errands, what was set aside; private parts and what was erased;
logins; `home.json`. Tables and the search file are told anew; keys are never in it.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from tusach import VERSION
from tusach.node.keeping import beside, rotation
from tusach.node.keeping.backup_key import BackupKey, known_key, own_key
from tusach.node.keeping.outdated import outdated_until
from tusach.node.keeping.reading import ABOUT, FILE, FORMAT, MANIFEST, About, Tally, check
from tusach.node.keeping.sealed_file import Header, SealedWriter, header_of
from tusach.node.settings import home as home_files
from tusach.node.settings import machine
from tusach.node.store import home as homes
from tusach.node.store.protocol import Reading, StoreFault
from tusach.node.store.store import Store
from tusach.node.store.vault import Vault
from tusach.node.store.vault_tables import KEPT

ROWS, SMALL = 2_000, 1 << 20
ROOM_LEFT = 2 << 20
BYTES_A_FACT = 1_500
PARTS = "part"
PART = ".tusach-part"

Step = Callable[[int, int], None]
"""step(done, all), in facts."""


class Taken(msgspec.Struct, frozen=True):
    """A copy that was taken. first: the key was made for it; its code is to be shown.

    bent: files beside the tables whose bytes are not what their names say, and so in no copy.
    """

    path: str
    bytes: int
    about: About
    key: BackupKey
    first: bool
    bent: tuple[str, ...] = ()


def take(home: Path, store: Store, path: Path, *, step: Step = lambda done, total: None) -> Taken:
    """One copy of a home, whole at `path`, or none and whatever stood there before.

    The caller is the process that writes the home; the desk waits for some milliseconds only.
    Raises StoreFault: no room, no folder, or something there that is no copy of this home.
    """
    first = known_key(home) is None
    key = own_key(home)
    with _faults_of(path), contextlib.ExitStack() as stack:
        _may_stand_there(path, home)
        look = _look(stack, home, store)
        folder = beside.folder_of(path, look.about.home)
        wanting = beside.lacking(look.beside, folder, key, made_ms=look.about.made_ms)
        room = _room(home, store, look, sum(one.bytes for one in wanting))
        # What was left by a process that died lies in the way of the room.
        _sweep(path.parent)
        free = machine.free_bytes(path.parent)
        if free < room.least + ROOM_LEFT:
            raise StoreFault("backup.no_room", said=_megabytes(room.least + ROOM_LEFT - free))
        with _fresh(path) as (file, fresh):
            header = Header(VERSION, look.about.home, key.name, look.about.made_ms, room.restored)
            bent = beside.keep(home, path, look.beside, wanting=wanting, key=key, header=header)
            _write(SealedWriter(file, header, key.public), look, step)
            machine.sync_file(file)
            if check(fresh, key) != look.about:
                raise StoreFault("backup.damaged", said="about")
            machine.rename(fresh, path)
        if header_of(path) != header:
            raise StoreFault("backup.damaged", said="header")
        with contextlib.suppress(OSError):  # the next one tries again
            beside.listed_only(path, look.about.home, look.beside, key)
            beside.prune(store, folder, key, look.about.home)
        return Taken(str(path), path.stat().st_size, look.about, key, first, bent)


def take_into(home: Path, store: Store, folder: Path, **more: Any) -> Taken:
    """One of the automatic copies in a folder; then those that are too many, or too old, go."""
    if not machine.is_folder(folder):
        raise StoreFault("backup.medium_missing", path=str(folder))
    identity = home_files.home_id(home) or ""
    moment = rotation.stamp(store.now_ms(), store.identity.offset_minutes)
    taken = take(home, store, folder / rotation.name_of(identity, moment), **more)
    by_stamp = {
        rotation.stamp_of(one.name, identity): one for one in rotation.copies(folder, identity)
    }
    stamps = [one for one in by_stamp if one]
    until = outdated_until(home, store)
    gone = {one for one in stamps if one <= until and one != moment}
    for old in rotation.to_drop(stamps, moment) | gone:
        with contextlib.suppress(OSError):  # the next one tries again
            by_stamp[old].unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        beside.prune(store, beside.folder_of(Path(taken.path), identity), taken.key, identity)
    return taken


def _may_stand_there(path: Path, home: Path) -> None:
    if not machine.is_folder(path.parent):
        raise StoreFault("backup.medium_missing", path=str(path.parent))
    if path.resolve().is_relative_to(home.resolve()):
        raise StoreFault("backup.in_home", path=str(path))
    if path.exists() and (path.is_dir() or header_of(path).home != home_files.home_id(home)):
        raise StoreFault("backup.foreign")


class _Room(msgspec.Struct, frozen=True):
    least: int
    restored: int


def _room(home: Path, store: Store, look: _Look, files_beside: int) -> _Room:
    """What a copy needs at most, and what restoring it needs. files_beside: bytes not there yet."""
    files = [home / name for name in (homes.LEDGER, homes.VAULT, homes.LOCAL)]
    size = sum(path.stat().st_size for path in files if path.exists())
    if not store.engine.single_writer:
        size += look.about.facts * BYTES_A_FACT  # they lie in the database
    told = "SELECT coalesce(sum(length(raw)), 0) FROM blob WHERE tenant = ?"
    blobs = int(store.query(told, (store.tenant,))[0][0])
    # Facts are texts much alike, and tables and indexes are not copied; blobs may be pictures.
    restored = 2 * size + ROOM_LEFT + sum(one.bytes for one in look.beside)
    return _Room(blobs + max(size - blobs, 0) // 2 + files_beside, restored)


def _megabytes(size: int) -> str:
    return str(max(1, -(-size // (1 << 20))))


class _Look(msgspec.Struct, frozen=True):
    """Everything as of one moment."""

    reading: Reading
    vault: Iterable[tuple[str, list[tuple[Any, ...]]]]
    files: tuple[tuple[str, bytes], ...]
    about: About
    beside: tuple[beside.Item, ...] = ()


def _look(stack: contextlib.ExitStack, home: Path, store: Store) -> _Look:
    """Ledger and vault of one moment, every own fact sealed; acts wait until it is found."""
    shared = not store.engine.single_writer
    vault = Vault(home / homes.VAULT, readonly=True, shared=shared)
    stack.callback(vault.close)
    with store.alone():
        for _ in range(20):
            store.settle()
            store.seal()
            with store.engine.writing() as writing:
                own = [row for row in writing.streams()
                       if row.installation == store.installation.public_hex]  # fmt: skip
                if any(row.sealed < row.number for row in own):
                    continue  # another process of this hub was quicker
                reading = stack.enter_context(store.engine.reading())
                facts = reading.arrival()
                with contextlib.ExitStack() as brief:
                    # A shared vault would keep others from writing: it is read now.
                    (brief if shared else stack).enter_context(vault.still())
                    rows = _vault_rows(vault)
                    held = list(rows) if shared else _begun(rows)
            break
        else:
            raise StoreFault("store.busy", path=str(home))
    newest = reading.facts(facts - 1, 1) if facts else []
    told = home_files.read_home(home)
    about = About(
        format=FORMAT, version=VERSION, made_ms=max(store.now_ms(), 0),
        told_ms=_told_ms(newest[0].raw) if newest else 0, home=str(told.get("home", "")),
        tenant=store.tenant, role=store.identity.role,
        installation=store.installation.public_hex, facts=facts, streams=len(reading.streams()),
        heads=tuple((row.stream, row.number) for row in own),
    )  # fmt: skip
    return _Look(reading, held, tuple(_files(home)), about, beside.found(home))


def _told_ms(raw: bytes) -> int:
    from tusach.ledger.fact import trusted

    return trusted(raw).told_ms


def _begun(rows: Iterator[Any]) -> Iterable[Any]:
    """The same rows, of which the first is fetched now: that fixes the moment."""
    first = list(islice(rows, 1))

    def all_rows() -> Iterator[Any]:
        yield from first
        yield from rows

    return all_rows()


def _vault_rows(vault: Vault) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for name in KEPT:
        if name != PARTS:
            yield name, vault.table(name)
    for some in _batches((part.commitment, part.salt, part.raw) for part in vault.parts()):
        yield PARTS, some


def _files(home: Path) -> Iterator[tuple[str, bytes]]:
    yield home_files.FILE, (home / home_files.FILE).read_bytes()
    path = home / homes.LOCAL
    if not path.exists():
        return
    # Never opened as a plain file: closing it would drop the locks of this whole process.
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        yield homes.LOCAL, connection.serialize()
    except sqlite3.Error as fault:
        raise StoreFault("store.failed", said=str(fault)) from fault
    finally:
        connection.close()


def _write(writer: SealedWriter, look: _Look, step: Step) -> None:
    tally = Tally()

    def put(section: str, rows: Sequence[Any]) -> None:
        tally.add(section, rows)
        writer.put(section, rows)

    put(ABOUT, [msgspec.to_builtins(look.about)])
    for name, raw in look.files:
        for at in range(0, len(raw), SMALL):
            put(FILE, [(name, raw[at : at + SMALL])])
    for some in _batches((one.path, one.digest, one.bytes) for one in look.beside):
        put(beside.SECTION, some)
    for section, some in look.vault:
        put(section, some)
    reading = look.reading
    streams = reading.streams()
    put("stream", [msgspec.structs.astuple(row) for row in streams])
    done = 0
    while rows := reading.facts(done, ROWS):
        put("fact", [(row.arrival, row.raw, row.stream) for row in rows])  # of a fork: its branch
        done = rows[-1].arrival
        step(done, look.about.facts)
    for row in streams:
        seals = (
            (row.stream, msgspec.json.encode(one.sealed), one.signature)
            for one in reading.seals(row.stream)
        )
        for some in _batches(seals):
            put("seal", some)
    for some in _batches(reading.blobs()):
        put("blob", some)
    for some in _batches(reading.errands()):
        put("errand", some)
    aside = ((one.source, one.raw, one.reason, one.on_ms) for one in reading.quarantined())
    for some in _batches(aside):
        put("aside", some)
    writer.put(MANIFEST, tally.told(), last=True)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows in lists of at most so many, and of about a megabyte."""
    some: list[Any] = []
    size = 0
    for row in rows:
        some.append(row)
        size += sum(len(one) for one in row if isinstance(one, bytes | str))
        if len(some) >= ROWS or size >= SMALL:
            yield some
            some, size = [], 0
    if some:
        yield some


@contextlib.contextmanager
def _fresh(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file beside the one that is to be; gone again unless it was renamed."""
    fresh = path.with_name(f".{path.name}{PART}")
    if fresh.exists():  # those of processes that are gone were swept away
        raise StoreFault("backup.under_way", path=str(path))
    try:
        with machine.private_file(fresh) as file:
            yield file, fresh
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def _faults_of(path: Path) -> Iterator[None]:
    """What the medium cannot do, in our words."""
    try:
        yield
    except OSError as fault:
        raise _said(fault, path) from fault


def _said(fault: OSError, path: Path) -> StoreFault:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFault("backup.full", path=str(path))
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreFault("backup.not_writable", path=str(path.parent))
    return StoreFault("backup.medium_gone", path=str(path.parent), said=str(fault))


def _sweep(folder: Path) -> None:
    """What copies of processes that are gone have left half written."""
    for path in folder.glob(f".*{PART}"):
        if not machine.is_locked(path):
            with contextlib.suppress(OSError):
                path.unlink()
