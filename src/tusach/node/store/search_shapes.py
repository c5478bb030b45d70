"""What goes into the search index and what comes out; no engine here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Order = Literal["relevance", "title", "newest", "popular"]


class SearchDamaged(Exception):
    """The search file is missing, bent, or of another version: rebuild it from the ledger."""


class Entry(NamedTuple):
    """One title as the search knows it.

    authors: direct order, commas ignored.  isbns: as given, right or wrong.  dewey: call number or
    class, its first digit makes the hundred.  popularity: loans and the like, never negative.
    """

    title_id: str
    title: str
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    series: str = ""
    isbns: tuple[str, ...] = ()
    year: int | None = None
    language: str = ""
    kind: str = ""
    audience: str = ""
    dewey: str = ""
    popularity: int = 0


class Shelf(NamedTuple):
    """Where copies of a title stand now: one row a place."""

    title_id: str
    place_id: str
    copies: int
    available: int


class Filters(NamedTuple):
    """What a reader narrows the answer to; None means no wish.

    dewey_hundred: "0" to "9".  available_now with `place` means available at that place.
    """

    language: str | None = None
    kind: str | None = None
    audience: str | None = None
    place: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    available_now: bool = False
    dewey_hundred: str | None = None


NO_FILTERS = Filters()


class Hit(NamedTuple):
    """One title found.  words: folded words that were met, for `folding.spans_of` to mark."""

    title_id: str
    score: float
    words: tuple[str, ...]


class Answer(NamedTuple):
    """What the search says.

    total_is_capped: there are more than `total`.  searched_for: the words that were searched in
    place of those typed, None when nothing was changed.  facets: see `SearchIndex.facets`, empty
    unless asked for.
    """

    total: int
    total_is_capped: bool
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    searched_for: str | None
    microseconds: int
