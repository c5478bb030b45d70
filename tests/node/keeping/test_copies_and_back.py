"""A copy is a home: what was told is there again, on this machine or another, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.node.cli.conftest import Ran
from tests.node.keeping.conftest import digests, everything, key_of, later, lend_one
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation
from tusach.node.acts.verifying import verify_home
from tusach.node.keeping.reading import check
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import Taken
from tusach.node.store import errands, keys
from tusach.node.store.protocol import StoreFault

Copied = Callable[..., Taken]


def test_a_home_comes_back_as_it_was(library: Path, copied: Copied) -> None:
    before = digests(library)
    taken = copied()
    shutil.rmtree(library)
    found = restore(Path(taken.path), library)
    assert digests(library) == before
    assert (found.about, found.aside) == (taken.about, "")
    assert verify_home(library).faults == ()
    lend_one(library)
    assert verify_home(library).faults == ()


def test_what_stood_there_is_moved_aside_and_what_is_missing_is_counted(
    library: Path, copied: Copied
) -> None:
    first = keys.installation(library).public_hex
    taken = copied()
    lend_one(library)
    lend_one(library)
    later_told = digests(library)
    found = restore(Path(taken.path), library)
    assert found.missing == 2
    assert digests(Path(found.aside)) == later_told
    lend_one(library)
    second = keys.installation(library)
    assert (second.public_hex != first, second.succeeds) == (True, first)
    assert second.vouch
    lend_one(Path(found.aside))  # it goes on under its own key: no number is told twice
    assert verify_home(library).faults == verify_home(Path(found.aside)).faults == ()


def test_what_a_phone_sends_once_more_after_a_restore_was_told_before(
    library: Path, copied: Copied
) -> None:
    with scene.at_work(library) as node:
        (copy, *_), (reader, *_) = scene.copies_of(node), scene.readers_of(node)
        circulation.take_back(node, copy, scene.at_desk(node))
        with errands.running("a" * 32):
            told = circulation.lend(node, copy, reader, scene.at_desk(node))
        assert not isinstance(told, Refusal), told
    taken = copied()
    shutil.rmtree(library)
    restore(Path(taken.path), library)
    with (
        scene.at_work(library) as node,
        errands.running("a" * 32),
        pytest.raises(errands.ToldBefore) as before,
    ):
        circulation.lend(node, copy, reader, scene.at_desk(node))
    assert before.value.facts[-1:] == (told.fact,)


def test_nothing_is_missing_where_nothing_was_told_since(library: Path, copied: Copied) -> None:
    assert restore(Path(copied().path), library).missing == 0


def test_a_burnt_machine_is_restored_elsewhere_by_the_printed_code(
    library: Path,
    copied: Copied,
    run: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, taken = digests(library), copied()
    first = keys.installation(library).public_hex
    code = key_of(library).code
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "new machine"))
    other = tmp_path / "elsewhere" / "home"
    asked = run(other, "restore", taken.path, "--lang", "en")
    assert asked.exit == 3
    assert "recovery code" in asked.err
    assert not other.exists()
    found = run(other, "restore", taken.path, "--code", code, "--json", "--lang", "en")
    assert found.exit == 0, found.err
    assert found.told["missing"] is None
    assert "new PIN" in found.err
    assert digests(other) == before
    lend_one(other)
    assert verify_home(other).faults == ()
    successor = keys.installation(other)
    assert (successor.succeeds, successor.vouch) == (first, None)  # the hub's people confirm it
    assert key_of(other).code == code  # later copies are opened by the same sheet of paper


WRONG_CODES = (
    ("123", "48 digits"),
    ("not a code", "48 digits"),
    ("000000-000001" + "-000000" * 6, "Group 2"),
    ("000000-" * 7 + "999999", "Group 8"),
    ("000011-" * 7 + "000011", "another library"),
)


@pytest.mark.parametrize(("code", "said"), WRONG_CODES)
def test_a_wrong_code_is_told_apart_and_changes_nothing(
    library: Path, copied: Copied, run: Callable[..., Ran], code: str, said: str
) -> None:
    taken = copied()
    before = everything(library)
    found = run(library, "restore", taken.path, "--code", code, "--lang", "en")
    assert found.exit == 3
    assert said in found.err
    assert everything(library) == before
    assert [path.name for path in library.parent.glob(".home.*")] == []


def test_a_stolen_stick_tells_nothing(library: Path, copied: Copied, tmp_path: Path) -> None:
    taken = copied()
    raw = Path(taken.path).read_bytes()
    with scene.at_work(library, ms=later(library)) as node:
        names = [row[0] for row in node.store.vault.query("SELECT name FROM reader_name")]
        secrets = [path.read_bytes() for path in (tmp_path / "keys").glob("*.json")]
    assert names
    for text in (*names, *scene.TITLES, scene.TENANT + '"', "Biblioteca", "public_hex"):
        assert text.encode() not in raw
    assert secrets
    assert key_of(library).secret not in raw
    assert key_of(library).secret.hex().encode() not in raw


def test_neither_keys_nor_what_can_be_told_anew_is_in_a_copy(library: Path, copied: Copied) -> None:
    from tusach.node.keeping.reading import whole

    taken = copied()
    sections = dict.fromkeys(section for section, _ in whole(Path(taken.path), taken.key))
    assert set(sections) <= {
        "about", "file", "act", "erased", "given", "part", "seed",
        "borrowed_in", "loan_marked", "came_back", "stream", "fact", "seal", "blob", "aside",
    }  # fmt: skip
    seed = keys.key_file(library).read_text()
    plain = repr([rows for _, rows in whole(Path(taken.path), taken.key)])
    import json

    assert json.loads(seed)["seed"] not in plain


def test_every_own_fact_of_a_copy_is_sealed(library: Path, stick: Path) -> None:
    from tusach.node.keeping.taking import take

    with scene.at_work(library, ms=later(library)) as node:
        scene.new_reader(node, "Not sealed yet")
        taken = take(library, node.store, stick / "a.backup")
    restore(Path(taken.path), library)
    with scene.at_work(library, ms=later(library)) as node, node.store.engine.reading() as reading:
        assert [row.stream for row in reading.streams() if row.sealed < row.number] == []


def test_who_was_erased_after_a_copy_does_not_come_back_by_it(
    library: Path, copied: Copied
) -> None:
    taken = copied()
    with scene.at_work(library, ms=later(library)) as node:
        gone = node.store.vault.query(
            "SELECT commitment FROM part WHERE commitment IN (SELECT commitment FROM part LIMIT 1)"
        )[0][0]
        name = node.store.vault.part(gone)
        assert name is not None
        node.store.vault.erase([(gone, "link")])
    restore(Path(taken.path), library)
    with scene.at_work(library, ms=later(library)) as node:
        assert node.store.vault.part(gone) is None
        assert node.store.vault.is_refused(gone)
    assert verify_home(library).faults == ()
    assert name.raw not in (library / "vault.sqlite").read_bytes()


def test_a_served_home_is_copied_but_not_restored(
    library: Path, copied: Copied, serve: Any, stick: Path
) -> None:
    from tests.node.cli.conftest import command

    taken = copied()
    with serve(library):
        found = command(library, "backup", str(stick / "b.backup"), "--json", "--lang", "en")
        assert found.exit == 0, found.err
        assert found.told["facts"] >= taken.about.facts
        refused = command(library, "restore", taken.path, "--lang", "en")
        assert refused.exit == 3
        assert "already serves" in refused.err
    assert check(stick / "b.backup", key_of(library)).facts == found.told["facts"]


def test_a_copy_never_takes_the_place_of_a_strange_file(
    library: Path, copied: Copied, stick: Path
) -> None:
    letter = stick / "letter.odt"
    letter.write_bytes(b"not ours")
    with pytest.raises(StoreFault) as refused:
        copied("letter.odt")
    assert refused.value.code == "backup.foreign"
    assert letter.read_bytes() == b"not ours"
    for name, code in (
        ("../home/in.backup", "backup.in_home"),
        ("gone/a", "backup.medium_missing"),
    ):
        with pytest.raises(StoreFault) as refused:
            copied(name)
        assert refused.value.code == code
    first = copied("a.backup")
    lend_one(library)
    assert copied("a.backup").about.facts == first.about.facts + 1
    assert sorted(path.name for path in stick.iterdir()) == ["a.backup", "letter.odt"]


def test_what_a_broken_off_restore_left_is_found_and_swept(library: Path, copied: Copied) -> None:
    from tusach.node.keeping import doctor

    left = library.with_name(".home.restoring-0000")
    left.mkdir()
    (left / "vault.sqlite").write_bytes(b"names")
    (left / "node.lock").touch()
    assert "health.left_over" in {one.code for one in doctor.examine(library)}
    restore(Path(copied().path), library)
    assert not left.exists()


def test_a_home_whose_own_file_is_damaged_is_told_so_and_restored(
    library: Path, copied: Copied
) -> None:
    from tests.node.cli.conftest import command

    before, taken = digests(library), copied()
    (library / "home.json").write_text('{"home": "')
    for words in (("doctor",), ("search", "x"), ("verify",)):
        found = command(library, *words, "--lang", "en")
        assert (found.exit, "Traceback" in found.err) == (4, False), words
        assert "estore the latest backup" in found.err or words == ("verify",)
    found = command(library, "restore", taken.path, "--json", "--lang", "en")
    assert found.exit == 0, found.err
    assert digests(library) == before


def test_both_ways_on_of_a_fork_are_in_a_backup(library: Path, stick: Path, tmp_path: Path) -> None:
    from tusach.node.keeping.taking import take
    from tusach.node.store.offering import paths, trunk_first
    from tusach.node.store.receive import receive

    clone, third = (scene.copied(library, tmp_path / name) for name in ("clone", "third"))
    shutil.copy2(keys.key_file(library), keys.key_file(clone))  # one key in two places
    lend_one(library)
    for name in ("Somebody", "Somebody else"):
        with scene.at_work(clone, ms=later(clone)) as node:
            scene.new_reader(node, name)
    lend_one(clone)
    with scene.at_work(third, ms=later(third)) as node:
        for home in (library, clone):
            with scene.at_work(home, ms=later(home)) as other:
                other.store.seal()
                with other.store.engine.reading() as reading:
                    parcels = [
                        one
                        for row in sorted(reading.streams(), key=trunk_first)
                        for one in paths(reading, row)
                    ]
                parts = tuple(other.store.vault.parts())
            for parcel in parcels:
                whole = msgspec.structs.replace(parcel, parts=parts)
                receive(node.store, whole, source="a stick")
        with node.store.engine.reading() as reading:
            forked = reading.streams()
        assert [row for row in forked if row.branch_of]
        path = stick / "a.backup"
        take(third, node.store, path)
    before = digests(third)
    assert verify_home(third).faults == ()
    restore(path, third)
    assert digests(third) == before
    assert verify_home(third).faults == ()
    with scene.at_work(third, ms=later(third)) as node, node.store.engine.reading() as reading:
        assert [
            row for row in reading.streams() if row.stream in {o.stream for o in forked}
        ] == forked


def test_what_was_missing_already_does_not_keep_a_home_from_coming_back(
    library: Path, copied: Copied, run: Callable[..., Ran]
) -> None:
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(library / "vault.sqlite")) as connection:
        connection.execute("DELETE FROM part WHERE commitment = (SELECT min(commitment) FROM part)")
        connection.commit()
    found = run(library, "restore", copied().path, "--json", "--lang", "en")
    assert found.exit == 1, found.err
    assert [one["code"] for one in found.told["faults"]] == ["verify.part_missing"]
    assert "A private part is missing" in found.err
