"""A home is what was told, or `verify` says where it is not: every bent byte of every file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.store import homes as scene
from tests.node.store.flipping import bent, told_by

from tusach.node.acts.verifying import verify_home
from tusach.node.store import local_sums

FLIPS = 1_000
LOGINS = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tusach.node.people import logins, pins
for nr in range(3):
    logins.set_password(logins.create_login(f"staff-{nr}", f"login-{nr}"), "four words of peace")
pins.set_pin("reader-1", "2468")
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A closed home with everything in it: logins, readers, loans, records, pieces set aside."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUSACH_KEYS", str(folder / "keys"))
        home = folder / "home"
        scene.found(home)
        scene.fill(home)
        environment = {"TUSACH_KEYS": str(folder / "keys"), "TUSACH_HOME": str(home)}
        settings = {"DJANGO_SETTINGS_MODULE": "tusach.node.settings.django"}
        command = [sys.executable, "-c", LOGINS]
        subprocess.run(command, check=True, env=os.environ | environment | settings)
        scene.settle_files(home)
        yield home


def test_a_whole_home_has_no_fault(whole: Path) -> None:
    found = verify_home(whole)
    assert found.faults == ()
    assert found.facts > 60
    assert found.seals >= found.streams > 3


@pytest.mark.timeout(600)
def test_a_bent_byte_is_reported_or_touches_nothing_that_is_read(whole: Path) -> None:
    before = told_by(whole)
    scene.settle_files(whole)
    files = [(path, path.read_bytes()) for path in sorted(whole.iterdir()) if path.stat().st_size]
    assert {path.suffix for path, _ in files} == {".sqlite", ".json"}
    assert len(files) == 5
    reported, missed = 0, []
    for seed in range(FLIPS):
        path, at, value = bent(seed, files)
        with path.open("r+b") as file:
            file.seek(at)
            file.write(bytes((value,)))
        try:
            if verify_home(whole).faults:
                reported += 1
            elif told_by(whole) != before:
                missed.append((seed, path.name, at))
        finally:
            restore(path, dict(files)[path])
    assert missed == []
    # Each empty table is a page of the file in which most bytes mean nothing.
    assert reported > FLIPS / 5
    assert verify_home(whole).faults == ()


def test_a_bent_row_of_logins_is_not_called_right_by_a_restart(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "bent"
    shutil.copytree(whole, home)
    path = home / "local.sqlite"
    raw = path.read_bytes()
    assert raw.count(b"login-1") > 0
    path.write_bytes(raw.replace(b"login-1", b"login-X"))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        local_sums.keep_sums(connection)
    assert {fault.code for fault in verify_home(home).faults} == {"verify.local"}


def test_a_migration_of_the_local_file_is_summed_anew(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "migrated"
    shutil.copytree(whole, home)
    with contextlib.closing(sqlite3.connect(home / "local.sqlite", isolation_level=None)) as file:
        local_sums.register(file)
        file.execute("CREATE TABLE later (id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT)")
        file.execute("INSERT INTO later (word) VALUES ('one')")
        file.execute("ALTER TABLE people_login ADD COLUMN later TEXT")
        assert verify_home(home).faults
        local_sums.keep_sums(file)
        assert verify_home(home).faults == ()
        file.execute("INSERT INTO later (word) VALUES ('two'), ('three')")
        file.execute("DELETE FROM later WHERE word = 'three'")
        file.execute("UPDATE people_login SET later = 'x'")
    assert verify_home(home).faults == ()


def restore(path: Path, raw: bytes) -> None:
    for companion in ("-wal", "-shm", "-journal"):
        Path(f"{path}{companion}").unlink(missing_ok=True)
    path.write_bytes(raw)


@pytest.mark.parametrize("name", ["ledger.sqlite", "vault.sqlite", "local.sqlite"])
def test_a_file_that_was_cut_short_is_reported(whole: Path, tmp_path: Path, name: str) -> None:
    home = tmp_path / "cut"
    shutil.copytree(whole, home)
    raw = (home / name).read_bytes()
    (home / name).write_bytes(raw[: len(raw) * 2 // 3])
    assert verify_home(home).faults


def test_a_missing_search_file_is_said_so(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "lost"
    shutil.copytree(whole, home)
    (home / "search.sqlite").unlink()
    assert [fault.code for fault in verify_home(home).faults] == ["search.missing"]
