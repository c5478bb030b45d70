"""A home that could not be made whole is not there at all, and a second try makes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran, command, fill_up

from tusach.node.acts.verifying import verify_home

Run = Callable[..., Ran]
INIT = ("init", "--role", "library", "--tenant", "LU", "--profile", "lumira", "--json")
DEMO = ("demo", "--profile", "lumira", "--json")


def files(folder: Path) -> dict[str, bytes]:
    """Every file and folder below, with what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("but", [0, 4096, 81_920, 327_680])
@pytest.mark.parametrize("words", [INIT, DEMO])
def test_what_a_full_disk_did_not_let_be_made_is_not_there_and_is_made_with_room(
    small_disk: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    but: int,
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(small_disk / "keys"))
    home = small_disk / "some" / "home"
    fill_up(small_disk / "ballast", small_disk, but=but)
    ran = command(home, *words)
    assert ran.exit == 3, ran.err
    assert "Traceback" not in ran.err
    assert ran.told["refusal"]["code"] == "store.full"
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast"]
    (small_disk / "ballast").unlink()
    if words is INIT:
        assert command(home, *words).exit == 0
        assert verify_home(home).faults == ()


def test_a_try_that_fails_leaves_what_was_there_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, keys = tmp_path / "home", tmp_path / "keys"
    monkeypatch.setenv("TUSACH_KEYS", str(keys))
    for folder in (home / "imports", home / "local.sqlite", keys):  # a folder: no room for logins
        folder.mkdir(parents=True)
        (folder / "other").write_text("kept")
    (home / "notes.txt").write_text("kept")
    (home / "home.json").write_text('{"names": ["library.example"]}')
    before = files(tmp_path)
    ran = command(home, *INIT)
    assert ran.exit == 3
    assert ran.told["refusal"]["code"] == "store.no_access"
    assert files(tmp_path) == before
    shutil.rmtree(home / "local.sqlite")
    assert command(home, *INIT).exit == 0


def test_a_library_that_is_there_is_refused_and_left_alone(
    run: Run, library: Path, tmp_path: Path
) -> None:
    before = files(tmp_path)
    for words in (INIT, DEMO):
        ran = run(library, *words)
        assert ran.exit == 3
        assert ran.told["refusal"]["code"] == "home.exists"
    assert files(tmp_path) == before
