"""Which versions are here, to which one may go back, and what goes when it is not needed."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import msgspec

from tusach import VERSION
from tusach.node.acts.node import Node
from tusach.node.keeping import rotation
from tusach.node.keeping.outdated import outdated_until
from tusach.node.keeping.sealed_file import header_of
from tusach.node.settings import machine
from tusach.node.settings import versions as places
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading import rehearsing, unpacking
from tusach.node.upgrading.release_file import Manifest

OLD_ONES = 2
COPY_DAYS = 30
DAY_MS = 24 * 3_600_000


class Version(msgspec.Struct, frozen=True):
    """A version that can run. name: "" as it was installed; version: its number."""

    name: str
    version: str
    manifest: Manifest | None


def there(versions: Path) -> list[Version]:
    """Versions that can run here, the newest first; the one as it was installed is among them."""
    found = [
        Version(name, name, unpacking.about_of(versions, name)) for name in places.kept(versions)
    ]
    installed = VERSION
    if places.running(versions) != places.AS_INSTALLED:
        with contextlib.suppress(ValueError):
            pointer = places.read_pointer(versions)
            installed = pointer.installed if pointer is not None else ""
    if installed:
        found.append(Version(places.AS_INSTALLED, installed, None))
    return sorted(found, key=lambda one: places.numbers(one.version), reverse=True)


def chosen(versions: Path) -> Version:
    """The version that is for everybody: of this process, but where that is not the chosen one."""
    name = places.fresh_pointer(versions).current
    return next((one for one in there(versions) if one.name == name), Version(name, VERSION, None))


def before(versions: Path) -> Version | None:
    """The version to which one may go back: the newest that is older than the chosen one."""
    own = places.numbers(chosen(versions).version)
    return next((one for one in there(versions) if places.numbers(one.version) < own), None)


def tidy(versions: Path) -> None:
    """Two versions before the one that runs stay, and what they stand on; half-made things go."""
    with contextlib.suppress(OSError, ValueError), places.turn(versions) as mine:
        if mine is None:
            return
        unpacking.sweep(versions)
        rehearsing.sweep(versions)
        pointer = places.read_pointer(versions)
        if pointer is None or pointer.on_trial:
            return
        own = places.numbers(VERSION)
        older = [one for one in places.kept(versions) if places.numbers(one) < own]
        stay = {pointer.current, pointer.before, *older[:OLD_ONES]}
        for name in set(places.kept(versions)) - stay:
            unpacking.remove(versions / name)
        wanted = {
            f"{places.PACKAGES}{about.packages}"
            for name in places.kept(versions)
            if (about := unpacking.about_of(versions, name)) is not None
        }
        for path in versions.glob(f"{places.PACKAGES}*"):
            if path.name not in wanted:
                shutil.rmtree(path, ignore_errors=True)
        machine.sync_folder(versions)


def tidy_copy(node: Node) -> None:
    """The backup that an upgrade took goes after a month, or with an erasure that came after it.

    Source: docs/decisions/0024.
    """
    path = places.versions_of(node.home) / places.BEFORE
    if not path.is_file() or places.is_taken(path.parent):
        return
    with contextlib.suppress(OSError):
        try:
            made_ms = header_of(path).made_ms
        except StoreFault:
            made_ms = 0  # part of one
        made = rotation.stamp(made_ms, node.store.identity.offset_minutes)
        is_old = node.store.now_ms() - made_ms > COPY_DAYS * DAY_MS
        if is_old or made <= outdated_until(node.home, node.store):
            path.unlink()
