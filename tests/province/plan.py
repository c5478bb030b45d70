"""A plan: every step of a run as data, made from the seed before anything happens.

A step carries a die of its own, so that leaving other steps out changes little of what it does:
that is what makes a failing run short.
"""

from __future__ import annotations

from random import Random

import msgspec
from tests.province.desk import OFTEN
from tests.province.faults import FAULTS

ACT, SYNC, STICK, FAULT = "act", "sync", "stick", "fault"


class Size(msgspec.Struct, frozen=True):
    """nodes: libraries and vehicles beside the hub. acts: a node and day. faults: a day, in all."""

    nodes: int = 4
    days: int = 16
    acts: int = 5
    faults: float = 2.5
    sync: float = 0.5


class Step(msgspec.Struct, frozen=True):
    """nr: in the whole plan. node: by number, 0 is the hub. name: of the act or fault."""

    nr: int
    day: int
    node: int
    what: str
    name: str
    die: int


def plan(seed: int, size: Size) -> tuple[Step, ...]:
    """All steps of a run in order."""
    rng = Random(f"plan {seed}")  # noqa: S311
    acts, often = list(OFTEN), list(OFTEN.values())
    found: list[Step] = []
    for day in range(size.days):
        today: list[tuple[int, str, str]] = []
        for node in range(size.nodes + 1):
            times = size.acts if node else 1
            names = rng.choices(acts, often, k=times)
            today += [(node, ACT, name) for name in names]
            if node and rng.random() < size.sync:
                today.append((node, SYNC, ""))
            if node and rng.random() < 0.12:
                today.append((node, STICK, rng.choice(("out", "in"))))
        today += _faults(rng, size)
        rng.shuffle(today)
        for node, what, name in today:
            found.append(Step(len(found), day, node, what, name, rng.randrange(2**32)))
    return tuple(found)


def _faults(rng: Random, size: Size) -> list[tuple[int, str, str]]:
    count = int(size.faults) + (rng.random() < size.faults % 1)
    chosen = rng.choices(FAULTS, [one.weight for one in FAULTS], k=count)
    found = []
    for one in chosen:
        nodes = list(range(1, size.nodes + 1)) if one.at_nodes else []
        if one.at_hub:
            nodes.append(0)
        found.append((rng.choice(nodes), FAULT, one.name))
    return found
