"""Titles in a line, and titles on a card: many of them in one query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from django.urls import get_script_prefix, reverse

from tusach.library.profile.titles import SYNTHETIC_SOURCE
from tusach.node.opac.seat import Seat
from tusach.node.opac.standing import marks
from tusach.node.opac.words import cut, kind_name, language_name

LONGEST_TITLE = 220
LONGEST_AUTHORS = 160
CLOTHS = 4

_COLUMNS = (
    "subject, title, subtitle, authors, responsibility, publisher, year, dewey, kind, languages, "
    "audience, subjects, source"
)


class TitleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A title as lists show it. hundred: digit of its Dewey class, or empty; letter: for a spine.

    cloth: which of the four bindings its cover has, always the same one for a title.
    kind: in words, empty for an ordinary book; language: in words, empty for the page's own.
    """

    title_id: str
    title: str
    subtitle: str
    authors: str
    author_list: tuple[str, ...]
    subject_list: tuple[str, ...]
    publisher: str
    year: int | None
    hundred: str
    letter: str
    cloth: int
    kind: str
    language: str
    is_synthetic: bool
    words: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where the title's page is."""
        return _before_id(get_script_prefix()) + self.title_id

    @property
    def rest(self) -> str:
        """What follows the authors in a list: publisher, year, language, kind."""
        year = str(self.year or "")
        parts = (self.publisher, year, self.language, self.kind)
        return " · ".join(part for part in parts if part)


@cache
def _before_id(prefix: str) -> str:
    # `reverse` for each of a hundred links on a page is a tenth of its time.
    return reverse("opac:title", kwargs={"title": "-"}).removesuffix("-")


def title_lines(seat: Seat, titles: Sequence[str]) -> dict[str, TitleLine]:
    """The titles by id; one that nobody has described here is left out."""
    if not titles:
        return {}
    rows = seat.node.store.query(
        f"SELECT {_COLUMNS} FROM title WHERE tenant = ? "  # noqa: S608
        f"AND subject IN ({marks(titles)})",
        (seat.node.tenant, *titles),
    )
    return {row[0]: _line(seat, row) for row in rows}


def _line(seat: Seat, row: tuple[Any, ...]) -> TitleLine:
    subject, title, subtitle, authors, responsibility, publisher, year, dewey = row[:8]
    kind, languages, _audience, subjects, source = row[8:]
    names = tuple(json.loads(authors or "[]"))
    spoken = json.loads(languages or "[]")
    profile = seat.node.profile
    first = spoken[0] if spoken else ""
    usual = first == profile.province.default_language or not first
    return TitleLine(
        title_id=subject,
        title=cut(title, LONGEST_TITLE),
        subtitle=cut(subtitle, LONGEST_TITLE),
        authors=cut("; ".join(names) or responsibility, LONGEST_AUTHORS),
        author_list=names,
        subject_list=tuple(json.loads(subjects or "[]")),
        publisher=cut(publisher, 80),
        year=year,
        hundred=dewey[:1] if dewey and dewey[:1].isdigit() else "",
        letter=next((letter for letter in title or "" if letter.isalnum()), "·").upper(),
        cloth=sum(map(ord, subject)) % CLOTHS,
        kind="" if kind == "book" else kind_name(kind or "other"),
        language="" if usual else language_name(first, profile),
        is_synthetic=source == SYNTHETIC_SOURCE,
    )
