"""Which commune an older one counts in, as seen from a day.

A commune that ended and is followed by exactly one counts in that one, and so on along the chain.
One that was split is followed by nobody: nothing says which of its places went where.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Merged(msgspec.Struct, frozen=True):
    """A commune that is no more from ended_on on, and the one commune that it went into."""

    unit: str
    ended_on: str
    into: str


Followed = tuple[tuple[str, str], ...]
"""(Old, new) by old; only where they differ."""


def followed_on(merged: Iterable[Merged], on: str) -> Followed:
    """Every commune that is no more on that day, with the one in which it counts then.

    Where mergers that were told by mistake lead in a circle, whoever comes to it stays itself.

    >>> followed_on([Merged("a", "2026-07-01", "b"), Merged("b", "2027-01-01", "c")], "2026-12-31")
    (('a', 'b'),)
    """
    into = {one.unit: one.into for one in merged if one.ended_on <= on}
    found = []
    for old in sorted(into):
        seen, new = {old}, into[old]
        while new in into and new not in seen:
            seen.add(new)
            new = into[new]
        if new not in seen:
            found.append((old, new))
    return tuple(found)


def members(unit: str, followed: Followed) -> tuple[str, ...]:
    """The commune itself and all that count in it, sorted; none where it counts in another.

    >>> members("c", (("a", "c"), ("b", "c"))), members("a", (("a", "c"), ("b", "c")))
    (('a', 'b', 'c'), ())
    """
    if any(old == unit for old, _ in followed):
        return ()
    return tuple(sorted({unit, *(old for old, new in followed if new == unit)}))
