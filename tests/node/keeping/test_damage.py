"""Whatever happens to a copy or while it is written: nothing is half done, and it is said."""

from __future__ import annotations

import contextlib
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT, Ran, command, environment
from tests.node.keeping.conftest import everything, key_of, later, lend_one
from tests.node.store import homes as scene

from tusach.node.acts.verifying import verify_home
from tusach.node.keeping import rotation
from tusach.node.keeping.reading import check
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import Taken, take
from tusach.node.settings.home import home_id
from tusach.node.store.protocol import StoreFault

pytestmark = pytest.mark.timeout(600)
Copied = Callable[..., Taken]
FLIPS, KILLS = 200, 8
DAMAGE = {"backup.damaged", "backup.cut", "backup.foreign", "backup.other_key",
          "backup.code_wanted"}  # fmt: skip


def left_beside(home: Path) -> list[str]:
    """What restoring has left where it works."""
    return sorted(path.name for path in home.parent.glob(f".{home.name}.*")) + sorted(
        path.name for path in home.parent.glob(f"{home.name}-*")
    )


def test_a_flipped_byte_anywhere_is_noticed_and_nothing_is_changed(
    library: Path, copied: Copied
) -> None:
    taken = copied()
    path, chance = Path(taken.path), random.Random(200)
    raw, before = path.read_bytes(), everything(library)
    for nr in range(FLIPS):
        at = len(raw) * nr // FLIPS + chance.randrange(max(1, len(raw) // FLIPS))
        bent = bytearray(raw)
        bent[at] ^= chance.randrange(1, 256)
        path.write_bytes(bent)
        with pytest.raises(StoreFault) as refused:
            restore(path, library, key=taken.key if nr % 2 else None)
        assert refused.value.code in DAMAGE, (at, refused.value)
    assert everything(library) == before
    assert left_beside(library) == []
    path.write_bytes(raw)
    restore(path, library)


def test_a_copy_cut_anywhere_or_lengthened_is_noticed(library: Path, copied: Copied) -> None:
    taken = copied()
    path = Path(taken.path)
    raw, before = path.read_bytes(), everything(library)
    lengths = [*range(0, len(raw), max(1, len(raw) // 100)), len(raw) - 1]
    for some in (*(raw[:length] for length in lengths), raw + b"\0", raw + raw):
        path.write_bytes(some)
        with pytest.raises(StoreFault) as refused:
            restore(path, library, key=taken.key)
        assert refused.value.code in DAMAGE
    assert everything(library) == before
    assert left_beside(library) == []


def test_pieces_of_two_copies_do_not_make_a_third(library: Path, copied: Copied) -> None:
    one = copied("1.backup")
    lend_one(library)
    two = copied("2.backup")
    first, second = Path(one.path).read_bytes(), Path(two.path).read_bytes()
    for at in range(100, min(len(first), len(second)), 97):
        mixed = first[:at] + second[at:]
        if mixed in (first, second):
            continue
        Path(two.path).write_bytes(mixed)
        with pytest.raises(StoreFault):
            check(Path(two.path), two.key)


def test_messages_and_exit_codes_of_bad_files(
    library: Path, copied: Copied, run: Callable[..., Ran], stick: Path
) -> None:
    raw = Path(copied().path).read_bytes()
    bad = {
        "cut off": raw[:-3],
        "damaged": raw[:-3] + b"abc",
        "another kind": b"PK\3\4 a zip renamed",
    }
    for said, some in bad.items():
        (stick / "bad.backup").write_bytes(some)
        found = run(library, "restore", str(stick / "bad.backup"), "--json", "--lang", "en")
        assert said in found.err
        assert found.exit == (4 if said == "damaged" else 3)
        assert found.told["refusal"]["code"].startswith("backup.")
    gone = run(library, "restore", str(stick / "gone.backup"), "--lang", "en")
    assert (gone.exit, "no such file" in gone.err) == (3, True)


def test_kill_at_any_moment_of_writing_leaves_only_whole_copies(library: Path, stick: Path) -> None:
    chance, told = random.Random(9), set()
    home = home_id(library) or ""
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.node.keeping.taker", str(library), str(stick)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("ready"):
                threading.Timer(chance.random() * 0.15, process.kill).start()
            elif line.endswith("\n"):
                told.add(line.split()[1])
        assert process.wait() == -9
        process.stdout.close()
        for path in rotation.copies(stick, home):
            check(path, key_of(library))
    assert verify_home(library).faults == ()
    with scene.at_work(library, ms=later(library)) as node:
        take(library, node.store, stick / "last.backup")
    assert [path.name for path in stick.iterdir() if path.name.startswith(".")] == []


def test_copies_taken_while_others_lend_are_whole_and_of_one_moment(
    library: Path, stick: Path, serve: Callable[..., contextlib.AbstractContextManager[object]]
) -> None:
    from tests.node.cli.conftest import cards_of, codes_of

    from tusach.node.cli import handover

    copies, card = codes_of(library, "available"), cards_of(library)[0]
    end = threading.Event()
    lent = []

    def lend() -> None:
        for nr in range(10_000):
            if end.is_set():
                return
            words = {"copy": copies[(nr // 2) % len(copies)], "reader": card}
            words |= {"on": "", "place": "", "by": None}
            name = "return" if nr % 2 else "lend"
            found = handover.ask(library, name, words, lang="vi", progress=lambda *_: None)
            lent.append(found["exit"])

    with serve(library):
        thread = threading.Thread(target=lend)
        thread.start()
        try:
            told = [
                handover.ask(
                    library,
                    "backup",
                    {"file": str(stick / f"{nr}.backup"), "every_hour": "", "never": False,
                     "show_code": False},
                    lang="vi",
                    progress=lambda *_: None,
                )
                for nr in range(6)
            ]  # fmt: skip
        finally:
            end.set()
            thread.join()
    assert [one["exit"] for one in told] == [0] * 6
    counts = [one["fields"]["facts"] for one in told]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    assert "code" in told[0]["fields"]
    assert "code" not in told[1]["fields"]
    assert 0 in lent
    for nr in range(6):
        restore(stick / f"{nr}.backup", library)
        assert verify_home(library).faults == ()


def test_a_stick_without_room_is_refused_before_anything_is_written(
    library: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, copied: Copied
) -> None:
    from tusach.node.settings import machine

    first = copied()
    raw = Path(first.path).read_bytes()
    monkeypatch.setattr(machine, "free_bytes", lambda folder: 1000)
    for name in ("a.backup", "b.backup"):
        with pytest.raises(StoreFault) as refused:
            copied(name)
        assert refused.value.code == "backup.no_room"
    with pytest.raises(StoreFault) as refused:
        restore(Path(first.path), library)
    assert refused.value.code == "restore.no_room"
    assert Path(first.path).read_bytes() == raw
    assert [path.name for path in stick.iterdir()] == ["a.backup"]
    assert left_beside(library) == []


def test_a_limit_on_files_ends_a_copy_and_the_one_before_stays(
    library: Path, copied: Copied, stick: Path
) -> None:
    """Works for everybody: the kernel refuses what would make a file larger."""
    first = copied()
    raw = Path(first.path).read_bytes()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(done: int, total: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(raw) // 2, usual[1]))

    with scene.at_work(library, ms=later(library)) as node:
        try:
            with pytest.raises(StoreFault) as refused:
                take(library, node.store, Path(first.path), step=limit)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert refused.value.code == "backup.full"
    assert Path(first.path).read_bytes() == raw
    assert [path.name for path in stick.iterdir()] == ["a.backup"]


def test_a_disk_that_fills_up_while_it_is_written_ends_both_ways_whole(
    library: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tusach.node.settings import machine

    monkeypatch.setattr(machine, "free_bytes", lambda folder: 1 << 40)
    with scene.at_work(library, ms=later(library)) as node:
        take(library, node.store, small_disk / "a.backup")
        raw = (small_disk / "a.backup").read_bytes()
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes((6 << 20) - 2 * len(raw) + 8192))
        with pytest.raises(StoreFault) as refused:
            take(library, node.store, small_disk / "a.backup")
        assert refused.value.code == "backup.full"
        assert (small_disk / "a.backup").read_bytes() == raw
        assert len(list(small_disk.iterdir())) == 2
    with pytest.raises(StoreFault) as refused:
        restore(small_disk / "a.backup", small_disk / "home")
    assert refused.value.code == "store.full"
    assert sorted(path.name for path in small_disk.iterdir()) == ["a.backup", "ballast"]
    found = command(small_disk / "home", "restore", str(small_disk / "a.backup"), "--lang", "en")
    assert found.exit == 3
    ballast.unlink()
    restore(small_disk / "a.backup", small_disk / "home")
    assert verify_home(small_disk / "home").faults == ()
