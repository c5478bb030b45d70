"""Whether new facts stand last in a story, so that it goes on where it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED
from tusach.ledger.order import Corrections, Held, ends, rank

if TYPE_CHECKING:
    from tusach.ledger.story import Story

AMENDMENTS = frozenset({FACT_CORRECTED, FACT_VOIDED})
"""Kinds that change what counts of what was told before."""


def follows(story: Story, fresh: Sequence[Held]) -> bool:
    """Whether the facts know all of the story, each the one before it or another of them.

    The first knows every head, so it and all that know it stand after everything old (and none of
    them is old: a fact that names a head would make it no head).
    """
    if not story.noun or not fresh:
        return False
    if not (story.heads and set(story.heads).issubset(fresh[0].fact.after)):
        return False
    later: set[str] = set()
    for one in fresh:
        if one.fact.kind in AMENDMENTS or (later and later.isdisjoint(one.fact.after)):
            return False
        later.add(one.id)
    return True


def is_latest(story: Story, fresh: Sequence[Held], corrections: Corrections) -> bool:
    """Whether the facts are new and stand last, though their tellers knew not all the others.

    Newer than every old one and awaited by none: as long as old ones are unplaced, one of them is
    ready, and it comes first.
    """
    if not (story.noun and fresh) or any(one.fact.kind in AMENDMENTS for one in fresh):
        return False
    if not {one.id for one in fresh}.isdisjoint(story.missing):
        return False
    first = min(rank(one, corrections) for one in fresh)
    if story.newest_ms != first[0]:
        return story.newest_ms < first[0]
    return all(rank(one, corrections) < first for one in reversed(story.held))


def ends_after(story: Story, fresh: Sequence[Held]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What `ends` finds for all, without going through the old facts where they are followed."""
    latest, named = ends(fresh)
    heads = set(latest).union(story.heads).difference(*(one.fact.after for one in fresh))
    unheld = set(named).difference(story.heads)
    if unheld:
        unheld.difference_update(one.id for one in story.held)
    return tuple(sorted(heads)), tuple(sorted(unheld.union(story.missing)))
