"""`python -m bench.crates`: what goes into the crates of eight stops, out of 8,000 titles.

Demand, weights and what was there lately are invented, by seed; only the relations say anything.
Printed: the choice and its bound, the baselines (most popular, chance), the worst stop, processor
seconds. Rotation with three copies of a title and more, as the programme asks for; beside it the
hard case of one to three copies.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time

from bench.crates import rotation

from tusach.library.crates.bounds import as_they_come, bound, most_popular, worth
from tusach.library.crates.packing import Book, Stop, pack

CLASSES = 30
ROTATION, SCARCE = (3, 4, 5, 8), (1, 2, 3)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=8000)
    parser.add_argument("--stops", type=int, default=8)
    parser.add_argument("--books", type=int, default=1200, help="in all crates together")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    found = {
        name: [
            figures(seed, options.titles, options.stops, options.books, copies)
            for seed in range(options.seeds)
        ]
        for name, copies in (("three copies and more", ROTATION), ("one to three copies", SCARCE))
    }
    told: dict[str, object] = {name: summed(rows) for name, rows in found.items()}
    told["rotation, 40 crates, 8 periods"] = {
        name: rotated([rotation.played(way, seed) for seed in range(options.seeds)])
        for name, way in rotation.WAYS.items()
    }
    print(json.dumps(told, indent=1))


def rotated(rows: list[dict[str, float]]) -> dict[str, float]:
    """The mean over the seeds."""
    return {name: round(statistics.mean(row[name] for row in rows), 3) for name in rows[0]}


def instance(
    seed: int, titles: int, stops: int, room: int, copies: tuple[int, ...]
) -> tuple[list[Stop], list[Book]]:
    """Stops with unlike demand, and books whose popularity falls off steeply."""
    chance = random.Random(seed)
    groups = [f"class {nr}" for nr in range(CLASSES)]
    places = [
        Stop(
            stop=f"stop {nr}",
            room=room,
            demand={
                group: chance.gammavariate(1.2, 6) * chance.choice((0.3, 1, 2)) for group in groups
            },
        )
        for nr in range(stops)
    ]
    books = [
        Book(
            title=f"title {nr:05d}",
            group=chance.choice(groups),
            weight=1.5 / (1 + chance.paretovariate(0.9)) ** 0.7,
            copies=chance.choice(copies),
            barred=frozenset(
                place.stop for place in places if chance.random() < chance.choice((0.1, 0.25, 0.4))
            ),
        )
        for nr in range(titles)
    ]
    return places, books


def figures(
    seed: int, titles: int, stops: int, total: int, copies: tuple[int, ...]
) -> dict[str, float]:
    """One instance: a stop may get up to twice its even part of all books."""
    places, books = instance(seed, titles, stops, 2 * total // stops, copies)
    began = time.process_time()
    packing = pack(places, books, room=total)
    taken_s = time.process_time() - began
    began = time.process_time()
    most = bound(places, books, packing, room=total)
    bound_s = time.process_time() - began
    even = [Stop(stop=one.stop, room=total // stops, demand=one.demand) for one in places]
    shuffled = list(books)
    random.Random(seed).shuffle(shuffled)
    shares = list(packing.shares.values())
    return {
        "loans": packing.value,
        "gap_percent": 100 * (most / packing.value - 1),
        "most_popular": worth(even, books, most_popular(even, books)),
        "chance": worth(even, books, as_they_come(even, shuffled)),
        "worst_of_mean": min(shares) / statistics.mean(shares),
        "pack_s": taken_s,
        "bound_s": bound_s,
    }


def summed(rows: list[dict[str, float]]) -> dict[str, float]:
    """The mean over the seeds; of gaps, times and shares the worst."""
    found: dict[str, float] = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        worst = max if name in ("gap_percent", "pack_s", "bound_s") else min
        is_worst = name in ("gap_percent", "pack_s", "bound_s", "worst_of_mean")
        found[name] = round(worst(values) if is_worst else statistics.mean(values), 3)
    return found


if __name__ == "__main__":
    main()
