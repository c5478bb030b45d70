"""What lies beside the copies stays whole and named, whatever befalls stick, copy or process."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.node.keeping.conftest import key_of, later
from tests.node.keeping.test_beside import PICTURE, Run, hourly, laid, side
from tests.node.store import homes as scene

from tusach.ledger.ident import sha256
from tusach.node.keeping import beside, taking
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import take
from tusach.node.settings import home as home_files
from tusach.node.settings.home import write_home
from tusach.node.store.protocol import StoreFault


def test_bent_on_the_stick_is_written_again_by_the_next_copy(library: Path, stick: Path) -> None:
    laid(library, PICTURE)
    hourly(library, stick, 0)
    bent = side(stick) / beside.name_of(key_of(library), sha256(PICTURE))
    bent.write_bytes(bent.read_bytes()[:100])
    last = hourly(library, stick, 1)
    shutil.rmtree(library)
    assert restore(Path(last.path), library).lost == ()


def test_a_copy_that_fails_leaves_the_files_of_the_good_one_of_the_same_name(
    library: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(library, PICTURE)
    path = stick / "by-hand.backup"
    with scene.at_work(library, ms=later(library)) as node:
        take(library, node.store, path)
    (library / "photographs" / f"{sha256(PICTURE)}.jpg").unlink()
    with monkeypatch.context() as patch:

        def full(*args: object, **more: object) -> None:
            raise OSError(28, "full")

        patch.setattr(taking, "_write", full)
        moment = later(library) + 10
        with scene.at_work(library, ms=moment) as node, pytest.raises(StoreFault):
            take(library, node.store, path)
    hourly(library, stick, 1)
    shutil.rmtree(library)
    assert restore(path, library).lost == ()


def test_a_copy_with_another_name_keeps_its_files(library: Path, stick: Path) -> None:
    laid(library, PICTURE)
    first = hourly(library, stick, 0)
    kept = Path(first.path).rename(stick / "before-the-move.backup")
    (library / "photographs" / f"{sha256(PICTURE)}.jpg").unlink()
    hourly(library, stick, 1)
    shutil.rmtree(library)
    assert restore(kept, library).lost == ()


def test_what_is_bent_in_the_home_is_said(library: Path, stick: Path) -> None:
    laid(library, PICTURE)
    (library / "photographs" / f"{sha256(PICTURE)}.jpg").write_bytes(b"bent")
    taken = hourly(library, stick, 0)
    assert taken.bent == (f"photographs/{sha256(PICTURE)}.jpg",)


def test_doctor_says_which_files_are_in_no_copy(library: Path, stick: Path, run: Run) -> None:
    laid(library, PICTURE)
    write_home(library, backup_to=str(stick))
    for path in (library / "photographs").iterdir():
        os.utime(path, (0, 0))
    hourly(library, stick, 0)
    assert "in no backup" not in run(library, "doctor", "--lang", "en").err
    (side(stick) / beside.name_of(key_of(library), sha256(PICTURE))).unlink()
    said = run(library, "doctor", "--lang", "en")
    assert said.exit == 1
    assert "1 photographs or templates are in no backup" in said.err
    assert sha256(PICTURE) in said.err


def test_parts_of_a_killed_process_are_swept(library: Path, stick: Path) -> None:
    laid(library, PICTURE)
    hourly(library, stick, 0)
    left = side(stick) / f".{'a' * 32}.tusach-part"
    left.write_bytes(b"x")
    hourly(library, stick, 1)
    assert not left.exists()


def test_a_copy_under_way_keeps_its_list_while_another_prunes(
    library: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(library, PICTURE)
    path = stick / "by-hand.backup"
    real = taking._write
    with scene.at_work(library, ms=later(library)) as node:

        def and_prune(*args: object) -> None:
            real(*args)  # type: ignore[arg-type]
            beside.prune(
                node.store, side(stick), key_of(library), home_files.home_id(library) or ""
            )

        with monkeypatch.context() as patch:
            patch.setattr(taking, "_write", and_prune)
            take(library, node.store, path)
    shutil.rmtree(library)
    assert restore(path, library).lost == ()


def test_bits_that_rot_on_the_stick_are_found_within_so_many_hours(
    library: Path, stick: Path
) -> None:
    laid(library, PICTURE)
    hourly(library, stick, 0)
    bent = side(stick) / beside.name_of(key_of(library), sha256(PICTURE))
    raw = bytearray(bent.read_bytes())
    raw[-5] ^= 1
    bent.write_bytes(raw)
    item = beside.Item("photographs/x", sha256(PICTURE), len(PICTURE))
    found = [
        hour
        for hour in range(beside.TURNS)
        if beside.lacking([item], side(stick), key_of(library), made_ms=hour * beside.HOUR_MS)
    ]
    assert len(found) == 1


def test_a_copy_that_cannot_be_read_keeps_everything_that_it_may_name(
    library: Path, stick: Path
) -> None:
    laid(library, PICTURE)
    first = hourly(library, stick, 0)
    kept = Path(first.path).rename(stick / "before.backup")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:400])
    (library / "photographs" / f"{sha256(PICTURE)}.jpg").unlink()
    hourly(library, stick, 1)
    kept.write_bytes(whole)
    shutil.rmtree(library)
    assert restore(kept, library).lost == ()
