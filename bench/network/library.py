"""All that a library has told in years: to the hub, and back to an empty machine.

Beside the rate by the clock, in which other work has its say, stands that of the taker's processor:
facts for each second that its process worked, exchange, tables, index and server together.
"""

from __future__ import annotations

import time

from bench.network.homes import empty, enrolled, hub
from bench.network.province import processor_ms
from bench.store import scene
from bench.store.__main__ import Bench, served, tell_loans

from tusach.node.acts.node import Node, writing_node
from tusach.node.store.verify import verify
from tusach.node.sync.asking import synchronise
from tusach.node.sync.link import HttpLink
from tusach.node.sync.synced import Synced


def exchanged(node: Node, port: int) -> tuple[Synced, float]:
    """An exchange with the served hub, and its seconds."""
    began = time.perf_counter()
    found = synchronise(node.store, HttpLink(f"http://127.0.0.1:{port}"))
    return found, time.perf_counter() - began


def measure(bench: Bench, wanted: int) -> None:
    """One way and back; what arrives is proved afterwards."""
    there, here, again = bench.folder / "hub", bench.folder / "library", bench.folder / "again"
    hub(there)
    copies = max(200, wanted // 20)
    with scene.filled(here, titles=copies // 3, copies=copies, readers=copies // 10) as node:
        node.indexer.paused = True
        enrolled(node, there)
        tell_loans(node, wanted)
        reference = bench.reference()
        with served(there) as (port, process):
            worked = processor_ms(process.pid)
            found, seconds = exchanged(node, port)
            worked = processor_ms(process.pid) - worked
            bench.note(
                f"library to hub, {found.sent:,} facts", found.sent / seconds, "/s", reference
            )
            bench.note("library to hub, by the taker's processor", _rate(found.sent, worked), "/s")
            again_found, seconds = exchanged(node, port)
            assert (again_found.sent, again_found.received) == (0, 0)
            bench.note("an exchange with nothing to say", 1000 * seconds, "ms", reference)
    empty(again)
    with writing_node(again) as node:
        node.indexer.paused = True
        enrolled(node, there)
        with served(there) as (port, _process):
            began = time.process_time()
            found, seconds = exchanged(node, port)
            worked = 1000 * (time.process_time() - began)
        rate = found.received / seconds
        bench.note(f"hub to library, {found.received:,} facts", rate, "/s", bench.reference())
        bench.note("hub to library, by the taker's processor", _rate(found.received, worked), "/s")
        assert not verify(node.store, quick=True).faults


def _rate(facts: int, worked_ms: float) -> float:
    return 1000 * facts / worked_ms
