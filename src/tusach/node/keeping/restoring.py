"""A home from a copy: built beside its place, checked whole, and only then put there.

What stood in its place is moved aside, never overwritten. The restored home starts as a new
installation that succeeds the one which made the copy; see `store.keys`.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.fact import BadFact, decode, fact_hash, fact_id
from tusach.ledger.seal import Seal
from tusach.ledger.stream import Sealed
from tusach.library.register import FOLDERS
from tusach.node.keeping import beside
from tusach.node.keeping.backup_key import BackupKey, keep_key, key_on_machine, mark_seen
from tusach.node.keeping.reading import ABOUT, FILE, About, about_of, check, whole
from tusach.node.keeping.sealed_file import header_of
from tusach.node.settings import home as home_files
from tusach.node.settings import machine
from tusach.node.store import home as homes
from tusach.node.store.indexing import Indexer
from tusach.node.store.keys import Passing, kept_heads
from tusach.node.store.pool import disk_in_words
from tusach.node.store.protocol import Engine, FactRow, Quarantined, StoreFault, StreamRow, Writing
from tusach.node.store.retell import retell
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.store import Store
from tusach.node.store.vault import Vault
from tusach.node.store.vault_tables import KEPT, LINK, RELEASED
from tusach.node.store.verify import Fault, verify

STAGE = ".restoring-"
FILES = (home_files.FILE, homes.LOCAL)


class Restored(msgspec.Struct, frozen=True):
    """What was put in place. aside: where the home before it went, "" where there was none.

    missing: own facts that this machine has sealed and the copy has not, None where unknown.
    with_keys: the keys of the old home are still on this machine. faults: what was missing or bent
    in the home already when it was copied. lost: files beside the tables (photographs, templates)
    that the copy names and that lie in no folder beside it.
    """

    about: About
    aside: str
    missing: int | None
    with_keys: bool
    faults: tuple[Fault, ...] = ()
    lost: tuple[str, ...] = ()


def restore(
    path: Path,
    home: Path,
    *,
    key: BackupKey | None = None,
    database: str = "",
    progress: Any = None,
) -> Restored:
    """A home as the copy has it, or everything as it was before.

    key: of a code that a person has typed; else the one that this machine still has.
    database: an empty PostgreSQL database, instead of the one that the copy names.
    Raises StoreFault; `backup.damaged` and `backup.cut` where the copy is not whole.
    """
    header = header_of(path)
    typed = key is not None
    key = key or key_on_machine(header.home)
    if key is None:
        raise StoreFault("backup.code_wanted", said=header.key)
    if machine.is_mount_point(home):
        raise StoreFault("restore.mount_point", path=str(home))
    check(path, key)  # nothing is begun with a damaged copy
    with disk_in_words(home, "store.no_access"):
        return _restore(path, home, key=key, typed=typed, database=database, progress=progress)


def _restore(
    path: Path, home: Path, *, key: BackupKey, typed: bool, database: str, progress: Any
) -> Restored:
    home.parent.mkdir(parents=True, exist_ok=True)
    room = header_of(path).room
    free = machine.free_bytes(home.parent)
    if free < room:
        raise StoreFault("restore.no_room", said=str(max(1, (room - free) >> 20)))
    with contextlib.ExitStack() as stack:
        if home.exists():
            stack.enter_context(homes.writer(home))  # nobody serves what is moved aside
        for left in left_over(home):
            shutil.rmtree(left, ignore_errors=True)
        stage = home.with_name(f".{home.name}{STAGE}{secrets.token_hex(4)}")
        stage.mkdir(mode=0o700)
        stack.callback(shutil.rmtree, stage, ignore_errors=True)
        stack.enter_context(homes.writer(stage))  # it is seen to be in use
        about, faults, lost = _build(
            path, key, stage, database=database, old=home, progress=progress
        )
        missing = _missing(home, about)
        aside = _put(stage, home)
    with_keys = missing is not None or _has_installation(home)
    keep_key(home, key)
    if typed:
        mark_seen(home)
    return Restored(about, aside, missing, with_keys, faults, lost)


def left_over(home: Path) -> list[Path]:
    """Homes half built, of restores whose processes are gone."""
    found = home.parent.glob(f".{home.name}{STAGE}*")
    return sorted(one for one in found if not machine.is_locked(one / "node.lock"))


def _has_installation(home: Path) -> bool:
    from tusach.node.settings.keys import key_folder

    return any(key_folder(home).glob("installation-*.json"))


def _missing(home: Path, about: About) -> int | None:
    """How many facts this machine has sealed for the old home that the copy does not hold."""
    try:
        if home_files.home_id(home) != about.home:
            return None
        kept = kept_heads(home)
    except (OSError, ValueError):
        return None
    if not kept:
        return None
    held = dict(about.heads)
    return sum(max(0, number - held.get(stream, 0)) for stream, (number, _) in kept.items())


def _put(stage: Path, home: Path) -> str:
    """The stage is the home; whatever was there has another name."""
    aside = ""
    if home.exists() and any(one.name != "node.lock" for one in home.iterdir()):
        moved = _free_name(home)
        machine.rename(home, moved)
        aside = str(moved)
    elif home.exists():
        shutil.rmtree(home)
    try:
        machine.rename(stage, home)
    except OSError as fault:
        if aside:
            machine.rename(Path(aside), home)
        raise StoreFault("store.no_access", path=str(home), said=str(fault)) from fault
    return aside


def _free_name(home: Path) -> Path:
    day = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    names = (f"{home.name}-{day}" + (f"-{nr}" if nr > 1 else "") for nr in count(1))
    return next(one for one in map(home.with_name, names) if not one.exists())


# ---- building ----


def _build(
    path: Path, key: BackupKey, stage: Path, *, database: str, old: Path, progress: Any
) -> tuple[About, tuple[Fault, ...], tuple[str, ...]]:
    filling = _Filling(stage, database)
    with contextlib.closing(filling):
        try:
            filling.fill(path, key)
            about, faults = _told_anew(filling, old, progress)
            lost = beside.put_back(filling.beside, path, about.home, key=key, into=stage)
        except BaseException:
            filling.undo()
            raise
    for one in filter(Path.is_file, stage.iterdir()):
        with one.open("rb") as file:
            machine.sync_file(file)
    machine.sync_folder(stage)
    return about, faults, tuple(one.path for one in lost)


def _told_anew(filling: _Filling, old: Path, progress: Any) -> tuple[About, tuple[Fault, ...]]:
    """Tables and search file of what was filled; refused where it does not fit together."""
    about = filling.about
    assert about is not None
    store = filling.store(about)
    _refuse_what_was_erased(store, old)
    retell(store, progress=progress)
    faults = verify(store).faults
    worse = [one for one in faults if one.code not in KNOWN]
    if worse:
        said = "; ".join(f"{one.where} {one.code}" for one in worse[:3])
        raise StoreFault("restore.damaged", said=said)
    Indexer(store, filling.stage / homes.SEARCH, fill=True).close()
    return about, faults


KNOWN = frozenset(
    (
        "verify.quarantine",
        "verify.part",
        "verify.part_missing",
        "verify.seed",
        "verify.blob",
        "verify.blob_missing",
    )
)
"""What a home may have lacked before it was copied: no reason to keep the rest from coming back."""


class _Filling:
    """A ledger, a vault and files that are filled from pieces."""

    def __init__(self, stage: Path, database: str) -> None:
        self.stage = stage
        self.database = database
        self.about: About | None = None
        self.beside: tuple[beside.Item, ...] = ()
        self.engine: Engine | None = None
        self.vault: Vault | None = None
        self._filled_database = False

    def fill(self, path: Path, key: BackupKey) -> None:
        """Everything in the copy is here, or the engine holds nothing of it."""
        stream = whole(path, key)
        waiting = self._files(stream)
        assert self.about is not None
        told = home_files.write_home(self.stage, succeeds=self.about.installation)
        if self.database:
            told = home_files.write_home(self.stage, database=self.database)
        url = str(told.get("database") or "")
        self.vault = Vault(self.stage / homes.VAULT, shared=bool(url))
        if url:
            from tusach.node.store.postgres import PostgresEngine  # only here, as in `home`

            self.engine = PostgresEngine(url, self.about.tenant)
        else:
            self.engine = SqliteEngine(self.stage / homes.LEDGER, self.about.tenant)
        with self.vault.refilling() as kept:
            with self.engine.writing() as writing:
                if writing.arrival():
                    raise StoreFault("restore.database_taken")
                for section, rows in waiting:
                    if section == beside.SECTION:
                        self.beside += beside.listed(rows)
                    elif section in KEPT:
                        kept.put(section, rows)
                    else:
                        _put_rows(writing, section, rows)
                if writing.arrival() != self.about.facts:
                    raise StoreFault("backup.damaged", said="facts")
            self._filled_database = bool(url)

    def _files(self, stream: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        """The first pieces say what it is and hold the files; the others come back."""
        for section, rows in stream:
            if section == ABOUT:
                self.about = about_of(rows)
            elif section == FILE:
                for name, raw in rows:
                    if name not in FILES:
                        raise StoreFault("backup.damaged", said="file")
                    with (self.stage / name).open("ab") as file:
                        file.write(raw)
            else:
                return _again((section, rows), stream)
        raise StoreFault("backup.damaged", said="sections")

    def store(self, about: About) -> Store:
        """A store over what was filled, which signs nothing."""
        assert self.engine is not None and self.vault is not None
        self.engine.stale = True
        key = Passing(secrets.token_bytes(32), about.installation)
        return Store(
            self.engine, self.vault, key, folders=FOLDERS, identity=homes.identity(self.stage)
        )

    def undo(self) -> None:
        """Nothing of it is in the database any more; what lies in the stage goes with it."""
        if self._filled_database:
            from tusach.node.store.postgres import PostgresEngine  # only here, as in `home`

            if isinstance(self.engine, PostgresEngine):
                self.engine.clear()

    def close(self) -> None:
        """End it."""
        for one in (self.engine, self.vault):
            if one is not None:
                one.close()


def _again(first: Any, rest: Iterable[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _put_rows(writing: Writing, section: str, rows: list[Any]) -> None:
    match section:
        case "stream":
            for row in rows:
                writing.put_stream(StreamRow(*row))
        case "fact":
            writing.append([_fact_row(*row) for row in rows])
        case "seal":
            for stream, sealed, signature in rows:
                told = msgspec.json.decode(sealed, type=Sealed)
                writing.put_seal(Seal(told, signature), stream)
        case "blob":
            for digest, raw in rows:
                writing.put_blob(digest, raw)
        case "errand":
            for key, facts, told_ms in rows:
                writing.put_errand(key, facts, told_ms)
        case "aside":
            for row in rows:
                writing.put_quarantine(Quarantined(*row))
        case _:
            raise StoreFault("backup.damaged", said="section")


def _fact_row(arrival: int, raw: bytes, lies_in: str) -> FactRow:
    try:
        fact = decode(raw)
    except BadFact as fault:
        raise StoreFault("backup.damaged", said="fact") from fault
    touched = tuple(sorted({fact.subject, *fact.also}))
    key = fact_id(fact_hash(raw))
    return FactRow(arrival, key, lies_in, fact.number, fact.kind, touched, raw)


def _refuse_what_was_erased(store: Store, old: Path) -> None:
    """Whoever was erased, or given up with a trip, after the copy was taken stays away.

    Only where the list of the home before it can still be read; else the erasure comes again
    from the province, as a fact.
    """
    path = old / homes.VAULT
    try:
        same = home_files.home_id(old) == home_files.home_id(store.vault.path.parent)
    except ValueError:
        same = True  # its own file is damaged; commitments of a stranger fit nothing here
    if not path.exists() or not same:
        return
    try:
        vault = Vault(path, readonly=True, shared=store.vault.shared)
    except StoreFault:
        return
    try:
        gone = dict.fromkeys(vault.refused() - store.vault.refused(), LINK)
        gone |= {one: RELEASED + scope for one, scope in vault.away().items()}
    except StoreFault:
        return
    finally:
        vault.close()
    here = {part.commitment for part in store.vault.parts()}
    found = sorted((one, why) for one, why in gone.items() if one in here)
    if found:
        store.vault.erase(found, seeds=True)
