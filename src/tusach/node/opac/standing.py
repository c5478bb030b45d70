"""Where the copies of titles stand now: one query for a whole page, no reader in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.acts.governing import is_late
from tusach.node.opac.placing import Place
from tusach.node.opac.seat import Seat
from tusach.node.wording.values import say_day

MOST_LINES = 2


class Line(msgspec.Struct, frozen=True):
    """One line of where: a state of the design system, its word, what follows."""

    chip: str
    label: str
    words: str


class Standing(msgspec.Struct, frozen=True):
    """Where a title stands. free: copies one may take home now; short: a few words for a card."""

    lines: tuple[Line, ...]
    free: int
    copies: int
    short: str


class Shelf(msgspec.Struct, frozen=True):
    """Copies of a title at one place. inside: may be read there only; due_on: earliest.

    is_late: that day and its days of grace are over. away: kept for a reader, on the way, or not
    lent for now.
    """

    place: str
    free: int = 0
    inside: int = 0
    lent: int = 0
    away: int = 0
    due_on: str = ""
    is_late: bool = False


def marks(values: Sequence[Any]) -> str:
    """As many question marks as values, for `IN (…)`."""
    return ", ".join("?" * len(values))


def standings(
    seat: Seat, titles: Sequence[str], places: Mapping[str, Place], *, prefer: str | None = None
) -> dict[str, Standing]:
    """Where each of the titles stands. prefer: the place that was asked for."""
    shelves = _shelves(seat, titles)
    return {title: _standing(seat, shelves.get(title, ()), places, prefer) for title in titles}


def inside_only(seat: Seat) -> frozenset[str]:
    """Kinds of material that are read in the library only."""
    kinds = seat.node.profile.lending.material_kinds
    return frozenset(kind.code for kind in kinds if kind.inside_only)


def _shelves(seat: Seat, titles: Sequence[str]) -> dict[str, tuple[Shelf, ...]]:
    if not titles:
        return {}
    rows = seat.node.store.query(
        "SELECT title, coalesce(holder, loan_place, home, owner), status, material, count(*), "  # noqa: S608
        f"min(due_on), loan_rule FROM copy WHERE tenant = ? AND title IN ({marks(titles)}) "
        "AND status NOT IN ('lost', 'withdrawn', 'unregistered') "
        "GROUP BY 1, 2, 3, 4, loan_rule ORDER BY 6",
        (seat.node.tenant, *titles),
    )
    inside = inside_only(seat)
    found: dict[str, dict[str, Shelf]] = defaultdict(dict)
    for title, place, status, material, copies, due_on, rule in rows:
        shelf = found[title].get(place or "") or Shelf(place or "")
        if status == "on_loan":
            if due_on and not shelf.due_on:  # the earliest comes first
                late = is_late(seat.node, due_on, rule, seat.on)
                shelf = msgspec.structs.replace(shelf, due_on=due_on, is_late=late)
            shelf = msgspec.structs.replace(shelf, lent=shelf.lent + copies)
        elif status != "available":
            shelf = msgspec.structs.replace(shelf, away=shelf.away + copies)
        elif material in inside:
            shelf = msgspec.structs.replace(shelf, inside=shelf.inside + copies)
        else:
            shelf = msgspec.structs.replace(shelf, free=shelf.free + copies)
        found[title][place or ""] = shelf
    return {title: tuple(by_place.values()) for title, by_place in found.items()}


def _standing(
    seat: Seat, shelves: Sequence[Shelf], places: Mapping[str, Place], prefer: str | None
) -> Standing:
    free = sum(shelf.free for shelf in shelves)
    inside = sum(shelf.inside for shelf in shelves)
    copies = free + inside + sum(shelf.lent + shelf.away for shelf in shelves)

    def order(shelf: Shelf) -> tuple[Any, ...]:
        place = places.get(shelf.place)
        is_open = bool(place and place.is_open)
        return (shelf.place != seat.here, shelf.place != prefer, not is_open, -shelf.free)

    lines = [
        _free_line(seat, shelf, places)
        for shelf in sorted(shelves, key=order)
        if shelf.free or shelf.inside
    ]
    if not lines:
        lines = [_lent_line(seat, shelves, places)] if copies else [_no_line()]
    more = len(lines) - MOST_LINES
    if more > 0:
        words = ngettext("and %(n)d more place", "and %(n)d more places", more) % {"n": more}
        lines = [*lines[:MOST_LINES], Line("", "", words)]
    return Standing(tuple(lines), free, copies, _short(seat, shelves))


def _free_line(seat: Seat, shelf: Shelf, places: Mapping[str, Place]) -> Line:
    n = shelf.free or shelf.inside
    values = {"n": n, "place": name(places, shelf.place)}
    if shelf.place == seat.here:
        label = _("Here") if shelf.free else _("Here, to read in the library")
        words = ngettext("%(n)d copy", "%(n)d copies", n) % values
        return Line("available" if shelf.free else "reading-room", label, words)
    words = ngettext("%(n)d copy at %(place)s", "%(n)d copies at %(place)s", n) % values
    if shelf.free:
        return Line("available", _("Available"), words)
    return Line("reading-room", "", words)


def _lent_line(seat: Seat, shelves: Sequence[Shelf], places: Mapping[str, Place]) -> Line:
    lent = sorted((shelf for shelf in shelves if shelf.lent), key=lambda one: one.due_on or "9")
    if not lent:
        return Line("on-hold", "", _("kept for a reader, or on the way"))
    first = lent[0]
    values = {"day": say_day(first.due_on) if first.due_on else "…"}
    values["place"] = name(places, first.place)
    if first.is_late:
        return Line("on-loan", "", _("due back since %(day)s, %(place)s") % values)
    return Line("on-loan", "", _("due back %(day)s, %(place)s") % values)


def _no_line() -> Line:
    return Line("unknown", _("No copy in our libraries"), "")


def _short(seat: Seat, shelves: Sequence[Shelf]) -> str:
    if any(shelf.free for shelf in shelves if shelf.place == seat.here):
        return _("Here now")
    n = sum(1 for shelf in shelves if shelf.free)
    if n:
        return ngettext("Available in %(n)d place", "Available in %(n)d places", n) % {"n": n}
    if any(shelf.inside for shelf in shelves):
        return _("Read in the library only")
    if any(shelf.lent for shelf in shelves):
        return _("On loan")
    return _("Not free now") if shelves else _("No copy")


def name(places: Mapping[str, Place], place: str | None) -> str:
    """What a place is called; a plain word where it is not known here."""
    found = places.get(place or "")
    return found.name if found else _("another library")
