"""The faults of the simulated world, each a small named object: `FAULTS` is the list.

`strike` arms or does the fault at a node and answers whether it could; faults that are armed first
(a power cut at some later write, a bad link) count when they come true. Faults of links are in
`links`; every name here and there is printed with how often it struck.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

import msgspec
from tests.province import invited, strange
from tests.province.links import LINK_FAULTS, flipped, read_stick, torn
from tests.province.machine import DAY_MS, SimRandom
from tests.province.node import HUB, SimNode

if TYPE_CHECKING:
    from tests.province.run import Run

Strike = Callable[["Run", SimNode, Random], bool]


class Fault(msgspec.Struct, frozen=True):
    """name: as it is printed. at_hub: whether it may strike the hub. weight: beside the others."""

    name: str
    strike: Strike
    at_hub: bool = True
    at_nodes: bool = True
    weight: float = 1.0


# ---- power and disk ----


def power_cut(run: Run, node: SimNode, rng: Random) -> bool:
    """The power goes at one of the next writes, before or after it: vault, ledger or heads."""
    node.disk.kill_in, node.disk.after = rng.randrange(5), rng.random() < 0.5
    return False


def disk_full(run: Run, node: SimNode, rng: Random) -> bool:
    """Nothing can be written until somebody makes room."""
    if node.disk.full:
        node.disk.full = False
        return False
    node.disk.full = True
    return True


def tail_lost(run: Run, node: SimNode, rng: Random) -> bool:
    """What was told since the last seal goes with the disk's cache; nobody else has seen it."""
    run.seal(node)
    image = node.disk.image()
    before = len(node.told)
    for _ in range(2):
        run.act(node, "visit", rng.randrange(2**32))
    if node.disk.heads != image.heads or len(node.told) == before:
        return False
    run.forgive(node, node.told[before:])
    node.put_back(image, machine=True)
    return True


# ---- sticks ----


def _stick(bend: Callable[[Run, SimNode, bytes, Random], bytes | None]) -> Strike:
    def strike(run: Run, node: SimNode, rng: Random) -> bool:
        other = run.hub if node.role != HUB else run.any_library(rng)
        giver, taker = (node, other) if rng.random() < 0.5 else (other, node)
        stick = run.write_stick(giver, taker)
        if stick is None:
            return False
        raw = bend(run, taker, stick.raw, rng)
        if raw is not None:
            run.read_stick(taker, raw)
        return True

    return strike


def _twice(run: Run, taker: SimNode, raw: bytes, rng: Random) -> bytes:
    run.read_stick(taker, raw)
    return raw


def _for_another(run: Run, taker: SimNode, raw: bytes, rng: Random) -> None:
    others = [one for one in run.living() if one.disk.key.public_hex != taker.disk.key.public_hex]
    other = others[rng.randrange(len(others))]
    before = other.facts()
    found = read_stick(other, raw)
    not_for_it = found in ("parcel.recipient", "parcel.former")  # a copy of a disk had the same key
    assert not_for_it and other.facts() == before, found


def old_stick(run: Run, node: SimNode, rng: Random) -> bool:
    """A stick from a drawer, of whatever day, is read (again)."""
    if not run.sticks:
        return False
    stick = run.sticks[rng.randrange(len(run.sticks))]
    run.read_stick(run.nodes[stick.taker], stick.raw)
    return True


def sticks_reordered(run: Run, node: SimNode, rng: Random) -> bool:
    """Two sticks to one node, the later one is read first."""
    other = run.hub if node.role != HUB else run.any_library(rng)
    first = run.write_stick(node, other)
    run.act(node, "visit", rng.randrange(2**32))
    second = run.write_stick(node, other)
    if first is None or second is None:
        return False
    run.read_stick(other, second.raw)
    run.read_stick(other, first.raw)
    return True


def read_only_stick(run: Run, node: SimNode, rng: Random) -> bool:
    """A stick with its switch on takes nothing; the file that was there stays."""
    return strange.unwritable_stick(node, full=False)


def full_stick(run: Run, node: SimNode, rng: Random) -> bool:
    """A stick has no room; the file that was there stays."""
    return strange.unwritable_stick(node, full=True)


# ---- clocks ----


def _clock(off_ms: Callable[[SimNode, Random], int]) -> Strike:
    def strike(run: Run, node: SimNode, rng: Random) -> bool:
        node.clock.off_ms = off_ms(node, rng)
        node.store.clock_offset_ms = 0
        return True

    return strike


def clock_mended(run: Run, node: SimNode, rng: Random) -> bool:
    """Somebody sets the clock right, or says what time it is where it cannot be set."""
    if node.clock.off_ms == 0:
        return False
    if rng.random() < 0.5:
        node.clock.off_ms = 0
    node.store.believe(node.clock.true_ms)
    return True


def clock_corrected(run: Run, node: SimNode, rng: Random) -> bool:
    """The hub says by how much a stretch of a stream was told wrong."""
    return strange.correct_clock(run, rng)


# ---- copies of machines ----


def cloned(run: Run, node: SimNode, rng: Random) -> bool:
    """The whole disk is copied to a second machine, keys and all; both work on."""
    if len(run.nodes) > run.most_nodes:
        return False
    run.seal(node)
    run.clone(node)
    return True


def forked_three_ways(run: Run, node: SimNode, rng: Random) -> bool:
    """Two copies of one disk and the disk itself all tell, before any of them meets the hub."""
    if len(run.nodes) + 1 > run.most_nodes:
        return False
    run.seal(node)
    ways = [node, run.clone(node), run.clone(node)]
    for one in ways:
        run.act(one, "visit", rng.randrange(2**32))
        run.seal(one)
    return True


def _restored(machine: bool) -> Strike:
    def strike(run: Run, node: SimNode, rng: Random) -> bool:
        if node.name not in run.backups:
            return False
        image, told = run.backups[node.name]
        run.forgive(node, node.told)
        node.told = list(told)
        node.put_back(image, machine=machine)
        return True

    return strike


def hub_lost(run: Run, node: SimNode, rng: Random) -> bool:
    """The hub's disk is gone; a new one with the old key is filled from sticks of its nodes."""
    run.forgive(node, node.told)
    node.disk.wipe()
    node.random = SimRandom(f"{node.name} again {node.starts}")
    node.restart()
    run.rebuild_hub()
    return True


# ---- keys, software, facts ----


def revoked(run: Run, node: SimNode, rng: Random) -> bool:
    """A machine is stolen: the hub shuts it out; the thief goes on, the place gets another one."""
    if node.barred or sum(one.barred for one in run.nodes.values()) >= 2:
        return False
    return strange.revoke(run, node)


def newer_software(run: Run, node: SimNode, rng: Random) -> bool:
    """A node of a newer version tells a kind that nobody else knows."""
    return strange.tell_newer(run, node, rng)


def poison(run: Run, node: SimNode, rng: Random) -> bool:
    """A fact is told that no fold can read."""
    return strange.tell_poison(run, node, rng)


def erased_too_early(run: Run, node: SimNode, rng: Random) -> bool:
    """The hub erases a reader of whom the node tells more meanwhile; an old stick comes after."""
    return strange.race_erasure(run, node, rng)


FAULTS = (
    Fault("power cut", power_cut, weight=6),
    Fault("disk full", disk_full, weight=2),
    Fault("tail lost", tail_lost),
    *(
        Fault(
            one.name,
            lambda run, node, rng, one=one: run.arm(node, one(rng)),
            at_hub=False,
        )
        for one in LINK_FAULTS
    ),
    Fault("stick torn", _stick(lambda run, taker, raw, rng: torn(raw, rng))),
    Fault("stick flipped", _stick(lambda run, taker, raw, rng: flipped(raw, rng))),
    Fault("stick read twice", _stick(_twice)),
    Fault("stick lost", _stick(lambda run, taker, raw, rng: None)),
    Fault("stick for another", _stick(_for_another)),
    Fault("stick of an old day", old_stick, weight=2),
    Fault("sticks in the wrong order", sticks_reordered),
    Fault("stick read-only", read_only_stick),
    Fault("stick full", full_stick),
    Fault("clock at 1970", _clock(lambda node, rng: -node.clock.true_ms + 60_000)),
    Fault("clock at 2099", _clock(lambda node, rng: 4_080_000_000_000 - node.clock.true_ms)),
    Fault("clock jumps", _clock(lambda node, rng: rng.randrange(-3 * DAY_MS, 3 * DAY_MS))),
    Fault("clock mended", clock_mended, weight=5),
    Fault("clock corrected by the hub", clock_corrected),
    Fault("node cloned", cloned, at_hub=False, weight=0.7),
    Fault("fork of three", forked_three_ways, at_hub=False, weight=0.5),
    Fault("home put back", _restored(machine=False)),
    Fault("machine put back", _restored(machine=True), at_hub=False),
    Fault("hub lost and rebuilt", hub_lost, at_nodes=False, weight=1.5),
    Fault("key revoked", revoked, at_hub=False, weight=0.5),
    Fault("prepared stick used twice", invited.used_twice, at_hub=False, weight=0.4),
    Fault("prepared stick stolen", invited.stolen, at_hub=False, weight=0.4),
    Fault("newer software", newer_software),
    Fault("poison fact", poison),
    Fault("erasure before a late arrival", erased_too_early, at_hub=False, weight=2),
)
"""All of them."""


EVERY_FAULT = tuple(
    dict.fromkeys((*(one.name for one in FAULTS), *(one.name for one in LINK_FAULTS)))
)
"""Names of all faults that can strike, those of links too."""
