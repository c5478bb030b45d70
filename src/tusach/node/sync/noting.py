"""What another node says of itself in an exchange is kept for pages and for the next parcel.

It goes in the signed greeting, not as facts: it is of this moment, and nobody is bound by it. Where
it cannot be kept, the exchange goes on, and the log says so.
"""

from __future__ import annotations

import logging
from pathlib import Path

from tusach.ledger.vector import Mark
from tusach.node.settings import machine
from tusach.node.store.peers import Heard, Report, remember, report
from tusach.node.store.store import Store
from tusach.node.sync.messages import Hello

log = logging.getLogger("tusach.sync")


def free_here(home: Path | None) -> int | None:
    """Bytes free on this disk; None where it is not known."""
    try:
        return machine.free_bytes(home) if home is not None else None
    except OSError:
        return None


def note(store: Store, home: Path, peer: str, said: Hello, *, upto: int | None = None) -> None:
    """How a peer is, by its greeting. upto: the arrival up to which it holds what it may of here.

    What it had to tell came with it then, unless it says that there is more.
    """
    now = max(store.now_ms(), 0)
    owes = 0 if upto and said.news and not said.news.bundle.more else None
    how = Report(now, said.software[:40], said.wall_ms - now, said.disk_free, upto, owes)
    try:
        report(home, peer, how)
    except OSError as fault:
        log.warning("what a peer says of itself could not be kept: %s", type(fault).__name__)


def holds(store: Store, home: Path, peer: str, vector: tuple[Mark, ...]) -> None:
    """What a peer holds for good, by its signed word of this moment."""
    try:
        remember(home, peer, Heard(vector, max(store.now_ms(), 0)))
    except OSError as fault:
        log.warning("what a peer holds could not be kept: %s", type(fault).__name__)
