"""All that a library has told in years: to the hub, and back to an empty machine."""

from __future__ import annotations

import time

from bench.network.homes import empty, enrolled, hub
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
        with served(there) as (port, _process):
            found, seconds = exchanged(node, port)
            bench.note(
                f"library to hub, {found.sent:,} facts", found.sent / seconds, "/s", reference
            )
            again_found, seconds = exchanged(node, port)
            assert (again_found.sent, again_found.received) == (0, 0)
            bench.note("an exchange with nothing to say", 1000 * seconds, "ms", reference)
    empty(again)
    with writing_node(again) as node:
        node.indexer.paused = True
        enrolled(node, there)
        with served(there) as (port, _process):
            found, seconds = exchanged(node, port)
        rate = found.received / seconds
        bench.note(f"hub to library, {found.received:,} facts", rate, "/s", bench.reference())
        assert not verify(node.store, quick=True).faults
