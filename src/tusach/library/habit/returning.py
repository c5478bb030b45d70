"""New readers of a trip: whether they borrow again within ninety days, as far as it is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

import msgspec

DAYS = 90
"""So long after registering somebody may come back. Source: PROGRAMME.md, reading habit."""


class Newcomer(msgspec.Struct, frozen=True, order=True):
    """Who was registered at a stop on the day on which a vehicle served it. reader: the person."""

    subject: str
    reader: str
    place: str
    on: str
    group: str = ""
    age_band: str = ""
    sex: str = ""


class Outcome(msgspec.Struct, frozen=True, order=True):
    """known_on: the day on which it could be said. back_after: days until the next loan, or None.

    reader: None where loans of that time are no more known by whose they were, and none is known
    to be theirs: then it cannot be said whether they came back.
    """

    who: Newcomer
    reader: str | None
    known_on: str
    back_after: int | None


@lru_cache(maxsize=8192)
def known_on(registered_on: str) -> str:
    """The last day on which somebody may come back.

    >>> known_on("2026-01-01")
    '2026-04-01'
    """
    return (date.fromisoformat(registered_on) + timedelta(days=DAYS)).isoformat()


def outcomes(
    newcomers: Iterable[Newcomer], loans: Iterable[tuple[str | None, str]], *, today: str
) -> Iterator[Outcome]:
    """What became of each whose ninety days are over.

    loans: whose (None: not known any more), and the day. A person is a newcomer once, on the first
    day; a loan of the same day is the visit that made them one.
    """
    by_reader: dict[str, list[str]] = {}
    unknown: list[str] = []
    for reader, on in loans:
        (unknown if reader is None else by_reader.setdefault(reader, [])).append(on)
    unknown.sort()
    first: dict[str, Newcomer] = {}
    for one in sorted(newcomers, key=lambda one: (one.on, one.subject)):
        first.setdefault(one.reader, one)
    for one in sorted(first.values()):
        until = known_on(one.on)
        if until > today:
            continue
        days = [on for on in by_reader.get(one.reader, ()) if one.on < on <= until]
        after = (date.fromisoformat(min(days)) - date.fromisoformat(one.on)).days if days else None
        is_known = days or not _any(unknown, after=one.on, until=until)
        yield Outcome(one, one.reader if is_known else None, until, after)


def _any(days: Sequence[str], *, after: str, until: str) -> bool:
    at = bisect_right(days, after)
    return at < len(days) and days[at] <= until
