"""A week of one commune over a slow line: 64 kbit/s each way, 600 ms round trip.

The line is a proxy on loopback between two real nodes over HTTP, which lets bytes through no faster
than the line and gives them on 300 ms later; 40 bytes of headers are counted for each 1,400. A new
connection costs one round trip before its first byte, as TCP does. The proxy cannot show loss, nor
that TCP begins slowly (ten packets, more than a week of a commune takes).
"""

from __future__ import annotations

import contextlib
import queue
import random
import socket
import threading
import time
from collections.abc import Iterator

from bench.network.homes import enrolled, hub
from bench.store import scene
from bench.store.__main__ import Bench, copies_of, readers_of, served

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation
from tusach.node.acts.node import Node
from tusach.node.sync.asking import synchronise
from tusach.node.sync.link import HttpLink

BITS_A_SECOND, ROUND_TRIP_S = 64_000, 0.6
PACKET, HEADERS = 1_400, 40
WEEK = 500
"""Facts."""
OPENED_S = 7 * 24 * 3600 / WEEK
"""Between two acts, on the mean."""


class Line:
    """One direction: bytes as they come, given on when the line would have brought them."""

    def __init__(self, there: socket.socket, *, ready: float) -> None:
        self.there = there
        self.free = ready
        self.bytes = 0
        self.waiting: queue.Queue[tuple[float, bytes]] = queue.Queue()
        threading.Thread(target=self._deliver, daemon=True).start()

    def put(self, raw: bytes) -> None:
        """These bytes go into the line now; none at its end."""
        size = len(raw) + HEADERS * -(-len(raw) // PACKET)
        self.bytes += len(raw)
        self.free = max(self.free, time.monotonic()) + size * 8 / BITS_A_SECOND
        self.waiting.put((self.free + ROUND_TRIP_S / 2, raw))

    def _deliver(self) -> None:
        while True:
            at, raw = self.waiting.get()
            time.sleep(max(0.0, at - time.monotonic()))
            with contextlib.suppress(OSError):
                if not raw:
                    self.there.shutdown(socket.SHUT_WR)
                    return
                self.there.sendall(raw)


class Proxy:
    """Listens on loopback and carries every connection over lines of its own."""

    def __init__(self, port: int) -> None:
        self.to = port
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.lines: list[Line] = []
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        while True:
            try:
                here, _ = self.door.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self.to))
            ready = time.monotonic() + ROUND_TRIP_S
            for one, other in ((here, there), (there, here)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line = Line(other, ready=ready)
                self.lines.append(line)
                threading.Thread(target=_pump, args=(one, line), daemon=True).start()

    @property
    def bytes(self) -> int:
        """Both ways, so far."""
        return sum(one.bytes for one in self.lines)


def _pump(here: socket.socket, line: Line) -> None:
    raw = b"-"
    while raw:
        try:
            raw = here.recv(65_536)
        except OSError:
            raw = b""
        line.put(raw)


@contextlib.contextmanager
def slow(port: int) -> Iterator[Proxy]:
    """A slow line to a port."""
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.door.close()


class Weekdays:
    """A clock that goes on with each act, so that times are as far apart as in a week."""

    def __init__(self, dice: random.Random) -> None:
        self.ms = time.time_ns() // 1_000_000
        self.dice = dice

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return self.ms

    def goes_on(self) -> None:
        """Until the next reader."""
        self.ms += round(1000 * self.dice.expovariate(1 / OPENED_S)) + 1


def week(node: Node, clock: Weekdays, lent: list[str]) -> None:
    """500 loans and returns, each an act of its own, evenly over copies and readers.

    lent: the copies that are out, before and after.
    """
    copies, readers, dice = copies_of(node), readers_of(node), clock.dice
    for _ in range(WEEK):
        clock.goes_on()
        at = scene.at_desk(node)
        if lent and dice.random() < 0.48:
            found = circulation.take_back(node, lent.pop(dice.randrange(len(lent))), at)
        else:
            copy = dice.choice([one for one in dice.sample(copies, 8) if one not in lent])
            found = circulation.lend(node, copy, dice.choice(readers), at)
            lent.append(copy)
        assert not isinstance(found, Refusal), found


def measure(bench: Bench) -> None:
    """Two weeks: over a connection that is open, and over a new one."""
    dice = random.Random(7)
    lent: list[str] = []
    there, here = bench.folder / "slow hub", bench.folder / "slow library"
    hub(there)
    with scene.filled(here, titles=800, copies=2_500, readers=500) as node:
        node.indexer.paused = True
        enrolled(node, there)
        with served(there) as (port, _process), slow(port) as proxy:
            # Everything so far over a line that is not slow, then known at the slow one's address.
            fast = HttpLink(f"http://127.0.0.1:{port}")
            synchronise(node.store, fast)
            link = HttpLink(f"http://127.0.0.1:{proxy.port}")
            node.store.meetings.note(link.address, node.store.meetings.at(fast.address))
            node.store.clock = clock = Weekdays(dice)
            exchanged(bench, node, proxy, link, "nothing to say, new connection", told=0)
            week(node, clock, lent)
            exchanged(bench, node, proxy, link, "a week, open connection", told=WEEK)
            link.close()
            week(node, clock, lent)
            exchanged(bench, node, proxy, link, "a week, new connection", told=WEEK)
            fast.close()
            link.close()


def exchanged(
    bench: Bench, node: Node, proxy: Proxy, link: HttpLink, name: str, *, told: int
) -> None:
    """One exchange over the slow line."""
    before, began = proxy.bytes, time.perf_counter()
    found = synchronise(node.store, link)
    seconds = time.perf_counter() - began
    assert found.sent >= told and found.waiting == 0, found
    bench.note(f"64 kbit/s, 600 ms: {name}", seconds, "s", bench.reference())
    bench.note(f"  bytes with HTTP; questions: {found.asked}", proxy.bytes - before, "B")
