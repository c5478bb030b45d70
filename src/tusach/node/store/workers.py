"""The processes that serve one hub together: nothing replaces the program under them.

Each shares the lock of `node.workers` for as long as it serves, also where none of them writes the
home at the moment. An upgrade takes it alone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tusach.node.settings import machine
from tusach.node.store.own_files import open_lock

FILE = "node.workers"


@contextlib.contextmanager
def serving(home: Path) -> Iterator[bool]:
    """This process serves beside others, for as long as the block lasts; not while one is alone."""
    with os.fdopen(open_lock(home / FILE), "r+b") as file:
        yield machine.share_lock(file)


@contextlib.contextmanager
def alone(home: Path) -> Iterator[bool]:
    """No process serves so, for as long as the block lasts; whether that is so."""
    with os.fdopen(open_lock(home / FILE), "r+b") as file:
        yield machine.try_lock(file)
