"""Whatever a person starts becomes the version that was chosen, or goes on where that is gone."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tusach import VERSION
from tusach.node.cli import launching
from tusach.node.keeping import doctor
from tusach.node.settings import machine
from tusach.node.settings.versions import (
    Course,
    Pointer,
    kept,
    read_pointer,
    versions_of,
    write_course,
    write_pointer,
)
from tusach.node.wording.health import say_finding

Put = Callable[..., Path]


class Became(Exception):
    """This process would be another program now."""


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is replaced."""

    def replaced(words: list[str], environ: object = None) -> None:
        raise Became(words)

    monkeypatch.setattr(machine, "replace_process", replaced)


def follow(home: Path, *words: str) -> list[str]:
    """What this process becomes for these words; nothing where it goes on itself."""
    try:
        launching.follow(home, list(words))
    except Became as other:
        found: list[str] = other.args[0]
        return found
    return []


def codes(home: Path) -> dict[str, str]:
    """What the doctor says of versions: code and state."""
    about = re.compile(
        r"health\.(version(_gone|s_open)?|upgrade_.*|pointer_.*|rehearsal_.*|on_trial)\Z"
    )
    found = [one for one in doctor.examine(home) if about.match(one.code)]
    assert all(say_finding(one.code, one.values)[0] for one in found)
    return {one.code: one.state for one in found}


def test_versions_lie_beside_the_home_or_where_the_operator_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert versions_of(tmp_path / "home") == tmp_path / "home.versions"
    monkeypatch.setenv("TUSACH_VERSIONS", str(tmp_path / "x"))
    assert versions_of(tmp_path / "home") == tmp_path / "x"


def test_without_a_pointer_everything_is_as_it_was_installed(home: Path, become: None) -> None:
    assert follow(home, "serve") == []
    assert codes(home) == {}


def test_a_command_is_for_the_version_that_was_chosen(
    home: Path, versions: Path, put: Put, become: None
) -> None:
    put("0.2.0")
    write_pointer(versions, Pointer("0.2.0", since_ms=1))
    start = str(versions / "0.2.0" / "start.py")
    words = [machine.base_python(), "-I", "-S", start]
    assert follow(home, "lend", "1", "2") == [*words, "lend", "1", "2"]
    assert codes(home) == {"health.version": "good"}


def test_while_one_is_on_trial_the_one_before_acts(
    home: Path, versions: Path, put: Put, become: None
) -> None:
    for name in ("0.2.0", "0.3.0"):
        put(name)
    write_pointer(versions, Pointer("0.3.0", before="0.2.0", on_trial=True))
    assert follow(home, "copy", "1")[3].endswith("0.2.0/start.py")
    write_pointer(versions, Pointer("0.3.0", before="", on_trial=True))
    assert follow(home, "copy", "1") == [], "it acts itself, and only a serve tries it out"
    assert codes(home) == {"health.on_trial": "note"}


def test_back_to_the_program_as_it_was_installed_starts_that(
    home: Path, versions: Path, become: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tusach.node.settings.versions.running", lambda versions: "0.2.0")
    write_pointer(versions, Pointer("", python=sys.executable, installed="0.1.0"))
    assert follow(home, "serve") == [sys.executable, "-P", "-m", "tusach", "serve"]


@pytest.mark.parametrize("name", ["0.2.0", "../x"])
def test_a_pointer_to_nothing_is_passed_over_and_named(
    home: Path, versions: Path, become: None, name: str
) -> None:
    (versions / "current.json").write_text(f'{{"current":"{name}"}}')
    assert follow(home, "serve") == []
    code = "health.version_gone" if name == "0.2.0" else "health.pointer_unread"
    assert codes(home) == {code: "bad"}


def test_a_bent_pointer_is_passed_over_and_named(home: Path, versions: Path, become: None) -> None:
    for raw in (b"", b"{", b"[]", b'{"current":7}', b"\xff"):
        (versions / "current.json").write_bytes(raw)
        assert follow(home, "serve") == [], raw
        assert codes(home) == {"health.pointer_unread": "bad"}, raw


def test_versions_that_others_may_change_are_passed_over_and_named(
    home: Path, versions: Path, put: Put, become: None
) -> None:
    put("0.2.0")
    write_pointer(versions, Pointer("0.2.0"))
    assert follow(home, "serve")
    versions.chmod(0o777)
    assert follow(home, "serve") == []
    assert codes(home) == {"health.versions_open": "bad"}


def test_a_version_for_another_python_is_passed_over(
    home: Path, versions: Path, put: Put, become: None
) -> None:
    (put("0.2.0") / "kind").write_text("cpython-399 linux-x86_64")
    write_pointer(versions, Pointer("0.2.0"))
    assert follow(home, "serve") == []
    assert kept(versions) == []
    assert codes(home) == {"health.version_gone": "bad"}


def test_going_back_is_done_by_whatever_was_started_even_if_the_chosen_one_is_broken(
    home: Path, versions: Path, put: Put, become: None
) -> None:
    put("0.2.0")
    write_pointer(versions, Pointer("0.2.0"))
    assert follow(home, "upgrade", "--back") == []
    assert follow(home, "upgrade", "--list")


def test_an_operator_may_start_a_version_in_spite_of_the_pointer(
    home: Path, versions: Path, put: Put, become: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("0.2.0")
    write_pointer(versions, Pointer("0.2.0"))
    monkeypatch.setenv("TUSACH_STAY", "1")
    assert follow(home, "serve") == []


def test_whoever_installs_a_newer_program_by_hand_takes_over(
    home: Path, versions: Path, put: Put, become: None
) -> None:
    put("0.0.5")
    write_pointer(versions, Pointer("0.0.5", installed="0.0.1"))
    assert follow(home, "serve") == [], f"{VERSION} was installed since"
    write_pointer(versions, Pointer("0.0.5", installed=VERSION))
    assert follow(home, "serve"), "a person has gone back to it"


def test_a_pointer_that_cannot_be_written_leaves_the_old_one(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pointer(versions, Pointer("0.2.0"))

    def full(file: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(machine, "sync_file", full)
    with pytest.raises(OSError, match="No space"):
        write_pointer(versions, Pointer("0.3.0"))
    assert read_pointer(versions) == Pointer("0.2.0")
    assert [one.name for one in versions.iterdir()] == ["current.json"]


def test_the_doctor_names_an_upgrade_that_broke_off_and_what_it_left(
    home: Path, versions: Path
) -> None:
    write_course(versions, Course("0.2.0", VERSION, step="rehearsing"))
    (versions / "rehearsal-1234").mkdir()
    assert codes(home) == {"health.rehearsal_left": "bad", "health.upgrade_broke_off": "note"}


def test_the_doctor_says_which_version_did_not_work(home: Path, versions: Path) -> None:
    write_pointer(versions, Pointer("", before="", python=sys.executable))
    values = {"exit": "3", "said": "no"}
    course = Course("0.2.0", VERSION, state="returned", fault="upgrade.died", values=values)
    write_course(versions, course)
    assert codes(home) == {"health.upgrade_returned": "note", "health.version": "good"}
