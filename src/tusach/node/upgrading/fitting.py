"""Whether a release may follow what runs, on this machine: said before anything moves."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

from tusach import VERSION
from tusach.ledger.fact import VERSION as FACTS
from tusach.node.settings import machine
from tusach.node.settings.versions import PACKAGES, numbers
from tusach.node.store.protocol import StoreFault
from tusach.node.store.schema import schema_hash
from tusach.node.upgrading.release_file import Manifest

MARGIN = 64 << 20


def fit(manifest: Manifest, versions: Path, *, runs: str = VERSION) -> None:
    """Nothing where it may follow. Raises StoreFault with what is in the way and the way round."""
    values = {"version": manifest.version, "runs": runs}
    new, old = numbers(manifest.version), numbers(runs)
    if new == old:
        raise StoreFault("upgrade.same", **values)
    if new < old:
        raise StoreFault("upgrade.older", **values)
    if old < numbers(manifest.follows):
        raise StoreFault("upgrade.too_far", follows=manifest.follows, **values)
    if manifest.facts < FACTS:
        raise StoreFault("upgrade.forgets", **values)
    _machine(manifest)
    missing = lacking(manifest, versions)
    if missing:
        raise StoreFault("upgrade.wants_packages", said=", ".join(missing[:5]))


def _machine(manifest: Manifest) -> None:
    here = ".".join(map(str, sys.version_info[:2]))
    least, above = manifest.python
    if not numbers(least) <= numbers(here) < numbers(above):
        raise StoreFault("upgrade.python", here=here, least=least, above=above)
    kind, platform = machine.python_kind()
    wanted = f"{manifest.kind} {manifest.platform}"
    if manifest.kind not in ("", kind) or manifest.platform not in ("", platform):
        raise StoreFault("upgrade.platform", here=f"{kind} {platform}", wanted=wanted)


def lacking(manifest: Manifest, versions: Path) -> list[str]:
    """Packages that neither the release brings nor this machine has in that very version."""
    if manifest.is_full or (versions / f"{PACKAGES}{manifest.packages}").is_dir():
        return []
    return [f"{name} {version}" for name, version in manifest.pins if not _has(name, version)]


def _has(name: str, version: str) -> bool:
    try:
        return importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def room_for(manifest: Manifest, versions: Path) -> int:
    """Bytes that unpacking takes: of the release, or of packages that are copied from here."""
    if manifest.is_full or (versions / f"{PACKAGES}{manifest.packages}").is_dir():
        return manifest.unpacked
    files = (
        file
        for name, _version in manifest.pins
        for file in importlib.metadata.distribution(name).files or ()
    )
    return manifest.unpacked + sum(file.size or 0 for file in files)


def is_retold(manifest: Manifest) -> bool:
    """Whether the tables are told anew when it starts: minutes, where very much was told."""
    return manifest.tables != schema_hash()


def refuse_without_room(folder: Path, wanted: int) -> None:
    """Raises StoreFault where so many bytes do not fit there."""
    free = machine.free_bytes(folder)
    if free < wanted + MARGIN:
        raise StoreFault("upgrade.no_room", said=str(-(-(wanted + MARGIN - free) // (1 << 20))))
