"""A home whose files lead elsewhere is not opened, and no file of it is open to others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store import homes as scene

from tusach.node.acts import job_files
from tusach.node.acts.node import open_node
from tusach.node.store import home as homes
from tusach.node.store.own_files import open_lock
from tusach.node.store.protocol import StoreFault

PLANTED = (
    *("ledger.sqlite", "ledger.sqlite-wal", "vault.sqlite", "vault.sqlite-journal"),
    *("local.sqlite", "local.sqlite-journal", "search.sqlite", "search.lock"),
    *("node.lock", "node.sock", "home.json", "imports", "imports/layouts.json"),
    "imports/" + "a" * 32 + "/job.json",
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed home."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    scene.found(home)
    return home


def _held(target: Path) -> object:
    return target.read_bytes() if target.is_file() else list(target.iterdir())


@pytest.mark.parametrize("name", PLANTED)
def test_a_link_planted_in_a_home_is_refused_and_what_it_leads_to_is_untouched(
    name: str, library: Path, tmp_path: Path
) -> None:
    planted, target = library / name, tmp_path / "elsewhere"
    if planted.exists():
        planted.rename(target)
    elif name == "imports":
        target.mkdir()
    else:
        target.write_bytes(b"a file of somebody's")
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.symlink_to(target)
    before = _held(target)
    with pytest.raises(StoreFault) as refused, homes.writer(library):
        raise AssertionError("the home was opened")
    assert refused.value.code == "home.link"
    assert refused.value.values["path"] == str(planted)
    with pytest.raises(StoreFault):
        open_node(library, readonly=True)
    assert _held(target) == before


def test_a_link_that_leads_nowhere_yet_makes_no_file_there(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "not here yet"
    for name in ("node.lock", "ledger.sqlite-wal"):
        planted = library / name
        planted.unlink(missing_ok=True)
        planted.symlink_to(target)
        with pytest.raises(StoreFault), scene.at_work(library):
            raise AssertionError("the home was opened")
        assert not target.exists()
        planted.unlink()


def test_a_lock_is_never_taken_through_a_link(library: Path, tmp_path: Path) -> None:
    (library / "imports").mkdir()
    (library / "imports" / job_files.LOCK).symlink_to(tmp_path / "not here yet")
    with pytest.raises(StoreFault):
        job_files.take_turn(library)
    with pytest.raises(FileNotFoundError):
        open_lock(tmp_path / "no folder" / "lock")


def test_a_home_may_itself_lie_behind_a_link(library: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(library)
    with scene.at_work(tmp_path / "link") as node:
        assert node.own_place()


def test_a_home_that_others_could_read_is_closed_when_it_is_opened(library: Path) -> None:
    folder = library / "imports" / ("a" * 32)
    folder.mkdir(parents=True)
    (folder / "upload").write_bytes(b"a list of readers")
    for path in (library, *library.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    with homes.writer(library):
        for path in (library, *library.rglob("*")):
            if path.is_dir() or path.is_file():
                wanted = 0o700 if path.is_dir() else 0o600
                assert path.stat().st_mode & 0o777 == wanted, path
