"""One home, one installation: what was copied or restored never gives a number twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.store import homes as scene

from tusach.ledger.fact import trusted
from tusach.ledger.seal import is_vouched
from tusach.ledger.stream import opening
from tusach.node.acts import circulation
from tusach.node.acts.node import Node
from tusach.node.acts.verifying import verify_home
from tusach.node.settings.home import write_home
from tusach.node.store import keys
from tusach.node.store.keys import Ed25519, installation
from tusach.node.store.receive import Parcel, receive
from tusach.node.store.store import Store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    made = tmp_path / "home"
    scene.found(made)
    scene.fill(made, readers=2, loans=2)
    return made


def lend_one(home: Path) -> str:
    """One more loan in a home; the public key it was told under."""
    with scene.at_work(home) as node:
        free = node.store.query("SELECT subject FROM copy WHERE status = 'available' LIMIT 1")
        told = circulation.lend(node, free[0][0], scene.readers_of(node)[1], scene.at_desk(node))
        assert isinstance(told, circulation.Told), told
        return node.store.installation.public_hex


def numbers(home: Path) -> dict[tuple[str, int], str]:
    """(stream, number) -> fact id, of everything in a home."""
    with scene.at_work(home) as node, node.store.engine.reading() as reading:
        return {
            (row.stream, one.number): one.id
            for row in reading.streams()
            for one in reading.chain(row.stream, 1, 10_000)
        }


def clash(one: Path, other: Path) -> list[object]:
    """Numbers that stand for two facts."""
    ours, theirs = numbers(one), numbers(other)
    return [key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]]


def openings(node: Node) -> Iterator[object]:
    with node.store.engine.reading() as reading:
        for row in reading.streams():
            yield opening(trusted(reading.chain(row.stream, 1, 1)[0].raw))


def faults(home: Path) -> list[str]:
    return [fault.code for fault in verify_home(home).faults]


def test_a_home_stays_one_installation_over_restarts(home: Path) -> None:
    assert lend_one(home) == installation(home).public_hex
    assert faults(home) == []


def test_a_copied_home_is_a_new_installation_and_the_original_goes_on(
    home: Path, tmp_path: Path
) -> None:
    first = installation(home).public_hex
    copy = scene.copied(home, tmp_path / "copy")
    assert faults(copy) == []  # looking makes no key
    assert len(list((tmp_path / "keys").glob("installation-*.json"))) == 1
    assert lend_one(home) == first
    second = lend_one(copy)
    assert second != first
    with scene.at_work(copy) as node:
        told = [one for one in openings(node) if one.installation == second]
        assert told
        assert all(one.succeeds == first and is_vouched(one, Ed25519()) for one in told)
    assert lend_one(home) == first
    assert clash(home, copy) == []
    assert faults(home) == faults(copy) == []


def test_what_original_and_copy_told_meets_without_a_fork(home: Path, tmp_path: Path) -> None:
    copy = scene.copied(home, tmp_path / "copy")
    lend_one(home)
    lend_one(copy)
    with scene.at_work(home) as one, scene.at_work(copy) as other:
        found = [receive(one.store, parcel, source="copy") for parcel in parcels(other.store)]
    assert [reason for each in found for reason in each.aside] == []
    assert sum(each.stored for each in found) > 0
    assert faults(home) == []


def parcels(store: Store) -> list[Parcel]:
    store.seal()
    parts = tuple(store.vault.parts())
    with store.engine.reading() as reading:
        return [
            Parcel(
                row.stream,
                tuple(one.raw for one in reading.chain(row.stream, 1, 10_000)),
                tuple(reading.seals(row.stream)),
                parts,
            )
            for row in reading.streams()
        ]


def test_a_home_that_was_restored_in_place_starts_anew_and_uses_no_number_twice(
    home: Path, tmp_path: Path
) -> None:
    first = installation(home).public_hex
    backup = scene.copied(home, tmp_path / "backup")
    lend_one(home)
    ahead = scene.copied(home, tmp_path / "as it was before the disk died")
    for path in list(home.iterdir()):
        path.unlink()
    for path in backup.iterdir():
        shutil.copy2(path, home / path.name)
    assert set(faults(home)) == {"verify.behind"}
    second = lend_one(home)
    assert second != first
    assert faults(home) == []
    assert clash(home, ahead) == []
    retired = list((tmp_path / "keys").glob("retired-*.json"))
    assert [json.loads(path.read_bytes())["public"] for path in retired] == [first]
    with scene.at_work(home) as node:
        told = [one for one in openings(node) if one.installation == second]
        assert all(one.succeeds == first and is_vouched(one, Ed25519()) for one in told)
    assert lend_one(home) == second


def test_heads_are_written_before_anybody_can_see_a_seal(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    with scene.at_work(home) as node:
        free = node.store.query("SELECT subject FROM copy WHERE status = 'available' LIMIT 1")
        told = circulation.lend(node, free[0][0], scene.readers_of(node)[1], scene.at_desk(node))
        assert isinstance(told, circulation.Told)
        row = node.store.fact(told.fact)
        assert row is not None

        def cut(_heads: object) -> None:
            raise PowerCut

        with monkeypatch.context() as patch:
            patch.setattr(node.store, "keep_heads", cut)
            with pytest.raises(PowerCut):
                node.store.seal()
        with node.store.engine.reading() as reading:
            stream = reading.stream(row.stream)
        assert stream is not None
        assert stream.sealed < stream.number
    assert keys.kept_heads(home)[row.stream][0] >= row.number
    assert faults(home) == []


def test_a_key_of_another_home_is_no_forerunner(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_home(other)
    assert installation(other).succeeds is None


def test_the_key_lies_outside_the_home_and_is_for_its_owner_alone(
    home: Path, tmp_path: Path
) -> None:
    lend_one(home)
    for path in (tmp_path / "keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    seed = json.loads(keys.key_file(home).read_bytes())["seed"]
    for path in home.iterdir():
        raw = path.read_bytes()
        assert seed.encode() not in raw
        assert bytes.fromhex(seed) not in raw
