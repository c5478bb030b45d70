"""What lies on sticks and further disks that are plugged in."""

from __future__ import annotations

from pathlib import Path

from tusach.node.settings import machine

MOST_LYING = 50


def locked() -> list[str]:
    """The folders of those that can only be read."""
    return [one.folder for one in machine.plugged_in() if one.is_locked]


def lying(ending: str) -> list[tuple[Path, int]]:
    """Files of this ending on what is plugged in, with their sizes in bytes, the newest first."""
    found = []
    for medium in machine.plugged_in():
        try:
            paths = sorted(Path(medium.folder).glob(f"*{ending}"))[:MOST_LYING]
            found += [(path.stat().st_mtime, path, path.stat().st_size) for path in paths]
        except OSError:  # pulled out while we looked
            continue
    return [(path, size) for _, path, size in sorted(found, reverse=True)]


def invited(name: str) -> list[Path]:
    """The folders for places, on what is plugged in, in which a file of this name lies."""
    found = []
    for medium in machine.plugged_in():
        try:
            folders = sorted(Path(medium.folder).glob("tusach-*"))[:MOST_LYING]
            found += [one for one in (Path(medium.folder), *folders) if (one / name).is_file()]
        except OSError:
            continue
    return found
