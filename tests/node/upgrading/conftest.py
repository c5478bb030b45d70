"""A small library on disk, releases for it, and commands run on it by real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.cli.conftest import library, run, serve
from tests.node.keeping.conftest import stick
from tests.node.store import homes as scene
from tests.node.upgrading.making import KEY

from tusach.node.acts.node import Node
from tusach.node.settings.versions import versions_of
from tusach.node.upgrading import trust

__all__ = ["library", "run", "serve", "stick"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that was just made, and believes the tests' key."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    folder = tmp_path / "home"
    scene.found(folder)
    trust.trust(folder, KEY.public_hex)
    return folder


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """Where its versions lie."""
    folder = versions_of(tmp_path / "home")
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def node(home: Path) -> Iterator[Node]:
    """The library at work."""
    with scene.at_work(home) as found:
        yield found


@pytest.fixture
def put(versions: Path) -> Callable[..., Path]:
    """A function that lays a version there, of one script: put("0.2.0", "print(1)")."""
    from tusach.node.settings import machine

    def lay(name: str, script: str = "") -> Path:
        folder = versions / name
        folder.mkdir()
        (folder / "start.py").write_text(script, encoding="utf-8")
        (folder / "kind").write_text(" ".join(machine.python_kind()), encoding="utf-8")
        return folder

    return lay
