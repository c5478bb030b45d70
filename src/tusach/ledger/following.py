"""Whether new facts stand last in a story, so that it goes on where it ended.

Source: docs/decisions/0033; spec/wire.md sections 7 and 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED
from tusach.ledger.order import Corrections, Held, corrected_ms, ends, rank

if TYPE_CHECKING:
    from tusach.ledger.story import Story

AMENDMENTS = frozenset({FACT_CORRECTED, FACT_VOIDED})
"""Kinds that change what counts of what was told before."""


def stand_last(story: Story, fresh: Sequence[Held], corrections: Corrections) -> bool:
    """Whether the facts, given in the one order, are new and come after everything old.

    Never where one of them amends, nor in a story that has no noun yet.
    """
    if not (story.noun and fresh) or any(one.fact.kind in AMENDMENTS for one in fresh):
        return False
    return _know_all(story, fresh) or _are_newest(story, fresh, corrections)


def _know_all(story: Story, fresh: Sequence[Held]) -> bool:
    # The first knows every head, so it and all that know it stand after everything old (and none
    # of them is old: a fact that names a head would make it no head).
    if not (story.heads and set(story.heads).issubset(fresh[0].fact.after)):
        return False
    later: set[str] = set()
    for one in fresh:
        if later and later.isdisjoint(one.fact.after):
            return False
        later.add(one.id)
    return True


def _are_newest(story: Story, fresh: Sequence[Held], corrections: Corrections) -> bool:
    # Newer than every old one and awaited by none: as long as old ones are unplaced, one of them is
    # ready, and it comes first.
    if not {one.id for one in fresh}.isdisjoint(story.missing):
        return False
    first = min(rank(one, corrections) for one in fresh)
    if story.newest_ms != first[0]:
        return story.newest_ms < first[0]
    return all(rank(one, corrections) < first for one in story.held)


def newest_ms(facts: Iterable[Held], corrections: Corrections) -> int:
    """Of the clocks of these facts, corrected, the one that is furthest on; 0 where none is."""
    if corrections:
        return max((corrected_ms(one.fact, corrections) for one in facts), default=0)
    return max((one.fact.told_ms for one in facts), default=0)


def ends_after(story: Story, fresh: Sequence[Held]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What `ends` finds for all, without going through old facts, of which none names a new one."""
    heads, named = ends(fresh)
    unheld = set(named).difference(story.heads)
    left = set(story.heads).difference(named)
    if left:
        heads = tuple(sorted(left.union(heads)))
    if unheld:
        unheld.difference_update(one.id for one in story.held)
    return heads, tuple(sorted(unheld.union(story.missing)))
