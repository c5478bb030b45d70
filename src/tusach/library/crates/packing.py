"""What goes into the crates of a trip: what was promised first, then what is expected to be read.

Readers of a stop ask for so much of each class of books (audience, language, subject); each further
book of a class adds less. The greedy choice takes, again and again, the book and stop that add
most; `bound` says how much the best of all choices could have come to. Equal stops are not the aim:
no stop may fall below a share of the mean. Source: docs/decisions/0041; LOGISTICS 6.1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from math import exp, log

import msgspec

PROMISED, PINNED, FLOOR, EXPECTED = "promised", "pinned", "floor", "expected"
LEAST_SHARE = 0.8
"""Of the mean share of demand that is met, what the worst stop is to have at least."""
_HALVINGS, _ROUNDS = 12, 12


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A title that may travel. group: its class. weight: loans expected of a copy in one stay.

    copies: that may go. tags: what floors ask for (legal, minority, children, new). barred: stops
    where it was lately, or whose readers cannot use it. shelf: sorts the pick list.
    """

    title: str
    group: str
    weight: float
    copies: int = 1
    tags: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    shelf: str = ""


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A place that gets a crate. room: most books. demand: loans expected in the stay, by class.

    promised: (title, hold), first asked first. pinned, forbidden: a librarian's word. floors: how
    many books with a tag it has at least.
    """

    stop: str
    room: int
    demand: Mapping[str, float]
    promised: tuple[tuple[str, str], ...] = ()
    pinned: tuple[str, ...] = ()
    forbidden: frozenset[str] = frozenset()
    floors: Mapping[str, int] = {}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A book for a stop, and why: of: the hold or the tag. gain: loans that it adds there."""

    title: str
    why: str
    of: str = ""
    gain: float = 0.0


class Packing(msgspec.Struct, frozen=True, kw_only=True):
    """By stop, the books in the order of choosing. shares: of its demand that each stop has met.

    unmet: (stop, promised, pinned or tag, what) that could not be packed, and must be said.
    """

    stops: Mapping[str, tuple[Choice, ...]]
    value: float
    shares: Mapping[str, float]
    unmet: tuple[tuple[str, str, str], ...] = ()


def met(demand: float, offered: float) -> float:
    """Loans that come of so much on offer where so much is asked for; each more adds less."""
    return demand * (1.0 - exp(-offered / demand)) if demand > 0 else 0.0


def pack(
    stops: Sequence[Stop],
    books: Sequence[Book],
    *,
    room: int | None = None,
    least: float = LEAST_SHARE,
) -> Packing:
    """The books of each stop. room: most books of all crates together, None = of the stops alone.

    least: where the worst stop falls below this share of the mean, room goes to it first.
    """
    best = _Filling(stops, books, room)
    best.fill(0.0)
    if best.worst() >= least:
        return best.packing()
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        level = (low + high) / 2
        tried = _Filling(stops, books, room)
        tried.fill(level)
        if tried.worst() > best.worst() or (tried.worst() >= least and tried.value > best.value):
            best = tried
        if tried.worst() >= least:
            high = level
        else:
            low = level
    return best.packing()


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
    many = [msgspec.structs.replace(one, copies=len(stops)) for one in books]
    plain = [msgspec.structs.replace(one, promised=(), pinned=(), floors={}) for one in stops]
    endless = _Filling(plain, many, room)
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
    for _ in range(_ROUNDS):
        for at, stop in enumerate(stops):
            bids = sorted(
                (_bid(book, row, prices, at) for book, row in zip(books, worths, strict=True)),
                reverse=True,
            )
            prices[at] = max(0.0, bids[stop.room]) if stop.room < len(bids) else 0.0
        found = _priced(stops, books, worths, prices)
        if found >= best * 0.9999:
            return min(best, found)
        best = found
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


class _Filling:
    """Crates while they are filled, by the books that are left."""

    def __init__(self, stops: Sequence[Stop], books: Sequence[Book], room: int | None) -> None:
        self.stops = {one.stop: one for one in stops}
        self.books = {one.title: one for one in books}
        self.left = {one.title: one.copies for one in books}
        self.room = sum(one.room for one in stops) if room is None else room
        self.chosen: dict[str, dict[str, Choice]] = {one.stop: {} for one in stops}
        self.offered: dict[str, dict[str, float]] = {one.stop: {} for one in stops}
        self.gained = dict.fromkeys(self.stops, 0.0)
        self.wanted = {one.stop: sum(one.demand.values()) for one in stops}
        self.unmet: list[tuple[str, str, str]] = []
        ranked: dict[str, list[Book]] = {}
        for book in sorted(books, key=lambda one: (-one.weight, one.title)):
            ranked.setdefault(book.group, []).append(book)
        self.ranked = ranked

    @property
    def value(self) -> float:
        """Loans expected of all crates."""
        return sum(self.gained.values())

    def share(self, stop: str) -> float:
        """Of the demand of a stop, what is met."""
        return self.gained[stop] / self.wanted[stop] if self.wanted[stop] > 0 else 1.0

    def worst(self) -> float:
        """The share of the worst stop, as a part of the mean."""
        shares = [self.share(one) for one in self.stops if self.wanted[one] > 0]
        mean = sum(shares) / len(shares) if shares else 0.0
        return min(shares) / mean if mean > 0 else 1.0

    def fill(self, level: float) -> None:
        """Promises, a librarian's word, floors; stops below that share; then what adds most."""
        for stop in self.stops.values():
            for title, hold in stop.promised:
                self._must(stop, title, PROMISED, of=hold)
            for title in stop.pinned:
                self._must(stop, title, PINNED)
        for stop in self.stops.values():
            for tag, n in sorted(stop.floors.items()):
                self._floor(stop, tag, n)
        cursors = {one: _Cursor(self, one) for one in self.stops}
        poor = [one for one in self.stops if self.share(one) < level]
        while poor and self.room > 0:
            name = min(poor, key=lambda one: (self.share(one), one))
            if not self._take_best(cursors[name]) or self.share(name) >= level:
                poor.remove(name)
        heap = [(-found[0], one) for one in self.stops if (found := cursors[one].best())]
        heapify(heap)
        while heap and self.room > 0:
            name = heap[0][1]
            self._take_best(cursors[name])
            found = cursors[name].best()
            if found is None:
                heappop(heap)
            else:
                heapreplace(heap, (-found[0], name))

    def _take_best(self, cursor: _Cursor) -> bool:
        found = cursor.best()
        if found is None:
            return False
        self.take(self.stops[cursor.stop], self.books[found[1]], EXPECTED)
        return True

    def _must(self, stop: Stop, title: str, why: str, *, of: str = "") -> None:
        book = self.books.get(title)
        if book is None or title in self.chosen[stop.stop] or not self.has_room(stop):
            if title not in self.chosen[stop.stop]:
                self.unmet.append((stop.stop, why, of or title))
            return
        if self.left[title] < 1:
            self.unmet.append((stop.stop, why, of or title))
            return
        self.take(stop, book, why, of=of)

    def _floor(self, stop: Stop, tag: str, n: int) -> None:
        have = sum(tag in self.books[title].tags for title in self.chosen[stop.stop])
        fitting = [one for one in self.books.values() if tag in one.tags and self.may(stop, one)]
        while have < n and fitting and self.has_room(stop):
            book = max(fitting, key=lambda one: (self.gain(stop, one), one.weight, one.title))
            fitting.remove(book)
            self.take(stop, book, FLOOR, of=tag)
            have += 1
        if have < n:
            self.unmet.append((stop.stop, FLOOR, tag))

    def has_room(self, stop: Stop) -> bool:
        """Whether one more book goes to the stop."""
        return self.room > 0 and len(self.chosen[stop.stop]) < stop.room

    def may(self, stop: Stop, book: Book) -> bool:
        """Whether a copy of the book is left that may go to the stop."""
        return (
            self.left[book.title] > 0
            and stop.stop not in book.barred
            and book.title not in stop.forbidden
            and book.title not in self.chosen[stop.stop]
        )

    def gain(self, stop: Stop, book: Book) -> float:
        """Loans that the book adds at the stop now."""
        demand = stop.demand.get(book.group, 0.0)
        at = self.offered[stop.stop].get(book.group, 0.0)
        return met(demand, at + book.weight) - met(demand, at)

    def take(self, stop: Stop, book: Book, why: str, *, of: str = "") -> None:
        """The book goes to the stop."""
        gain = self.gain(stop, book)
        self.chosen[stop.stop][book.title] = Choice(title=book.title, why=why, of=of, gain=gain)
        offered = self.offered[stop.stop]
        offered[book.group] = offered.get(book.group, 0.0) + book.weight
        self.gained[stop.stop] += gain
        self.left[book.title] -= 1
        self.room -= 1

    def packing(self) -> Packing:
        """What was chosen."""
        return Packing(
            stops={one: tuple(chosen.values()) for one, chosen in self.chosen.items()},
            value=self.value,
            shares={one: self.share(one) for one in self.stops},
            unmet=tuple(self.unmet),
        )


class _Cursor:
    """For one stop, the next book of each class: within a class the heavier goes first."""

    def __init__(self, filling: _Filling, stop: str) -> None:
        self.filling, self.stop = filling, stop
        self.at = {
            group: 0 for group in filling.ranked if filling.stops[stop].demand.get(group, 0) > 0
        }

    def best(self) -> tuple[float, str] | None:
        """(gain, title) of the book that adds most at this stop now, or None."""
        filling, stop = self.filling, self.filling.stops[self.stop]
        if not filling.has_room(stop):
            return None
        found: tuple[float, str] | None = None
        for group, place in self.at.items():
            books = filling.ranked[group]
            while place < len(books) and not filling.may(stop, books[place]):
                place += 1
            self.at[group] = place
            if place == len(books):
                continue
            gain = filling.gain(stop, books[place])
            if found is None or (gain, books[place].title) > found:
                found = (gain, books[place].title)
        return found


def pick_list(
    packing: Packing, books: Sequence[Book]
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """(shelf, title, stops it goes to) in the order in which one walks along the shelves."""
    by_title = {one.title: one for one in books}
    wanted: dict[str, list[str]] = {}
    for stop, choices in packing.stops.items():
        for choice in choices:
            wanted.setdefault(choice.title, []).append(stop)
    rows = [(by_title[title].shelf, title, tuple(stops)) for title, stops in wanted.items()]
    return tuple(sorted(rows))


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


def _worth_of(stop: Stop, books: Iterator[Book]) -> float:
    offered: dict[str, float] = {}
    for book in books:
        offered[book.group] = offered.get(book.group, 0.0) + book.weight
    return sum(met(stop.demand.get(group, 0.0), at) for group, at in offered.items())
