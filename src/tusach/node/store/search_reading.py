"""Bringing candidates from the search file: the query cascade, in static order, never by bm25.

Tiers, until there are enough: the title phrase; words with their marks; all words in any field;
the last word as a beginning; then typing errors, one word after the other; then all words but one.
Every tier is bounded, and what comes out depends only on the titles, not on the order in which
they were indexed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tusach.library.catalogue.query import Query, Term
from tusach.library.catalogue.ranking import Candidate, score, weigh
from tusach.library.catalogue.vocabulary import Vocabulary
from tusach.node.store.search_facets import Facets, facets_of
from tusach.node.store.search_shapes import Filters, Order

MOST_CANDIDATES = 200
COUNT_CAP = 2_000
FACET_CAP = 5_000
_PHRASE_LIMIT = 60
_EXACT_LIMIT = 60
_RELAXED_LIMIT = 40
_FEW = 8
_BEGINNINGS = 24
_BEGUN_SCAN = 1_000
_PHRASE_SCAN = 200
_BEGUN_LIMIT = 60
_MENDED_TERMS = 10
_SLIPS_UNKNOWN = 24
_SLIPS_KNOWN = 24

_ORDERS = {
    "relevance": "hits.slot",
    "title": "titles.sort_key, titles.slot",
    "newest": "fields.year IS NULL, fields.year DESC, titles.slot",
    "popular": "titles.popularity DESC, titles.slot",
}
_ANY = "{tf af sf}"
_EXACT = "{tx ax}"


class Found(NamedTuple):
    """Candidates of one query.

    slots: in the order of the tiers.  match: the expression that stands for the whole answer, ""
    when it was relaxed.  slips: for a term (by place) the words that stood in for it.
    """

    slots: tuple[int, ...]
    match: str
    slips: dict[int, frozenset[str]]


class Ranked(NamedTuple):
    """One candidate with its score; missing: terms that it does not hold at all."""

    slot: int
    title_id: str
    value: float
    words: frozenset[str]
    missing: int


class Narrowing(NamedTuple):
    """Filters as SQL: a condition on `fields` (joined by slot) and its values."""

    condition: str
    values: tuple[object, ...]


def narrowing(filters: Filters) -> Narrowing:
    """The filters as a condition, "" when nothing is filtered."""
    parts: list[str] = []
    values: list[object] = []
    for column, wish in (
        ("language", filters.language),
        ("kind", filters.kind),
        ("audience", filters.audience),
        ("dewey", filters.dewey_hundred),
    ):
        if wish is not None:
            parts.append(f"fields.{column} = ?")
            values.append(wish)
    if filters.year_from is not None:
        parts.append("fields.year >= ?")
        values.append(filters.year_from)
    if filters.year_to is not None:
        parts.append("fields.year <= ?")
        values.append(filters.year_to)
    if filters.place is not None:
        parts.append(
            "EXISTS (SELECT 1 FROM shelves WHERE shelves.slot = fields.slot AND place_id = ?"
            " AND shelves.available >= ?)"
        )
        values.extend((filters.place, 1 if filters.available_now else 0))
    elif filters.available_now:
        parts.append("fields.available > 0")
    return Narrowing(" AND ".join(parts), tuple(values))


class Reading:
    """Reads through one connection, with the vocabulary of the whole index."""

    def __init__(self, connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
        self._db = connection
        self._vocabulary = vocabulary

    def candidates(self, query: Query, narrow: Narrowing, *, typing: bool = False) -> Found:
        """At most `MOST_CANDIDATES` slots.  typing: the last word may be unfinished."""
        if not query.terms:
            return Found((), "", {})
        cascade = _Cascade(self, query, narrow)
        match = cascade.strict(typing=typing)
        if cascade.literal < _FEW and not (typing and cascade.slots):
            cascade.mend()
            match = match if cascade.is_strict else ""
        return Found(tuple(cascade.slots), match, cascade.slips)

    def rank(self, query: Query, found: Found) -> list[Ranked]:
        """The candidates, best first; ties in static order."""
        weighed = weigh(query, slips=found.slips, titles=self._vocabulary.titles)
        ranked = []
        for slot, title_id, candidate in self._rows(found.slots):
            value = score(weighed, candidate)
            ranked.append(Ranked(slot, title_id, value.value, value.words, value.missing))
        ranked.sort(key=lambda each: (-each.value, each.slot))
        return ranked

    def slots(self, match: str, narrow: Narrowing, *, limit: int, after: int = -1) -> list[int]:
        """Slots that match, in static order, above `after`."""
        source, values = _source(match, narrow)
        rows = self._db.execute(
            f"SELECT {_slot(match)} {source} AND {_slot(match)} > ?"  # noqa: S608
            f" ORDER BY {_slot(match)} LIMIT ?",
            (*values, after, limit),
        )
        return [row[0] for row in rows]

    def begun(self, match: str, beginning: str, narrow: Narrowing, *, scan: int) -> list[int]:
        """Slots that match and hold, in title or author, a word with that beginning.

        scan: at most so many matching titles are looked at.
        """
        source, values = _source(match, narrow)
        rows = self._db.execute(
            f"SELECT hits.slot FROM (SELECT found.rowid AS slot {source}"  # noqa: S608
            f" ORDER BY found.rowid LIMIT {scan}) AS hits"
            " CROSS JOIN titles ON titles.slot = hits.slot"
            f" WHERE instr(' ' || tf || ' ' || af, ' ' || ?) > 0 LIMIT {_BEGUN_LIMIT}",
            (*values, beginning),
        )
        return [row[0] for row in rows]

    def count(self, match: str, narrow: Narrowing) -> int:
        """Number of titles that match, at most `COUNT_CAP` + 1."""
        source, values = _source(match, narrow)
        row = self._db.execute(
            f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {COUNT_CAP + 1})",  # noqa: S608
            values,
        ).fetchone()
        return int(row[0])

    def titles_numbered(self, keys: Sequence[str], narrow: Narrowing) -> list[str]:
        """Ids of the titles that carry one of the book numbers."""
        listed = ",".join("?" * len(keys))
        rows = self._db.execute(
            "SELECT DISTINCT titles.title_id, titles.slot FROM isbns"  # noqa: S608
            " JOIN titles USING (title_id) JOIN fields ON fields.slot = titles.slot"
            f" WHERE isbn IN ({listed}) AND {narrow.condition or '1'}"
            " ORDER BY titles.slot LIMIT 50",
            (*keys, *narrow.values),
        )
        return [row[0] for row in rows]

    def listed(
        self,
        match: str,
        narrow: Narrowing,
        *,
        order: Order,
        page: slice,
        only: Sequence[int] | None,
    ) -> list[str]:
        """A page of the answer in an order that is not by relevance.

        only: when given, these slots are the whole answer (a relaxed one).
        """
        hits, values = self._hits(match, narrow, only)
        rows = self._db.execute(
            f"SELECT title_id FROM ({hits}) AS hits"  # noqa: S608
            " CROSS JOIN titles ON titles.slot = hits.slot"
            " CROSS JOIN fields ON fields.slot = hits.slot"
            f" ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?",
            (*values, page.stop - page.start, page.start),
        )
        return [row[0] for row in rows]

    def facets(self, match: str, narrow: Narrowing, only: Sequence[int] | None) -> Facets:
        """Counts by field.  only: when given, these slots are the whole answer."""
        return facets_of(self._db, *self._hits(match, narrow, only))

    def _hits(
        self, match: str, narrow: Narrowing, only: Sequence[int] | None
    ) -> tuple[str, tuple[object, ...]]:
        if only is not None:
            listed = ",".join(map(str, only))
            return f"SELECT slot FROM titles WHERE slot IN ({listed})", ()  # noqa: S608
        source, values = _source(match, narrow)
        slot = _slot(match)
        hits = f"SELECT {slot} AS slot {source} ORDER BY {slot} LIMIT {FACET_CAP}"
        return hits, values

    def vocabulary(self) -> Vocabulary:
        """The words of the index."""
        return self._vocabulary

    def _rows(self, slots: Iterable[int]) -> Iterable[tuple[int, str, Candidate]]:
        listed = ",".join(map(str, slots))
        rows = self._db.execute(
            "SELECT slot, title_id, tf, tx, af, ax, sf, head, popularity FROM titles"  # noqa: S608
            f" WHERE slot IN ({listed})"
        )
        for slot, title_id, tf, tx, af, ax, sf, head, popularity in rows:
            author, names = af.split(), []
            if author:
                name = 0
                for word in author:
                    name += word == "|"
                    names.append(name)
            yield (
                slot,
                title_id,
                Candidate(
                    tf.split(), tx.split(), author, ax.split(), names, f" {sf} ", head, popularity
                ),
            )


class _Cascade:
    """One walk down the tiers."""

    def __init__(self, reading: Reading, query: Query, narrow: Narrowing) -> None:
        self._reading = reading
        self._narrow = narrow
        self._terms = query.terms
        self._vocabulary = reading.vocabulary()
        self.slots: dict[int, None] = {}
        self.slips: dict[int, frozenset[str]] = {}
        self.is_strict = True
        self.literal = 0

    def strict(self, *, typing: bool) -> str:
        """Everything that holds all the words; the expression that counts as the answer."""
        terms = self._terms
        if len(terms) > 1:
            self._take(_phrase(terms), _PHRASE_LIMIT)
        if all(term.marked for term in terms):
            exact = " AND ".join(_quoted(term.exact) for term in terms)
            self._take(f"{_EXACT} : ({exact})", _EXACT_LIMIT)
        groups = [_alternatives(term) for term in terms]
        match = _all_of(groups)
        self._take(match, MOST_CANDIDATES)
        self.literal = len(self.slots)
        if len(terms) > 2:
            self._begin(_phrase(terms[:-1]), _PHRASE_SCAN)
        if self.literal < _FEW or typing:
            beginnings = self._vocabulary.beginning_with(terms[-1].folded, limit=_BEGINNINGS)
            if beginnings:
                match = _all_of([*groups[:-1], [*groups[-1], *map(_quoted, beginnings)]])
                self._take(match, MOST_CANDIDATES)
            if len(beginnings) == _BEGINNINGS and len(terms) > 1:
                # Too many words begin so; look among the titles that hold the other words.
                self._begin(_phrase(terms[:-1]), _BEGUN_SCAN)
                self._begin(_all_of(groups[:-1]), _BEGUN_SCAN)
        return match

    def mend(self) -> None:
        """Undo one typing error, unknown words first; then leave one word out."""
        terms = self._terms
        before = len(self.slots)
        groups = [_alternatives(term) for term in terms]
        unknown = [at for at, term in enumerate(terms) if not term.titles]
        rarest = sorted(range(len(terms)), key=lambda at: (terms[at].titles, at))[:_MENDED_TERMS]
        for at in unknown:
            groups[at] = self._slipped(at, _SLIPS_UNKNOWN)
        if unknown:
            self._take(_all_of(groups), MOST_CANDIDATES)
        mended = len(self.slots) - before
        if self.literal + mended < _FEW:
            for at in rarest:
                if terms[at].titles:
                    tried = [*groups]
                    tried[at] = self._slipped(at, _SLIPS_KNOWN)
                    self._take(_all_of(tried), _RELAXED_LIMIT)
        if len(self.slots) < _FEW and len(terms) >= 3:
            for at in rarest:
                self._take(_all_of([*groups[:at], *groups[at + 1 :]]), _RELAXED_LIMIT)
        if not self.slots:
            self._take_parts(groups)
        self.is_strict = len(self.slots) == before

    def _take_parts(self, groups: list[list[str]]) -> None:
        """Nothing holds nearly all the words: the known ones together, then side by side."""
        known = [at for at, term in enumerate(self._terms) if term.titles]
        if known:
            self._take(_all_of([groups[at] for at in known]), _RELAXED_LIMIT)
        if not self.slots:
            for one, other in zip(known, known[1:], strict=False):
                self._take(_all_of([groups[one], groups[other]]), _RELAXED_LIMIT)

    def _slipped(self, at: int, limit: int) -> list[str]:
        term = self._terms[at]
        near = self._vocabulary.one_slip_from(term.folded, limit=limit)
        self.slips[at] = frozenset(near)
        return [*_alternatives(term), *map(_quoted, near)]

    def _take(self, match: str, limit: int) -> None:
        room = min(limit, MOST_CANDIDATES)
        if len(self.slots) >= MOST_CANDIDATES:
            return
        self._add(self._reading.slots(match, self._narrow, limit=room))

    def _begin(self, match: str, scan: int) -> None:
        """Titles that match and go on with the unfinished last word."""
        if len(self.slots) < MOST_CANDIDATES:
            last = self._terms[-1].folded
            self._add(self._reading.begun(match, last, self._narrow, scan=scan))

    def _add(self, slots: Iterable[int]) -> None:
        for slot in slots:
            if len(self.slots) >= MOST_CANDIDATES:
                return
            self.slots[slot] = None


def _quoted(word: str) -> str:
    return f'"{word}"'


def _phrase(terms: Sequence[Term]) -> str:
    return "{tf} : " + _quoted(" ".join(term.folded for term in terms))


def _alternatives(term: Term) -> list[str]:
    return [
        _quoted(term.folded),
        *map(_quoted, term.twins),
        *(_quoted(" ".join(phrase)) for phrase in term.phrases),
    ]


def _all_of(groups: Sequence[Sequence[str]]) -> str:
    wanted = " AND ".join(
        group[0] if len(group) == 1 else f"({' OR '.join(group)})" for group in groups
    )
    return f"{_ANY} : ({wanted})"


def _slot(match: str) -> str:
    return "found.rowid" if match else "fields.slot"


def _source(match: str, narrow: Narrowing) -> tuple[str, tuple[object, ...]]:
    """FROM and WHERE; the full text drives, the narrow fields row follows."""
    if not match:
        return f"FROM fields WHERE {narrow.condition or '1'}", narrow.values
    if not narrow.condition:
        return "FROM found WHERE found MATCH ?", (match,)
    return (
        "FROM found CROSS JOIN fields ON fields.slot = found.rowid"
        f" WHERE found MATCH ? AND {narrow.condition}",
        (match, *narrow.values),
    )
