"""PINs of readers: five wrong tries lock one, and a restart does not open it again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.node.conftest import CARD, PIN, READER

from tusach.node.people import hashing, pins
from tusach.node.people.models import AccessLook, Attempts, ReaderPin
from tusach.node.settings.home import write_home


@pytest.fixture
def _pin(db: None) -> None:
    pins.set_pin(READER, PIN)


@pytest.mark.usefixtures("_pin")
def test_the_right_pin_opens_and_a_wrong_one_does_not() -> None:
    assert pins.check_pin(READER, PIN)
    assert not pins.check_pin(READER, "1357")
    assert not pins.check_pin(READER, PIN + "0")
    assert not pins.check_pin("another", PIN)
    assert not pins.check_pin(None, PIN)


@pytest.mark.usefixtures("_pin")
def test_five_wrong_tries_lock_a_pin_also_for_the_right_one() -> None:
    for _ in range(pins.TRIES):
        assert not pins.is_locked(READER)
        assert not pins.check_pin(READER, "0000")
    assert pins.is_locked(READER)
    assert not pins.check_pin(READER, PIN)


@pytest.mark.usefixtures("_pin")
def test_four_wrong_tries_are_forgiven_by_a_right_one() -> None:
    for _ in range(2):
        for _ in range(pins.TRIES - 1):
            assert not pins.check_pin(READER, "0000")
        assert pins.check_pin(READER, PIN)


@pytest.mark.usefixtures("_pin")
def test_a_new_pin_at_the_desk_opens_a_locked_one_and_ends_sessions() -> None:
    before = ReaderPin.objects.get().stamp
    for _ in range(pins.TRIES):
        pins.check_pin(READER, "0000")
    pins.set_pin(READER, "975310")
    assert not pins.is_locked(READER)
    assert pins.check_pin(READER, "975310")
    assert ReaderPin.objects.get().stamp != before


@pytest.mark.usefixtures("_pin")
def test_a_crowd_at_the_door_uses_up_no_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(secret: str, hashed: str | None) -> bool:
        raise hashing.Busy

    monkeypatch.setattr(pins, "slow_check", busy)
    for _ in range(pins.TRIES + 1):
        with pytest.raises(hashing.Busy):
            pins.check_pin(READER, PIN)
    monkeypatch.undo()
    assert pins.check_pin(READER, PIN)


@pytest.mark.usefixtures("_pin")
def test_a_crowd_at_the_door_opens_no_locked_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(pins.TRIES):
        pins.check_pin(READER, "0000")

    def busy(secret: str, hashed: str | None) -> bool:
        raise hashing.Busy

    monkeypatch.setattr(pins, "slow_check", busy)
    for _ in range(pins.TRIES):
        with pytest.raises(hashing.Busy):
            pins.check_pin(READER, "0000")
    monkeypatch.undo()
    assert pins.is_locked(READER)
    assert not pins.check_pin(READER, PIN)


@pytest.mark.usefixtures("_pin")
def test_every_refusal_asks_and_writes_the_same() -> None:
    pins.check_pin(None, "0000")
    work: dict[str, tuple[int, int]] = {}
    for case, who in (("no reader", None), ("no PIN", "another"), ("wrong", READER)):
        work[case] = _work(who)
    ReaderPin.objects.update(tries=pins.TRIES)
    work["locked"] = _work(READER)
    assert all(writes == 1 for _looks, writes in work.values()), work
    assert len({looks for looks, _writes in work.values()}) == 1, work


def _work(who: str | None) -> tuple[int, int]:
    """How often a refused try looked, and how often it wrote a row, which waits for the disk."""
    with CaptureQueriesContext(connection) as asked:
        before = _rows()
        assert not pins.check_pin(who, "0000")
        wrote = sum(one != two for one, two in zip(before, _rows(), strict=True))
    looks = sum(one["sql"].startswith("SELECT") for one in asked.captured_queries)
    return looks, wrote


def _rows() -> list[object]:
    return [list(model.objects.order_by("pk").values_list()) for model in (ReaderPin, Attempts)]


@pytest.mark.usefixtures("_pin")
@pytest.mark.parametrize("case", ["no reader", "no PIN", "wrong", "locked"])
def test_every_refusal_costs_one_hash(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if case == "locked":
        ReaderPin.objects.update(tries=pins.TRIES)
    calls: list[bool] = []

    def counted(secret: str, hashed: str | None) -> bool:
        calls.append(hashed is not None)
        return False

    monkeypatch.setattr(pins, "slow_check", counted)
    who = {"no reader": None, "no PIN": "another"}.get(case, READER)
    assert not pins.check_pin(who, "0000")
    assert len(calls) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "١٢٣٤", "12 34", "1234\n"])
def test_a_pin_has_four_to_six_digits(pin: str) -> None:
    with pytest.raises(ValueError, match="four to six digits"):
        pins.set_pin(READER, pin)


@pytest.mark.usefixtures("_pin")
def test_a_pin_cannot_be_found_without_the_key_outside_the_home(settings: object) -> None:
    settings.SECRET_KEY = "another node's"  # type: ignore[attr-defined]
    assert not pins.check_pin(READER, PIN)


@pytest.mark.usefixtures("_pin")
def test_an_erased_reader_leaves_nothing_in_the_local_tables(now: object) -> None:
    AccessLook.objects.create(at=now, staff_id="s", subject_id=READER, why="lend")
    pins.forget_reader(READER)
    assert not pins.has_pin(READER)
    assert not AccessLook.objects.exists()


STARTS = """
import django, sys
django.setup()
from django.core.management import call_command
from tusach.node.people import pins
if sys.argv[1] == "first":
    call_command("migrate", verbosity=0)
    pins.set_pin("reader-1", "2468")
    for _ in range(5):
        pins.check_pin("reader-1", "0000")
print(pins.is_locked("reader-1"), pins.check_pin("reader-1", "2468"))
"""


def test_a_locked_pin_stays_locked_over_a_restart(tmp_path: Path) -> None:
    write_home(tmp_path / "home")
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tusach.node.settings.django",
        "TUSACH_HOME": str(tmp_path / "home"),
        "TUSACH_KEYS": str(tmp_path / "keys"),
    }

    def start(turn: str) -> str:
        command = [sys.executable, "-c", STARTS, turn]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert start("first") == "True False"
    assert start("again") == "True False"
    held = {path.name for path in (tmp_path / "home").iterdir()}
    # No write-ahead log, nothing of Django's but its one file.
    assert held <= {"home.json", "local.sqlite", "local.sqlite-journal"}
    assert CARD.encode() not in (tmp_path / "home" / "local.sqlite").read_bytes()
