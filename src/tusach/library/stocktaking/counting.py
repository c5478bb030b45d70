"""How each copy stands in a stocktaking, from what is known of it now.

It is asked anew whenever somebody looks, so facts of another machine that arrive later count too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from tusach.library.copies.states import LOST, ON_LOAN, ON_WAY, UNREGISTERED, WITHDRAWN
from tusach.library.stocktaking.facts import StocktakingBegun, StocktakingClosed

SEEN, MISSING, LENT, ELSEWHERE, GONE, STRANGE, WRONG_SHELF, APART = (
    "seen",
    "missing",
    "on_loan",
    "elsewhere",
    "lost",
    "strange",
    "wrong_shelf",
    "apart",
)
"""`strange`: belongs to another place. `wrong_shelf`: to another part than is counted. `apart`: not
concerned: withdrawn, of another part, or come in since it began."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What a stocktaking asks of a copy. counted_in: the newest stocktaking that saw it."""

    copy: str
    status: str
    home: str | None
    holder: str | None
    seen_at: str | None
    seen_on: str | None
    registered_on: str | None
    counted_in: str | None
    material: str = ""
    location: str = ""


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """The stocktaking that is asked about."""

    count: str
    place: str
    begun_on: str
    part: StocktakingBegun


def belongs(copy: Counted, part: StocktakingBegun) -> bool:
    """Whether a copy is of the part that is counted."""
    return (not part.materials or copy.material in part.materials) and (
        not part.locations or copy.location in part.locations
    )


def standing(copy: Counted, taking: Taking) -> str:
    """How the copy stands, exactly one word.

    One that was in somebody's hands at the place since it began (taken back, found) needs no scan.
    """
    if copy.status in (WITHDRAWN, UNREGISTERED):
        return APART
    is_ours = copy.home == taking.place
    if copy.counted_in == taking.count:
        if not is_ours:
            return STRANGE
        return SEEN if belongs(copy, taking.part) else WRONG_SHELF
    came_since = copy.registered_on is None or copy.registered_on > taking.begun_on
    if not is_ours or came_since or not belongs(copy, taking.part):
        return APART
    if copy.status == LOST:
        return GONE
    if copy.status == ON_LOAN:
        return LENT
    if copy.status == ON_WAY or copy.holder != taking.place:
        return ELSEWHERE
    since = copy.seen_at == taking.place and (copy.seen_on or "") >= taking.begun_on
    return SEEN if since else MISSING


def result(copies: Iterable[Counted], taking: Taking, *, noted: int) -> StocktakingClosed:
    """The figures of a stocktaking. noted: things that are no copies of the stock."""
    found = Counter(standing(one, taking) for one in copies)
    return StocktakingClosed(
        expected=found[SEEN] + found[MISSING],
        seen=found[SEEN],
        missing=found[MISSING],
        on_loan=found[LENT],
        elsewhere=found[ELSEWHERE],
        lost=found[GONE],
        strange=found[STRANGE] + found[WRONG_SHELF] + noted,
    )
