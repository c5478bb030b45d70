"""A small library on disk with a folder for copies; its keys lie beside both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import library, run, serve
from tests.node.store import homes as scene

from tusach.node.keeping.backup_key import BackupKey, known_key
from tusach.node.keeping.taking import Taken, take

__all__ = ["library", "run", "serve"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder for copies."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def copied(library: Path, stick: Path) -> Callable[..., Taken]:
    """A function that takes a copy: copied("a.backup")."""

    def make(name: str = "a.backup") -> Taken:
        with scene.at_work(library, ms=later(library)) as node:
            return take(library, node.store, stick / name)

    return make


def later(home: Path) -> int:
    """A moment after everything that was sealed in a home."""
    from tests.node.cli.conftest import looking

    with looking(home) as node:
        return max(int(node.store.wall_ms), scene.LATER_MS) + 1_000


def key_of(home: Path) -> BackupKey:
    """The key of a home's copies."""
    found = known_key(home)
    assert found is not None
    return found


def digests(home: Path) -> tuple[dict[str, str], str]:
    """What was told, and everything that is shown of it."""
    from tests.node.cli.conftest import looking

    from tusach.node.store.retell import scope_digests, tables_digest

    with looking(home) as node:
        return scope_digests(node.store), tables_digest(node.store)


def lend_one(home: Path) -> None:
    """One more loan."""
    from tusach.node.acts import circulation

    with scene.at_work(home, ms=later(home)) as node:
        copy = node.store.query("SELECT subject FROM copy WHERE status = 'available' LIMIT 1")
        told = circulation.lend(node, copy[0][0], scene.readers_of(node)[1], scene.at_desk(node))
        assert isinstance(told, circulation.Told), told


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the lock that looking leaves."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "node.lock" and not path.name.endswith(("-shm", "-wal"))
    }
