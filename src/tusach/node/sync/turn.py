"""One exchange at a time in a home, whoever asks for it: a page, a command, or nobody."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from tusach.node.settings import machine
from tusach.node.store.own_files import open_lock
from tusach.node.store.peers import FOLDER
from tusach.node.sync.messages import BadMessage

FILE = "exchanging"
LOOK_EVERY_S = 0.1


@contextlib.contextmanager
def taken(home: Path, *, patience_s: float = 0) -> Iterator[None]:
    """Nobody else exchanges meanwhile; the turn ends with the process, however that ends.

    Raises BadMessage where somebody else does for longer than one waits.
    """
    (home / FOLDER).mkdir(mode=0o700, exist_ok=True)
    deadline = time.monotonic() + patience_s
    with os.fdopen(open_lock(home / FOLDER / FILE), "r+b") as file:
        while not machine.try_lock(file):
            if time.monotonic() >= deadline:
                raise BadMessage("sync.busy")
            time.sleep(LOOK_EVERY_S)
        yield


def is_taken(home: Path) -> bool:
    """Whether somebody exchanges now."""
    return machine.is_locked(home / FOLDER / FILE)
