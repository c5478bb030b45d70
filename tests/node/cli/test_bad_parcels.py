"""Parcels that are wrong, by command: what is wrong is said, the good part kept, nothing lost.

What is no parcel, one for another machine and half of one: `test_network`. By page: `test_sticks`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran
from tests.node.cli.test_network import hub, joined, scopes
from tests.node.store import homes as scene
from tests.node.store.telling import CountedRandom

from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, machines
from tusach.node.acts.circulation import Told
from tusach.node.acts.node import Node, open_node
from tusach.node.store import home as homes
from tusach.node.store.keys import Installation
from tusach.node.sync import carrying, certifying, packets, parcels
from tusach.node.sync.messages import BadMessage

Run = Callable[..., Ran]
YEAR_2099 = 4_080_000_000_000
__all__ = ["hub", "joined"]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "a.tusach"


@contextlib.contextmanager
def at_work(home: Path) -> Iterator[Node]:
    """The node of a home that was at work by commands, by the same clock as they."""
    with homes.writer(home, "test"):
        node = open_node(home)
        try:
            yield node
        finally:
            node.close()


def counted(node: Node) -> None:
    at = scene.at_desk(node, node.today())
    assert isinstance(circulation.count_visits(node, VisitCounted("on_site", 7), at), Told)


def written(node: Node, stick: Path) -> None:
    keys = parcels.recipients_of(node.store, "hub")
    carrying.written(node, keys, stick, lambda done: None, whole=True)


def read(run: Run, hub: Path, stick: Path, *, exit: int) -> dict[str, object]:
    """What the command says in English; in Vietnamese it says something else."""
    told = [run(hub, "parcel", "read", str(stick), "--lang", one) for one in ("vi", "en")]
    assert {one.exit for one in told} == {exit}, told
    texts = [one.out + one.err for one in told]
    assert texts[0] != texts[1]
    as_data = run(hub, "parcel", "read", str(stick), "--json")
    assert as_data.exit == exit
    assert run(hub, "verify", "--json").told["faults"] == []
    return {"said": texts[1], **as_data.told}


def test_a_parcel_older_than_what_is_known_changes_nothing(
    joined: Path, hub: Path, run: Run, stick: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.tusach"
    run(joined, "parcel", "write", str(old))
    with at_work(joined) as node:
        counted(node)
        written(node, stick)
    assert run(hub, "parcel", "read", str(stick), "--json").exit == 0
    before = scopes(run, hub)
    told = read(run, hub, old, exit=0)
    assert "Taken in: 0" in str(told["said"])
    assert scopes(run, hub) == before


def test_a_bent_byte_in_the_middle_costs_one_frame(
    joined: Path, hub: Path, run: Run, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "PIECE", 5)
    with at_work(joined) as node:
        for _ in range(20):
            counted(node)
        written(node, stick)
    whole = stick.read_bytes()
    middle = len(whole) // 2
    stick.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    first = run(hub, "parcel", "read", str(stick), "--json")
    assert first.told["facts"] > 0
    told = read(run, hub, stick, exit=1)
    assert told["quarantined"] and "What was whole is kept" in str(told["said"])
    stick.write_bytes(whole)
    assert run(hub, "parcel", "read", str(stick), "--json").exit == 0
    assert scopes(run, joined).items() <= scopes(run, hub).items()


def test_a_wrong_signature_is_refused_and_nothing_is_touched(
    joined: Path, hub: Path, run: Run, stick: Path
) -> None:
    run(joined, "parcel", "write", str(stick))
    raw = bytearray(stick.read_bytes())
    raw[20] ^= 1
    stick.write_bytes(raw)
    before = scopes(run, hub)
    for language in ("vi", "en"):
        ran = run(hub, "parcel", "read", str(stick), "--json", "--lang", language)
        assert ran.exit == 3
        assert ran.told["refusal"]["code"] in ("parcel.signature", "parcel.header")
        assert ran.told["refusal"]["message"] != ran.told["refusal"]["code"]
    assert scopes(run, hub) == before


def test_a_machine_that_nobody_knows_is_said_and_its_parcel_waits(
    joined: Path, hub: Path, run: Run, stick: Path
) -> None:
    with at_work(joined) as node:
        for name in ("a stranger", "another stranger"):
            node.store.installation = Installation(CountedRandom(name).seed())
        counted(node)
        written(node, stick)
    told = read(run, hub, stick, exit=1)
    assert told["kept"] and int(str(told["unknown"])) > 0
    assert "does not know yet" in str(told["said"])


def test_a_machine_that_was_locked_out_is_said(
    joined: Path, hub: Path, run: Run, stick: Path
) -> None:
    run(joined, "parcel", "write", str(stick))
    assert run(hub, "parcel", "read", str(stick), "--json").exit == 0
    with at_work(joined) as node:
        key = node.store.own_key
        counted(node)
        written(node, stick)
    with at_work(hub) as node:
        one = next(one for one in machines.machines(node.store) if key in one.keys)
        certifying.revoke(node.store, one, reason="stolen", until_ms=None, by=None)
    told = read(run, hub, stick, exit=0)
    assert "locked out the machine that wrote this" in str(told["said"])


def test_facts_from_the_year_2099_are_kept_and_the_clock_is_said(
    joined: Path, hub: Path, run: Run, stick: Path
) -> None:
    with scene.at_work(joined, ms=YEAR_2099) as node:
        counted(node)
        written(node, stick)
    told = read(run, hub, stick, exit=0)
    assert "clock of the machine that wrote it is far ahead" in str(told["said"])
    assert scopes(run, joined).items() <= scopes(run, hub).items()


def test_a_file_of_two_gigabytes_gives_its_good_part_in_the_memory_of_one_frame(
    joined: Path, hub: Path, run: Run, stick: Path
) -> None:
    run(joined, "parcel", "write", str(stick))
    os.truncate(stick, 2 << 30)
    assert run(hub, "parcel", "read", str(stick), "--json").told["facts"] > 0
    assert "Taken in: 0" in str(read(run, hub, stick, exit=0)["said"])
    assert scopes(run, joined).items() <= scopes(run, hub).items()


def test_a_file_that_is_larger_than_can_be_right_is_refused_without_being_read(
    joined: Path, hub: Path, run: Run, stick: Path
) -> None:
    stick.touch()
    os.truncate(stick, (4 << 30) + 1)
    ran = run(hub, "parcel", "read", str(stick), "--json", "--lang", "en")
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "parcel.size")


def test_a_full_stick_keeps_the_parcel_that_was_there(
    joined: Path, hub: Path, run: Run, small_disk: Path
) -> None:
    stick = small_disk / "a.tusach"
    assert run(joined, "parcel", "write", str(stick)).exit == 0
    before = stick.read_bytes()
    with (small_disk / "film").open("wb") as film:
        while True:
            try:
                os.write(film.fileno(), bytes(4096))
            except OSError:
                break
    for language in ("vi", "en"):
        ran = run(joined, "parcel", "write", str(stick), "--whole", "--json", "--lang", language)
        assert (ran.exit, ran.told["refusal"]["code"]) == (3, "parcel.full")
        assert ran.told["refusal"]["message"] != "parcel.full"
    assert stick.read_bytes() == before
    assert sorted(path.name for path in small_disk.iterdir()) == ["a.tusach", "film"]
    assert run(hub, "parcel", "read", str(stick), "--json").exit == 0


def test_a_stick_that_can_only_be_read_is_said_and_is_read(
    joined: Path, hub: Path, run: Run, small_disk: Path
) -> None:
    stick = small_disk / "a.tusach"
    assert run(joined, "parcel", "write", str(stick)).exit == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for language in ("vi", "en"):
        ran = run(joined, "parcel", "write", str(stick), "--whole", "--json", "--lang", language)
        assert (ran.exit, ran.told["refusal"]["code"]) == (3, "parcel.locked")
        assert ran.told["refusal"]["message"] != "parcel.locked"
    assert run(hub, "parcel", "read", str(stick), "--json").exit == 0
    assert [path.name for path in small_disk.iterdir()] == ["a.tusach"]


def test_a_stick_that_is_pulled_out_while_it_is_written_is_said(
    joined: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    gone = folder / "a.tusach"
    shutil.rmtree(folder)
    before = scopes(run, joined)
    for language in ("vi", "en"):
        ran = run(joined, "parcel", "write", str(gone), "--json", "--lang", language)
        assert ran.exit == 3
        assert ran.told["refusal"]["message"] != ran.told["refusal"]["code"]
    assert not folder.exists()
    assert scopes(run, joined) == before


def test_a_stick_that_is_pulled_out_in_the_middle_of_writing_is_said(
    joined: Path, run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    with at_work(joined) as node:
        keys = parcels.recipients_of(node.store, "hub")

        def pulled_out(done: int) -> None:
            if done and folder.exists():
                shutil.rmtree(folder)

        with pytest.raises(BadMessage, match=r"parcel\.stick"):
            carrying.written(node, keys, folder / "a.tusach", pulled_out, whole=True)
    assert not folder.exists()
    assert run(joined, "verify", "--json").told["faults"] == []
    assert run(joined, "parcel", "write", str(tmp_path / "b.tusach"), "--whole").exit == 0
