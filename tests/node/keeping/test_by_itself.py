"""The copies that nobody has to think of: when they are taken, which stay, what is said of them."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.node.cli.conftest import Ran, command, free_port
from tests.node.keeping.conftest import later, lend_one
from tests.node.store import homes as scene

from tusach.node.keeping import doctor, hourly, rotation
from tusach.node.keeping.backup_key import BackupKey, key_of_code, mark_seen, own_key
from tusach.node.keeping.hourly import HOUR_MS, Copies, Hourly, copies_of
from tusach.node.settings.home import home_id, write_home
from tusach.node.store.protocol import StoreFault
from tusach.node.wording.health import HEALTH, say_finding

HOURS = 24 * 400


def held(home: Path, folder: Path) -> list[Path]:
    return rotation.copies(folder, home_id(home) or "")


# ---- the code ----


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_the_key(secret: bytes) -> None:
    code = BackupKey(secret).code
    assert len(code.split("-")) == 8
    assert key_of_code(code).public == BackupKey(secret).public
    assert key_of_code(code.replace("-", " ")).secret == secret


@given(st.binary(min_size=16, max_size=16), st.integers(0, 47), st.integers(1, 9))
def test_a_mistyped_digit_is_noticed_in_its_group(secret: bytes, at: int, other: int) -> None:
    digits = BackupKey(secret).code.replace("-", "")
    bent = digits[:at] + str((int(digits[at]) + other) % 10) + digits[at + 1 :]
    with pytest.raises(StoreFault) as refused:
        key_of_code(bent)
    assert refused.value.values["said"] == str(at // 6 + 1)


# ---- which stay ----


def test_a_year_of_hourly_copies_leaves_a_day_a_fortnight_and_a_year() -> None:
    began = datetime(2025, 1, 1, 0, 30)
    kept: set[str] = set()
    for hour in range(HOURS):
        now = (began + timedelta(hours=hour)).strftime("%Y%m%d-%H%M%S")
        kept.add(now)
        kept -= rotation.to_drop(kept, now)
        assert now in kept
    assert len({one[:11] for one in kept}) >= rotation.HOURLY
    assert len({one[:8] for one in kept}) >= rotation.DAILY
    assert len({one[:6] for one in kept}) == rotation.MONTHLY
    assert len(kept) <= rotation.HOURLY + rotation.DAILY + rotation.MONTHLY


@given(st.sets(st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)), max_size=60))
def test_what_a_wrong_clock_has_dated_later_than_now_stays(moments: set[datetime]) -> None:
    stamps = {one.strftime("%Y%m%d-%H%M%S") for one in moments}
    dropped = rotation.to_drop(stamps, "20260101-000000")
    assert all(one <= "20260101-000000" for one in dropped)
    past = sorted(one for one in stamps if one <= "20260101-000000")
    assert not past or past[-1] not in dropped


# ---- when ----


def test_a_copy_is_taken_in_every_hour_in_which_something_was_told(
    library: Path, stick: Path
) -> None:
    now = later(library)
    with scene.at_work(library, ms=now) as node:
        copying = Hourly(library, node.store)
        assert not copying.tick()  # nobody has chosen a folder
        hourly.copy_into(library, stick)
        assert copying.tick()
        assert not copying.tick()
        scene.new_reader(node, "Somebody")
        assert not copying.tick()  # not an hour yet
        node.store.clock.ms += HOUR_MS
        assert copying.tick()
        node.store.clock.ms += HOUR_MS
        assert not copying.tick()  # nothing was told
        copying.soon()
        assert copying.tick()
    assert len(held(library, stick)) == 3


def test_a_stick_that_is_away_is_asked_for_again_and_strange_files_stay(
    library: Path, stick: Path
) -> None:
    (stick / "tusach-holiday-photos.backup").write_bytes(b"not ours")
    with scene.at_work(library, ms=later(library)) as node:
        copying = Hourly(library, node.store)
        hourly.copy_into(library, stick)
        away = stick.rename(stick.with_name("away"))
        assert copying.tick()
        assert copies_of(library).fault == "backup.medium_missing"
        assert not copying.tick()
        node.store.clock.ms += hourly.AGAIN_MS
        away.rename(stick)
        assert copying.tick()
        assert copies_of(library).fault == ""
    assert len(held(library, stick)) == 1
    assert (stick / "tusach-holiday-photos.backup").exists()


def test_the_desk_goes_on_while_a_copy_is_taken(library: Path, stick: Path) -> None:
    with scene.at_work(library, ms=later(library)) as node:
        lent = threading.Event()
        copying = Hourly(library, node.store)

        def desk() -> None:
            scene.new_reader(node, "Served meanwhile")
            lent.set()

        def step(done: int, total: int) -> None:
            thread = threading.Thread(target=desk)
            thread.start()
            assert lent.wait(30)  # an act is told while the copy is open
            thread.join()

        copying._step = step  # type: ignore[method-assign]
        facts = node.store.known_arrival
        assert copying.take(stick).facts == facts
        assert node.store.known_arrival > facts


def test_a_process_that_ends_does_not_wait_for_its_copy(library: Path, stick: Path) -> None:
    with scene.at_work(library, ms=later(library)) as node:
        copying = Hourly(library, node.store)
        copying.end()
        assert copying.take(stick).fault == "backup.left_off"
    assert list(stick.iterdir()) == []


def test_serving_takes_the_first_copy_by_itself(
    library: Path, stick: Path, serve: Callable[..., Any]
) -> None:
    own_key(library)
    hourly.copy_into(library, stick)
    with serve(library):
        deadline = threading.Event()
        for _ in range(300):
            if copies_of(library).taken_ms:
                break
            deadline.wait(0.1)
    assert len(held(library, stick)) == 1


# ---- the doctor ----


def codes(home: Path, **more: Any) -> set[str]:
    found = doctor.examine(home, **more)
    return {one.code for one in found if one.state in (doctor.BAD, doctor.DAMAGED)}


@pytest.fixture
def well(library: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of which the doctor has nothing to say."""
    monkeypatch.setattr(doctor.machine, "same_disk", lambda one, other: False)
    monkeypatch.setattr(doctor.machine, "free_bytes", lambda folder: 1 << 40)
    with scene.at_work(library, ms=later(library)) as node:
        hourly.copy_into(library, stick)
        assert Hourly(library, node.store).tick()
    mark_seen(library)
    return library


def test_a_machine_that_is_well_is_said_to_be(well: Path, run: Callable[..., Ran]) -> None:
    port = str(free_port())
    found = run(well, "doctor", "--json", "--lang", "en", "--bind", port)
    assert (found.exit, found.told["faults"]) == (0, [])
    assert "This machine is well" in found.err
    assert "máy" in run(well, "doctor", "--lang", "vi", "--bind", port).out.lower()


def bent_ledger(home: Path) -> None:
    path = home / "ledger.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as base:
        found = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'fact'").fetchone()
    raw = bytearray(path.read_bytes())
    page = (found[0] - 1) * 4096
    raw[page : page + 4096] = bytes(4096)
    path.write_bytes(raw)


def keys_open(home: Path) -> None:
    (home.parent / "keys" / "django.secret").touch()
    (home.parent / "keys" / "django.secret").chmod(0o644)


def copy_bent(home: Path) -> None:
    (path,) = held(home, home.parent / "stick")
    path.write_bytes(path.read_bytes()[:-1])


def copies_away(home: Path) -> None:
    (home.parent / "stick").rename(home.parent / "away")


def copies_gone(home: Path) -> None:
    for path in held(home, home.parent / "stick"):
        path.unlink()


def home_bent(home: Path) -> None:
    told = json.loads((home / "home.json").read_text())
    (home / "home.json").write_text(json.dumps({**told, "place": "elsewhere"}))


ILLS: tuple[tuple[Callable[[Path], object], str, int], ...] = (
    (bent_ledger, "health.ledger_unread", 4),
    (keys_open, "health.keys_open", 1),
    (copy_bent, "health.copy_unread", 1),
    (copies_away, "health.medium_missing", 1),
    (copies_gone, "health.copies_empty", 1),
    (home_bent, "health.home_file", 4),
    (lambda home: home.chmod(0o755), "health.home_open", 1),
    (lambda home: hourly.copy_into(home, None), "health.copies_none", 1),
    (lambda home: write_home(home, backup_to=str(home.parent)), "health.copies_empty", 1),
)


@pytest.mark.parametrize(("harm", "code", "exit_code"), ILLS, ids=[one[1] for one in ILLS])
def test_each_ill_is_found_and_its_next_step_said(
    well: Path, run: Callable[..., Ran], harm: Callable[[Path], object], code: str, exit_code: int
) -> None:
    scene.settle_files(well)
    harm(well)
    found = run(well, "doctor", "--json", "--lang", "en", "--bind", str(free_port()))
    assert code in {one["code"] for one in found.told["faults"]}
    assert all(one["todo"] for one in found.told["faults"])
    assert found.exit == exit_code


def test_a_full_disk_a_long_log_and_a_copy_beside_the_home_are_ills(
    well: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(well) == set()
    monkeypatch.setattr(doctor.machine, "free_bytes", lambda folder: 1 << 20)
    monkeypatch.setattr(doctor.machine, "same_disk", lambda one, other: True)
    monkeypatch.setattr(doctor, "LARGEST_LOG", -1)
    with scene.at_work(well, ms=later(well)):
        assert codes(well) == {"health.disk", "health.log_long", "health.same_disk"}


def test_a_port_in_use_is_said_unless_the_library_itself_uses_it(
    well: Path, serve: Callable[..., Any]
) -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        assert codes(well, port=line.getsockname()) == {"health.port_taken"}
    with serve(well):
        found = command(well, "doctor", "--json", "--lang", "en")
        assert "health.served" in {one["code"] for one in found.told["looked_at"]}


def test_a_failed_copy_is_said_with_its_reason(well: Path, run: Callable[..., Ran]) -> None:
    state = Copies(1, 1, 1, "backup.no_room", {"said": "17"})
    hourly._keep(well, state)
    found = run(well, "doctor", "--lang", "en")
    assert "17 MB are missing" in found.err


def test_old_tables_and_a_lost_search_file_mend_themselves(well: Path) -> None:
    with contextlib.closing(sqlite3.connect(well / "ledger.sqlite")) as connection:
        connection.execute("UPDATE schema_mark SET hash = 'older'")
        connection.commit()
    (well / "search.sqlite").unlink()
    notes = {one.code for one in doctor.examine(well) if one.state == doctor.NOTE}
    assert {"health.tables_old", "health.search_gone"} <= notes
    assert codes(well) == set()


def test_entries_that_wait_for_their_seal_while_it_is_served_are_a_fault(well: Path) -> None:
    with scene.at_work(well, ms=later(well)) as node:
        scene.describe(node, "Chờ niêm")
        told_ms = node.store.clock_state.ms
        with pytest.MonkeyPatch.context() as patch:

            def after(ms: int) -> set[str]:
                patch.setattr("tusach.node.store.store.Store.now_ms", lambda _: told_ms + ms)
                return codes(well)

            assert "health.sealing_stopped" not in after(1_000)
            assert "health.sealing_stopped" in after(doctor.UNSEALED_MS + 1_000)
            node.store.seal()
            assert "health.sealing_stopped" not in after(doctor.UNSEALED_MS + 1_000)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_finding_has_words_and_a_next_step(language: str) -> None:
    values = {
        "free": 1, "wanted": 2, "size": 3, "path": "p", "names": "n", "address": "a", "now_ms": 1,
        "bound_ms": 2, "facts": 4, "fault": "store.full", "said": "s", "n": 5, "name": "x",
        "made_ms": 6, "at_ms": 7, "python": "3", "sqlite": "3", "since_ms": 7,
        "waiting": 3, "until": "2026-12-01", "runs": "0.2.0", "to": "0.3.0",
    }  # fmt: skip
    with translation.override(language):
        for code in HEALTH:
            said, _todo = say_finding(code, values)
            assert said
            assert "%(" not in said + _todo
    source = Path(doctor.__file__).read_text()
    for code in HEALTH:
        assert f'"{code}"' in source


# ---- the command ----


def test_the_command_sets_the_hourly_folder_and_ends_it(
    library: Path, stick: Path, run: Callable[..., Ran]
) -> None:
    first = run(library, "backup", "--every-hour", str(stick), "--json", "--lang", "en")
    assert first.exit == 0, first.err
    assert key_of_code(first.told["code"]).name == first.told["key"]
    assert "write it down now" in first.err
    assert len(held(library, stick)) == 1
    assert hourly.folder_of(library) == stick
    again = run(library, "backup", str(stick / "b.backup"), "--json")
    assert "code" not in again.told
    shown = run(library, "backup", "--show-code", "--json")
    assert shown.told["code"] == first.told["code"]
    assert run(library, "backup", "--never").exit == 0
    assert hourly.folder_of(library) is None
    assert run(library, "backup").exit == 2
    assert run(library, "backup", "--never", str(stick / "c.backup")).exit == 2
    gone = run(library, "backup", "--every-hour", str(stick / "gone"), "--lang", "en")
    assert (gone.exit, "folder that exists" in gone.err) == (3, True)


def test_what_came_back_still_lends(library: Path, stick: Path, run: Callable[..., Ran]) -> None:
    run(library, "backup", str(stick / "a.backup"))
    found = run(library, "restore", str(stick / "a.backup"), "--lang", "en")
    assert found.exit == 0
    assert "Nothing that this machine stored is missing" in found.out
    lend_one(library)
