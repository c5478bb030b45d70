"""The versions of the program that lie beside a home, and the pointer that says which one runs.

| in `<home>.versions/` | is |
|---|---|
| `current.json` | the pointer, replaced whole |
| `course.json`, `course.lock` | how the last upgrade went or stands; who is at it |
| `<version>/` | a version: `start.py`, `kind` (of Python), `release.json`, `program/` |
| `packages-<sum>/` | what versions with the same requirements stand on |
| `arrived.tusach-release` | a release that was brought and waits for a person's word |
| `before.backup` | the copy that was taken before the last upgrade |
| `.new-*`, `rehearsal-*` | half made; swept away when nobody is at it |

Read before anything else of the program, by whichever version a person starts: these forms are
for ever. The version named "" is the program as it was installed by hand.
Source: docs/decisions/0029.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import msgspec

from tusach import VERSION
from tusach.node.settings import machine
from tusach.node.settings.whole_file import write_whole

POINTER, COURSE, LOCK = "current.json", "course.json", "course.lock"
START, KIND, ABOUT, PROGRAM = "start.py", "kind", "release.json", "program"
PACKAGES = "packages-"
ARRIVED, BEFORE = "arrived.tusach-release", "before.backup"
NEW, REHEARSAL, IN_USE = ".new-", "rehearsal-", "in-use"
AS_INSTALLED = ""
STAY = "TUSACH_STAY"
"""In the environment of a version that is to run whatever the pointer says."""
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}\Z")


class Pointer(msgspec.Struct, frozen=True):
    """Which version runs. on_trial: `current` has not answered yet, and `before` tries it out.

    tries: how often that was begun. installed, python: version and interpreter of the program as it
    was installed, when the pointer was set.
    """

    current: str
    before: str = AS_INSTALLED
    on_trial: bool = False
    tries: int = 0
    since_ms: int = 0
    installed: str = ""
    python: str = ""

    @property
    def actor(self) -> str:
        """The version that a person's command is for."""
        return self.before if self.on_trial else self.current


class Course(msgspec.Struct, frozen=True):
    """How an upgrade went or stands. state: running, trying, done, refused, returned.

    to, was: versions; step: what is being done, or was when it ended; done, total: of that step.
    refused: nothing was switched. returned: it was, and the old version runs again.
    """

    to: str
    was: str
    state: str = "running"
    step: str = ""
    done: int = 0
    total: int = 0
    began_ms: int = 0
    ended_ms: int = 0
    fault: str = ""
    values: dict[str, str] = {}
    back: bool = False


RUNNING, TRYING, DONE, REFUSED, RETURNED = "running", "trying", "done", "refused", "returned"


def versions_of(home: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Where the versions of a home lie: TUSACH_VERSIONS, else beside the home."""
    named = (os.environ if environ is None else environ).get("TUSACH_VERSIONS")
    return Path(named).absolute() if named else home.with_name(f"{home.name}.versions")


def numbers(version: str) -> tuple[int, ...]:
    """A version as it is compared; () for what is none.

    >>> numbers("0.10.2") > numbers("0.9"), numbers("1.0") == numbers("1.0.0"), numbers("../x")
    (True, True, ())
    """
    if not _VERSION.match(version):
        return ()
    found = [int(one) for one in version.split(".")]
    while len(found) > 1 and not found[-1]:
        found.pop()
    return tuple(found)


def running(versions: Path) -> str:
    """The name of the version that this process is of."""
    program = Path(__file__).resolve().parents[3]
    try:
        found = program.relative_to(versions.resolve()).parts
    except (OSError, ValueError):
        return AS_INSTALLED
    return found[0] if found[1:] == (PROGRAM,) else AS_INSTALLED


def is_whole(versions: Path, name: str) -> bool:
    """Whether a version is there to be started by this Python."""
    if name == AS_INSTALLED:
        return True
    if not numbers(name) or not (versions / name / START).is_file():
        return False
    try:
        kind = (versions / name / KIND).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return kind.split() == list(machine.python_kind())


def is_there(versions: Path, name: str, pointer: Pointer) -> bool:
    """Whether the pointer leads to something that can be started."""
    python = words_of(versions, name, pointer)[0]
    return is_whole(versions, name) and Path(python).exists()


def kept(versions: Path) -> list[str]:
    """Versions that lie there whole, the newest first."""
    try:
        names = [one.name for one in versions.iterdir() if is_whole(versions, one.name)]
    except OSError:
        return []
    return sorted(names, key=numbers, reverse=True)


def read_pointer(versions: Path) -> Pointer | None:
    """The pointer; None where none was set yet. Raises ValueError where it is bent."""
    try:
        raw = (versions / POINTER).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = msgspec.json.decode(raw, type=Pointer)
    if any(one and not numbers(one) for one in (found.current, found.before)):
        raise ValueError(POINTER)
    return found


def write_pointer(versions: Path, pointer: Pointer) -> None:
    """From now on the pointer says this, whatever happens. Raises OSError."""
    write_whole(versions / POINTER, msgspec.json.encode(pointer))


def fresh_pointer(versions: Path) -> Pointer:
    """The pointer as it stands, or as it would for who runs now; what is installed is of now."""
    me = running(versions)
    found: Pointer | None = None
    with contextlib.suppress(ValueError):
        found = read_pointer(versions)
    found = found or Pointer(current=me)
    if me == AS_INSTALLED:
        found = msgspec.structs.replace(found, installed=VERSION, python=sys.executable)
    return found


def words_of(versions: Path, name: str, pointer: Pointer | None) -> list[str]:
    """What starts a version; a command's words follow."""
    if name == AS_INSTALLED:
        python = pointer.python if pointer and pointer.python else sys.executable
        return [python, "-P", "-m", "tusach"]
    return [machine.base_python(), "-I", "-S", str(versions / name / START)]


def read_course(versions: Path) -> Course | None:
    """How the last upgrade went or stands."""
    try:
        return msgspec.json.decode((versions / COURSE).read_bytes(), type=Course)
    except (OSError, ValueError):
        return None


def write_course(versions: Path, course: Course) -> None:
    """It is kept. Raises OSError."""
    write_whole(versions / COURSE, msgspec.json.encode(course))


@contextlib.contextmanager
def turn(versions: Path) -> Iterator[IO[bytes] | None]:
    """The right to change versions, for as long as the block lasts; None while another has it."""
    with (versions / LOCK).open("ab") as file:
        yield file if machine.try_lock(file) else None


def is_taken(versions: Path) -> bool:
    """Whether a living process is at an upgrade."""
    return machine.is_locked(versions / LOCK)


def rehearsals_left(versions: Path) -> list[Path]:
    """Copies of the home that rehearsals of processes which are gone have left: they hold names."""
    found = versions.glob(f"{REHEARSAL}*")
    return sorted(one for one in found if not machine.is_locked(one / IN_USE))


def broke_off(versions: Path) -> Course | None:
    """The last upgrade, where it was cut off before it switched anything."""
    found = read_course(versions)
    if found is None or found.state != RUNNING or is_taken(versions):
        return None
    return found
