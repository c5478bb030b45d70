"""Which crate goes where next: whole crates between libraries, riding on trips that are planned.

One period at a time: each crate to one library, each library so many crates, so that most is read.
What a library had lately is worth nothing there, what it had long ago nearly as much as new. The
assignment is the best there is (Hungarian method); over several periods it looks one step ahead.
Source: docs/decisions/0041; LOGISTICS 6.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tusach.library.crates.packing import Book, met

FRESH_AFTER_MONTHS = 24
"""From then on a title is as new as one that never was there."""
NEVER = 10_000
FAR = -1e9
"""The worth of what may not be."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """A crate with its books. at: library where it stands. pinned: where a librarian wants it."""

    crate: str
    at: str
    books: tuple[Book, ...]
    pinned: str = ""
    forbidden: frozenset[str] = frozenset()


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A library. demand: loans of a period expected, by class. room: crates. weight: of its loans.

    legs: cost in loans of bringing a crate from another library; one that is missing has no trip.
    """

    point: str
    demand: Mapping[str, float]
    room: int = 1
    weight: float = 1.0
    legs: Mapping[str, float] | None = None


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A crate goes to a library (or stays). loans: expected there; fresh: share of its titles new.

    second: the library that would come next for it, and by how much less.
    """

    crate: str
    to: str
    loans: float
    fresh: float
    second: str = ""
    less: float = 0.0


Seen = Mapping[tuple[str, str], int]
"""(library, title): months since it was there last."""


def novelty(months: int, *, no_repeat: int) -> float:
    """What a title is worth where it was so many months ago: nothing within no_repeat months.

    >>> novelty(3, no_repeat=6), novelty(15, no_repeat=6), novelty(NEVER, no_repeat=6)
    (0.0, 0.5, 1.0)
    """
    if months < no_repeat:
        return 0.0
    return min(1.0, (months - no_repeat) / (FRESH_AFTER_MONTHS - no_repeat))


def loans_of(load: Load, point: Point, seen: Seen, *, no_repeat: int) -> float:
    """Loans that a crate is expected to have at a library in one period."""
    offered: dict[str, float] = {}
    for book in load.books:
        worth = book.weight * novelty(
            seen.get((point.point, book.title), NEVER), no_repeat=no_repeat
        )
        offered[book.group] = offered.get(book.group, 0.0) + worth
    return sum(met(point.demand.get(group, 0.0), at) for group, at in offered.items())


def rotate(
    loads: Sequence[Load], points: Sequence[Point], seen: Seen, *, no_repeat: int = 6
) -> tuple[Move, ...]:
    """Where each crate goes for the next period; crates for which no room is left stay out.

    A pinned crate goes where it is pinned, if there is room; no crate goes where it is forbidden or
    where no trip brings it.
    """
    slots = [point for point in points for _ in range(point.room)]
    loans = {
        (load.crate, point.point): loans_of(load, point, seen, no_repeat=no_repeat)
        for load in loads
        for point in points
    }
    worth = [
        [_worth(load, slot, loans[load.crate, slot.point]) for slot in slots] for load in loads
    ]
    moves = []
    for nr, slot in enumerate(assigned(worth)):
        if slot is None or worth[nr][slot] <= FAR / 2:
            continue
        moves.append(_move(loads[nr], slots[slot], points, loans, seen, no_repeat=no_repeat))
    return tuple(moves)


def _worth(load: Load, point: Point, loans: float) -> float:
    if point.point in load.forbidden:
        return FAR
    cost = 0.0
    if point.legs is not None and load.at != point.point:
        if load.at not in point.legs:
            return FAR
        cost = point.legs[load.at]
    bonus = -FAR / 10 if load.pinned == point.point else 0.0
    return point.weight * loans - cost + bonus


def _move(
    load: Load,
    point: Point,
    points: Sequence[Point],
    loans: Mapping[tuple[str, str], float],
    seen: Seen,
    *,
    no_repeat: int,
) -> Move:
    here = loans[load.crate, point.point]
    others = [
        (loans[load.crate, one.point], one.point)
        for one in points
        if one.point != point.point and _worth(load, one, 0.0) > FAR / 2
    ]
    most, second = max(others, default=(0.0, ""))
    fresh = sum(
        novelty(seen.get((point.point, book.title), NEVER), no_repeat=no_repeat) > 0
        for book in load.books
    )
    return Move(
        crate=load.crate,
        to=point.point,
        loans=here,
        fresh=fresh / len(load.books) if load.books else 0.0,
        second=second,
        less=here - most if second else 0.0,
    )


def weights(shares: Mapping[str, float]) -> dict[str, float]:
    """How much the loans of each library weigh, by the share of its demand that it had so far.

    Those below the mean weigh more, up to nine times, those above it less, down to a ninth.
    """
    mean = sum(shares.values()) / len(shares) if shares else 0.0
    return {
        one: max(1 / 3, min(3.0, mean / share if share > 0 else 3.0)) ** 2 if mean > 0 else 1.0
        for one, share in shares.items()
    }


def assigned(worth: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row its column, so that the sum of worths is the most there is; each column once.

    Where there are more rows than columns some rows get none. Hungarian method, O(n²m).

    >>> assigned([[1.0, 5.0], [4.0, 4.5]])
    [1, 0]
    """
    rows = len(worth)
    real = len(worth[0]) if worth else 0
    columns = max(rows, real)
    cost = [[-one for one in row] + [0.0] * (columns - real) for row in worth]
    left, right = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        _augment(cost, row, left, right, row_of)
    found: list[int | None] = [None] * rows
    for column in range(1, real + 1):
        if row_of[column]:
            found[row_of[column] - 1] = column - 1
    return found


def _augment(
    cost: Sequence[Sequence[float]],
    row: int,
    left: list[float],
    right: list[float],
    row_of: list[int],
) -> None:
    """One row more is matched, along the cheapest way that frees a column for it."""
    columns = len(right) - 1
    least, way, used = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
    row_of[0], at = row, 0
    while row_of[at]:
        used[at] = True
        here, step, following = row_of[at], float("inf"), 0
        for column in range(1, columns + 1):
            if used[column]:
                continue
            price = cost[here - 1][column - 1] - left[here] - right[column]
            if price < least[column]:
                least[column], way[column] = price, at
            if least[column] < step:
                step, following = least[column], column
        for column in range(columns + 1):
            if used[column]:
                left[row_of[column]] += step
                right[column] -= step
            else:
                least[column] -= step
        at = following
    while at:
        before = way[at]
        row_of[at] = row_of[before]
        at = before


def circular(loads: Sequence[Load], points: Sequence[Point]) -> dict[str, str]:
    """The baseline of a fixed rota: each crate to the library after the one where it stands."""
    order = [one.point for one in points]
    return {
        load.crate: order[(order.index(load.at) + 1) % len(order)]
        for load in loads
        if load.at in order
    }


def by_popularity(loads: Sequence[Load], points: Sequence[Point]) -> dict[str, str]:
    """The baseline of popularity: the heaviest crates where most is asked for."""
    heavy = sorted(loads, key=lambda one: (-sum(book.weight for book in one.books), one.crate))
    busy = sorted(points, key=lambda one: (-sum(one.demand.values()), one.point))
    slots = [point.point for point in busy for _ in range(point.room)]
    return {load.crate: slot for load, slot in zip(heavy, slots, strict=False)}
