"""One question to the index: numbers first, then words, then a page of the answer."""

from __future__ import annotations

from typing import Final, NamedTuple

from tusach.library.catalogue.query import Query
from tusach.node.store.search_facets import Facets
from tusach.node.store.search_reading import (
    MOST_CANDIDATES,
    Found,
    Ranked,
    Reading,
    narrowing,
)
from tusach.node.store.search_shapes import Filters, Hit, Order
from tusach.node.store.search_writing import isbn_key

_NUMBER_SCORE: Final = 10.0
_LEAST_SHARE: Final = 0.6
"""Of the best score: what a relaxed answer must reach beside a title that holds every word."""


class Result(NamedTuple):
    """A page of the answer.  total: may be one more than the cap."""

    total: int
    hits: tuple[Hit, ...]
    searched_for: str | None = None


class Seeking:
    """One parsed query under one set of filters, read in one snapshot.

    blank: nothing was typed, so every title answers.
    """

    def __init__(
        self, reading: Reading, query: Query, filters: Filters, *, blank: bool = False
    ) -> None:
        self._blank = blank
        self._reading = reading
        self._query = query
        self._narrow = narrowing(filters)
        self._found: Found | None = None
        self._order: list[Ranked] | None = None

    def result(self, page: slice, order: Order) -> Result:
        """The page, in the wanted order."""
        numbered = self._by_number()
        if numbered:
            return Result(len(numbered), tuple(numbered[page]))
        if not self._query.terms and not self._blank:
            return Result(0, ())
        found = self._candidates()
        if order != "relevance" or self._blank:
            return self._listed(found, page, order)
        ranked = self._ranked(found)
        total = len(ranked)
        if found.match and total >= MOST_CANDIDATES:
            total = max(total, self._reading.count(found.match, self._narrow))
        hits = [_hit(each) for each in ranked[page]]
        if found.match and len(hits) < page.stop - page.start and total > len(ranked):
            hits.extend(self._deeper(found, page, len(ranked)))
        return Result(total, tuple(hits), self._searched_for(ranked))

    def suggested(self, limit: int) -> tuple[Hit, ...]:
        """The best titles while the last word is still being typed."""
        numbered = self._by_number()
        if numbered or not self._query.terms:
            return tuple(numbered[:limit])
        found = self._reading.candidates(self._query, self._narrow, typing=True)
        return tuple(_hit(each) for each in self._reading.rank(self._query, found)[:limit])

    def facets(self) -> Facets:
        """Counts over the whole answer, up to the cap."""
        if not self._query.terms:
            return self._reading.facets("", self._narrow, None if self._blank else ())
        found = self._candidates()
        return self._reading.facets(found.match, self._narrow, _only(found))

    def _candidates(self) -> Found:
        if self._found is None:
            found = self._reading.candidates(self._query, self._narrow)
            if not found.match and found.slots:
                ranked = _without_strangers(self._reading.rank(self._query, found))
                self._order = ranked
                found = found._replace(slots=tuple(each.slot for each in ranked))
            self._found = found
        return self._found

    def _ranked(self, found: Found) -> list[Ranked]:
        if self._order is None:
            self._order = self._reading.rank(self._query, found)
        return self._order

    def _by_number(self) -> list[Hit]:
        keys = [*self._query.isbns]
        if self._query.code:
            keys.append(isbn_key(self._query.code))
        if not any(keys):
            return []
        ids = self._reading.titles_numbered(sorted({*keys} - {""}), self._narrow)
        return [Hit(title_id, _NUMBER_SCORE, ()) for title_id in ids]

    def _listed(self, found: Found, page: slice, order: Order) -> Result:
        only = None if self._blank else _only(found)
        total = self._reading.count(found.match, self._narrow) if only is None else len(only)
        ids = self._reading.listed(found.match, self._narrow, order=order, page=page, only=only)
        return Result(total, tuple(Hit(title_id, 0.0, ()) for title_id in ids))

    def _deeper(self, found: Found, page: slice, ranked: int) -> list[Hit]:
        """Titles behind the ranked ones, in static order."""
        known = set(found.slots)
        slots = self._reading.slots(found.match, self._narrow, limit=page.stop + ranked)
        rest = [slot for slot in slots if slot not in known]
        wanted = rest[max(0, page.start - ranked) : max(0, page.stop - ranked)]
        part = Found(tuple(wanted), found.match, found.slips)
        scored = {each.slot: each for each in self._reading.rank(self._query, part)}
        return [_hit(scored[slot]) for slot in wanted]

    def _searched_for(self, ranked: list[Ranked]) -> str | None:
        """The words of the best hit in place of those typed, when it needed others."""
        found = self._candidates()
        if not ranked or not found.slips:
            return None
        best = ranked[0].words
        words, changed = [], False
        last = len(self._query.terms) - 1
        for at, term in enumerate(self._query.terms):
            same = {term.folded, *term.twins, *(phrase[0] for phrase in term.phrases)}
            begun = at == last and any(word.startswith(term.folded) for word in best)
            if begun or not same.isdisjoint(best):
                words.append(term.folded)
                continue
            changed = True
            words.extend(sorted(best & found.slips.get(at, frozenset()))[:1])
        return " ".join(words) if changed else None


def _without_strangers(ranked: list[Ranked]) -> list[Ranked]:
    """Where a title holds every word, what was only guessed and is far behind is left out."""
    if not ranked or ranked[0].missing:
        return ranked
    least = ranked[0].value * _LEAST_SHARE
    return [each for each in ranked if each.value >= least]


def _only(found: Found) -> tuple[int, ...] | None:
    """The slots of an answer that no expression stands for."""
    return None if found.match else found.slots


def _hit(ranked: Ranked) -> Hit:
    return Hit(ranked.title_id, ranked.value, tuple(sorted(ranked.words)))
