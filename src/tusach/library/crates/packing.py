"""What goes into the crates of a trip: what was promised first, then what is expected to be read.

Readers of a stop ask for so much of each class of books (audience, language, subject); each further
book of a class adds less. The greedy choice takes, again and again, the book and stop that add
most; `bounds` says how much the best of all could have come to. Equal stops are not the aim:
no stop may fall below a share of the mean. Source: docs/decisions/0041; LOGISTICS 6.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from math import exp

import msgspec

PROMISED, PINNED, FLOOR, EXPECTED = "promised", "pinned", "floor", "expected"
LEAST_SHARE = 0.8
"""Of the mean share of demand that is met, what the worst stop is to have at least."""
_HALVINGS = 12


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
    best = Filling(stops, books, room)
    best.fill(0.0)
    if best.worst() >= least:
        return best.packing()
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        level = (low + high) / 2
        tried = Filling(stops, books, room)
        tried.fill(level)
        if tried.worst() > best.worst() or (tried.worst() >= least and tried.value > best.value):
            best = tried
        if tried.worst() >= least:
            high = level
        else:
            low = level
    return best.packing()


class Filling:
    """Crates while they are filled, by the books that are left."""

    def __init__(self, stops: Sequence[Stop], books: Sequence[Book], room: int | None) -> None:
        self.stops = {one.stop: one for one in stops}
        self.books = {one.title: one for one in books}
        self.left = {one.title: one.copies for one in books}
        self.room = sum(one.room for one in stops) if room is None else room
        self.chosen: dict[str, dict[str, Choice]] = {one.stop: {} for one in stops}
        self.again: dict[str, list[Choice]] = {one.stop: [] for one in stops}
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
        """It goes in whatever it adds; for a second reader a second copy."""
        is_in = title in self.chosen[stop.stop]
        if is_in and why == PINNED:
            return
        if self.left.get(title, 0) < 1 or not self.has_room(stop):
            self.unmet.append((stop.stop, why, of or title))
        elif is_in:
            self.again[stop.stop].append(Choice(title=title, why=why, of=of))
            self.left[title] -= 1
            self.room -= 1
        else:
            self.take(stop, self.books[title], why, of=of)

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
        full = len(self.chosen[stop.stop]) + len(self.again[stop.stop])
        return self.room > 0 and full < stop.room

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
            stops={
                one: (*chosen.values(), *self.again[one]) for one, chosen in self.chosen.items()
            },
            value=self.value,
            shares={one: self.share(one) for one in self.stops},
            unmet=tuple(self.unmet),
        )


class _Cursor:
    """For one stop, the next book of each class: within a class the heavier goes first."""

    def __init__(self, filling: Filling, stop: str) -> None:
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
        for title in dict.fromkeys(choice.title for choice in choices):
            wanted.setdefault(title, []).append(stop)
    rows = [(by_title[title].shelf, title, tuple(stops)) for title, stops in wanted.items()]
    return tuple(sorted(rows))
