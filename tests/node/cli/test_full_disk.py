"""On a disk without room every command says so in words, and nothing is lost or half done."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran, cards_of, codes_of, command, fill_up, looking
from tests.node.store import homes as scene

from tusach.node.acts.verifying import verify_home
from tusach.node.settings.machine import try_lock
from tusach.node.store.looking import open_to_look

Run = Callable[..., Ran]


def cut_off(home: Path, to: Path) -> Path:
    """A home as a power cut would leave it: with a log that was not taken in."""
    with scene.at_work(home) as node:
        scene.new_reader(node, "Before the power went")
        shutil.copytree(home, to)
    for left in to.glob("*-shm"):
        left.unlink()
    assert any(path.stat().st_size for path in to.glob("*-wal"))
    return to


def test_a_full_disk_is_no_damage(library: Path, small_disk: Path) -> None:
    home = cut_off(library, small_disk / "home")
    fill_up(small_disk / "ballast", small_disk)
    for words in (("verify",), ("verify", "--quick")):
        ran = command(home, *words, "--json")
        assert ran.exit == 3, ran.out
        assert ran.told["refusal"]["code"] == "store.full"
        assert "Traceback" not in ran.err
    (small_disk / "ballast").unlink()
    assert command(home, "verify", "--json").told["faults"] == []


def looks(home: Path) -> list[tuple[str, ...]]:
    """Every command that only looks."""
    copy, card = codes_of(home, "available")[0], cards_of(home)[0]
    with looking(home) as node:
        subject = scene.copies_of(node)[0]
    return [
        ("search", "de men"),
        ("copy", copy),
        ("reader", card),
        ("story", subject),
        ("digest",),
        ("disagreements",),
        ("verify",),
    ]


def answers(run: Run, home: Path, words: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """What these commands answer, without how long they took; each is done."""
    found = []
    for one in words:
        ran = run(home, *one, "--json")
        assert ran.exit == 0, (one, ran.out, ran.err)
        found.append({**ran.told, "milliseconds": 0})
    return found


def test_whoever_only_looks_does_so_on_a_full_disk(
    run: Run, library: Path, small_disk: Path
) -> None:
    home = small_disk / "home"
    shutil.copytree(library, home)
    words = looks(home)
    wanted = answers(run, home, words)
    for left in (*home.glob("*-shm"), *home.glob("*-wal")):
        left.unlink()
    fill_up(small_disk / "ballast", small_disk)
    assert answers(run, home, words) == wanted


def test_whoever_only_looks_does_so_on_a_read_only_medium(
    run: Run, library: Path, small_disk: Path
) -> None:
    home = small_disk / "home"
    shutil.copytree(library, home)
    words = looks(home)
    wanted = answers(run, home, words)
    for left in (*home.glob("*-shm"), *home.glob("*-wal")):
        left.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert answers(run, home, words) == wanted


def test_work_that_was_cut_off_is_said_where_it_cannot_be_taken_in(
    library: Path, small_disk: Path
) -> None:
    home = cut_off(library, small_disk / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for words in (("digest",), ("verify",)):
        ran = command(home, *words, "--json")
        assert ran.exit == 3, ran.out
        assert ran.told["refusal"]["code"] == "store.cut_off"


def test_no_look_at_a_file_as_it_lies_while_a_process_may_write_it(
    library: Path, small_disk: Path
) -> None:
    home = small_disk / "home"
    shutil.copytree(library, home)
    for left in (*home.glob("*-shm"), *home.glob("*-wal")):
        left.unlink()
    fill_up(small_disk / "ballast", small_disk)
    with (home / "node.lock").open("rb") as lock:
        assert try_lock(lock)
        with pytest.raises(sqlite3.OperationalError):
            open_to_look(home / "ledger.sqlite")
    look = open_to_look(home / "ledger.sqlite")
    with (home / "node.lock").open("rb") as lock:
        assert not try_lock(lock)
        look.close()
        assert try_lock(lock)


@pytest.mark.parametrize("but", [0, 65_536, 106_496, 139_264])
def test_an_act_for_which_there_is_no_room_is_refused_whole(
    library: Path, small_disk: Path, tmp_path: Path, but: int
) -> None:
    home = small_disk / "home"
    command(tmp_path / "new", "init", "--role", "library", "--tenant", "LU", "--profile", "lumira")
    shutil.copytree(tmp_path / "new", home)
    fill_up(small_disk / "ballast", small_disk, but=but)
    ran = command(home, "retell", "--json")
    assert "Traceback" not in ran.err
    assert ran.exit == 3
    assert ran.told["refusal"]["code"] == "store.full"
    (small_disk / "ballast").unlink()
    assert command(home, "retell", "--json").exit == 0
    assert verify_home(home).faults == ()
