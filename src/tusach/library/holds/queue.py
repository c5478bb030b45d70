"""Who comes next for a copy: a fair order, the same on every node that holds the same holds.

First come, first served; where the rule says so, those who fetch it here come before those to whom
it would have to be sent. Source: CIRCULATION 5.5; LEDGER 3 (two concurrent: the earliest keeps).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

FIRST_COME, HERE_FIRST = "first_come", "here_first"
ORDERS = (FIRST_COME, HERE_FIRST)


class Waiting(NamedTuple):
    """One open hold as a queue sees it.

    placed_ms: when it was told, which orders those of one day; placed_by: the fact, where even that
    is equal. copy: kept or sent for it, or None. wants: the one copy that will do, None = any of
    the title. suspended_until, needed_until: ISO days, empty = none.
    """

    hold: str
    placed_on: str
    placed_ms: int
    placed_by: str
    pickup: str
    title: str | None = None
    wants: str | None = None
    suspended_until: str = ""
    needed_until: str = ""
    copy: str | None = None

    def counts_on(self, on: str) -> bool:
        """Whether it may be given a copy on that day."""
        if self.copy is not None or on < self.suspended_until:
            return False
        return not self.needed_until or on <= self.needed_until

    def fits(self, *, copy: str, title: str | None) -> bool:
        """Whether this copy of this title is what is asked for."""
        if self.wants is not None:
            return self.wants == copy
        return title is not None and self.title == title


def queue(waiting: Iterable[Waiting], *, here: str, order: str = FIRST_COME) -> list[Waiting]:
    """In the order in which they are served, those who have a copy already among them.

    >>> a, b = Waiting("a", "2026-11-02", 1, "f", "X"), Waiting("b", "2026-11-03", 0, "e", "Y")
    >>> [one.hold for one in queue([b, a], here="Y")]
    ['a', 'b']
    >>> [one.hold for one in queue([b, a], here="Y", order=HERE_FIRST)]
    ['b', 'a']
    """
    is_near = order == HERE_FIRST

    def rank(one: Waiting) -> tuple[bool, str, int, str]:
        is_far = is_near and one.pickup != here
        return (is_far, one.placed_on, one.placed_ms, one.placed_by)

    return sorted(waiting, key=rank)


def wanted_by(
    waiting: Iterable[Waiting],
    *,
    copy: str,
    title: str | None,
    here: str,
    on: str,
    mine: Collection[str] = (),
    free: int = 0,
) -> int:
    """How many others wait here for this copy, where fewer others are free; else 0.

    mine: holds of the reader in question; those who asked after the first of them do not count.
    free: further copies that stand here and would do.
    """
    line = queue(waiting, here=here)
    own = next((at for at, one in enumerate(line) if one.hold in mine), len(line))
    before = [
        one
        for one in line[:own]
        if one.pickup == here and one.fits(copy=copy, title=title) and one.counts_on(on)
    ]
    return len(before) if len(before) > free else 0


def next_for(
    waiting: Iterable[Waiting],
    *,
    copy: str,
    title: str | None,
    here: str,
    on: str,
    order: str = FIRST_COME,
) -> Waiting | None:
    """Who is to have this copy now, or None."""
    fitting = (one for one in waiting if one.fits(copy=copy, title=title) and one.counts_on(on))
    return next(iter(queue(fitting, here=here, order=order)), None)
