"""Several periods of rotation, by the plan and by baselines; used by `python -m bench.crates`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from msgspec.structs import replace

from tusach.library.crates.packing import Book
from tusach.library.crates.rotation import (
    NEVER,
    Load,
    Point,
    by_popularity,
    circular,
    loans_of,
    rotate,
    weights,
)

MONTHS, PERIODS, NO_REPEAT = 3, 8, 6
Way = Callable[[list[Load], list[Point], dict[tuple[str, str], int], random.Random], dict[str, str]]


def planned(
    loads: list[Load], points: list[Point], seen: dict[tuple[str, str], int], _: random.Random
) -> dict[str, str]:
    """The best assignment of each period."""
    return {one.crate: one.to for one in rotate(loads, points, seen, no_repeat=NO_REPEAT)}


def fair(
    loads: list[Load], points: list[Point], seen: dict[tuple[str, str], int], _: random.Random
) -> dict[str, str]:
    """The same, where the loans of a library that had little so far weigh more."""
    had = {one.point: one.weight for one in points}
    weighed = weights(had) if any(had.values()) else dict.fromkeys(had, 1.0)
    some = [replace(one, weight=weighed[one.point]) for one in points]
    return {one.crate: one.to for one in rotate(loads, some, seen, no_repeat=NO_REPEAT)}


def rota(
    loads: list[Load], points: list[Point], _: dict[tuple[str, str], int], __: random.Random
) -> dict[str, str]:
    """A to B to C."""
    return circular(loads, points)


def popular(
    loads: list[Load], points: list[Point], _: dict[tuple[str, str], int], __: random.Random
) -> dict[str, str]:
    """The heaviest crates where most is asked for, always."""
    return by_popularity(loads, points)


def stale_by_chance(
    loads: list[Load],
    points: list[Point],
    seen: dict[tuple[str, str], int],
    chance: random.Random,
) -> dict[str, str]:
    """Each crate to a library, by chance, that has not had its first title within the months."""
    free = [one.point for one in points]
    found = {}
    for load in loads:
        fits = [
            one for one in free if seen.get((one, load.books[0].title), NEVER) >= NO_REPEAT
        ] or free
        goal = chance.choice(fits)
        free.remove(goal)
        found[load.crate] = goal
    return found


WAYS: dict[str, Way] = {
    "plan": fair,
    "plan without fairness": planned,
    "rota": rota,
    "stale_by_chance": stale_by_chance,
    "most_popular": popular,
}


def scene(seed: int, libraries: int, books: int) -> tuple[list[Load], list[Point]]:
    """As many crates as libraries, each with books of some classes more than of others."""
    chance = random.Random(seed)
    groups = [f"class {nr}" for nr in range(12)]
    points = [
        Point(
            point=f"library {nr:02d}",
            demand={
                one: chance.gammavariate(1.0, 4) * chance.choice((0.3, 1, 2)) for one in groups
            },
        )
        for nr in range(libraries)
    ]
    loads = []
    for nr in range(libraries):
        likely = [chance.choice((0.2, 1.0, 3.0)) for _ in groups]
        picked = chance.choices(groups, weights=likely, k=books)
        loads.append(
            Load(
                crate=f"crate {nr:02d}",
                at=points[nr].point,
                books=tuple(
                    Book(
                        title=f"{nr} {at}",
                        group=group,
                        weight=1.5 / (1 + chance.paretovariate(0.9)) ** 0.7,
                    )
                    for at, group in enumerate(picked)
                ),
            )
        )
    return loads, points


def played(way: Way, seed: int, libraries: int = 40, books: int = 60) -> dict[str, float]:
    """Loans of all periods, and of the worst library beside the mean."""
    loads, points = scene(seed, libraries, books)
    chance = random.Random(seed)
    by_name = {one.point: one for one in points}
    seen: dict[tuple[str, str], int] = {}
    loans = dict.fromkeys(by_name, 0.0)
    began = time.process_time()
    for _ in range(PERIODS):
        # What each library had so far stands as its weight; only `fair` looks at it.
        told = [replace(one, weight=loans[one.point] / sum(one.demand.values())) for one in points]
        goals = way(loads, told if way is fair else points, seen, chance)
        for load in loads:
            goal = goals.get(load.crate)
            if goal is not None:
                point = by_name[goal]
                loans[goal] += loans_of(load, point, seen, no_repeat=NO_REPEAT)
        seen = {key: months + MONTHS for key, months in seen.items()}
        for load in loads:
            for book in load.books:
                seen[goals.get(load.crate, load.at), book.title] = 0
        loads = [replace(one, at=goals.get(one.crate, one.at)) for one in loads]
    shares = [loans[one] / sum(by_name[one].demand.values()) for one in loans]
    return {
        "loans": sum(loans.values()),
        "worst_of_mean": min(shares) / (sum(shares) / len(shares)),
        "s": time.process_time() - began,
    }
