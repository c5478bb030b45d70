"""`titles.json`, and synthetic titles made from it: plausible, labelled, by told randomness."""

import math
import re
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from tusach.library.profile.books import Year
from tusach.library.profile.parts import LanguageCode, Part, Slug, Wording
from tusach.library.profile.people import Draw
from tusach.library.profile.shelving import Dewey

SLOT = re.compile(r"\{([^{}]*)\}")
"""A gap in a pattern, named after the word list that fills it."""

SYNTHETIC_SOURCE = "TUSACH-SYNTHETIC"
"""MARC 003 of records made of synthetic titles, so that every page can say what they are."""


class Topic(Part, frozen=True, kw_only=True):
    """One subject on which synthetic titles are written.

    share: weight among topics.  patterns: texts with `{list}` gaps; lists of the topic come
    before lists of the same name for all topics.  collective: authors may be a group.
    first_year: where books on the topic are younger than the rest.
    """

    code: Slug
    share: Annotated[int, Meta(ge=1)]
    dewey: Dewey
    subjects: Annotated[tuple[str, ...], Meta(min_length=1)]
    audience: Slug
    kind: Slug
    language: LanguageCode
    patterns: Annotated[tuple[str, ...], Meta(min_length=1)]
    lists: dict[str, tuple[str, ...]] = {}
    collective: tuple[str, ...] = ()
    first_year: Year | None = None


class TitleWords(Part, frozen=True, kw_only=True):
    """The file `titles.json`.

    years: first and last year that may be drawn.
    """

    label: Wording
    first_year: Year
    last_year: Year
    author_family: Annotated[tuple[str, ...], Meta(min_length=1)]
    author_middle: Annotated[tuple[str, ...], Meta(min_length=1)]
    author_given: Annotated[tuple[str, ...], Meta(min_length=1)]
    lists: dict[str, tuple[str, ...]]
    topics: Annotated[tuple[Topic, ...], Meta(min_length=1)]


class SyntheticTitle(Struct, frozen=True, kw_only=True):
    """A book that does not exist; `synthetic` goes with it wherever it is stored."""

    title: str
    author: str
    subjects: tuple[str, ...]
    dewey: str
    audience: str
    kind: str
    year: int
    language: str
    synthetic: bool = True


class TooFewWords(ValueError):
    """The word lists give no more titles than those that were yielded."""


def synthetic_title(words: TitleWords, draw: Draw) -> SyntheticTitle:
    """A title put together by draws: equal draws, equal title."""
    topic = _topic(words, draw)
    pattern = topic.patterns[draw(len(topic.patterns))]
    text = SLOT.sub(lambda gap: _drawn(_filling(words, topic, gap.group(1)), draw), pattern)
    first_year = topic.first_year or words.first_year
    return SyntheticTitle(
        title=text[:1].upper() + text[1:],
        author=_author(words, topic, draw),
        subjects=topic.subjects,
        dewey=topic.dewey,
        audience=topic.audience,
        kind=topic.kind,
        year=first_year + draw(words.last_year - first_year + 1),
        language=topic.language,
    )


def distinct_titles(words: TitleWords, draw: Draw, *, count: int) -> Iterator[SyntheticTitle]:
    """Yields `count` titles of which no two have the same text.

    Raises TooFewWords when 1,000 draws in a row bring nothing new: the word lists are too short.
    """
    seen: set[str] = set()
    misses = 0
    while len(seen) < count:
        made = synthetic_title(words, draw)
        if made.title in seen:
            misses += 1
            if misses == 1000:
                raise TooFewWords(f"word lists give no more than about {len(seen)} titles")
            continue
        misses = 0
        seen.add(made.title)
        yield made


def combinations(words: TitleWords) -> int:
    """How many fillings the patterns have at most, equal texts counted twice."""
    total = 0
    for topic in words.topics:
        for pattern in topic.patterns:
            gaps = SLOT.findall(pattern)
            total += math.prod(len(_filling(words, topic, gap)) for gap in gaps)
    return total


def missing_lists(words: TitleWords, topic: Topic) -> tuple[str, ...]:
    """Names of gaps in the topic's patterns that no word list fills."""
    gaps = {gap for pattern in topic.patterns for gap in SLOT.findall(pattern)}
    return tuple(sorted(gap for gap in gaps if not _filling(words, topic, gap)))


def _topic(words: TitleWords, draw: Draw) -> Topic:
    """A topic, by weight."""
    left = draw(sum(topic.share for topic in words.topics))
    for topic in words.topics:
        if left < topic.share:
            return topic
        left -= topic.share
    raise AssertionError("draw gave a number outside its range")


def _filling(words: TitleWords, topic: Topic, gap: str) -> tuple[str, ...]:
    """The word list for a gap; empty where there is none."""
    return topic.lists.get(gap) or words.lists.get(gap, ())


def _drawn(choices: tuple[str, ...], draw: Draw) -> str:
    """One of the choices."""
    return choices[draw(len(choices))]


def _author(words: TitleWords, topic: Topic, draw: Draw) -> str:
    """One time in five a group where the topic has one, else an invented person."""
    if topic.collective and draw(5) == 0:
        return _drawn(topic.collective, draw)
    lists = (words.author_family, words.author_middle, words.author_given)
    return " ".join(part for part in (_drawn(each, draw) for each in lists) if part)
