"""A real home is upgraded by real releases and real processes: there, back, and not at all."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import ROOT, Ran, Served, command, environment, free_port, looking
from tests.node.keeping.conftest import everything
from tests.node.store import homes as scene
from tests.node.upgrading import making
from tests.node.upgrading.making import KEY, real

from tusach import VERSION
from tusach.node.acts.node import Node
from tusach.node.acts.verifying import verify_home
from tusach.node.settings import machine
from tusach.node.settings import versions as places
from tusach.node.settings.versions import read_course, read_pointer, versions_of
from tusach.node.upgrading import course, trust
from tusach.node.upgrading.release_file import open_release
from tusach.node.upgrading.unpacking import copy_installed, install

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def home(library: Path) -> Path:
    """A library with readers and loans, which believes the tests' key."""
    trust.trust(library, KEY.public_hex)
    return library


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the program stands on, laid once; Python keeps beside it what it has compiled."""
    folder = tmp_path_factory.mktemp("packages")
    copy_installed(making.wanted(), folder)
    return folder


@pytest.fixture
def quick(home: Path, stick: Path, packages: Path) -> None:
    """The packages lie there already, as after an earlier upgrade."""
    lay(home, stick, packages)


def lay(home: Path, stick: Path, packages: Path) -> None:
    manifest = open_release(making.small(stick, pins=making.wanted())).manifest
    versions_of(home).mkdir(mode=0o700)
    (versions_of(home) / f"packages-{manifest.packages}").symlink_to(packages)


def upgrade(home: Path, *words: object, lang: str = "en") -> Ran:
    return command(home, "upgrade", *map(str, words), "--json", "--lang", lang)


def runs(home: Path) -> str:
    """The version that a command on this home is answered by."""
    return command(home, "--version").out.strip()


def told(home: Path) -> list[bytes]:
    """Every fact, in the order in which it came here; starting tells some about the machine."""
    with looking(home) as node, node.store.engine.reading() as reading:
        return [row.raw for row in reading.facts(0, 10_000)]


@contextlib.contextmanager
def served(home: Path, *words: str) -> Iterator[Served]:
    """The home is served by a process that may become another version."""
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [*(words or (sys.executable, "-m", "tusach")), "serve", "--home", str(home)]
        + ["--bind", address, "--json"],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert json.loads(process.stdout.readline())["address"] == f"http://{address}/"
        yield Served(process, f"http://{address}/", home)
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


def next_address(found: Served) -> str:
    """The address that the process says when it has begun anew."""
    return str(json.loads(found.process.stdout.readline())["address"])


def is_answered(address: str) -> bool:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return bool(answer.status == 200)


def test_a_library_goes_to_a_newer_version_and_back_and_nothing_is_lost(
    home: Path, stick: Path
) -> None:
    before = told(home)
    ran = upgrade(home, real(stick, "0.2.0"))
    assert ran.exit == 0, ran.err
    assert (ran.told["state"], ran.told["version"], ran.told["was"]) == ("done", "0.2.0", VERSION)
    assert len(ran.told["code"].split("-")) == 8, "the first backup shows its code"
    assert runs(home) == "0.2.0"
    assert told(home)[: len(before)] == before
    folder = versions_of(home)
    left = sorted(one.name for one in folder.iterdir())
    packages = [one for one in left if one.startswith("packages-")]
    assert len(packages) == 1
    names = ["0.2.0", "before.backup", "course.json", "course.lock", "current.json", *packages]
    assert left == names
    listed = command(home, "upgrade", "--list", "--json").told
    assert [(one["version"], one["runs"]) for one in listed["versions"]] == [
        ("0.2.0", True),
        (VERSION, False),
    ]
    again = upgrade(home, stick / "tusach-0.2.0.tusach-release")
    assert (again.exit, again.told["refusal"]["code"]) == (3, "upgrade.same")
    back = upgrade(home, "--back")
    assert (back.exit, back.told["version"]) == (0, VERSION), back.err
    assert runs(home) == VERSION
    assert told(home)[: len(before)] == before
    assert verify_home(home).faults == ()
    none = upgrade(home, "--back")
    assert (none.exit, none.told["refusal"]["code"]) == (3, "upgrade.nothing_before")


def test_a_full_release_stands_on_what_it_brings_and_on_nothing_else(
    node: Node, stick: Path, tmp_path: Path
) -> None:
    names = frozenset(("msgspec", "pynacl", "cffi", "pycparser"))
    pins = tuple(pin for pin in making.wanted() if pin[0] in names)
    path = real(stick, "0.2.0", wheels=making.wheels(names), pins=pins)
    looked = course.look(path, node)
    assert looked.manifest.is_full and looked.manifest.kind
    folder = tmp_path / "versions"
    folder.mkdir()
    install(looked.release, folder, step=lambda done, total: None)
    words = [machine.base_python(), "-I", "-S", str(folder / "0.2.0" / "start.py"), "--version"]
    assert subprocess.run(words, capture_output=True, check=True).stdout == b"0.2.0\n"
    (packages,) = folder.glob("packages-*")
    code = f"import sys; sys.path.insert(0, {str(packages)!r}); import nacl.signing, msgspec"
    python = [machine.base_python(), "-I", "-S", "-c"]
    subprocess.run([*python, code], check=True)
    found = subprocess.run([*python, f"{code}, django"], capture_output=True, check=False)
    assert b"No module named 'django'" in found.stderr


def test_a_served_library_becomes_the_newer_version_under_the_same_process(
    home: Path, stick: Path, quick: None
) -> None:
    path = real(stick, "0.2.0")
    with served(home) as found:
        ran = upgrade(home, path)
        assert (ran.exit, ran.told["version"]) == (0, "0.2.0"), ran.err
        assert next_address(found) == found.address
        assert is_answered(found.address)
        pid = json.loads((home / "node.lock").read_text())["pid"]
        assert pid == found.process.pid
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        assert str(versions_of(home) / "0.2.0" / "start.py").encode() in words
        ran = upgrade(home, real(stick, "0.3.0", making.serve(making.SERVES_COPIES_ONLY)))
        assert (ran.exit, ran.told["state"]) == (3, "returned"), ran.err
        assert ran.told["fault"] == "upgrade.died"
        assert "0.2.0 runs again" in ran.err and "the disk is too slow" in ran.err
        assert next_address(found) == found.address
        assert is_answered(found.address)
    assert runs(home) == "0.2.0"
    doctor = command(home, "doctor", "--json").told
    said = {one["code"]: one["message"] for one in doctor["looked_at"]}
    assert "0.3.0" in said["health.upgrade_returned"]
    assert verify_home(home).faults == ()


@pytest.mark.postgres
def test_a_hub_on_postgresql_is_upgraded_too(
    tmp_path: Path, stick: Path, packages: Path, postgres_database: str, monkeypatch: Any
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "hub"
    scene.found(home, database=postgres_database)
    trust.trust(home, KEY.public_hex)
    lay(home, stick, packages)
    before = told(home)
    ran = upgrade(home, real(stick, "0.2.0"))
    assert (ran.exit, ran.told["version"]) == (0, "0.2.0"), ran.err
    assert told(home)[: len(before)] == before
    assert not list(versions_of(home).glob("rehearsal-*"))


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        (making.serve(making.SERVES_NO_MORE), "upgrade.cannot_start", "a library is missing"),
        (making.restore(making.CANNOT_READ), "upgrade.cannot_read", "a later form of backup"),
        (making.serve(making.BENDS_THE_HOME), "upgrade.no_way_back", "home.json"),
    ],
)
def test_a_version_that_fails_on_the_copy_never_touches_the_library(
    home: Path, stick: Path, quick: None, changed: dict[str, bytes], code: str, said: str
) -> None:
    before = everything(home)
    ran = upgrade(home, real(stick, "0.2.0", changed))
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, code), ran.err
    assert said in ran.told["refusal"]["message"]
    assert "Tell the province" in ran.told["refusal"]["message"]
    unchanged(home, before)
    folder = versions_of(home)
    assert read_pointer(folder) is None
    assert places.kept(folder) == [] and not list(folder.glob("rehearsal-*"))
    kept = read_course(folder)
    assert kept is not None and (kept.state, kept.fault) == ("refused", code)


def unchanged(home: Path, before: dict[str, bytes]) -> None:
    """The library is as it was; only what every start leaves may differ."""
    after = everything(home)
    passing = {"copies.json", "node.workers"}
    assert set(after) - passing == set(before) - passing
    assert after["home.json"] == before["home.json"]
    assert verify_home(home).faults == ()


def test_bad_files_are_refused_in_words_with_their_exit_codes(
    home: Path, stick: Path, run: Callable[..., Ran]
) -> None:
    good = making.small(stick).read_bytes()
    half, bent, photo = stick / "half", stick / "bent", stick / "photo.tusach-release"
    half.write_bytes(good[: len(good) // 2])
    bent.write_bytes(good[:-40] + bytes([good[-40] ^ 1]) + good[-39:])
    photo.write_bytes(b"PK\x03\x04" + bytes(100))
    strange = making.small(stick / "x", key=making.STRANGER)
    bad: list[tuple[Path, int, str]] = [
        (half, 3, "upgrade.cut"),
        (bent, 4, "upgrade.damaged"),
        (photo, 3, "upgrade.no_release"),
        (strange, 3, "upgrade.stranger"),
        (stick / "none", 3, "file.missing"),
        (making.small(stick, "0.0.1"), 3, "upgrade.older"),
        (making.small(stick, "9.9", platform="win32-amd64"), 3, "upgrade.platform"),
    ]
    for path, code, name in bad:
        for lang, unchanged in (("en", "Nothing was changed"), ("vi", "Chưa có gì thay đổi")):
            ran = run(home, "upgrade", str(path), "--json", "--lang", lang)
            assert (ran.exit, ran.told["refusal"]["code"]) == (code, name), ran.err
            message = ran.told["refusal"]["message"]
            assert unchanged in message or name == "file.missing", message
    assert read_pointer(versions_of(home)) is None
    assert not (versions_of(home) / "arrived.tusach-release").exists()


# ---- cut off ----

KILLED = """
import os, signal, sys
where = sys.argv.pop(1)
def die(*words, **more):
    os.kill(os.getpid(), signal.SIGKILL)
from tusach.node.upgrading import course, rehearsing, trying, unpacking
step = course._Kept.step
def stepped(self, name, **more):
    step(self, name, **more)
    if name == where:
        die()
course._Kept.step = stepped
class Machine:
    def __init__(self, module):
        self.module = module
    def __getattr__(self, name):
        return die if name == "rename" else getattr(self.module, name)
if where == "unpacked":
    unpacking.machine = Machine(unpacking.machine)
if where == "restored":
    rehearsing._serve = die
elif where in ("switched", "tried", "passed"):
    rehearsing.rehearse = lambda *words, **more: None
if where == "switched":
    course._Kept.end = die
if where == "tried":
    trying.serving = die
if where == "passed":
    trying._passed = die
from tusach.node.cli.main import run
run()
"""
BEFORE_THE_SWITCH = (
    "bringing", "checking", "copying", "unpacking", "unpacked", "rehearsing", "restored",
    "switching",
)  # fmt: skip


def killed(where: str, home: Path, *words: str) -> None:
    """A command as a process that is killed there."""
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, where, *words, "--home", str(home)],
        cwd=ROOT, env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL, (where, ran.returncode, ran.stderr)


def codes(home: Path) -> set[str]:
    from tusach.node.keeping.doctor import examine

    return {one.code for one in examine(home)}


def test_whatever_step_is_cut_off_the_old_version_works_and_the_next_try_succeeds(
    home: Path, stick: Path, quick: None
) -> None:
    path = real(stick, "0.2.0")
    before = told(home)
    folder = versions_of(home)
    for where in BEFORE_THE_SWITCH:
        killed(where, home, "upgrade", str(path))
        assert read_pointer(folder) is None, where
        assert "health.upgrade_broke_off" in codes(home), where
        assert ("health.rehearsal_left" in codes(home)) == (where == "restored"), where
        assert verify_home(home, quick=True).faults == (), where
        assert runs(home) == VERSION, where
    listed = command(home, "upgrade", "--list", "--json", "--lang", "vi")
    assert listed.exit == 1 and "bị ngắt" in listed.err
    ran = upgrade(home, path)
    assert (ran.exit, ran.told["version"]) == (0, "0.2.0"), ran.err
    assert not codes(home) & {"health.upgrade_broke_off", "health.rehearsal_left"}
    assert not [one for one in folder.iterdir() if one.name.startswith((".", "rehearsal-"))]
    assert told(home)[: len(before)] == before


def test_cut_off_after_the_switch_the_next_start_tries_it_out_and_it_stays(
    home: Path, stick: Path, quick: None
) -> None:
    path = real(stick, "0.2.0")
    folder = versions_of(home)
    killed("switched", home, "upgrade", str(path))
    assert on_trial(folder) == 0
    assert runs(home) == VERSION, "until it has answered, the old one acts"
    refused = upgrade(home, path)
    assert (refused.exit, refused.told["refusal"]["code"]) == (3, "upgrade.on_trial")
    bind = ("serve", "--bind", f"127.0.0.1:{free_port()}")
    killed("tried", home, *bind)
    assert on_trial(folder) == 1
    with served(home) as found:
        assert is_answered(found.address)
        assert runs(home) == "0.2.0"
    assert verify_home(home).faults == ()


def test_killed_when_it_had_passed_it_is_tried_once_more(
    home: Path, stick: Path, quick: None
) -> None:
    path = real(stick, "0.2.0")
    folder = versions_of(home)
    killed("switched", home, "upgrade", str(path))
    killed("passed", home, "serve", "--bind", f"127.0.0.1:{free_port()}")
    assert on_trial(folder) == 1
    with served(home) as found:
        assert is_answered(found.address)
    assert runs(home) == "0.2.0"


def on_trial(folder: Path) -> int:
    """How often the version on trial was tried out."""
    pointer = read_pointer(folder)
    assert pointer is not None and pointer.on_trial
    return pointer.tries


def test_a_home_that_another_process_holds_is_refused(home: Path, stick: Path) -> None:
    from tusach.node.store import home as homes

    path: Any = making.small(stick)
    with homes.writer(home, "http://127.0.0.1:1/"):
        ran = upgrade(home, path)
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "home.busy_elsewhere")
    assert read_pointer(versions_of(home)) is None
    assert os.environ.get("TUSACH_STAY") is None
