"""A hub and as many nodes as a province or a country has, each bringing what it told by itself.

The hub is a real home (SQLite), served over HTTP on loopback. Nodes are stores in memory, one after
the other: each is a fork of a process whose store holds what the hub gives to every node, with a
key, a place, a vault and facts of its own. So every node is one that has met the hub before, as in
any week but the first. What a node tells (before its exchange, not measured) are loans and returns
of its own place, each loan with a private part. Its vault lies in memory where the machine has
room there: what is measured is the exchange, and the hub, whose files lie on the disk.

Beside the seconds by the clock, in which other work has its say, stands the hub's own processor
for each node, exchange, tables and index together.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from bench.network import homes
from bench.store import scene
from bench.store.__main__ import Bench, served

from tusach.ledger.draft import Draft
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, CopyReturned, LentPrivate
from tusach.library.nodes.facts import NodeEnrolled, node_subject
from tusach.library.places.facts import PlaceFounded
from tusach.library.register import FOLDERS
from tusach.node.acts.node import writing_node
from tusach.node.store.holdings import look
from tusach.node.store.keys import Installation
from tusach.node.store.memory import MemoryEngine
from tusach.node.store.offering import paths
from tusach.node.store.receive import receive_all
from tusach.node.store.store import Identity, Store
from tusach.node.store.vault import Vault
from tusach.node.sync import enrolling
from tusach.node.sync.asking import synchronise
from tusach.node.sync.link import HttpLink

SIZES = (12, 56, 560, 3_321)
"""A start; libraries of today's province, of ten such; wards and communes of the whole country."""
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
FACTS = 100
TENANT = scene.TENANT
COPIES = 20
MODEL = 10**6


def key(nr: int) -> Installation:
    """The installation of a node."""
    return Installation(hashlib.sha256(b"node %d" % nr).digest())


def place(nr: int) -> str:
    """The place of a node."""
    return derived(TENANT, "place", f"N{nr}")


def told(store: Store, drafts: list[Draft]) -> None:
    """The drafts as facts, sealed."""
    with store.batch() as transaction:
        transaction.tell(drafts, None)
    store.seal_if_told()


def wish(kind: str, subject: str, scope: str, on: str, body: object, **more: Any) -> Draft:
    """A draft."""
    return Draft(kind=kind, subject=subject, scope=scope, on=on, body=body, **more)


def enrolment(store: Store, nr: int) -> list[Draft]:
    """A place, and the node that serves it."""
    on, own = store.today(), key(nr)
    founded = PlaceFounded(code=f"N{nr}", name=f"Tủ sách {nr}", kind="commune", unit=None)
    body = NodeEnrolled(own.public_hex, "b" * 64, "library", (place(nr),), "2099-12-31")
    node = node_subject(TENANT, own.public_hex)
    return [
        wish("place.founded/1", place(nr), scopes.CONTROL, on, founded, place=place(nr)),
        wish("node.enrolled/1", node, scopes.CONTROL, on, body),
    ]


def memory(folder: Path, own: Installation, root: str | None) -> Store:
    """A store in memory; its vault is a file."""
    folder.mkdir(parents=True)
    who = Identity(TENANT, "library", root=root, place=None)
    vault = Vault(folder / "vault.sqlite")
    return Store(MemoryEngine(TENANT), vault, own, folders=FOLDERS, identity=who)


def filled_hub(home: Path, folder: Path, nodes: int) -> str:
    """A hub that has met so many nodes; its key. Each has streams in control and catalogue."""
    homes.hub(home)
    writer = memory(folder, key(MODEL), None)
    with writing_node(home) as node:
        node.indexer.paused = True
        store = node.store
        enrolling.lead(node)
        told(store, [one for nr in (*range(nodes), MODEL) for one in enrolment(store, nr)])
        for nr in range(nodes):
            writer.installation = key(nr)
            with writer.batch() as transaction:
                transaction.own_stream(scopes.CONTROL)
                transaction.own_stream(scopes.CATALOGUE)
            writer.seal()
        with writer.engine.reading() as reading:
            parcels = [path for row in reading.streams() for path in paths(reading, row)]
        found = receive_all(store, parcels, source="bench")
        assert sum(one.stored for one in found) == 2 * nodes
        return store.own_key


def works(store: Store, nr: int, facts: int) -> None:
    """Loans and returns at the node's own place."""
    on, scope, here = store.today(), scopes.circulation(place(nr)), place(nr)
    loans: dict[str, str] = {}
    with store.batch() as transaction:
        for one in range(facts):
            copy = derived(TENANT, "copy", f"{nr} {one // 2 % COPIES}")
            if one % 2:
                back = CopyReturned(loans[copy])
                draft = wish("copy.returned/2", copy, scope, on, back, place=here)
            else:
                lent = CopyLent(due_on=on, rule=None, governed_by=here)
                reader = LentPrivate(derived(TENANT, "reader", f"{nr} {one % 7}"))
                draft = wish("copy.lent/2", copy, scope, on, lent, private=reader, place=here)
            (loans[copy],) = transaction.tell([draft], None)
    store.seal_if_told()


class Cost(msgspec.Struct):
    """Of one exchange: seconds, questions, bytes both ways."""

    seconds: float
    asked: int
    size: int


class Counted(HttpLink):
    """Counts what it carries."""

    size = 0

    def ask(self, raw: bytes) -> bytes:
        found = super().ask(raw)
        self.size += len(raw) + len(found)
        return found


@contextlib.contextmanager
def _forked() -> Iterator[tuple[bool, int, int]]:
    """Whether this is the child; where it writes; where the parent reads."""
    reader, writer = os.pipe()
    yield os.fork() == 0, writer, reader


def brought(store: Store, folder: Path, nr: int, *, address: str, facts: int) -> list[Cost]:
    """What a node's exchange costs, and one more with nothing to say; in a process of its own."""
    with _forked() as (is_child, writer, reader):
        if is_child:
            gc.disable()  # whatever is collected here would first be copied
            status = 1
            try:
                os.write(writer, msgspec.json.encode(_brings(store, folder, nr, address, facts)))
                status = 0
            finally:
                os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        raw = pipe.read()
    assert os.wait()[1] == 0, f"node {nr} did not come through"
    return msgspec.json.decode(raw, type=list[Cost])


def _brings(store: Store, folder: Path, nr: int, address: str, facts: int) -> list[Cost]:
    folder.mkdir()
    store.installation = key(nr)
    store.vault = Vault(folder / "vault.sqlite")
    store.identity = msgspec.structs.replace(store.identity, place=place(nr))
    works(store, nr, facts)
    costs = []
    for wanted in (facts + 1, 0):
        link = Counted(address)
        began = time.perf_counter()
        found = synchronise(store, link)
        costs.append(Cost(time.perf_counter() - began, found.asked, link.size))
        assert (found.sent, found.waiting) == (wanted, 0), found
    store.vault.close()
    shutil.rmtree(folder)
    return costs


@contextlib.contextmanager
def _light(folder: Path) -> Iterator[Path]:
    """A folder for what the nodes keep: in memory, where that is a folder of the machine."""
    if not os.access(SHARED_MEMORY, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="bench-network-", dir=SHARED_MEMORY) as found:
        yield Path(found)


def processor_ms(pid: int) -> float:
    """What a process has worked so far, for itself and for the system."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> float:
    """The most memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def measure(bench: Bench, nodes: int) -> None:
    """All nodes, one after the other."""
    folder = bench.folder / f"province {nodes}"
    root = filled_hub(folder / "hub", folder / "writer", nodes)
    model = memory(folder / "model", key(MODEL), root)
    with served(folder / "hub") as (port, process), _light(folder) as light:
        address = f"http://127.0.0.1:{port}"
        synchronise(model, HttpLink(address))
        with look(model):
            pass
        reference = bench.reference()
        first, worked = peak_mb(process.pid), processor_ms(process.pid)
        gc.freeze()
        costs = [
            brought(model, light / f"node {nr}", nr, address=address, facts=FACTS)
            for nr in range(nodes)
        ]
        gc.unfreeze()
        last, worked = peak_mb(process.pid), processor_ms(process.pid) - worked
    full, quiet = [one[0] for one in costs], [one[1] for one in costs]
    total = sum(one.seconds for one in full)
    name = f"{nodes:,} nodes"
    facts = nodes * (FACTS + 1)
    bench.note(f"{name}: {facts:,} facts", total, "s", reference)
    bench.note(f"{name}: facts", facts / total, "/s", reference)
    bench.note(f"{name}: each", 1000 * total / nodes, "ms", reference)
    bench.note(f"{name}: each of the last tenth", _mean(_last_tenth(full)), "ms")
    bench.note(f"{name}: the hub's processor, each", worked / nodes, "ms")
    bench.note(f"{name}: each with nothing to say", _mean([one.seconds for one in quiet]), "ms")
    bench.note(f"{name}: bytes each", sum(one.size for one in full) / nodes, "B")
    bench.note(f"{name}: bytes with nothing to say", sum(one.size for one in quiet) / nodes, "B")
    bench.note(f"{name}: questions each", sum(one.asked for one in full) / nodes, "")
    bench.note(f"{name}: hub's memory before", first, "MB")
    bench.note(f"{name}: hub's memory at its highest", last, "MB")
    shutil.rmtree(folder)


def _last_tenth(costs: list[Cost]) -> list[float]:
    return [one.seconds for one in costs[-max(1, len(costs) // 10) :]]


def _mean(seconds: list[float]) -> float:
    return 1000 * sum(seconds) / len(seconds)
