"""The one order of a subject's facts: causal, ties by corrected clock, then id.

Again and again the smallest (corrected ms, tick, id) among the facts whose held parents are all
placed. Parents that are not held do not hold anything up. Source: docs/decisions/0005;
spec/wire.md section 7.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Mapping, Sequence

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
NOWHERE: Container[str] = frozenset()
"""No fact is known to be held in the story of another subject."""


class Held(msgspec.Struct, frozen=True, gc=False):
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


def rank(one: Held, corrections: Corrections) -> tuple[int, int, str]:
    """What decides between facts that do not know each other: the smaller stands first."""
    return corrected_ms(one.fact, corrections), one.fact.tick, one.id


def ordered(held: Iterable[Held], corrections: Corrections = NO_CORRECTIONS) -> list[Held]:
    """The facts in the one order, whatever order they came in; doubles count once."""
    facts = {one.id: one for one in held}
    if len(facts) < 2:
        return list(facts.values())
    if corrections:
        ranked = [
            (corrected_ms(one.fact, corrections), one.fact.tick, key, one)
            for key, one in facts.items()
        ]
    else:
        ranked = [(one.fact.told_ms, one.fact.tick, key, one) for key, one in facts.items()]
    ranked.sort()
    # Where the clocks already agree with causality, their order is the one order.
    unplaced = set(facts)
    for _, _, key, one in ranked:
        if not unplaced.isdisjoint(one.fact.after):
            return _by_causes(ranked)
        unplaced.discard(key)
    return [one for _, _, _, one in ranked]


def _by_causes(ranked: Sequence[tuple[int, int, str, Held]]) -> list[Held]:
    ranks = {rank[2]: rank for rank in ranked}
    waiting = dict.fromkeys(ranks, 0)
    children: dict[str, list[str]] = {}
    for key, rank in ranks.items():
        for parent in set(rank[3].fact.after):
            if parent in ranks:
                waiting[key] += 1
                children.setdefault(parent, []).append(key)
    ready = [rank for rank in ranked if waiting[rank[2]] == 0]  # sorted, so a heap already
    placed: list[Held] = []
    while ready:
        _, _, key, one = heapq.heappop(ready)
        placed.append(one)
        for child in children.get(key, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                heapq.heappush(ready, ranks[child])
    # Ids are hashes over the parents' ids, so no circle can be told; one here is our own mistake.
    assert len(placed) == len(ranked), "facts name each other as parents"
    return placed


def heads(held: Iterable[Held]) -> tuple[str, ...]:
    """The latest facts: those that no other fact of the subject names as a parent; sorted."""
    return ends(list(held))[0]


def ends(facts: Sequence[Held]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The latest facts, and the parents named but not among these facts; both sorted."""
    if len(facts) == 1:
        return (facts[0].id,), tuple(sorted(set(facts[0].fact.after)))
    ids: set[str] = set()
    named: set[str] = set()
    for one in facts:
        ids.add(one.id)
        named.update(one.fact.after)
    return tuple(sorted(ids - named)), tuple(sorted(named - ids))


class Lineage:
    """Who knew whom among the facts of one subject, found when asked.

    placed: the facts in the one order. elsewhere: ids of parents that this node holds in stories of
    other subjects (a fact that touches two subjects names the latest facts of both).
    """

    def __init__(self, placed: Sequence[Held], elsewhere: Container[str] = NOWHERE) -> None:
        self._placed = placed
        self._places = {one.id: place for place, one in enumerate(placed)}
        self._elsewhere = elsewhere
        self._wholes: dict[str, bool] = {}

    def knew(self, later: str, earlier: str) -> bool:
        """Whether the teller of `later` knew `earlier`, through any chain of held facts."""
        goal = self._places.get(earlier)
        return goal is not None and earlier in self._reached([later], goal)

    def past(self, fact: str) -> frozenset[str]:
        """Every held fact that the teller of `fact` knew."""
        return frozenset(self._reached([fact], 0))

    def latest(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Those of the facts that no other of them knew, sorted; each must be held."""
        asked = set(facts)
        if len(asked) < 2:
            return tuple(asked)
        known = self._reached(asked, min(self._places[one] for one in asked))
        return tuple(sorted(asked - known))

    def whole(self, fact: str) -> bool:
        """Whether all that the teller knew is held here; else 'concurrent' cannot be proved."""
        if not self._wholes:
            # One pass in the one order: a parent stands before its children.
            for one in self._placed:
                self._wholes[one.id] = all(
                    self._wholes[parent] if parent in self._places else parent in self._elsewhere
                    for parent in one.fact.after
                )
        return self._wholes.get(fact, False)

    def _reached(self, starts: Iterable[str], floor: int) -> set[str]:
        # Parents stand before their children, so nothing before `floor` leads back behind it.
        found: set[str] = set()
        stack = [one for one in starts if one in self._places]
        while stack:
            for parent in self._placed[self._places[stack.pop()]].fact.after:
                if self._places.get(parent, -1) >= floor and parent not in found:
                    found.add(parent)
                    stack.append(parent)
        return found
