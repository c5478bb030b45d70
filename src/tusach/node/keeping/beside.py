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
from tusach.node.keeping.sealed_file import Header, SealedWriter, pieces
from tusach.node.settings import machine
from tusach.node.store import photographs
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store

SECTION = "beside"
PAPERS, OUTLINES = "papers", "outlines.json"
LIST = ".list"
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


def lacking(items: Sequence[Item], folder: Path, key: BackupKey) -> list[Item]:
    """What does not lie there yet."""
    return [one for one in items if not (folder / name_of(key, one.digest)).exists()]


def keep(home: Path, copy: Path, items: Sequence[Item], key: BackupKey, header: Header) -> None:
    """All of them lie beside the copy, durable and read back, and are listed as its own.

    Raises OSError, and StoreFault where what was written cannot be read.
    """
    if not items:
        return
    folder = folder_of(copy, header.home)
    folder.mkdir(mode=0o700, exist_ok=True)
    for one in lacking(items, folder, key):
        try:
            raw = (home / one.path).read_bytes()
        except FileNotFoundError:
            continue  # removed meanwhile; restoring says that it is missing
        if sha256(raw) == one.digest:
            _write(folder / name_of(key, one.digest), raw, key, header)
    names = sorted({name_of(key, one.digest) for one in items})
    _whole(folder / f"{copy.name}{LIST}", "\n".join(names).encode())


def _write(path: Path, raw: bytes, key: BackupKey, header: Header) -> None:
    fresh = path.with_name(f".{path.name}.tusach-part")
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
    fresh = path.with_name(f".{path.name}.tusach-part")
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
    items: Sequence[Item], copy: Path, home: str, key: BackupKey, into: Path
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


def prune(store: Store, folder: Path, key: BackupKey) -> int:
    """What no copy lists goes, and every photograph that was removed; how many files."""
    if not folder.is_dir():
        return 0
    wanted: set[str] = set()
    for path in folder.glob(f"*{LIST}"):
        if (folder.parent / path.name.removesuffix(LIST)).exists():
            wanted.update(path.read_text(encoding="ascii").split())
        else:
            path.unlink(missing_ok=True)
    kept = photographs.in_force(store)
    wanted -= {
        name_of(key, one.digest) for one in photographs.told(store) if one.digest not in kept
    }
    gone = [one for one in folder.iterdir() if _NAME.match(one.name) and one.name not in wanted]
    for one in gone:
        one.unlink(missing_ok=True)
    return len(gone)
