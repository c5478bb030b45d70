"""The files of a home are its own: none leads elsewhere, none is open to others.

A home travels on sticks and through other hands. A link planted in it would make the program read
or write a file of whoever starts it, so a home with one is not opened at all.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tusach.node.settings import machine
from tusach.node.store.protocol import StoreFault

NAMES = (
    "home.json",
    "home.making",
    "ledger.sqlite",
    "vault.sqlite",
    "search.",
    "local.sqlite",
    "node.",
)
"""What the names of our files begin with: SQLite writes more of them, with endings of its own."""
FOLDERS = ("imports", "network", "photographs", "plans", "waiting")


def is_own(name: str) -> bool:
    """Whether a file or folder of this name in a home is the program's."""
    return name.startswith((*NAMES, ".home-", ".home.")) or name in FOLDERS


def refuse_links(home: Path) -> None:
    """Raise StoreFault where a file or folder of the home is a link to elsewhere."""
    for path in _own(home):
        if path.is_symlink():
            raise StoreFault("home.link", path=str(path))


def close_to_others(home: Path) -> None:
    """Nobody but the owner may read the home: folders 0700, files 0600. No link is in it."""
    _close(home, 0o700)
    for path in _own(home):
        if path.is_dir():
            _close(path, 0o700)
        elif path.is_file():
            _close(path, 0o600)


def open_lock(path: Path) -> int:
    """A descriptor of a file to lock, made where it is missing; a link raises StoreFault."""
    try:
        return machine.open_itself(path)
    except OSError as fault:
        if path.is_symlink():
            raise StoreFault("home.link", path=str(path)) from fault
        raise


def _own(home: Path) -> Iterator[Path]:
    for path in _in(home):
        if path.name.startswith(NAMES):
            yield path
        elif path.name in FOLDERS:
            yield path
            yield from _below(path)


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return
    for path in _in(folder):
        yield path
        yield from _below(path)


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def _close(path: Path, mode: int) -> None:
    # A file that another process has just removed, or that is not ours, is left as it is.
    with contextlib.suppress(FileNotFoundError, PermissionError):
        if path.stat().st_mode & 0o077:
            path.chmod(mode)
