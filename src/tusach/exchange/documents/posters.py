"""Sheets for a wall and slips for readers: when the vehicle comes, in big letters.

A capital letter of a day is at least ten millimetres high, so that it can be read from three
metres by who sees well enough to read a newspaper at one.
"""

from __future__ import annotations

import msgspec

A4, A3 = "a4", "a3"
MOST_DAYS = 12
"""More than fit on any page; how many do is seen when it is set."""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day. solar, lunar: in words. where: the place, the vehicle, what else is to be known."""

    solar: str
    lunar: str
    where: str


class Poster(msgspec.Struct, frozen=True, kw_only=True):
    """One page. days: the next ones, soonest first. none: what stands there without any.

    others: words for one day that did not fit, for two, and so on: one fewer than days.
    under: lines at the foot. drawn: a square code as SVG, none where there is no address.
    address: what it holds, in words; scan: what is said above it.
    """

    kicker: str
    name: str
    days: tuple[Day, ...]
    none: str
    others: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    drawn: str = ""
    address: str = ""
    scan: str = ""


class Posters(msgspec.Struct, frozen=True, kw_only=True):
    """A file of posters, one a page. paper: A4 or A3, upright."""

    title: str
    pages: tuple[Poster, ...]
    language: str = "vi"
    paper: str = A4


MOST_TITLES, MOST_LETTERS = 10, 120
"""Of a slip, and of a title on it: so much can be read on a quarter of a page."""


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader is told who asked for books. name: empty where it is not known here."""

    place: str
    name: str
    says: str
    titles: tuple[str, ...]
    day: str


class Slips(msgspec.Struct, frozen=True, kw_only=True):
    """A file of slips, four on each A4 page, to be cut."""

    title: str
    slips: tuple[Slip, ...]
    language: str = "vi"


def slips_of(one: Slip) -> tuple[Slip, ...]:
    """The slip, or as many as its titles need; a long title ends with dots."""
    titles = [
        title if len(title) <= MOST_LETTERS else f"{title[: MOST_LETTERS - 1].rstrip()}…"
        for title in one.titles
    ]
    parts = [titles[at : at + MOST_TITLES] for at in range(0, len(titles), MOST_TITLES)]
    return tuple(msgspec.structs.replace(one, titles=tuple(part)) for part in parts or [[]])
