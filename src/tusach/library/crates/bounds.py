"""How far a packing is from the best there could be, and what simpler ways come to.

Source: docs/decisions/0041; LOGISTICS 6.1 and 6.2.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import exp, log

from msgspec.structs import replace

from tusach.library.crates.packing import Book, Filling, Packing, Stop, met

_ENOUGH = 0.9999
"""A round that makes the bound less by no more than this is the last one."""


def bound(
    stops: Sequence[Stop],
    books: Sequence[Book],
    packing: Packing,
    *,
    room: int | None = None,
) -> float:
    """No choice of books within this room comes to more loans than this: the lesser of two bounds.

    With copies without end the greedy choice is the best of all, since the next book of a class
    never adds more than the one before. And above each curve of demand lies a tangent of it: what
    is then left is to share copies out, which prices on the room of each stop bound from above.
    """
    many = [replace(one, copies=len(stops)) for one in books]
    plain = [replace(one, promised=(), pinned=(), floors={}) for one in stops]
    endless = Filling(plain, many, room)
    endless.fill(0.0)
    return min(endless.value, _by_tangents(stops, books, packing))


def _by_tangents(stops: Sequence[Stop], books: Sequence[Book], packing: Packing) -> float:
    groups: dict[str, list[float]] = {}
    for book in sorted(books, key=lambda one: -one.weight):
        groups.setdefault(book.group, []).append(book.weight)
    offered = _offered(packing, books)
    slopes: dict[tuple[str, str], float] = {}
    total = 0.0
    for stop in stops:
        price = min((one.gain for one in packing.stops[stop.stop]), default=0.0)
        for group, demand in stop.demand.items():
            if demand > 0 and group in groups:
                at = offered.get((stop.stop, group), 0.0)
                level, slope = _tangent(demand, at, price, groups[group])
                slopes[stop.stop, group] = slope
                total += level
    worths = [_worths(book, stops, slopes) for book in books]
    return total + _shared_out(stops, books, worths)


def _offered(packing: Packing, books: Sequence[Book]) -> dict[tuple[str, str], float]:
    by_title = {one.title: one for one in books}
    found: dict[tuple[str, str], float] = {}
    for stop, choices in packing.stops.items():
        for choice in choices:
            book = by_title[choice.title]
            key = (stop, book.group)
            found[key] = found.get(key, 0.0) + book.weight
    return found


def _tangent(
    demand: float, offered: float, price: float, weights: Sequence[float]
) -> tuple[float, float]:
    """(value at nothing, slope) of the tangent that bounds this class best at that price of room.

    weights: of the books of the class, heaviest first. Any tangent of the curve lies above it.
    """
    step = weights[0]
    points = [offered + step * part / 12 for part in range(19)]
    if 0 < price < step:
        points.append(max(offered, demand * log(step / price)))
    best: tuple[float, float, float] | None = None
    for point in points:
        slope = exp(-point / demand)
        level = met(demand, point) - slope * point
        most = level
        for weight in weights:
            if slope * weight <= price:
                break
            most += slope * weight - price
        if best is None or most < best[0]:
            best = (most, level, slope)
    assert best is not None
    return best[1], best[2]


def _worths(
    book: Book, stops: Sequence[Stop], slopes: Mapping[tuple[str, str], float]
) -> tuple[float, ...]:
    return tuple(
        0.0
        if stop.stop in book.barred or book.title in stop.forbidden
        else book.weight * slopes.get((stop.stop, book.group), 0.0)
        for stop in stops
    )


def _shared_out(
    stops: Sequence[Stop], books: Sequence[Book], worths: Sequence[tuple[float, ...]]
) -> float:
    """The least of the bounds that prices on the room of the stops give.

    Each price in turn is set to what the last book that still fits would bid against the others.
    """
    prices = [0.0] * len(stops)
    best = _priced(stops, books, worths, prices)
    is_better = True
    while is_better:
        for at, stop in enumerate(stops):
            bids = sorted(
                (_bid(book, row, prices, at) for book, row in zip(books, worths, strict=True)),
                reverse=True,
            )
            prices[at] = max(0.0, bids[stop.room]) if stop.room < len(bids) else 0.0
        found = _priced(stops, books, worths, prices)
        is_better = found < best * _ENOUGH
        best = min(best, found)
    return best


def _bid(book: Book, row: Sequence[float], prices: Sequence[float], at: int) -> float:
    """What a stop gives for one more book at most: its worth less what another stop would."""
    if not row[at]:
        return 0.0
    others = [
        worth - price
        for nr, (worth, price) in enumerate(zip(row, prices, strict=True))
        if nr != at and worth > price
    ]
    if len(others) < book.copies:
        return row[at]
    others.sort(reverse=True)
    return row[at] - others[book.copies - 1]


def _priced(
    stops: Sequence[Stop],
    books: Sequence[Book],
    worths: Sequence[tuple[float, ...]],
    prices: Sequence[float],
) -> float:
    total = sum(stop.room * price for stop, price in zip(stops, prices, strict=True))
    for book, row in zip(books, worths, strict=True):
        left = [worth - price for worth, price in zip(row, prices, strict=True) if worth > price]
        if len(left) > book.copies:
            left.sort(reverse=True)
            total += sum(left[: book.copies])
        else:
            total += sum(left)
    return total


def most_popular(stops: Sequence[Stop], books: Sequence[Book]) -> dict[str, tuple[str, ...]]:
    """The baseline that most lists of books are: the heaviest first, whoever the readers are."""
    ranked = sorted(books, key=lambda one: (-one.weight, one.title))
    return _taken(stops, ranked)


def as_they_come(stops: Sequence[Stop], ordered: Sequence[Book]) -> dict[str, tuple[str, ...]]:
    """The baseline of chance: books in whatever order they are given."""
    return _taken(stops, ordered)


def _taken(stops: Sequence[Stop], ordered: Sequence[Book]) -> dict[str, tuple[str, ...]]:
    left = {one.title: one.copies for one in ordered}
    found: dict[str, tuple[str, ...]] = {}
    for stop in stops:
        fitting = (
            one
            for one in ordered
            if left[one.title] > 0
            and stop.stop not in one.barred
            and one.title not in stop.forbidden
        )
        titles = tuple(one.title for one, _ in zip(fitting, range(stop.room), strict=False))
        for title in titles:
            left[title] -= 1
        found[stop.stop] = titles
    return found


def worth(
    stops: Sequence[Stop], books: Sequence[Book], chosen: Mapping[str, Collection[str]]
) -> float:
    """Loans expected of any choice of titles, by whoever made it."""
    by_title = {one.title: one for one in books}
    return sum(_worth_of(stop, (by_title[one] for one in chosen[stop.stop])) for stop in stops)


def _worth_of(stop: Stop, books: Iterable[Book]) -> float:
    offered: dict[str, float] = {}
    for book in books:
        offered[book.group] = offered.get(book.group, 0.0) + book.weight
    return sum(met(stop.demand.get(group, 0.0), at) for group, at in offered.items())
