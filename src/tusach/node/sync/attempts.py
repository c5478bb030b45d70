"""Exchanges that nobody asks for: with every remembered address, on a thread of its own.

A machine that has asked to belong to a network fetches the answer as well, once people have
compared the number of the province. Parcels that wait are read as soon as their sender is known.

Soon after something was told, when the network comes back, and from time to time; rarely where
nobody answers. One at a time, in small messages, so that the desk never waits for it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tusach.ledger.parcel import BadParcel
from tusach.node.acts.node import Node
from tusach.node.settings.hosts import lan_address
from tusach.node.settings.repeated import Repeated
from tusach.node.store import links
from tusach.node.store.links import Link
from tusach.node.store.protocol import StoreFault
from tusach.node.store.transaction import Changed
from tusach.node.sync import backoff, coming_in, held_parcels, parcels, turn
from tusach.node.sync.asking import Link as Line
from tusach.node.sync.exchanging import Way, exchange
from tusach.node.sync.link import HttpLink
from tusach.node.sync.messages import BadMessage

LOOK_EVERY_S = 2.0
PATIENCE_S = 20
AT_ONCE = 1_000
BREATH_S = 0.005

log = logging.getLogger("tusach.sync")


class Attempts:
    """The exchanges of a node by itself. network: where this machine is reached, or None."""

    def __init__(self, node: Node, *, network: Callable[[], str | None] = lan_address) -> None:
        self.node = node
        self.home: Path = node.home
        self._network = network
        self._was_at = network()
        self._chance: dict[str, float] = {}
        self._told_since: int | None = None
        self._told_last = 0
        self._fetched_ms = self._fetches = 0
        self._read_as_of: object = None
        self._again = Repeated("attempts", self.tick, every_s=LOOK_EVERY_S)
        node.store.listeners.append(self._told)

    def begin(self) -> None:
        """From now on, by itself."""
        self._again.begin()

    def end(self) -> None:
        """No more; one that goes on is left off before it touches anything again."""
        self.node.store.listeners.remove(self._told)
        self._again.end(patience_s=5)

    def tick(self) -> int:
        """Ask every address that is due; how many were asked."""
        self._read_waiting()
        now = self.node.store.now_ms()
        here = self._network()
        is_back = here is not None and here != self._was_at
        self._was_at = here
        is_new = self._is_new(now)
        due = [
            one
            for one in links.links_of(self.home)
            if backoff.is_due(
                one, now_ms=now, pause=self._pause(one), is_new=is_new, is_back=is_back
            )
        ]
        if is_new:
            self._told_since = None
        self._fetch(now)
        return sum(self._ask(one) for one in due if not self._again.is_ended)

    def _read_waiting(self) -> None:
        """Parcels of machines that are known by now: at the start, and whenever that may change.

        Whoever exchanges with this one may bring what makes them known; a hub asks nobody itself.
        """
        known = self.node.store.standings
        if known is self._read_as_of:
            return
        try:
            if not held_parcels.are_there(self.home):
                self._read_as_of = known
                return
            with turn.taken(self.home):
                stored = parcels.read_again(self.node.store, self.home)
        except (BadMessage, BadParcel, StoreFault, OSError) as fault:
            log.info("parcels that wait are read later: %s", fault)
            return
        self._read_as_of = known
        if stored:
            log.info("taken in of parcels that waited: %d", stored)

    def _fetch(self, now: int) -> None:
        """The answer of the province, where this machine waits for one and may believe it."""
        known = coming_in.waits(self.node)
        pause = backoff.pause_ms(self._fetches, 0.5) if self._fetches else 0
        if known is None or self._fetched_ms <= now < self._fetched_ms + pause:
            return
        self._fetched_ms, self._fetches = now, self._fetches + 1
        try:
            with HttpLink(known.address, coming_in.PATH, patience_s=PATIENCE_S) as link:
                coming_in.fetch(self.node, self.until_the_end(link), known)
        except (BadMessage, StoreFault) as fault:
            log.info("no answer from %s yet: %s", known.address, fault.code)
            return
        self._fetches = 0
        log.info("this machine belongs to the network of %s now", known.address)

    def _ask(self, link: Link) -> bool:
        self._chance.pop(link.address, None)
        way = Way(
            progress=lambda received, sent: time.sleep(BREATH_S),
            patience_s=PATIENCE_S,
            at_once=AT_ONCE,
            through=self.until_the_end,
        )
        try:
            found = exchange(self.node, link.address, way)
        except (BadMessage, StoreFault) as fault:
            if fault.code not in ("sync.busy", "sync.left_off"):
                log.info("no exchange with %s: %s", link.address, fault.code)
            return False
        if found.sent or found.received:
            log.info("exchanged with %s: %d, %d", link.address, found.sent, found.received)
        return True

    def until_the_end(self, line: Line) -> Line:
        """The same line, cut when this process ends."""
        return _UntilTheEnd(line, self._again.ending)

    def _pause(self, link: Link) -> int:
        """Drawn once after each try."""
        if link.address not in self._chance:
            self._chance[link.address] = self.node.store.random.seed()[0] / 256
        return backoff.pause_ms(link.failures, self._chance[link.address])

    def _told(self, changed: Changed) -> None:
        """Something new lies here: told at this desk, or heard from somebody."""
        self._told_last = self.node.store.now_ms()
        if self._told_since is None:
            self._told_since = self._told_last

    def _is_new(self, now: int) -> bool:
        since = self._told_since
        if since is None:
            return False
        quiet = not self._told_last <= now < self._told_last + backoff.QUIET_MS
        return quiet or not since <= now < since + backoff.LATEST_MS


class _UntilTheEnd:
    """A link that is cut when the process ends: nothing that comes after it touches the store."""

    def __init__(self, line: Line, end: threading.Event) -> None:
        self._line = line
        self._end = end

    def ask(self, raw: bytes) -> bytes:
        """The answer, unless all ends meanwhile. Raises BadMessage."""
        found = b"" if self._end.is_set() else self._line.ask(raw)
        if self._end.is_set():
            raise BadMessage("sync.left_off")
        return found
