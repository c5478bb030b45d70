"""What should go into a crate: what was promised, what will be read there, and what became of it.

Demand is reckoned from the loans that this node holds, drawn towards those of all places where a
place has few; a guess, and shown as one. A librarian's word goes before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import msgspec

from tusach.library.calendar.months import months_later
from tusach.library.copies.in_crates import CratePacked
from tusach.library.crates.bounds import bound
from tusach.library.crates.limits import RARE
from tusach.library.crates.packing import Book, Choice, Packing, Stop, pack, pick_list
from tusach.library.crates.story import CrateState
from tusach.library.holds.story import HoldState
from tusach.node.acts import crates_read as read
from tusach.node.acts import crating
from tusach.node.acts.governing import visits_to
from tusach.node.acts.node import At, Node

LOOK_BACK_DAYS = 730
NO_REPEAT_MONTHS = 12
STAY_DAYS = 90
DRAW = 40.0
"""So many loans a place must have before its own weigh as much as those of all places."""
USUAL_ROOM = 60


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is asked for. to: place. room: books. forbidden, pinned: titles."""

    to: str
    room: int = USUAL_ROOM
    forbidden: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()
    months: int = NO_REPEAT_MONTHS


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One title of the pick list. gain: loans expected of it in the stay. hold: of a promise."""

    title: str
    shelf: str
    why: str
    hold: str = ""
    gain: float = 0.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Lines in the order of the shelves; unmet: promises and words that cannot be packed.

    expected: loans of the stay; most: what no choice of books could exceed.
    """

    lines: tuple[Line, ...]
    unmet: tuple[tuple[str, str, str], ...]
    expected: float
    most: float


class Promises(msgspec.Struct, frozen=True):
    """Of books packed for readers: fetched, still under way or waiting, come to nothing."""

    kept: int = 0
    open: int = 0
    broken: int = 0


def plan(node: Node, asking: Asking, at: At) -> Plan:
    """What should go from this place to that one, promises first."""
    books = books_here(node, (asking.to,), at, months=asking.months)
    stop = Stop(
        stop=asking.to,
        room=asking.room,
        demand=demand_of(demands(node, at.on), asking.to),
        promised=tuple(promised(node, asking.to, at.on)),
        pinned=asking.pinned,
        forbidden=asking.forbidden,
    )
    packing = pack((stop,), books)
    return _listed(packing, stop, books)


def _listed(packing: Packing, stop: Stop, books: list[Book]) -> Plan:
    chosen: dict[str, list[Choice]] = {}
    for one in packing.stops[stop.stop]:
        chosen.setdefault(one.title, []).append(one)
    lines = tuple(
        Line(title=title, shelf=shelf, why=one.why, hold=one.of, gain=one.gain)
        for shelf, title, _ in pick_list(packing, books)
        for one in chosen[title]
    )
    return Plan(
        lines=lines,
        unmet=packing.unmet,
        expected=packing.value,
        most=bound((stop,), books, packing),
    )


def promised(node: Node, to: str, on: str) -> list[tuple[str, str]]:
    """(title, hold) for which readers wait at a place, first asked first; then answered wishes."""
    rows = node.store.query(
        "SELECT title, subject FROM hold WHERE tenant = ? AND pickup = ? AND title IS NOT NULL "
        "AND filled_on IS NULL AND ended_on IS NULL AND copy IS NULL AND suspended_until <= ? "
        "AND (needed_until IS NULL OR needed_until >= ?) ORDER BY placed_on, placed_ms, placed_by",
        (node.tenant, to, on, on),
    )
    wishes = node.store.query(
        "SELECT answer_title, subject FROM wish WHERE tenant = ? AND place = ? "
        "AND answer_title IS NOT NULL AND hold IS NULL AND ended_on IS NULL "
        "AND answer <> 'not_possible' ORDER BY told_on, told_by",
        (node.tenant, to),
    )
    return [(title, asked) for title, asked in (*rows, *wishes)]


def hold_for(node: Node, copy: str, to: str, on: str) -> str | None:
    """The first hold at a place that a copy would fill, or None."""
    said = node.store.state(copy, "copy").registered
    if said is None:
        return None
    for title, asked in promised(node, to, on):
        if title == said.title:
            state: HoldState = node.store.state(asked, "hold")
            if state.placed is not None and state.placed.copy in (None, copy):
                return asked
    return None


def books_here(
    node: Node, to: Collection[str], at: At, *, months: int = NO_REPEAT_MONTHS
) -> list[Book]:
    """Titles of which copies stand free here, with what is expected of each in one stay.

    to: places; a title is barred where it was within so many months.
    """
    since = (date.fromisoformat(at.on) - timedelta(days=LOOK_BACK_DAYS)).isoformat()
    limits = crating.limits_of(node, at.on)
    rows = node.store.query(
        "SELECT c.title, count(*), min(c.call_number), min(t.audience), min(t.dewey), "
        "min(t.languages) FROM copy c JOIN title t ON t.tenant = c.tenant AND t.subject = c.title "
        "WHERE c.tenant = ? AND c.holder = ? AND c.status = 'available' AND c.crate IS NULL "
        "AND (c.protected IS NULL OR c.protected <> ?) AND c.material <> ? GROUP BY c.title",
        (node.tenant, at.place, RARE, RARE),
    )
    assert RARE in limits.apart
    lent, stock = _lent(node, since), _stock(node)
    back = months_later(at.on, -months)
    been = {place: read.been_at(node, place, since=back) for place in to}
    return [
        Book(
            title=title,
            group=group_of(audience, dewey, languages),
            weight=_weight(lent.get(title, 0), stock.get(title, copies)),
            copies=copies,
            barred=frozenset(place for place, titles in been.items() if title in titles),
            shelf=call_number or "",
        )
        for title, copies, call_number, audience, dewey, languages in rows
    ]


def group_of(audience: str | None, dewey: str | None, languages: str | None) -> str:
    """The class of a title: for whom, about what, in which language, as far as it is known."""
    told: list[str] = msgspec.json.decode(languages or "[]", type=list[str])
    return "|".join((audience or "", (dewey or "")[:1], told[0] if told else ""))


def _lent(node: Node, since: str) -> dict[str, int]:
    rows = node.store.query(
        "SELECT c.title, count(*) FROM loan l JOIN copy c ON c.tenant = l.tenant "
        "AND c.subject = l.subject WHERE l.tenant = ? AND l.lent_on >= ? GROUP BY c.title",
        (node.tenant, since),
    )
    return {title: n for title, n in rows if title}


def _stock(node: Node) -> dict[str, int]:
    rows = node.store.query(
        "SELECT title, count(*) FROM copy WHERE tenant = ? "
        "AND status NOT IN ('lost', 'withdrawn', 'unregistered') GROUP BY title",
        (node.tenant,),
    )
    return {title: n for title, n in rows if title}


def expected(node: Node, on: str) -> dict[str, Book]:
    """Every title of which copies are held, with what is expected of one in a stay."""
    since = (date.fromisoformat(on) - timedelta(days=LOOK_BACK_DAYS)).isoformat()
    lent, stock = _lent(node, since), _stock(node)
    rows = node.store.query(
        "SELECT subject, audience, dewey, languages FROM title WHERE tenant = ?", (node.tenant,)
    )
    return {
        title: Book(
            title=title,
            group=group_of(audience, dewey, languages),
            weight=_weight(lent.get(title, 0), stock[title]),
        )
        for title, audience, dewey, languages in rows
        if title in stock
    }


def _weight(loans: int, copies: int) -> float:
    """Loans expected of one copy in a stay; of one that nobody borrowed a few, not none."""
    return (loans + 0.5) * STAY_DAYS / 365 / (copies * LOOK_BACK_DAYS / 365 + 1.0)


Demands = Mapping[str, Mapping[str, int]]
"""By class, loans at each place."""


def demands(node: Node, on: str) -> Demands:
    """What was lent where, by class, as far as it is held here."""
    since = (date.fromisoformat(on) - timedelta(days=LOOK_BACK_DAYS)).isoformat()
    rows = node.store.query(
        "SELECT t.audience, t.dewey, t.languages, l.place, count(*) FROM loan l "
        "JOIN copy c ON c.tenant = l.tenant AND c.subject = l.subject "
        "JOIN title t ON t.tenant = c.tenant AND t.subject = c.title "
        "WHERE l.tenant = ? AND l.lent_on >= ? GROUP BY 1, 2, 3, 4",
        (node.tenant, since),
    )
    found: dict[str, dict[str, int]] = {}
    for audience, dewey, languages, place, n in rows:
        at_places = found.setdefault(group_of(audience, dewey, languages), {})
        at_places[place or ""] = at_places.get(place or "", 0) + n
    return found


def demand_of(told: Demands, place: str) -> dict[str, float]:
    """Loans of one stay expected at a place, by class: its own, drawn towards all places'."""
    sums = {group: sum(at_places.values()) for group, at_places in told.items()}
    total, mine = sum(sums.values()), sum(one.get(place, 0) for one in told.values())
    if not total:
        return {}
    drawn = STAY_DAYS / LOOK_BACK_DAYS * max(mine, DRAW) / (mine + DRAW)
    return {
        group: drawn * (told[group].get(place, 0) + DRAW * n / total) for group, n in sums.items()
    }


def promises(node: Node, place: str) -> Promises:
    """What became of the books that were packed for readers, in crates of this place or to it."""
    kept = waiting = broken = 0
    rows = node.store.query(
        "SELECT subject FROM crate WHERE tenant = ? "
        "AND (owner = ? OR at_place = ? OR to_place = ?)",
        (node.tenant, place, place, place),
    )
    seen: set[str] = set()
    for (crate,) in rows:
        for told in node.store.story(crate).tellings:
            if isinstance(told.body, CratePacked):
                seen.update(told.body.holds)
    for hold in seen:
        state: HoldState = node.store.state(hold, "hold")
        if state.placed is None:
            continue
        if state.filled is not None:
            kept += 1
        elif state.ended is not None:
            broken += 1
        else:
            waiting += 1
    return Promises(kept, waiting, broken)


class Slip(msgspec.Struct, frozen=True):
    """For a reader: the titles that come in the crate. reader: empty where it is not known here."""

    reader: str
    titles: tuple[str, ...]


def slips(node: Node, state: CrateState) -> list[Slip]:
    """What comes for whom in a crate, one slip for each reader."""
    found: dict[str, list[str]] = {}
    for copy, hold in state.for_holds:
        rows = node.store.vault.query("SELECT reader FROM asked_by WHERE asked = ?", (hold,))
        said = node.store.state(copy, "copy").registered
        if said is not None:
            found.setdefault(rows[0][0] if rows else "", []).append(said.title)
    return [Slip(reader, tuple(titles)) for reader, titles in sorted(found.items())]


def next_visit(node: Node, place: str | None, on: str) -> str:
    """The day on which a vehicle comes next to a place; empty where none is dated."""
    found = visits_to(node, place, on).next_from(on)
    return found.day if found is not None else ""
