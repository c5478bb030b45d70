"""Many seeds on all cores, and what is said of them.

A module of its own: a worker cannot import what stands in `__main__`.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import Counter
from typing import Any

from tests.province.faults import EVERY_FAULT
from tests.province.plan import Size
from tests.province.shrink import Failure, one_seed, shrunk


def many(seeds: range, size: Size, jobs: int) -> int:
    """Every seed once, on all cores; the first failure is shrunk."""
    began, struck, checked, failures, facts = time.monotonic(), Counter(), Counter(), [], 0
    jobs = jobs or os.cpu_count() or 1
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        work = pool.imap_unordered(_one, ((seed, size) for seed in seeds), chunksize=1)
        for done, (failure, faults, looks, held) in enumerate(work, start=1):
            struck.update(faults)
            checked.update(looks)
            facts += held
            if failure is not None:
                failures.append(failure)
                print(f"seed {failure.seed}: {failure.said[:300]}", flush=True)
            if sys.stderr.isatty() and done % 20 == 0:
                print(f"{done} of {len(seeds)}", file=sys.stderr)
    seconds = time.monotonic() - began
    print(f"{len(seeds)} seeds, {facts} facts held, {len(failures)} failed, {seconds:.0f} s")
    counts("faults", struck)
    counts("looked at", checked)
    silent = [name for name in EVERY_FAULT if not struck[name]]
    if silent:
        print(f"never struck: {', '.join(silent)}")
    for failure in sorted(failures, key=lambda one: one.seed)[:1]:
        told(failure, shrink=True)
    return 1 if failures or (silent and len(seeds) >= 100) else 0


def _one(work: tuple[int, Size]) -> tuple[Failure | None, Any, Any, int]:
    found = one_seed(*work)
    if isinstance(found, Failure):
        return found, {}, {}, 0
    held = sum(node.facts() for node in found.nodes.values())
    return None, found.struck, found.checked, held


def told(failure: Failure, *, shrink: bool) -> int:
    """Say what failed, and how it is seen again."""
    print(failure.said)
    if shrink:
        print(f"{len(failure.steps)} steps; leaving out what is not needed ...", flush=True)
        failure = shrunk(failure)
        print(failure.said)
        for step in failure.steps:
            print(f"  {step.nr:5} day {step.day:3} node {step.node} {step.what} {step.name}")
    print(f"replay: {failure.command}")
    return 1


def counts(what: str, found: Counter[str]) -> None:
    """A line of how often."""
    print(f"{what}: " + ", ".join(f"{name} {count}" for name, count in sorted(found.items())))
