"""Wheels become folders: no installer, no network, every file against the list it came with.

A wheel is a zip of files as they are to lie, and a list of them with their hashes (PEP 427);
laying them there is all that it needs. Scripts are not laid: `start.py` is the one way in.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import importlib.metadata
import io
import re
import secrets
import shutil
import stat
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from tusach.node.settings import machine
from tusach.node.settings.versions import ABOUT, KIND, NEW, PACKAGES, PROGRAM, START
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading.release_file import LARGEST_UNPACKED, Manifest, Part, Release, Step

MOST_ENTRIES = 50_000
CHUNK = 1 << 20
_LIST = re.compile(r"[^/]+\.dist-info/RECORD\Z")
_LAID = re.compile(r"[^/]+\.data/(purelib|platlib)/(.+)\Z")
_PASSED_OVER = re.compile(r"[^/]+\.data/")
_START = '''"""Starts this version of the program, with the packages that it stands on."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here / {program!r}), str(here.parent / {packages!r})]

from tusach.node.cli.main import run

run()
'''


def install(release: Release, versions: Path, *, step: Step) -> None:
    """The version and its packages lie there, whole and durable. Raises StoreFault or OSError."""
    manifest = release.manifest
    packages = f"{PACKAGES}{manifest.packages}"
    with _fresh(versions) as fresh:
        _unpack_program(release, fresh, step)
        if not (versions / packages).is_dir():
            with _fresh(versions) as beside:
                if manifest.is_full:
                    others = (one for one in manifest.parts if one.name != manifest.program)
                    _unpack(release, others, beside)
                else:
                    copy_installed(manifest.pins, beside)
                machine.sync_disk()
                machine.rename(beside, versions / packages)
        elif list(_bent(versions / packages)):
            raise StoreFault("upgrade.packages_bent")
        start = _START.format(program=PROGRAM, packages=packages)
        (fresh / START).write_text(start, encoding="utf-8")
        (fresh / KIND).write_text(" ".join(machine.python_kind()), encoding="utf-8")
        (fresh / ABOUT).write_bytes(msgspec.json.encode(manifest))
        machine.sync_disk()
        remove(versions / manifest.version)
        machine.rename(fresh, versions / manifest.version)


def _unpack_program(release: Release, fresh: Path, step: Step) -> None:
    program = next(one for one in release.manifest.parts if one.name == release.manifest.program)
    step(0, release.manifest.unpacked)
    _unpack(release, [program], fresh / PROGRAM)
    step(release.manifest.unpacked, release.manifest.unpacked)


def remove(folder: Path) -> None:
    """A version is gone: first its name, so that half of one is never taken for whole."""
    if folder.exists():
        doomed = folder.with_name(f"{NEW}{secrets.token_hex(4)}")
        machine.rename(folder, doomed)
        shutil.rmtree(doomed, ignore_errors=True)


@contextlib.contextmanager
def _fresh(versions: Path) -> Iterator[Path]:
    folder = versions / f"{NEW}{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(release: Release, parts: Iterable[Part], into: Path) -> None:
    left = LARGEST_UNPACKED
    for part in parts:
        wheel = into.with_name(f"{into.name}.whl")
        try:
            write_pieces(wheel, _as_signed(release, part))
            left -= unpack(wheel, into, most=left)
        finally:
            wheel.unlink(missing_ok=True)


def _as_signed(release: Release, part: Part) -> Iterator[bytes]:
    """The bytes of a part; raises StoreFault where the file was changed since it was checked."""
    told = hashlib.sha256()
    for piece in release.pieces(part):
        told.update(piece)
        yield piece
    if told.hexdigest() != part.sha256:
        raise StoreFault("upgrade.damaged", said=part.name)


def unpack(wheel: Path, into: Path, *, most: int = LARGEST_UNPACKED) -> int:
    """Everything that a wheel lays lies in the folder; how many bytes.

    Raises StoreFault where a name leads elsewhere, a file is not in its list or is another.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = archive.infolist()
            sums = _listed(archive, found)
            size = 0
            for entry in found:
                if not entry.is_dir():
                    size += _lay(archive, entry, into, sums)
                if size > most:
                    raise StoreFault("upgrade.wheel", said="size")
            return size
    # zipfile says so of a way of packing that it does not know: NotImplementedError
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError) as fault:
        raise StoreFault("upgrade.wheel", said=type(fault).__name__) from fault


def _listed(archive: zipfile.ZipFile, found: list[zipfile.ZipInfo]) -> dict[str, str]:
    """The sum of each file, as the wheel's own list has it."""
    names = [one.filename for one in found]
    lists = [one for one in names if _LIST.match(one)]
    if len(names) > MOST_ENTRIES or len({one.lower() for one in names}) < len(names):
        raise StoreFault("upgrade.wheel", said="names")
    if len(lists) != 1 or archive.getinfo(lists[0]).file_size > 16 << 20:
        raise StoreFault("upgrade.wheel", said="RECORD")
    rows = csv.reader(io.StringIO(archive.read(lists[0]).decode("utf-8")))
    sums = {row[0]: row[1] for row in rows if len(row) == 3}
    sums[lists[0]] = ""
    return sums


def _lay(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path, sums: dict[str, str]) -> int:
    name = entry.filename
    if not is_safe(name) or stat.S_ISLNK(entry.external_attr >> 16) or name not in sums:
        raise StoreFault("upgrade.wheel", said=name[:120])
    laid = _LAID.match(name)
    if not laid and _PASSED_OVER.match(name):
        return 0
    path = into / (laid[2] if laid else name)
    path.parent.mkdir(parents=True, exist_ok=True)
    told, size = hashlib.sha256(), 0
    with archive.open(entry) as packed, path.open("xb") as file:
        while piece := packed.read(CHUNK):
            size += len(piece)
            if size > entry.file_size:
                raise StoreFault("upgrade.wheel", said=name[:120])
            told.update(piece)
            file.write(piece)
    if sums[name] != (f"sha256={_short(told.digest())}" if not _LIST.match(name) else ""):
        raise StoreFault("upgrade.wheel", said=name[:120])
    return size


def is_safe(name: str) -> bool:
    r"""Whether a name of a zip leads to a place below the folder, on every system.

    >>> [is_safe(one) for one in ("a/b.py", "../a", "/a", "a\\b", "c:x", "a/../../b", "a//b", "")]
    [True, False, False, False, False, False, False, False]
    """
    if not name or name.startswith("/") or any(one in name for one in "\\:\0") or "//" in name:
        return False
    return ".." not in PurePosixPath(name).parts and "." not in name.rstrip("/").split("/")


def copy_installed(pins: Iterable[tuple[str, str]], into: Path) -> None:
    """The packages that this process stands on lie in the folder too, each file checked."""
    into.mkdir(exist_ok=True)
    for name, version in pins:
        found = importlib.metadata.distribution(name)
        if found.version != version or found.files is None:
            raise StoreFault("upgrade.wants_packages", said=f"{name} {version}")
        for file in found.files:
            if ".." in file.parts or "__pycache__" in file.parts:
                continue  # scripts; what Python has compiled for itself
            path = into.joinpath(*file.parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            raw = Path(str(file.locate())).read_bytes()
            if file.hash is not None and _short(hashlib.sha256(raw).digest()) != file.hash.value:
                raise StoreFault("upgrade.packages_bent")
            path.write_bytes(raw)


def _bent(folder: Path) -> Iterator[str]:
    """Files of laid packages that are not as their lists say."""
    for listed in sorted(folder.glob("*.dist-info/RECORD")):
        for row in csv.reader(io.StringIO(listed.read_text(encoding="utf-8"))):
            if len(row) != 3 or not row[1].startswith("sha256=") or _is_elsewhere(row[0]):
                continue
            path = folder / (laid[2] if (laid := _LAID.match(row[0])) else row[0])
            try:
                is_same = f"sha256={_short(hashlib.sha256(path.read_bytes()).digest())}" == row[1]
            except OSError:
                is_same = False
            if not is_same:
                yield row[0]


def _is_elsewhere(name: str) -> bool:
    """Whether a listed file is not laid: a script, or what Python compiles."""
    passed = _PASSED_OVER.match(name) and not _LAID.match(name)
    return bool(passed) or ".." in name.split("/") or "__pycache__" in name.split("/")


def _short(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def about_of(versions: Path, name: str) -> Manifest | None:
    """What the release of an unpacked version said of itself."""
    try:
        return msgspec.json.decode((versions / name / ABOUT).read_bytes(), type=Manifest)
    except (OSError, ValueError):
        return None


def sweep(versions: Path) -> None:
    """What upgrades of processes that are gone have left half made; the caller has the turn."""
    for path in versions.glob(f"{NEW}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()
