"""A province at work for a year: many nodes, one hub, few faults; how fast, and how large.

All nodes are prepared from one image of the catalogue, as sticks of one master would be. Subjects
are looked at by sample while it runs; at the end every chain of the hub, every promise, and that
all come to the same. The nodes work in processes of their own (see `apart`).
"""

from __future__ import annotations

import gc
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from tests.province import among, invariants
from tests.province.apart import COUNTS, Apart, Share
from tests.province.links import LINK_FAULTS
from tests.province.node import SimNode
from tests.province.plan import Size
from tests.province.run import Run
from tests.province.shrink import memory_folder

from tusach.node.store import store as stores
from tusach.node.store.retell import tables_digest
from tusach.node.store.standings import Standings

WORK = {"lend": 32, "take_back": 30, "visit": 28, "renew": 5, "register": 3, "see": 1, "undo": 1}
LOOKS = 64
"""At so many touched subjects, times the facts of a node and day, one is folded anew."""
AT_HOME = 10
"""Of one of so many nodes every byte is looked at in the end."""
MEET_EVERY = 3
"""Days between two exchanges of a node with the hub."""
BAD_LINKS = 0.02
MANY = 500
"""From so many nodes on memory bounds a run: one copy at each place, and one process."""


class Year:
    """The run. facts: a node and day. stock: copies of each place at the start.

    jobs: processes beside the hub's; 0: all nodes in this one.
    """

    def __init__(
        self, folder: Path, nodes: int, facts: int, seed: int, *, stock: int = 40, jobs: int = 0
    ) -> None:
        self.seed, self.facts, self.jobs = seed, facts, jobs
        self.told: dict[str, Sequence[str]] = {}
        self.digests: dict[str, str] = {}
        self.run = Run(folder, Size(nodes=nodes), stock=stock)
        self.run.most_nodes = 0
        self.nodes = [one for one in self.run.order if one is not self.run.hub]
        self.dice = {one.name: self._die(one.name) for one in self.run.order}
        self._prepare()

    def _die(self, name: str) -> Random:
        return Random(f"year {self.seed} {name}")  # noqa: S311

    def _prepare(self) -> None:
        """The first node meets the hub; all others start with what it has then."""
        first, *others = self.nodes
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

    def work(self, days: int, *, deep: bool = False) -> Run:
        """So many days; then all come to rest. deep: with a digest of every table."""
        run, hub = self.run, self.run.hub
        gc.collect()
        gc.freeze()  # what lives from here on lives to the end: nobody goes through it again
        gc.disable()
        try:
            if self.jobs:
                run.apart = Apart(run, self.nodes, self.jobs, partial(self._share, days))
                for day, node in self._meetings(days):
                    self._begin(day)
                    run.apart.serve(node)
                    self._sample(hub)
                    if day % 30 == 0:
                        invariants.i2_nothing_promised_is_missing(run)
            else:
                self._days(days, None)
            self._end(deep)
        finally:
            gc.enable()
            gc.unfreeze()
            if run.apart is not None:
                run.apart.close()
        return run

    def _share(self, days: int, share: Share) -> None:
        self._days(days, share)
        share.looked_through = [one.name for one in self.nodes[::AT_HOME]]

    def _begin(self, day: int) -> None:
        self.run.day = day
        self.run.hub.clock.set_day(day, 9 * 60)

    def _meetings(self, days: int) -> Iterator[tuple[int, SimNode]]:
        """Who meets the hub, in the order in which it hears them."""
        for day in range(1, days + 1):
            for nr, node in enumerate(self.nodes):
                if (day + nr) % MEET_EVERY == 0:
                    yield day, node

    def _days(self, days: int, share: Share | None) -> None:
        """What the nodes do: in this process all of them, or only a share."""
        run = self.run
        mine = [one for one in enumerate(self.nodes) if share is None or one[1].name in share.nodes]
        meetings = {(day, node.name) for day, node in self._meetings(days)}
        for day in range(1, days + 1):
            run.day = day
            for nr, node in mine:
                node.clock.set_day(day, 8 * 60 + nr % 600)
                self._day(node, nr)
                if (day, node.name) not in meetings:
                    continue
                self._arm(node)
                if share is not None:
                    share.exchange(node)
                else:
                    self._begin(day)
                    run.exchange(node, run.hub)
                    self._sample(run.hub)
            if day % 30 == 0:
                invariants.i2_nothing_promised_is_missing(run)

    def _day(self, node: SimNode, nr: int) -> None:
        acts, weights = list(WORK), list(WORK.values())
        wanted, die = len(node.told) + self.facts, self.dice[node.name]
        self.run.names = nr * 10**5 + len(node.readers)  # the same however the nodes are shared out
        for name in die.choices(acts, weights, k=3 * self.facts):
            if len(node.told) >= wanted:
                break
            name = name if node.readers else "register"
            self.run.act_by(node, name, die)
        self._sample(node)

    def _arm(self, node: SimNode) -> None:
        die = self.dice[node.name]
        if die.random() < BAD_LINKS:
            self.run.link_faults[node.name] = die.choice(LINK_FAULTS)(die)

    def _sample(self, node: SimNode) -> None:
        touched, node.touched = list(node.touched), {}
        die = self.dice[node.name]
        for subject in touched:
            if die.randrange(LOOKS * self.facts) == 0:
                invariants.of_subject(self.run, node, subject)

    def _end(self, deep: bool) -> None:
        run, hub = self.run, self.run.hub
        run.nodes = {one.name: one for one in run.order}
        invariants.i3_chains(run, hub, verified=False)
        invariants.i4_forks(run, hub)
        among.i12_converges(run, {})
        if run.apart is None:
            self.told = {one.name: one.told for one in self.nodes}
            self.digests = {one.name: tables_digest(one.store) for one in self.nodes if deep}
            for one in self.nodes[::AT_HOME]:
                invariants.i9_at_home(run, one)
        else:
            for said in run.apart.end(deep=deep):
                self.told |= said.told
                self.digests |= said.digests
                run.messages += said.messages
                for name in COUNTS:
                    getattr(run, name).update(said.counts[name])
        run.nodes = {hub.name: hub}
        for name, told in self.told.items():
            invariants.all_held(run, hub, told, f"{name} told what is not at the hub")
        invariants.i2_nothing_promised_is_missing(run)
        if deep:
            self.digests[hub.name] = tables_digest(hub.store)

    @property
    def facts_told(self) -> int:
        """How many facts desks have told as done."""
        return sum(map(len, self.told.values()))


def main(nodes: int, days: int, facts: int, seed: int, jobs: int) -> int:
    """Run it and print the figures."""
    facts = facts or 20
    if not jobs and nodes < MANY:
        jobs = (os.cpu_count() or 1) + 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        stock = 40 if nodes < MANY else 1
        year = Year(Path(folder), nodes, facts, seed, stock=stock, jobs=jobs)
        prepared = time.monotonic() - began
        run = year.work(days)
        seconds = time.monotonic() - began
        uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        spent = sum(one.ru_utime + one.ru_stime for one in uses)
        hub, largest = (one.ru_maxrss / 2**20 for one in uses)
        told = year.facts_told
        print(f"{nodes} nodes, {days} days, {facts} facts a node and day, {jobs} processes")
        print(f"told {told}, at the hub {run.hub.facts()}, messages {run.messages}")
        print(f"{seconds:.1f} s ({prepared:.1f} s to prepare), {spent:.1f} s of one core")
        print(f"{told / spent:.0f} facts a second of one core, {told / seconds:.0f} by the clock")
        print(f"peak {hub:.1f} GiB at the hub, {largest:.1f} GiB in the largest other process")
        print(f"faults: {dict(run.struck)}")
        print(f"looked at: {dict(run.checked)}")
        print(f"outcomes: {dict(Counter(run.outcomes).most_common(6))}")
    return 0
