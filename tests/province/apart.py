"""Nodes at work in processes of their own: whole nodes apart, and only messages travel to the hub.

Two that do not meet know nothing of each other, so they may work at one time. The hub hears them
one after the other in the order that the plan says, however many processes there are; so a seed
gives the same run with any number of them.
"""

from __future__ import annotations

import multiprocessing
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.province import invariants
from tests.province.links import KEPT, NO_ANSWER, Wire

from tusach.node.store.protocol import StoreFault
from tusach.node.store.retell import scope_digests, tables_digest
from tusach.node.sync.asking import Synced
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.serving import answer

if TYPE_CHECKING:
    from tests.province.node import SimNode
    from tests.province.run import Run

MESSAGE, MET, FAILED = b"m", b"e", b"f"


class Elsewhere(Exception):
    """What went wrong in another process, as it was said there."""


class Met(NamedTuple):
    """How an exchange ended. promised: ids of what the hub said that it holds."""

    found: Synced | None
    promised: tuple[str, ...]


class Told(NamedTuple):
    """What a process has to tell of its nodes. By node: ids of facts told as done."""

    told: Mapping[str, Sequence[str]]
    counts: Mapping[str, Counter[str]]
    messages: int
    digests: Mapping[str, str]


class FarWire(Wire):
    """A link to a hub in another process."""

    def __init__(self, run: Run, node: SimNode, peer: SimNode, line: Connection) -> None:
        super().__init__(run, node, peer)
        self.line = line

    def deliver(self, raw: bytes) -> bytes:
        self.old.append(raw)
        del self.old[:-KEPT]
        self.line.send_bytes(MESSAGE + raw)
        found = self.line.recv_bytes()
        if not found:
            raise BadMessage(NO_ANSWER)
        return found


COUNTS = ("struck", "outcomes", "checked")


class Share:
    """Some nodes in a process of their own, as that process sees them.

    looked_through: names of nodes of which every byte is looked at in the end.
    """

    def __init__(self, run: Run, nodes: Sequence[SimNode], line: Connection) -> None:
        self.run, self.line = run, line
        self.hub = run.hub
        self.looked_through: Sequence[str] = ()
        self.nodes = {one.name: one for one in nodes}
        run.nodes = dict(self.nodes)
        run.promised = {}
        run.messages = 0
        for name in COUNTS:
            getattr(run, name).clear()
        run.wire = lambda run, node, peer: FarWire(run, node, peer, line)

    def exchange(self, node: SimNode) -> Synced | None:
        """The node meets the hub, when it is its turn there."""
        found = self.run.exchange(node, self.hub)
        promised = self.run.promised.pop(self.hub.name, {})
        self.line.send_bytes(MET)
        self.line.send(Met(found, tuple(promised)))
        return found

    def obey(self) -> None:
        """Do what the hub's process asks, until it asks for the end."""
        while True:
            what, name = self.line.recv()
            if what == "exchange":
                self.exchange(self.nodes[name])
            elif what == "digests":
                self.line.send(scope_digests(self.nodes[name].store))
            else:
                self.line.send(self._told(deep=what == "deep"))
                return

    def _told(self, *, deep: bool) -> Told:
        nodes = self.nodes.items()
        for name in self.looked_through:
            if name in self.nodes:
                invariants.i9_at_home(self.run, self.nodes[name])
        return Told(
            told={name: one.told for name, one in nodes},
            counts={name: getattr(self.run, name) for name in COUNTS},
            messages=self.run.messages,
            digests={name: tables_digest(one.store) for name, one in nodes} if deep else {},
        )


class Apart:
    """The processes of a run, as the hub's process sees them."""

    def __init__(
        self, run: Run, nodes: Sequence[SimNode], jobs: int, work: Callable[[Share], None]
    ) -> None:
        """work: what each does with its nodes; the parent answers them by `serve` meanwhile."""
        self.run = run
        self.of: dict[str, Connection] = {}
        self.processes = []
        started = multiprocessing.get_context("fork")
        lines: list[Connection] = []
        for job in range(min(jobs, len(nodes))):
            mine, theirs = started.Pipe()
            share = nodes[job::jobs]
            process = started.Process(
                target=_process, args=(run, share, theirs, work, [*lines, mine]), daemon=True
            )
            process.start()
            theirs.close()
            lines.append(mine)
            self.processes.append(process)
            self.of |= dict.fromkeys((one.name for one in share), mine)
        self.lines = lines
        run.nodes = {run.hub.name: run.hub}

    def serve(self, node: SimNode) -> Synced | None:
        """Answer this node until its exchange is over."""
        line, hub = self.of[node.name], self.run.hub
        while (raw := line.recv_bytes())[:1] == MESSAGE:
            try:
                line.send_bytes(answer(hub.store, raw[1:], hub.home))
            except StoreFault:
                line.send_bytes(b"")
        met = self._said(line, raw)
        assert isinstance(met, Met)
        self.run.promised.setdefault(hub.name, {}).update(dict.fromkeys(met.promised))
        return met.found

    def _said(self, line: Connection, raw: bytes) -> Any:
        found = line.recv()
        if raw == FAILED:
            raise Elsewhere(found)
        return found

    def exchange(self, node: SimNode) -> Synced | None:
        """A node is asked to meet the hub."""
        self.of[node.name].send(("exchange", node.name))
        return self.serve(node)

    def digests(self, node: SimNode) -> dict[str, str]:
        """By scope, what a node has come to."""
        line = self.of[node.name]
        line.send(("digests", node.name))
        found: dict[str, str] = line.recv()
        return found

    def end(self, *, deep: bool = False) -> list[Told]:
        """All processes tell and end. deep: with digests of all tables."""
        found = []
        for line, process in zip(self.lines, self.processes, strict=True):
            line.send(("deep" if deep else "end", ""))
            found.append(line.recv())
            process.join()
        return found

    def close(self) -> None:
        """No process goes on, whatever happened."""
        for process in self.processes:
            if process.is_alive():
                process.kill()
            process.join()


def _process(
    run: Run,
    nodes: Sequence[SimNode],
    line: Connection,
    work: Callable[[Share], None],
    others: Sequence[Connection],
) -> None:
    for one in others:
        one.close()  # else nobody would notice that the parent is gone
    try:
        share = Share(run, nodes, line)
        work(share)
        share.obey()
    except (EOFError, BrokenPipeError):
        pass
    except Exception:  # edge: said where the run is
        line.send_bytes(FAILED)
        line.send(traceback.format_exc())
