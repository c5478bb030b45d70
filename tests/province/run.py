"""One run: the steps of a plan, done in order by real stores; the invariants looked at after each.

Everything is told: time, chance, disks, links. The same plan gives the same digest.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from msgspec.structs import replace
from tests.province import among, invariants, strange
from tests.province.apart import Apart
from tests.province.desk import Hand
from tests.province.faults import FAULTS
from tests.province.links import LinkFault, Stick, Wire, read_stick, write_stick
from tests.province.machine import DAY_MS, Image, Killed, SimRandom
from tests.province.node import HUB, LIBRARY, VEHICLE, SimNode, key_of, named
from tests.province.plan import ACT, FAULT, STICK, SYNC, Size, Step

from tusach.ledger.draft import Refusal
from tusach.library.copies.facts import CopyRegistered
from tusach.library.places.facts import PlaceFounded
from tusach.node.store import peers
from tusach.node.store.keys import Installation
from tusach.node.store.protocol import StoreFault
from tusach.node.store.retell import scope_digests, tables_digest
from tusach.node.store.store import Done
from tusach.node.sync.asking import synchronise
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.synced import Synced

BY_NAME = {one.name: one for one in FAULTS}
STOCK = 6
"""Copies of each place at the start."""


class Run:
    """A province while it is simulated."""

    def __init__(
        self, folder: Path, size: Size, only: frozenset[str] | None = None, *, stock: int = STOCK
    ) -> None:
        """only: invariants that end the run where they do not hold; None: all.

        stock: copies of each place at the start.
        """
        self.stock_each = stock
        self.folder = folder
        self.size = size
        self.only = only
        self.most_nodes = size.nodes + 5
        self.day = 0
        self.step: Step | None = None
        self.nodes: dict[str, SimNode] = {}
        self.struck: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.messages = 0
        self.link_faults: dict[str, LinkFault] = {}
        self.old_messages: dict[tuple[str, str], list[bytes]] = {}
        self.sticks: list[Stick] = []
        self.backups: dict[str, tuple[Image, list[str]]] = {}
        self.named: dict[str, str] = {}
        self.names = 0
        self.holds: list[str] = []
        self.erased: dict[str, list[str]] = {}
        self.poisons: dict[str, str] = {}
        self.newer: dict[str, str] = {}
        self.revoked: dict[str, dict[str, int]] = {}
        self.promised: dict[str, dict[str, None]] = {}
        self.ways: dict[tuple[str, int], dict[str, None]] = {}
        self.reports: list[among.Report] = []
        self.stock: list[str] = []
        self.stock_of: dict[str, list[str]] = {}
        self.places: list[str] = []
        self.checked: Counter[str] = Counter()
        self.wire: Callable[[Run, SimNode, SimNode], Wire] = Wire
        self.apart: Apart | None = None
        self._found()

    # ---- who is there ----

    def add(
        self, name: str, role: str, places: tuple[str, ...], key: Installation | None = None
    ) -> SimNode:
        """A machine more."""
        home = self.folder / str(len(self.nodes))
        home.mkdir(parents=True)
        root = key_of("hub").public_hex
        node = SimNode(name, role, places, root, home)
        if key is not None:
            node.disk.key, node.keys = key, [key]
        node.clock.set_day(self.day, 8 * 60 + len(self.nodes))
        self.nodes[name] = node
        node.start()
        return node

    def _found(self) -> None:
        """The hub tells its libraries, their stock, and a vehicle that serves two of them."""
        hub = self.hub = self.add("hub", HUB, ())
        today = hub.store.today()
        made = []
        for nr in range(1, self.size.nodes + 1):
            place = named(f"place {nr}")
            vehicle = nr == self.size.nodes and nr > 2
            places = (place,) if not vehicle else tuple(self.places[:2])
            if not vehicle:
                self.places.append(place)
                body = PlaceFounded(code=f"P{nr}", name=f"Tủ sách {nr}", kind="commune", unit=None)
                made.append(strange.control("place.founded/1", place, body, today, place))
            node = self.add(f"node {nr}", VEHICLE if vehicle else LIBRARY, places)
            made.append(strange.certificate(node, places, today))
        self.told(hub, hub.store.tell(None, made))
        self.stock_all(hub, today)
        self.order = list(self.nodes.values())
        self.seal(hub)

    def stock_all(self, hub: SimNode, today: str) -> None:
        """The hub catalogues the first copies of all places."""
        made = []
        for place in self.places:
            for _ in range(self.stock_each):
                nr = len(self.stock)
                body = CopyRegistered(
                    title=named(f"title {nr % 40}"), code=f"{nr:06d}", owner=place, own_number=False
                )
                wish = strange.control("copy.registered/1", named(f"copy {nr}"), body, today, place)
                made.append(replace(wish, scope="catalogue"))
                self.stock.append(wish.subject)
                self.stock_of.setdefault(place, []).append(wish.subject)
        self.told(hub, hub.store.tell(None, made))

    def served(self, node: SimNode) -> tuple[str, ...]:
        """Places at whose desk this machine may be: all at the hub, else by its certificate."""
        standings = node.store.standings
        standing = standings.of(node.store.own_key) if standings else None
        certified = sorted(standing.places) if standing else []
        return tuple(self.places) if node.role == HUB else tuple(certified) or node.places[:1]

    def living(self) -> list[SimNode]:
        """Those that belong to the network."""
        return [one for one in self.nodes.values() if not one.barred]

    def any_library(self, rng: Random) -> SimNode:
        found = [one for one in self.living() if one.role != HUB]
        return found[rng.randrange(len(found))] if found else self.hub

    def installations(self, node: SimNode) -> list[str]:
        """All keys under which a machine ever told."""
        return list(dict.fromkeys([*(one.public_hex for one in node.keys), node.store.own_key]))

    def clone(self, node: SimNode) -> SimNode:
        """A second machine with the same bytes on its disk, keys and all."""
        name = f"{node.name}'{len(self.nodes)}"
        twin = self.add(name, node.role, node.places, key_of(f"spare {name}"))
        twin.random = SimRandom(name)
        twin.keys = list(node.keys)
        twin.told, twin.readers, twin.barred = list(node.told), list(node.readers), node.barred
        twin.put_back(node.disk.image(), machine=True)
        twin.clock.off_ms = node.clock.off_ms
        return twin

    def new_name(self, place: str) -> str:
        """A name that says whose place it is, unlike any other text."""
        self.names += 1
        return f"Zq{self.places.index(place):02d}r{self.names:04d}x"

    # ---- what is done ----

    def run(self, steps: Sequence[Step]) -> Run:
        """Do these steps and what follows; raises invariants.Violated."""
        for step in steps:
            self.step = step
            while self.day < step.day:
                self.day += 1
                self.back_up(self.order[self.day % len(self.order)])
                if self.day % 7 == 0:
                    self.look_at_all()
            self.do(step)
        self.step = None
        self.look_at_all()
        self.come_to_rest()
        return self

    def do(self, step: Step) -> None:
        """One step, at whichever machine it falls; then what it touched is looked at."""
        node = self._machine(step)
        node.clock.set_day(self.day, 8 * 60 + step.nr % 600)
        rng = Random(step.die)  # noqa: S311
        try:
            if step.what == ACT:
                self.act(node, step.name, step.die)
            elif step.what == SYNC:
                self.exchange(node, self.hub)
            elif step.what == STICK:
                out = step.name == "out"
                self.stick(node, self.hub) if out else self.stick(self.hub, node)
            elif step.what == FAULT:
                fault = BY_NAME[step.name]
                if fault.strike(self, node, rng):
                    self.struck[step.name] += 1
        except Killed as killed:
            self.power_cut(killed)
        except StoreFault as fault:
            self.outcomes[fault.code] += 1
        self.look_at_touched()

    def _machine(self, step: Step) -> SimNode:
        """The node of a step, or one of its clones."""
        base = self.order[step.node]
        twins = [one for one in self.nodes.values() if one.name.startswith(f"{base.name}'")]
        twins += [one for one in self.nodes.values() if one.name.startswith(f"{base.name}+")]
        ways = [base, *twins]
        return ways[step.die % len(ways)]

    def guarded(self, deed: Callable[[], Any]) -> Any:
        """What a deed answers; None where the power or the disk failed."""
        try:
            return deed()
        except Killed as killed:
            self.power_cut(killed)
        except StoreFault as fault:
            self.outcomes[fault.code] += 1
        return None

    def act(self, node: SimNode, name: str, die: int) -> bool:
        """Somebody at the desk does something; whether a fact was told."""
        return self.act_by(node, name, Random(f"act {die}"))  # noqa: S311

    def act_by(self, node: SimNode, name: str, rng: Random) -> bool:
        """The same, with the die that the choices are taken from."""
        done = self.guarded(lambda: Hand(self, node, rng).do(name))
        return done is not None and self.told(node, done)

    def act_on_reader(self, node: SimNode, name: str, reader: str, die: int) -> bool:
        """The same, about one reader."""
        known, node.readers = node.readers, [reader]
        try:
            return self.act(node, name, die)
        finally:
            node.readers = known

    def told(self, node: SimNode, done: Done | Refusal) -> bool:
        """Whether it was told; then it may never be missing."""
        if isinstance(done, Refusal):
            self.outcomes[f"refused {done.code}"] += 1
            return False
        self.outcomes["told"] += 1
        node.told.extend(done.facts)
        return True

    def seal(self, node: SimNode) -> None:
        self.guarded(node.store.seal)

    def exchange(self, node: SimNode, peer: SimNode) -> Synced | None:
        """The node and its peer meet over the link between them."""
        if self.apart is not None:
            return self.apart.exchange(node)
        found = self.guarded(lambda: self._exchange(node, peer))
        return found if isinstance(found, Synced) else None

    def _exchange(self, node: SimNode, peer: SimNode) -> Synced | None:
        try:
            found = synchronise(node.store, self.wire(self, node, peer), home=node.home)
        except BadMessage as fault:
            self.outcomes[f"exchange {fault.code}"] += 1
            return None
        self.outcomes["exchange"] += 1
        self._promise(node, peer, found)
        return found

    def digests(self, node: SimNode) -> dict[str, str]:
        """By scope, what a node has come to."""
        here = self.apart is None or node is self.hub
        return scope_digests(node.store) if here else self.apart.digests(node)

    def _promise(self, node: SimNode, peer: SimNode, found: Synced) -> None:
        """What the peer says that it holds durably; kept by ids, so that it can be asked for."""
        kept = self.promised.setdefault(peer.name, {})
        with node.store.engine.reading() as reading:
            for mark in found.vector:
                rows = reading.chain(mark.stream, mark.number, 1)
                if rows and rows[0].number == mark.number and rows[0].id[:16] == mark.hash:
                    kept[rows[0].id] = None

    def write_stick(self, giver: SimNode, taker: SimNode) -> Stick | None:
        found = self.guarded(lambda: write_stick(giver, taker))
        if not isinstance(found, Stick):
            self.outcomes[f"stick {found}"] += 1
            return None
        self.sticks.append(found)
        del self.sticks[:-40]
        return found

    def read_stick(self, taker: SimNode, raw: bytes) -> None:
        found = self.guarded(lambda: read_stick(taker, raw))
        self.outcomes[f"stick {found}" if isinstance(found, str) else "stick"] += 1

    def rebuild_hub(self) -> None:
        """A hub that has forgotten its nodes reads a stick of each of them."""
        for one in self.living():
            if one is not self.hub:
                # Else the stick would refer to what the hub has acknowledged, and now lacks.
                shutil.rmtree(one.home / peers.FOLDER, ignore_errors=True)
                self.stick(one, self.hub)

    def confirm(self, node: SimNode) -> None:
        """People at the hub look who it is that nobody vouches for, and let it in."""
        today = self.hub.store.today()
        wishes = [strange.certificate(node, node.places, today, key) for key in node.keys]
        self.told(self.hub, self.hub.store.tell(None, wishes))
        self.outcomes["confirmed by people"] += 1

    def stick(self, giver: SimNode, taker: SimNode) -> None:
        """A stick is written, carried and read."""
        found = self.write_stick(giver, taker)
        if found is not None:
            self.read_stick(taker, found.raw)

    # ---- what goes wrong ----

    def arm(self, node: SimNode, fault: LinkFault) -> bool:
        """The next exchange of this node meets the fault; it counts when it strikes."""
        self.link_faults[node.name] = fault
        self.exchange(node, self.hub)
        return False

    def power_cut(self, killed: Killed) -> None:
        """The machine whose power went starts again."""
        self.struck["power cut"] += 1
        node = next(one for one in self.nodes.values() if one.disk is killed.disk)
        node.restart()

    def back_up(self, node: SimNode) -> None:
        """The home is copied, to be put back some day."""
        self.backups[node.name] = (node.disk.image(), list(node.told))

    def forgive(self, node: SimNode, facts: Iterable[str]) -> None:
        """A disk is put back or lost: what nobody else has of these facts is gone, as is known."""
        gone = set(facts)
        node.told = [one for one in node.told if one not in gone]
        self.promised.pop(node.name, None)

    # ---- what is looked at ----

    def look_at_touched(self) -> None:
        for node in list(self.nodes.values()):
            touched, node.touched = node.touched, {}
            for subject in touched:
                invariants.of_subject(self, node, subject)
        invariants.after_a_step(self)

    def look_at_all(self) -> None:
        """Every invariant, on everything."""
        for node in self.nodes.values():
            node.disk.full = False
            self.guarded(node.store.seal_if_told)
        self.look_at_touched()
        for node in list(self.nodes.values()):
            invariants.of_node(self, node)
        among.of_province(self)

    def rows(self, node: SimNode) -> dict[str, dict[str, Any]]:
        """By table and subject, all rows of a node."""
        return {name: dict(rows) for name, rows in node.disk.engine._tables.items()}

    def only_changed(self, node: SimNode, before: dict[str, dict[str, Any]], subject: str) -> None:
        invariants.i10_only_this_subject(self, node, before, subject)

    def come_to_rest(self) -> None:
        """All that goes wrong is over; whoever belongs to the network meets the hub twice."""
        self.link_faults.clear()
        for node in self.nodes.values():
            node.disk.kill_in, node.disk.full = None, False
            node.clock.off_ms = 0
            node.clock.true_ms += 2 * DAY_MS
            node.store.believe(node.clock.true_ms)
        held = {
            key: (fact.stream, fact.number)
            for node in self.living()
            for key, fact in strange.facts_of(node)
        }
        among.i12_converges(self, held)
        self.look_at_all()

    def digest(self) -> str:
        """One value for all that every node has come to."""
        found = hashlib.sha256()
        for name, node in sorted(self.nodes.items()):
            found.update(name.encode())
            found.update(tables_digest(node.store).encode())
            found.update(repr(sorted(self.digests(node).items())).encode())
        found.update(repr(sorted(self.outcomes.items())).encode())
        found.update(repr(sorted(self.struck.items())).encode())
        return found.hexdigest()
