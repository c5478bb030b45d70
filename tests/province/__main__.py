"""`make simulate`: short runs by seed, or a province at work. See docs/simulator.md."""

from __future__ import annotations

import argparse
import sys

from tests.province.many import counts, many, told
from tests.province.plan import Size
from tests.province.shrink import Failure, numbers_in, one_seed


def main() -> int:
    """0: everything held, and every fault struck; 1: not."""
    words = _arguments()
    if words.real:
        from tests.province.real.__main__ import main as real

        return real(words.real, words.seed or 1)
    if words.year:
        from tests.province.year import main as year

        return year(words.nodes or 60, words.days or 365, words.facts, words.seed or 1, words.jobs)
    size = Size(nodes=words.nodes or Size().nodes, days=words.days or Size().days)
    if words.seeds:
        return many(range(words.seed or 0, (words.seed or 0) + words.seeds), size, words.jobs)
    kept = numbers_in(words.steps) if words.steps else None
    found = one_seed(words.seed or 0, size, kept)
    if isinstance(found, Failure):
        return told(found, shrink=kept is None)
    print(f"seed {words.seed or 0}: everything held. digest {found.digest()}")
    counts("faults", found.struck)
    counts("looked at", found.checked)
    counts("outcomes", found.outcomes)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.province", description=__doc__)
    for name, said in (
        ("seed", "the seed, or the first of them"),
        ("seeds", "how many seeds"),
        ("nodes", "libraries and vehicles beside the hub"),
        ("days", "simulated days"),
        ("year", "1: a province at work, no faults but clocks and cuts, at a stated density"),
        ("facts", "with year: facts a node and day"),
        ("real", "so many runs with real processes and kill -9"),
        ("jobs", "processes"),
    ):
        parser.add_argument(f"--{name}", type=int, default=0, help=said)
    parser.add_argument("--steps", default="", help="numbers of the steps that are done: 3,7,9-12")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
