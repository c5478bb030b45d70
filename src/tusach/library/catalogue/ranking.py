"""How well a title answers a query: one number, the same on every node and in the pocket.

The engine only has to bring candidates; what stands first is decided here. The number is made of
the words met (weighted by how rare they are), how many of them stand side by side, how much of
the title they fill, whether the title begins with them, and how often it is asked for. A reader's
marks raise equal words and never hide the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import NamedTuple

from tusach.library.catalogue.query import Query, Term

ADJACENT = 0.30
FILLED = 0.22
BEGINS = 0.10
ASKED_FOR = 0.015
_UNKNOWN_WORD = 9.0
_SAME_TONE = 1.0
_OTHER_TONE = 0.72
_TWIN = 0.9
_AUTHOR = 0.8
_AUTHOR_OTHER_TONE = 0.6
_AUTHOR_SIDE_BY_SIDE = 0.97
_PREFIX_TITLE = 0.8
_PREFIX_AUTHOR = 0.5
_SLIP_TITLE = 0.6
_SLIP_AUTHOR = 0.4
_SUBJECT = 0.35


class Candidate(NamedTuple):
    """Folded and exact words of one title, in order.

    authors: words of all authors; `names` tells for each word which author it belongs to.
    head: number of words of the main title (without subtitle).  popularity: loans and the like.
    """

    title: list[str]
    title_exact: list[str]
    author: list[str]
    author_exact: list[str]
    names: list[int]
    subject: str
    head: int
    popularity: int


class Weighed(NamedTuple):
    """A query made ready for many candidates: weights, slips and prefixes of each term."""

    terms: tuple[Term, ...]
    weights: tuple[float, ...]
    slips: tuple[frozenset[str], ...]
    prefix: str
    total: float


class Score(NamedTuple):
    """The number, and the folded words of the title, authors or subjects that were met."""

    value: float
    words: frozenset[str]
    missing: int


def weigh(
    query: Query,
    *,
    slips: Mapping[int, frozenset[str]],
    titles: int,
) -> Weighed:
    """The query with a weight for each term: rare words say more than common ones.

    slips: for a term (by its place) the known words one typing error away.  titles: size of the
    catalogue.
    """
    weights = tuple(
        log(1 + titles / (1 + term.titles)) if term.titles else _UNKNOWN_WORD
        for term in query.terms
    )
    return Weighed(
        terms=query.terms,
        weights=weights,
        slips=tuple(slips.get(at, frozenset()) for at in range(len(query.terms))),
        prefix=query.terms[-1].folded if query.terms else "",
        total=sum(weights) or 1.0,
    )


def score(weighed: Weighed, candidate: Candidate) -> Score:
    """How well the candidate answers; equal inputs give equal numbers, bit for bit."""
    terms, last = weighed.terms, len(weighed.terms) - 1
    in_title = _Field(candidate.title, candidate.title_exact, _TITLE_WORTH)
    in_author = _Field(candidate.author, candidate.author_exact, _AUTHOR_WORTH)
    title_places: list[int] = []
    title_ends: list[int] = []
    author_places: list[int] = []
    worths: list[float] = []
    words: set[str] = set()
    for at, term in enumerate(terms):
        slips = weighed.slips[at]
        prefix = weighed.prefix if at == last else ""
        place, worth = in_title.meet(term, slips, prefix)
        author_place, author_worth = in_author.meet(term, slips, prefix) if in_author.words else _NO
        if place >= 0:
            words.update(candidate.title[place : in_title.next_place])
        if author_place >= 0:
            words.update(candidate.author[author_place : in_author.next_place])
        if not worth and not author_worth and f" {term.folded} " in candidate.subject:
            author_worth = _SUBJECT
            words.add(term.folded)
        title_places.append(place)
        title_ends.append(in_title.next_place)
        author_places.append(author_place)
        worths.append(max(worth, author_worth))
    pairs = _pairs(title_places, title_ends)
    if candidate.author:
        pairs += _raise_names(worths, author_places, title_places, candidate.names)
    length = (candidate.head + len(candidate.title)) / 2 or 1.0
    filled = len({place for place in title_places if place >= 0}) / length
    value = sum(map(_times, weighed.weights, worths)) / weighed.total
    if last > 0:
        value += ADJACENT * pairs / last
    value += FILLED * (filled if filled < 1 else 1.0)
    if next((place for place in title_places if place >= 0), -1) == 0:
        value += BEGINS
    value += ASKED_FOR * log(1 + candidate.popularity)
    return Score(value, frozenset(words), worths.count(0.0))


class _Worth(NamedTuple):
    same: float
    other_tone: float
    twin: float
    prefix: float
    slip: float


_TITLE_WORTH = _Worth(_SAME_TONE, _OTHER_TONE, _TWIN, _PREFIX_TITLE, _SLIP_TITLE)
_AUTHOR_WORTH = _Worth(_AUTHOR, _AUTHOR_OTHER_TONE, _AUTHOR * _TWIN, _PREFIX_AUTHOR, _SLIP_AUTHOR)
_NO = (-1, 0.0)


class _Field:
    """One field of a candidate while the terms are met one after the other."""

    __slots__ = ("exact", "next_place", "words", "worth")

    def __init__(self, words: list[str], exact: list[str], worth: _Worth) -> None:
        self.words = words
        self.exact = exact
        self.worth = worth
        self.next_place = 0

    def meet(self, term: Term, slips: frozenset[str], prefix: str) -> tuple[int, float]:
        """Place and worth of the term here; the place beside the last one is preferred."""
        words, ahead = self.words, self.next_place
        word = term.folded
        if ahead < len(words) and words[ahead] == word:
            place = ahead
        elif word in words:
            place = words.index(word)
        else:
            return self._near(term, slips, prefix)
        self.next_place = place + 1
        if term.exact == word or self.exact[place] == term.exact:
            return place, self.worth.same
        return self._other_tone(term, place)

    def _other_tone(self, term: Term, place: int) -> tuple[int, float]:
        for other in range(place + 1, len(self.words)):
            if self.exact[other] == term.exact and self.words[other] == term.folded:
                self.next_place = other + 1
                return other, self.worth.same
        return place, self.worth.other_tone

    def _near(self, term: Term, slips: frozenset[str], prefix: str) -> tuple[int, float]:
        """The term by an expansion, a twin, a beginning or a slip of the fingers."""
        words = self.words
        for phrase in term.phrases:
            for place in range(len(words) - len(phrase) + 1):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    self.next_place = place + len(phrase)
                    return place, self.worth.same
        for twin in term.twins:
            if twin in words:
                return self._settle(words.index(twin), self.worth.twin)
        if prefix:
            place = self._first(lambda word: word.startswith(prefix))
            if place >= 0:
                return self._settle(place, self.worth.prefix)
        if slips:
            place = self._first(slips.__contains__)
            if place >= 0:
                return self._settle(place, self.worth.slip)
        return _NO

    def _first(self, fits: Callable[[str], bool]) -> int:
        ahead = self.next_place
        if ahead < len(self.words) and fits(self.words[ahead]):
            return ahead
        return next((place for place, word in enumerate(self.words) if fits(word)), -1)

    def _settle(self, place: int, worth: float) -> tuple[int, float]:
        self.next_place = place + 1
        return place, worth


def _times(weight: float, worth: float) -> float:
    return weight * worth


def _pairs(places: list[int], ends: list[int]) -> int:
    """Number of neighbouring terms that are neighbours in the field too."""
    return sum(
        1
        for before, end, after in zip(places, ends, places[1:], strict=False)
        if before >= 0 and after == end
    )


def _raise_names(
    worths: list[float], places: list[int], title_places: list[int], names: list[int]
) -> int:
    """Two neighbouring terms that meet one author's name are a name, not two chance words."""
    pairs = 0
    for at in range(len(places) - 1):
        before, after = places[at], places[at + 1]
        if before < 0 or after != before + 1 or names[before] != names[after]:
            continue
        for each in (at, at + 1):
            if _AUTHOR <= worths[each] < _AUTHOR_SIDE_BY_SIDE:
                worths[each] = _AUTHOR_SIDE_BY_SIDE
        if not (title_places[at] >= 0 and title_places[at + 1] == title_places[at] + 1):
            pairs += 1
    return pairs
