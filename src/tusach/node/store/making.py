"""A home that is being made: whole at the end, or as if nobody had begun.

Making ends early where the disk is full, where something is refused, where a person stops it. What
was made by then is taken away again, so that the next try finds what the first one found. What lay
in the folder before is left alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from tusach.node.settings.home import FILE, read_home
from tusach.node.settings.keys import SECRET, KeysInside, NoHome, key_folder
from tusach.node.settings.machine import is_locked
from tusach.node.store.keys import heads_file, key_file
from tusach.node.store.own_files import is_own, refuse_links
from tusach.node.store.protocol import StoreFault


@contextlib.contextmanager
def making(home: Path) -> Iterator[None]:
    """The home is whole after the block, or nothing of it is left. Refused where a home is.

    Only one process at a time makes a home; another is refused.
    """
    first = [one for one in (home, *home.parents) if not one.exists()]
    home.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(home):
            refuse_links(home)
            told = home / FILE
            if "role" in read_home(home):
                raise StoreFault("home.exists", path=str(home))
            before = {path.name for path in home.iterdir()}
            words = told.read_bytes() if told.exists() else None
            keys = _keys_there(home)
            try:
                yield
            except BaseException:
                if not is_locked(home / "node.lock"):  # else somebody works in it already
                    _take_away(home, before, words, keys)
                raise
    except BaseException:
        for folder in first:
            with contextlib.suppress(OSError):  # somebody put something in
                folder.rmdir()
        raise


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    handle = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreFault("store.busy") from None
        yield
    finally:
        os.close(handle)


def _keys_there(home: Path) -> frozenset[Path]:
    """What lies where the keys of this home would lie, where that can be told already."""
    try:
        folder = key_folder(home, make=False)
    except NoHome:
        return frozenset()
    return frozenset((folder, *folder.iterdir())) if folder.is_dir() else frozenset()


def _take_away(home: Path, before: set[str], words: bytes | None, keys: frozenset[Path]) -> None:
    """Remove what was made, keys first: without home.json nobody finds them any more."""
    with contextlib.suppress(OSError, ValueError, NoHome, KeysInside):
        _take_keys(home, keys)
    for path in home.iterdir():
        if path.name not in before and is_own(path.name) and path.name != FILE:
            _remove(path)
    if words is None:
        (home / FILE).unlink(missing_ok=True)
        return
    fresh = home / f".home-{os.getpid()}"
    fresh.write_bytes(words)
    fresh.replace(home / FILE)


def _take_keys(home: Path, keys: frozenset[Path]) -> None:
    folder = key_folder(home, make=False)
    for path in (key_file(home, make=False), heads_file(home, make=False)):
        if path not in keys:
            path.unlink(missing_ok=True)
    others = [*folder.glob("installation-*.json"), *folder.glob("retired-*.json")]
    if not others and folder / SECRET not in keys:  # other homes may share the folder
        (folder / SECRET).unlink(missing_ok=True)
    if folder not in keys:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for one in path.iterdir():
            _remove(one)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
