"""The first page: what is new, what is read, where to begin, which libraries there are."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach.library.catalogue.folding import fold
from tusach.node.acts.node import Node
from tusach.node.opac import words
from tusach.node.opac.asking import Asked
from tusach.node.opac.lines import TitleLine, title_lines
from tusach.node.opac.placing import Place, places
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.standing import Standing, standings
from tusach.node.opac.unchanged import unchanged
from tusach.node.people.access import public, rule
from tusach.node.store.protocol import StoreFault
from tusach.node.store.search_shapes import Filters, SearchDamaged

logger = logging.getLogger("tusach.opac")

A_SHELF: Final = 12
LEAST_ON_A_SHELF: Final = 3
LIVELY_DAYS: Final = 90
KEPT_SECONDS: Final = 300
MOST_PLACES: Final = 6

# Whole tables are read here. `subject > ''` (true of every row) has SQLite read them in the order
# in which they lie; by an index that holds only the tenant it would look each row up by itself,
# as it would for groups of a bare `title`.
_NEWEST = (
    "SELECT min(title), max(registered_on), count(*) FROM copy WHERE tenant = ? AND subject > '' "
    "AND title IS NOT NULL AND status NOT IN ('lost', 'withdrawn', 'unregistered') "
    "GROUP BY substr(title, 1) "
    "ORDER BY 2 DESC, 3 DESC, 1 LIMIT ?"
)
_READ = (
    "SELECT c.title, t.audience, count(*) FROM loan l JOIN copy c ON c.tenant = l.tenant "
    "AND c.subject = l.subject JOIN title t ON t.tenant = c.tenant AND t.subject = c.title "
    "WHERE l.tenant = ? AND l.lent_on >= ? GROUP BY c.title, t.audience ORDER BY 3 DESC, 1"
)
_KINDS_OF_TITLES = (
    "SELECT languages, audience, substr(dewey, 1, 1), count(*) FROM title WHERE tenant = ? "
    "AND subject > '' GROUP BY 1, 2, 3"
)
_STOCK = (
    "SELECT place, count(title), sum(copies) FROM (SELECT "
    "coalesce(holder, loan_place, home, owner) AS place, title, count(*) AS copies "
    "FROM copy WHERE tenant = ? AND subject > '' "
    "AND status NOT IN ('lost', 'withdrawn', 'unregistered') "
    "GROUP BY 1, 2) AS shelf GROUP BY place"
)


class Front(msgspec.Struct, frozen=True):
    """What the first page is made of, without words of a language.

    stock: titles and copies by place. languages, audiences, hundreds: (code, titles).
    """

    stamp: int
    newest: tuple[str, ...]
    read: tuple[str, ...]
    children: tuple[str, ...]
    near: tuple[str, ...]
    languages: tuple[tuple[str, int], ...]
    audiences: tuple[tuple[str, int], ...]
    hundreds: tuple[tuple[str, int], ...]
    stock: dict[str, tuple[int, int]]


class _Kept:
    """The latest front of one node, and whether somebody is making the next one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.node: Node | None = None
        self.on = ""
        self.until = 0.0
        self.front: Front | None = None

    def make(self, seat: Seat) -> Front:
        """Make the front anew; the lock is held, and given back."""
        try:
            fresh = _made(seat)
            self.node, self.on, self.front = seat.node, seat.on, fresh
            self.until = time.monotonic() + KEPT_SECONDS
            return fresh
        finally:
            self.lock.release()

    def make_beside(self, seat: Seat) -> None:
        """Make it anew while pages go on with the last one."""
        try:
            self.make(seat)
        except (StoreFault, SearchDamaged) as fault:
            logger.warning("the first page was not made anew: %s", fault)


_kept = _Kept()


def front(seat: Seat) -> Front:
    """What the first page is made of; an old one still does while the next is made beside it."""
    held = _kept.front if _kept.node is seat.node else None
    if held is None:
        _kept.lock.acquire()
        if _kept.node is seat.node and _kept.front is not None:
            _kept.lock.release()
            return _kept.front
        return _kept.make(seat)
    is_old = _kept.on != seat.on or time.monotonic() >= _kept.until
    if is_old and _kept.lock.acquire(blocking=False):
        threading.Thread(target=_kept.make_beside, args=(seat,), name="front", daemon=True).start()
    return held


def warm(node: Node) -> None:
    """Make the front beside whatever else begins, so that nobody's first look waits for it."""
    if _kept.lock.acquire(blocking=False):
        _kept.make_beside(Seat(node=node, here=node.own_place(), on=node.today()))


def forget() -> None:
    """Forget the front; the next look makes it anew."""
    _kept.node = None


def _made(seat: Seat) -> Front:
    node, profile = seat.node, seat.node.profile
    newest = [row[0] for row in node.store.query(_NEWEST, (node.tenant, A_SHELF))]
    since = (date.fromisoformat(seat.on) - timedelta(days=LIVELY_DAYS)).isoformat()
    loans = node.store.query(_READ, (node.tenant, since))
    read = [row[0] for row in loans[:A_SHELF]]
    children = [row[0] for row in loans if row[1] == "child"][:A_SHELF]
    children += _popular(node, Filters(audience="child"), without=children)
    spoken = [one.code.partition("-")[0] for one in profile.province.languages if one.content]
    by_language, by_audience, by_hundred = _counts(node)
    return Front(
        stamp=time.time_ns(),
        newest=tuple(newest),
        read=tuple(read),
        children=tuple(children),
        near=tuple(_near(seat)),
        languages=_present(dict.fromkeys(spoken), by_language),
        audiences=_present(words.AUDIENCES, by_audience),
        hundreds=_present("0123456789", by_hundred),
        stock={
            place: (int(titles), int(copies))
            for place, titles, copies in node.store.query(_STOCK, (node.tenant,))
            if place
        },
    )


def _counts(node: Node) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Titles by first language, by audience and by Dewey hundred."""
    languages: Counter[str] = Counter()
    audiences: Counter[str] = Counter()
    hundreds: Counter[str] = Counter()
    for spoken, audience, digit, titles in node.store.query(_KINDS_OF_TITLES, (node.tenant,)):
        languages[next(iter(json.loads(spoken or "[]")), "")] += int(titles)
        audiences[audience or ""] += int(titles)
        hundreds[digit or ""] += int(titles)
    return languages, audiences, hundreds


def _present(codes: Iterable[str], counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple((code, counted[code]) for code in codes if counted[code])


def _popular(node: Node, filters: Filters, *, without: Sequence[str]) -> list[str]:
    found = node.search.search("", limit=A_SHELF, filters=filters, order="popular")
    more = [hit.title_id for hit in found.hits if hit.title_id not in without]
    return more[: A_SHELF - len(without)]


def _near(seat: Seat) -> list[str]:
    """Titles about the province itself, by its name among the subjects or in the title."""
    profile = seat.node.profile
    name = profile.province.names[profile.province.default_language]
    hits = seat.node.search.search(name, limit=60).hits
    lines = title_lines(seat, [hit.title_id for hit in hits])
    wanted = f" {fold(name)} "
    about = [
        hit.title_id
        for hit in hits
        if (line := lines.get(hit.title_id)) is not None
        and not line.is_synthetic
        and wanted in f" {fold(' '.join((line.title, *line.subject_list)))} "
    ]
    return about[:A_SHELF]


class CardShown(msgspec.Struct, frozen=True):
    """A title on a card, with where it stands in a few words."""

    line: TitleLine
    standing: Standing


class ShelfShown(msgspec.Struct, frozen=True):
    """A row of cards. more: the address where there are others, or empty."""

    name: str
    cards: tuple[CardShown, ...]
    more: str = ""


class PlaceCard(msgspec.Struct, frozen=True):
    """A place with the number of titles that stand there."""

    place: Place
    titles: int


class WayShown(msgspec.Struct, frozen=True):
    """One way into the catalogue: an audience, a language, a class."""

    words: str
    address: str
    titles: int
    code: str


@rule(public())
@seated()
@unchanged(also=lambda seat: front(seat).stamp)
def home(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the front of the library."""
    found = front(seat)
    known = places(seat)
    profile = seat.node.profile
    own = known.get(seat.here or seat.node.own_place() or "")
    owner = words.wording(profile.province.owner, profile)
    demonstration = profile.demonstration
    is_demonstration = any(place.is_demonstration for place in known.values())
    values = {
        "front": found,
        "titles": seat.node.search.count,  # as a list of all of them counts, now
        "shelves": _shelves(seat, found),
        "audiences": [
            _way(words.audience_name(code, profile), "audience", code, n)
            for code, n in found.audiences
        ],
        "languages": [
            _way(words.language_name(code, profile), "language", code, n)
            for code, n in found.languages
        ],
        "hundreds": [
            _way(words.hundred_name(digit, profile), "dewey", digit, n)
            for digit, n in found.hundreds
        ],
        "own": own,
        "library": own.name if own else owner,
        "shown_places": place_cards(found, list(known.values())[:MOST_PLACES]),
        "places_count": len(known),
        "open_count": sum(place.is_open for place in known.values()),
        "demonstration": words.wording(demonstration.label, profile)
        if demonstration and is_demonstration
        else "",
    }
    return render(request, "opac/home.html", values)


def place_cards(found: Front, shown: Sequence[Place]) -> list[PlaceCard]:
    """Places with how many titles each has."""
    return [PlaceCard(place, found.stock.get(place.place, (0, 0))[0]) for place in shown]


def _shelves(seat: Seat, found: Front) -> list[ShelfShown]:
    profile = seat.node.profile
    province = words.wording(profile.province.names, profile)
    rows = (
        (_("Just arrived"), found.newest, Asked("", order="newest").address()),
        (_("For children"), found.children, Asked("", (("audience", "child"),)).address()),
        (_("Much read these weeks"), found.read, Asked("", order="popular").address()),
        (_("About %(place)s") % {"place": province}, found.near, Asked(province).address()),
    )
    ids = list(dict.fromkeys(title for _name, titles, _more in rows for title in titles))
    lines, where = title_lines(seat, ids), standings(seat, ids, places(seat))
    shown = []
    for name, titles, more in rows:
        cards = tuple(CardShown(lines[one], where[one]) for one in titles if one in lines)
        if len(cards) >= LEAST_ON_A_SHELF:
            shown.append(ShelfShown(name, cards, more))
    return shown


def _way(name: str, field: str, code: str, titles: int) -> WayShown:
    return WayShown(name, Asked("", ((field, code),)).address(), titles, code)
