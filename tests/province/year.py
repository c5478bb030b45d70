"""A province at work for a year: many nodes, one hub, few faults; how fast, and how large.

All nodes are prepared from one image of the catalogue, as sticks of one master would be. Subjects
are looked at by sample while it runs; at the end every chain of the hub, every promise, and that
all come to the same.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from tests.province import among, invariants
from tests.province.links import LINK_FAULTS
from tests.province.node import SimNode
from tests.province.plan import Size
from tests.province.run import Run
from tests.province.shrink import memory_folder

from tusach.node.store import store as stores
from tusach.node.store.standings import Standings

WORK = {"lend": 32, "take_back": 30, "visit": 28, "renew": 5, "register": 3, "see": 1, "undo": 1}
SAMPLE = 64
"""One of so many touched subjects is folded anew and compared."""
MEET_EVERY = 3
"""Days between two exchanges of a node with the hub."""
BAD_LINKS = 0.02


class Year:
    """The run. facts: a node and day. stock: copies of each place at the start."""

    def __init__(self, folder: Path, nodes: int, facts: int, seed: int, *, stock: int = 40) -> None:
        self.rng = Random(f"year {seed}")  # noqa: S311
        self.facts = facts
        self.told = 0
        self.run = Run(folder, Size(nodes=nodes), stock=stock)
        self.run.most_nodes = 0
        self._prepare()

    def _prepare(self) -> None:
        """The first node meets the hub; all others start with what it has then."""
        first, *others = [one for one in self.run.order if one is not self.run.hub]
        self.run.exchange(first, self.run.hub)
        image, shared = first.disk.image(), first.store.standings
        assert shared is not None

        def as_prepared(store: Any, reading: Any) -> Standings:
            # What they say of each other is the same everywhere: read once, and kept once.
            made = object.__new__(Standings)
            made.__dict__ |= shared.__dict__
            made.store, made.streams, made._free = store, dict(shared.streams), set()
            return made

        with mock.patch.object(stores, "standings_of", as_prepared):
            for one in others:
                one.put_back(image, machine=False)

    def work(self, days: int) -> Run:
        """So many days; then all come to rest."""
        nodes = [one for one in self.run.order if one is not self.run.hub]
        for day in range(1, days + 1):
            self.run.day = day
            self.run.hub.clock.set_day(day, 9 * 60)
            for nr, node in enumerate(nodes):
                node.clock.set_day(day, 8 * 60 + nr % 600)
                self._day(node)
                if (day + nr) % MEET_EVERY == 0:
                    self._meet(node)
            if day % 30 == 0:
                invariants.i2_nothing_promised_is_missing(self.run)
        self._end(nodes)
        return self.run

    def _day(self, node: SimNode) -> None:
        acts, weights = list(WORK), list(WORK.values())
        wanted = len(node.told) + self.facts
        for name in self.rng.choices(acts, weights, k=3 * self.facts):
            if len(node.told) >= wanted:
                break
            name = name if node.readers else "register"
            self.run.act(node, name, self.rng.randrange(2**32))
        self._sample(node)

    def _meet(self, node: SimNode) -> None:
        if self.rng.random() < BAD_LINKS:
            fault = self.rng.choice(LINK_FAULTS)(self.rng)
            self.run.link_faults[node.name] = fault
        self.run.exchange(node, self.run.hub)
        self._sample(self.run.hub)

    def _sample(self, node: SimNode) -> None:
        touched, node.touched = list(node.touched), {}
        for subject in touched:
            if self.rng.randrange(SAMPLE) == 0:
                invariants.of_subject(self.run, node, subject)

    def _end(self, nodes: list[SimNode]) -> None:
        self.told = sum(len(one.told) for one in nodes)
        invariants.i3_chains(self.run, self.run.hub, verified=False)
        invariants.i4_forks(self.run, self.run.hub)
        held = {key: (self.run.hub.name, 0) for one in nodes for key in one.told}
        among.i12_converges(self.run, held)
        invariants.i2_nothing_promised_is_missing(self.run)
        for one in nodes[:3]:
            invariants.i9_at_home(self.run, one)


def main(nodes: int, days: int, facts: int, seed: int) -> int:
    """Run it and print the figures."""
    facts = facts or 20
    began, cpu = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        year = Year(Path(folder), nodes, facts, seed, stock=40 if nodes < 500 else 1)
        prepared = time.monotonic() - began
        run = year.work(days)
        seconds, spent = time.monotonic() - began, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{nodes} nodes, {days} days, {facts} facts a node and day")
        print(f"told {year.told}, at the hub {run.hub.facts()}, messages {run.messages}")
        print(f"{seconds:.1f} s ({prepared:.1f} s to prepare), {spent:.1f} s of one core")
        print(f"{year.told / spent:.0f} facts a second of one core, peak {peak:.1f} GiB")
        print(f"faults: {dict(run.struck)}")
        print(f"looked at: {dict(run.checked)}")
        most = Counter(run.outcomes).most_common(6)
        print(f"outcomes: {dict(most)}")
    return 0
