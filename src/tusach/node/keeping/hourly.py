"""The automatic copy: every hour in which something was told, on a thread of its own.

| file of the home | holds |
|---|---|
| `home.json`, `backup_to` | the folder to copy into; none: no automatic copies |
| `copies.json` | when the last copy was taken and tried, and why it failed |
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from pathlib import Path

import msgspec

from tusach.node.keeping.taking import Taken, take_into
from tusach.node.settings.home import read_home, write_home
from tusach.node.settings.repeated import Repeated
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store

FILE = "copies.json"
HOUR_MS = 3_600_000
AGAIN_MS = 5 * 60_000
LOOK_EVERY_S = 10.0
BREATH_S = 0.002

log = logging.getLogger("tusach.keeping")


class Copies(msgspec.Struct, frozen=True):
    """How the automatic copies stand. facts: how many the last one held; fault: "" is none."""

    taken_ms: int = 0
    facts: int = 0
    tried_ms: int = 0
    fault: str = ""
    values: dict[str, str] = {}


def copies_of(home: Path) -> Copies:
    """How the automatic copies of a home stand."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=Copies)
    except (OSError, msgspec.DecodeError):
        return Copies()


def folder_of(home: Path) -> Path | None:
    """The folder to copy into, or None."""
    told = read_home(home).get("backup_to")
    return Path(told) if told else None


def copy_into(home: Path, folder: Path | None) -> None:
    """From now on copies are taken into this folder every hour; None: no more."""
    write_home(home, backup_to=str(folder) if folder else "")
    # What stood in the way of another folder is none of this one's.
    _keep(home, msgspec.structs.replace(copies_of(home), fault="", values={}, tried_ms=0))


def note(home: Path, taken: Taken) -> None:
    """A copy was taken into the folder by a person's word."""
    made = taken.about.made_ms
    _keep(home, Copies(made, taken.about.facts, made))


def is_due(state: Copies, *, now_ms: int, facts: int) -> bool:
    """Whether a copy is to be taken now.

    >>> is_due(Copies(), now_ms=5, facts=0), is_due(Copies(), now_ms=5, facts=1)
    (False, True)
    >>> taken = Copies(taken_ms=1_000, facts=3)
    >>> is_due(taken, now_ms=2_000, facts=4), is_due(taken, now_ms=1_000 + HOUR_MS, facts=4)
    (False, True)
    >>> is_due(taken, now_ms=1_000 + HOUR_MS, facts=3)
    False
    >>> is_due(taken, now_ms=500, facts=4)  # the clock was set back
    True
    >>> failed = Copies(tried_ms=1_000, fault="backup.full")
    >>> is_due(failed, now_ms=2_000, facts=4), is_due(failed, now_ms=1_000 + AGAIN_MS, facts=4)
    (False, True)
    """
    if state.fault:
        return not state.tried_ms <= now_ms < state.tried_ms + AGAIN_MS
    if facts == state.facts:
        return False
    return not state.taken_ms <= now_ms < state.taken_ms + HOUR_MS or not state.taken_ms


class Hourly:
    """Takes the automatic copies of a home that this process writes."""

    def __init__(self, home: Path, store: Store) -> None:
        self.home = home
        self.store = store
        self._again = Repeated("copies", self.tick, every_s=LOOK_EVERY_S)
        self._turn = threading.Lock()
        self._asked = False

    def begin(self) -> None:
        """From now on, by itself."""
        self._again.begin()

    def end(self) -> None:
        """No more; a copy that is being taken is left off, and nothing of it stays."""
        self._again.end()

    def soon(self) -> None:
        """A person asks for one now."""
        self._asked = True
        self._again.soon()

    def tick(self) -> bool:
        """Take a copy where one is due; whether one was tried."""
        folder = folder_of(self.home)
        if folder is None:
            return False
        state = copies_of(self.home)
        asked, self._asked = self._asked, False
        due = is_due(state, now_ms=self.store.now_ms(), facts=self.store.known_arrival)
        if not (asked or due):
            return False
        self.take(folder)
        return True

    def take(self, folder: Path) -> Copies:
        """Take one now; how it went is kept for pages and the doctor."""
        with self._turn:
            state = copies_of(self.home)
            now = max(self.store.now_ms(), 0)
            try:
                taken = take_into(self.home, self.store, folder, step=self._step)
                state = Copies(now, taken.about.facts, now)
            except StoreFault as fault:
                log.warning("no copy was taken: %s", fault.code)
                values = {key: str(value) for key, value in fault.values.items()}
                state = msgspec.structs.replace(
                    state, tried_ms=now, fault=fault.code, values=values
                )
            _keep(self.home, state)
            return state

    def _step(self, done: int, total: int) -> None:
        """Between two pieces the desk comes first; a process that ends does not wait."""
        if self._again.is_ended:
            raise StoreFault("backup.left_off")
        time.sleep(BREATH_S)


def _keep(home: Path, state: Copies) -> None:
    with contextlib.suppress(OSError):  # on a full disk the copy itself has said so
        write_whole(home / FILE, msgspec.json.encode(state))


_at_work: dict[str, Hourly] = {}


def at_work(home: Path) -> Hourly | None:
    """The automatic copies that this process takes of a home, where it does."""
    return _at_work.get(str(home))


def install(hourly: Hourly, *, ended: bool = False) -> None:
    """Pages find it from now on; or no more."""
    if ended:
        _at_work.pop(str(hourly.home), None)
    else:
        _at_work[str(hourly.home)] = hourly
