"""From the file to the pointer: each step is kept before it begins; none touches the home.

| step | what is left if the power fails in it |
|---|---|
| `bringing` | part of a file, written over by the next try |
| `checking` | nothing |
| `copying` | part of a backup, swept by the next one |
| `unpacking` | a folder that counts for nothing, swept |
| `rehearsing` | a copy of the home, swept; the doctor names it |
| `switching` | the old pointer, or the new one on trial: see `trying` |

Up to the last step everything is as it was, and the old version serves meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tusach import VERSION
from tusach.node.acts.jobs import jobs_of
from tusach.node.acts.node import Node
from tusach.node.keeping.sealed_file import header_of
from tusach.node.keeping.taking import Taken, take
from tusach.node.settings import versions as places
from tusach.node.settings.versions import Course, Pointer
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.pool import disk_in_words
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading import fitting, rehearsing, staying, trust, unpacking
from tusach.node.upgrading.release_file import LARGEST, Manifest, Release, open_release

BRINGING, CHECKING, COPYING = "bringing", "checking", "copying"
UNPACKING, REHEARSING, SWITCHING = "unpacking", "rehearsing", "switching"
STEPS = (BRINGING, CHECKING, COPYING, UNPACKING, REHEARSING, SWITCHING)
CHUNK = 1 << 20

Say = Callable[[str, int, int], None]
"""say(step, done, all); all = 0 where it is not known."""


class Looked(msgspec.Struct, frozen=True):
    """A release that may follow. source, key: whose signature counts. retold: tables are."""

    release: Release
    source: str
    key: str
    retold: bool

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""
        return self.release.manifest


class Prepared(msgspec.Struct, frozen=True):
    """The pointer names the new version, on trial."""

    to: str
    was: str
    taken: Taken


def folder_for(home: Path) -> Path:
    """The folder of the versions, there and writable. Raises StoreFault."""
    folder = places.versions_of(home)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as fault:
        raise StoreFault("upgrade.no_folder", path=str(folder), said=str(fault)) from fault
    if folder.resolve().is_relative_to(home.resolve()):
        raise StoreFault("upgrade.in_home", path=str(folder))
    return folder


def bring(path: Path, versions: Path, say: Say = lambda step, done, total: None) -> Path:
    """The file lies beside the home, so that the stick may go. Raises StoreFault."""
    arrived = versions / places.ARRIVED
    if path == arrived:
        return arrived
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise StoreFault("upgrade.no_release")
        fitting.refuse_without_room(versions, size)
        with path.open("rb") as file:
            write_pieces(arrived, _read(file, size, say))
    except FileNotFoundError as fault:
        raise StoreFault("file.missing", path=str(path)) from fault
    except IsADirectoryError as fault:
        raise StoreFault("upgrade.no_release") from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFault("store.full") from fault
        raise StoreFault("upgrade.stick_gone", said=fault.strerror or str(fault)) from fault
    return arrived


def _read(file: object, size: int, say: Say) -> Iterator[bytes]:
    done = 0
    while piece := file.read(CHUNK):  # type: ignore[attr-defined]
        done += len(piece)
        say(BRINGING, done, size)
        yield piece


def look(path: Path, node: Node, *, say: Say = lambda step, done, total: None) -> Looked:
    """Whether a file is a release that may follow here, read whole; touches nothing."""
    versions = places.versions_of(node.home)
    try:
        release = open_release(path, step=lambda done, total: say(CHECKING, done, total))
    except OSError as fault:
        raise StoreFault("upgrade.stick_gone", said=fault.strerror or str(fault)) from fault
    source, key = trust.by_whom(release, node.home, node.store)
    fitting.fit(release.manifest, versions)
    return Looked(release, source, key, fitting.is_retold(release.manifest))


def keep_for_later(path: Path, node: Node) -> Looked:
    """A release that may follow lies beside the home and waits for a person's word.

    Raises StoreFault; nothing waits then.
    """
    versions = folder_for(node.home)
    with _in_turn(versions):
        try:
            return look(bring(path, versions), node)
        except StoreFault:
            (versions / places.ARRIVED).unlink(missing_ok=True)
            raise


class _Kept:
    """How it stands, in the folder of the versions for pages, commands and the doctor."""

    def __init__(self, node: Node, versions: Path, say: Say) -> None:
        self.node, self.versions, self.say = node, versions, say
        self.course = Course("", VERSION, began_ms=max(node.store.now_ms(), 0))

    def step(self, step: str, **more: str) -> None:
        """This begins now."""
        self.course = msgspec.structs.replace(self.course, step=step, done=0, total=0, **more)
        places.write_course(self.versions, self.course)
        self.say(step, 0, 0)

    def at(self, step: str, done: int, total: int) -> None:
        """So far it is."""
        self.say(step, done, total)

    def end(self, state: str, fault: StoreFault | None = None) -> None:
        """It came to this."""
        values = {key: str(value) for key, value in fault.values.items()} if fault else {}
        self.course = msgspec.structs.replace(
            self.course, state=state, ended_ms=max(self.node.store.now_ms(), 0),
            fault=fault.code if fault else "", values=values,
        )  # fmt: skip
        places.write_course(self.versions, self.course)


def upgrade(node: Node, path: Path, say: Say) -> Prepared:
    """The release is installed and rehearsed, and the pointer names it, on trial.

    The caller is the process that writes the home, and lets it be tried out afterwards. Raises
    StoreFault; everything is as it was then.
    """
    versions = folder_for(node.home)
    with _in_turn(versions):
        refuse_now(node, versions)
        kept = _Kept(node, versions, say)
        try:
            with disk_in_words(versions, "upgrade.no_folder"):
                return _upgrade(node, path, versions, kept)
        except StoreFault as fault:
            (versions / places.ARRIVED).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                kept.end(places.REFUSED, fault)
            raise


def _upgrade(node: Node, path: Path, versions: Path, kept: _Kept) -> Prepared:
    unpacking.sweep(versions)
    rehearsing.sweep(versions)
    kept.step(BRINGING)
    arrived = bring(path, versions, kept.at)
    kept.step(CHECKING)
    looked = look(arrived, node, say=kept.at)
    manifest = looked.manifest
    unpacked = fitting.room_for(manifest, versions)
    fitting.refuse_without_room(versions, unpacked)
    kept.step(COPYING, to=manifest.version)
    taken = _copied(node, versions, kept)
    copied = header_of(versions / places.BEFORE).room
    fitting.refuse_without_room(versions, unpacked + copied)
    kept.step(UNPACKING)
    unpacking.install(
        looked.release, versions, step=lambda done, total: kept.at(UNPACKING, done, total)
    )
    kept.step(REHEARSING)
    pointer = places.fresh_pointer(versions)
    me = places.running(versions)
    try:
        rehearsing.rehearse(
            node.home, versions / places.BEFORE,
            new=places.words_of(versions, manifest.version, pointer),
            old=places.words_of(versions, me, pointer),
            versions=versions,
        )  # fmt: skip
    except StoreFault:
        unpacking.remove(versions / manifest.version)
        raise
    kept.step(SWITCHING)
    _switch(versions, pointer, to=manifest.version, was=me)
    arrived.unlink(missing_ok=True)
    kept.end(places.TRYING)
    return Prepared(manifest.version, me, taken)


def _copied(node: Node, versions: Path, kept: _Kept) -> Taken:
    """A backup beside the versions; what was left of an earlier upgrade's is gone."""
    path = versions / places.BEFORE
    path.unlink(missing_ok=True)
    return take(node.home, node.store, path, step=lambda done, total: kept.at(COPYING, done, total))


def _switch(versions: Path, pointer: Pointer, *, to: str, was: str) -> None:
    places.write_pointer(
        versions, msgspec.structs.replace(pointer, current=to, before=was, on_trial=True, tries=0)
    )


def refuse_now(node: Node, versions: Path) -> None:
    """Not while something goes on that a restart would cut off, or an upgrade is on trial."""
    if jobs_of(node).running() is not None:
        raise StoreFault("upgrade.import_runs")
    with contextlib.suppress(ValueError):
        pointer = places.read_pointer(versions)
        if pointer is not None and pointer.on_trial:
            raise StoreFault("upgrade.on_trial", version=pointer.current)


@contextlib.contextmanager
def _in_turn(versions: Path) -> Iterator[None]:
    with places.turn(versions) as mine:
        if mine is None:
            raise StoreFault("upgrade.under_way")
        yield


def back(node: Node, say: Say) -> Prepared:
    """The pointer names the version before, on trial. Raises StoreFault."""
    versions = folder_for(node.home)
    with _in_turn(versions):
        refuse_now(node, versions)
        now, found = staying.chosen(versions), staying.before(versions)
        if found is None:
            raise StoreFault("upgrade.nothing_before", version=now.version)
        kept = _Kept(node, versions, say)
        kept.course = msgspec.structs.replace(kept.course, was=now.version, back=True)
        with disk_in_words(versions, "upgrade.no_folder"):
            kept.step(COPYING, to=found.version)
            taken = _copied(node, versions, kept)
            kept.step(SWITCHING)
            _switch(versions, places.fresh_pointer(versions), to=found.name, was=now.name)
            kept.end(places.TRYING)
        return Prepared(found.version, now.name, taken)
