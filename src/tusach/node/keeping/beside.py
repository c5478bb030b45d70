"""Files of a home that lie beside its tables: photographs, an agency's own templates, outlines.

Each is copied once, sealed to the key of the copies, into one folder beside them, under a name
that says nothing of it; every copy lists which belong to it. So an hourly copy does not write the
photographs of years again. Source: docs/decisions/0066.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from tusach.ledger.ident import sha256
from tusach.node.keeping.backup_key import BackupKey
from tusach.node.keeping.reading import ABOUT, FILE, About
from tusach.node.keeping.sealed_file import (
    Header,
    SealedWriter,
    header_of,
    is_long_enough,
    pieces,
)
from tusach.node.settings import machine
from tusach.node.store import photographs
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store

SECTION = "beside"
PAPERS, OUTLINES = "papers", "outlines.json"
LIST = ".list"
PART = ".tusach-part"
HOUR_MS, TURNS = 3_600_000, 256
"""Each file beside the copies is read back in one hour of so many: a stick rots in silence."""
_MAY = re.compile(r"photographs/[0-9a-f]{64}\.jpg\Z|papers/[a-z_]{1,40}\.json\Z|outlines\.json\Z")
_NAME = re.compile(r"[0-9a-f]{32}\Z")


class Item(msgspec.Struct, frozen=True, order=True):
    """A file of the home. path: within it; digest: SHA-256 of its bytes."""

    path: str
    digest: str
    bytes: int


def found(home: Path) -> tuple[Item, ...]:
    """Every such file, in order. A photograph is named by its hash, and that is believed."""
    items = []
    for path in _files(home):
        within = path.relative_to(home).as_posix()
        if not _MAY.match(within):
            continue
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile: it belongs to no copy
            if within.startswith(photographs.FOLDER):
                items.append(Item(within, path.stem, path.stat().st_size))
            else:
                raw = path.read_bytes()
                items.append(Item(within, sha256(raw), len(raw)))
    return tuple(sorted(items))


def _files(home: Path) -> Iterable[Path]:
    for folder in (home / photographs.FOLDER, home / PAPERS):
        if folder.is_dir():
            yield from folder.iterdir()
    if (home / OUTLINES).is_file():
        yield home / OUTLINES


def folder_of(copy: Path, home: str) -> Path:
    """Where the files of a home's copies lie, for copies in the folder of this one."""
    return copy.parent / f"tusach-{home[:8]}-files"


def name_of(key: BackupKey, digest: str) -> str:
    """The name of a file there: only who has the key can tell whose bytes it holds."""
    return hashlib.blake2b(digest.encode(), key=key.secret, digest_size=16).hexdigest()


def lacking(items: Sequence[Item], folder: Path, key: BackupKey, *, made_ms: int) -> list[Item]:
    """What does not lie there whole. Every file is read there once in TURNS hours of copies."""
    turn = made_ms // HOUR_MS % TURNS
    found = []
    for one in items:
        path = folder / name_of(key, one.digest)
        is_read = int(path.name[:2], 16) == turn
        if not (_is_sealed(path, key, one.digest) if is_read else is_long_enough(path)):
            found.append(one)
    return found


def _is_sealed(path: Path, key: BackupKey, digest: str) -> bool:
    try:
        return sha256(_read(path, key)) == digest
    except StoreFault:
        return False


def keep(
    home: Path, copy: Path, items: Sequence[Item], *, wanting: Sequence[Item], key: BackupKey,
    header: Header,
) -> tuple[str, ...]:  # fmt: skip
    """All of them lie beside the copy, durable and read back, and are listed as its own.

    wanting: those of them that do not lie there. Answers the paths that are bent in the home: they
    are in no copy. What a copy of this name listed before stays listed until `listed_only`.
    Raises OSError, and StoreFault where what was written cannot be read.
    """
    folder = folder_of(copy, header.home)
    if not items and not folder.is_dir():
        return ()
    folder.mkdir(mode=0o700, exist_ok=True)
    bent = []
    for one in wanting:
        try:
            raw = (home / one.path).read_bytes()
        except FileNotFoundError:
            continue  # removed meanwhile; restoring says that it is missing
        if sha256(raw) == one.digest:
            _write(folder / name_of(key, one.digest), raw, key, header)
        else:
            bent.append(one.path)
    before = _names(folder / f"{copy.name}{LIST}")
    _list(folder, copy.name, before | {name_of(key, one.digest) for one in items})
    return tuple(bent)


def absent(home: Path, copy: Path, key: BackupKey, about: About) -> list[str]:
    """Paths of files that were here before this copy was taken and do not lie whole beside it."""
    folder = folder_of(copy, about.home)
    missing: list[str] = []
    for one in found(home):
        with contextlib.suppress(FileNotFoundError):
            is_older = int((home / one.path).stat().st_mtime * 1000) < about.made_ms
            if is_older and not is_long_enough(folder / name_of(key, one.digest)):
                missing.append(one.path)
    return missing


def listed_only(copy: Path, home: str, items: Iterable[Item], key: BackupKey) -> None:
    """Its files are listed as this copy's and no others: it stands where an older one stood."""
    folder = folder_of(copy, home)
    names = {name_of(key, one.digest) for one in items}
    if folder.is_dir() and _names(folder / f"{copy.name}{LIST}") != names:
        _list(folder, copy.name, names)


def _list(folder: Path, copy: str, names: set[str]) -> None:
    _whole(folder / f"{copy}{LIST}", "\n".join(sorted(names)).encode())


def _names(path: Path) -> set[str]:
    try:
        return set(path.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return set()


def _write(path: Path, raw: bytes, key: BackupKey, header: Header) -> None:
    fresh = path.with_name(f".{path.name}{PART}")
    fresh.unlink(missing_ok=True)
    try:
        with machine.private_file(fresh) as file:
            SealedWriter(file, header, key.public).put(SECTION, [raw], last=True)
            machine.sync_file(file)
        if _read(fresh, key) != raw:
            raise StoreFault("backup.damaged", said="file")
        machine.rename(fresh, path)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _whole(path: Path, raw: bytes) -> None:
    fresh = path.with_name(f".{path.name}{PART}")
    fresh.unlink(missing_ok=True)
    with machine.private_file(fresh) as file:
        file.write(raw)
        machine.sync_file(file)
    machine.rename(fresh, path)


def _read(path: Path, key: BackupKey) -> bytes:
    found = [rows for _section, rows in pieces(path, key)]
    if len(found) != 1 or len(found[0]) != 1 or not isinstance(found[0][0], bytes):
        raise StoreFault("backup.damaged", said="file")
    return bytes(found[0][0])


def listed(rows: Iterable[Sequence[object]]) -> tuple[Item, ...]:
    """The list of a copy. Raises StoreFault where it names what lies elsewhere in a home."""
    try:
        items = tuple(Item(*msgspec.convert(row, tuple[str, str, int])) for row in rows)
    except msgspec.ValidationError as fault:
        raise StoreFault("backup.damaged", said=SECTION) from fault
    if not all(_MAY.match(one.path) for one in items):
        raise StoreFault("backup.damaged", said=SECTION)
    return items


def put_back(
    items: Sequence[Item], copy: Path, home: str, *, key: BackupKey, into: Path
) -> list[Item]:
    """Each file where it lay; what is missing beside the copy, or bent."""
    folder, missing = folder_of(copy, home), []
    for one in items:
        try:
            raw = _read(folder / name_of(key, one.digest), key)
        except StoreFault:
            raw = b""
        if sha256(raw) != one.digest:
            missing.append(one)
            continue
        path = into / one.path
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with machine.private_file(path) as file:
            file.write(raw)
            machine.sync_file(file)
        machine.sync_folder(path.parent)
    return missing


def prune(store: Store, folder: Path, key: BackupKey, home: str) -> int:
    """What no copy names goes, and every photograph that was removed; how many files.

    Where a copy has no list (it has another name now, or came from elsewhere) it is asked itself;
    where it cannot be read, nothing that it may name goes.
    """
    if not folder.is_dir():
        return 0
    for path in folder.glob(f".*{PART}"):
        if not machine.is_locked(path):
            path.unlink(missing_ok=True)  # of a process that died
    try:
        wanted = _wanted(folder, key, home)
    except StoreFault:
        wanted = {one.name for one in folder.iterdir()}
    kept = photographs.in_force(store)
    wanted -= {
        name_of(key, one.digest) for one in photographs.told(store) if one.digest not in kept
    }
    gone = [one for one in folder.iterdir() if _NAME.match(one.name) and one.name not in wanted]
    for one in gone:
        one.unlink(missing_ok=True)
    return len(gone)


def _wanted(folder: Path, key: BackupKey, home: str) -> set[str]:
    """Names of all files that copies in the folder above name. Raises StoreFault."""
    wanted: set[str] = set()
    for path in folder.glob(f"*{LIST}"):
        copy = path.name.removesuffix(LIST)
        under_way = folder.parent / f".{copy}{PART}"
        if (folder.parent / copy).exists() or under_way.exists():
            wanted |= _names(path)
        else:
            path.unlink(missing_ok=True)
    for copy_path in folder.parent.iterdir():
        if copy_path.name.startswith(".") or not _is_copy(copy_path, home):
            continue
        if not (folder / f"{copy_path.name}{LIST}").exists():
            names = {name_of(key, one.digest) for one in _told_by(copy_path, key)}
            _list(folder, copy_path.name, names)
            wanted |= names
    return wanted


def _is_copy(path: Path, home: str) -> bool:
    try:
        return path.is_file() and header_of(path).home == home
    except StoreFault:
        return False


def _told_by(copy: Path, key: BackupKey) -> list[Item]:
    """What a copy names, of which no more is read than stands before."""
    items: list[Item] = []
    for section, rows in pieces(copy, key):
        if section == SECTION:
            items += listed(rows)
        elif section not in (ABOUT, FILE):
            break
    return items
