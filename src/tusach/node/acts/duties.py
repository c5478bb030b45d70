"""What a node owes the others by itself, whenever it has heard something new.

A duty looks at what is held, never at what just came in: so it may be done late, twice, or by
another process, and nothing is owed after it. One more is one more name in `DUTIES`. What goes
wrong in one stops neither the others nor the exchange that brought it on: it is logged, and kept
in `duties.json` of the home for the doctor until that duty has been done again.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tusach.node.acts import erasing, purging
from tusach.node.acts.crating import complete_receipts
from tusach.node.acts.ends import tell_ends
from tusach.node.acts.hold_ends import mend_holds
from tusach.node.acts.holding import give_up_in_time
from tusach.node.acts.inviting import let_in
from tusach.node.acts.photographs import tidy
from tusach.node.acts.trip_scopes import lend_scopes
from tusach.node.settings.repeated import Repeated
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.protocol import StoreFault

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

FILE = "duties.json"
LOOK_EVERY_S = 60.0

log = logging.getLogger("tusach.duties")

Duty = Callable[["Node"], int]
"""Tells what is owed and not told yet. Returns the number of facts told."""

DUTIES: tuple[Duty, ...] = (
    let_in,
    lend_scopes,
    tell_ends,
    mend_holds,
    give_up_in_time,
    complete_receipts,
    erasing.confirm,
    purging.daily,
    tidy,
)


class Failed(msgspec.Struct, frozen=True):
    """A duty that could not be done. at_ms: when it was tried last.

    code: worded as a fault; empty where the software itself made a mistake: see the log.
    """

    code: str
    at_ms: int
    values: dict[str, str] = {}


def perform(node: Node) -> int:
    """Every duty once; what goes wrong is kept for the doctor. Returns the number of facts told."""
    told = 0
    failed: dict[str, Failed] = {}
    for duty in DUTIES:
        try:
            told += duty(node)
        except StoreFault as fault:
            log.warning("%s was not done: %s", duty.__name__, fault.code)
            values = {key: str(value) for key, value in fault.values.items()}
            failed[duty.__name__] = Failed(fault.code, _now(node), values)
        except Exception:  # edge: whoever has just heard something must not be stopped by it
            log.exception("%s broke off", duty.__name__)
            failed[duty.__name__] = Failed("", _now(node))
    _keep(node.home, failed)
    return told


def failures(home: Path) -> dict[str, Failed]:
    """By duty, why it could not be done when it was tried last; empty where all are done."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=dict[str, Failed])
    except (OSError, ValueError, msgspec.DecodeError):
        return {}


def _now(node: Node) -> int:
    return max(node.store.now_ms(), 0)


def _keep(home: Path, failed: dict[str, Failed]) -> None:
    if not failed and not (home / FILE).exists():
        return
    with contextlib.suppress(OSError):  # on a full disk the duty itself has said so
        if failed:
            write_whole(home / FILE, msgspec.json.encode(failed))
        else:
            (home / FILE).unlink(missing_ok=True)


class Daily:
    """Does the duties of a node that is served: at the start, and on every new day."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._done_on = ""
        self._again = Repeated("duties", self.tick, every_s=LOOK_EVERY_S)

    def begin(self) -> None:
        """From now on, by itself."""
        self._again.begin()

    def end(self) -> None:
        """No more; a duty that is being done is done to its end."""
        self._again.end()

    def tick(self) -> bool:
        """Do them where this day has not seen them; whether they were."""
        today = self.node.today()
        if today == self._done_on:
            return False
        perform(self.node)
        self._done_on = today
        return True
