"""The one order of a subject's facts: causal, ties by corrected clock, then id.

Again and again the smallest (corrected ms, tick, id) among the facts whose held parents are all
placed. Parents that are not held do not hold anything up. Source: docs/decisions/0005.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tusach.ledger.fact import Fact


class Span(msgspec.Struct, frozen=True):
    """A mended stretch of one stream: facts first..last (numbers) were told `delta_ms` off."""

    first: int
    last: int
    delta_ms: int


Corrections = Mapping[str, Sequence[Span]]
"""By stream, the stretches whose clock the hub has mended."""

NO_CORRECTIONS: Corrections = {}


class Held(msgspec.Struct, frozen=True):
    """A fact that this node has, with its id."""

    id: str
    fact: Fact


def corrected_ms(fact: Fact, corrections: Corrections) -> int:
    """The fact's clock with every correction of its stretch applied."""
    spans = corrections.get(fact.stream)
    if not spans:
        return fact.told_ms
    return fact.told_ms + sum(
        span.delta_ms for span in spans if span.first <= fact.number <= span.last
    )


def ordered(held: Iterable[Held], corrections: Corrections = NO_CORRECTIONS) -> list[Held]:
    """The facts in the one order, whatever order they came in; doubles count once."""
    facts = {one.id: one for one in held}
    if len(facts) == 1:
        return list(facts.values())
    waiting = {
        key: sum(1 for parent in set(one.fact.after) if parent in facts)
        for key, one in facts.items()
    }
    children: dict[str, list[str]] = {}
    for key, one in facts.items():
        for parent in set(one.fact.after):
            if parent in facts:
                children.setdefault(parent, []).append(key)

    def rank(key: str) -> tuple[int, int, str]:
        fact = facts[key].fact
        return corrected_ms(fact, corrections), fact.tick, key

    ready = [rank(key) for key, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    placed: list[Held] = []
    while ready:
        key = heapq.heappop(ready)[2]
        placed.append(facts[key])
        for child in children.get(key, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                heapq.heappush(ready, rank(child))
    return placed


def heads(held: Iterable[Held]) -> tuple[str, ...]:
    """The latest facts: those that no other fact of the subject names as a parent; sorted."""
    facts = list(held)
    named = {parent for one in facts for parent in one.fact.after}
    return tuple(sorted({one.id for one in facts} - named))


class Lineage:
    """Who knew whom among the facts of one subject, found when asked."""

    def __init__(self, placed: Sequence[Held]) -> None:
        self._parents = {one.id: one.fact.after for one in placed}
        self._past: dict[str, frozenset[str]] = {}

    def knew(self, later: str, earlier: str) -> bool:
        """Whether the teller of `later` knew `earlier`, through any chain of held facts."""
        return earlier in self.past(later)

    def past(self, fact: str) -> frozenset[str]:
        """Every fact that the teller of `fact` knew; iterative, so depth has no limit."""
        stack = [fact]
        while stack:
            top = stack[-1]
            parents = [one for one in self._parents.get(top, ()) if one in self._parents]
            unknown = [one for one in parents if one not in self._past]
            if unknown:
                stack.extend(unknown)
                continue
            stack.pop()
            if top not in self._past:
                reach = [self._past[one] for one in parents]
                self._past[top] = frozenset(parents).union(*reach)
        return self._past[fact]

    def whole(self, fact: str) -> bool:
        """Whether all that the teller knew is held here; else 'concurrent' cannot be proved."""
        return all(
            parent in self._parents
            for one in (fact, *self.past(fact))
            for parent in self._parents.get(one, ())
        )
