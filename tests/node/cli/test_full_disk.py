"""On a disk without room every command says so in words, and nothing is lost or half done."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.node.cli.conftest import command, fill_up
from tests.node.store import homes as scene


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
