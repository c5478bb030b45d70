"""What the machine refuses, or a bent file of the home, is said in words, never by a trace."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran, command

from tusach.node.store import home as homes

Run = Callable[..., Ran]


def test_a_file_that_cannot_be_made_is_said_in_words(run: Run, library: Path) -> None:
    ran = run(library, "export-marc", "/nonexist/x.mrc", "--json")
    assert ran.exit == 3
    assert ran.told["refusal"]["code"] == "file.failed"
    assert "/nonexist" in ran.told["refusal"]["message"]


@pytest.mark.parametrize("words", [("retell",), ("lend", "1", "2"), ("import-marc", "x.mrc")])
def test_a_full_disk_is_said_in_words(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(homes, "say", full)
    ran = run(library, *words, "--json")
    assert ran.exit == 3
    assert ran.told["refusal"]["code"] == "store.full"


@pytest.mark.parametrize("name", ["verify", "digest", "serve"])
def test_a_bent_home_file_is_said_in_words(library: Path, name: str) -> None:
    file = library / "home.json"
    file.write_bytes(b"\xff" + file.read_bytes()[1:])
    ran = command(library, name, "--json")
    assert ran.exit == 4
    assert "Traceback" not in ran.err
    assert ran.told
