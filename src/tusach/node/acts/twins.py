"""Titles that may be one: a list for people, never joined by itself.

Same ISBN and same work: most likely one edition catalogued twice. Same ISBN, another work: a number
used twice, or a slip. No ISBN: same work, year and publisher. Source: SEARCH, works and duplicates.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from tusach.library.catalogue.folding import fold
from tusach.library.catalogue.works import work_key
from tusach.node.acts.node import Node

AT_ONCE = 5_000


class Twins(msgspec.Struct, frozen=True):
    """why: `same_edition`, `number_twice`, `same_work`; titles: subjects, two or more."""

    why: str
    titles: tuple[str, ...]
    isbn: str = ""


class _Title(msgspec.Struct, frozen=True):
    subject: str
    work: str
    edition: tuple[str, str, str]
    isbns: tuple[str, ...]


def twins(node: Node, *, limit: int = 500) -> list[Twins]:
    """Groups of titles to be looked at by a person, the surest first."""
    by_isbn: dict[str, list[_Title]] = {}
    by_edition: dict[tuple[str, str, str], list[_Title]] = {}
    for title in _titles(node):
        for isbn in title.isbns:
            by_isbn.setdefault(isbn, []).append(title)
        if title.work and not title.isbns and all(title.edition):
            by_edition.setdefault(title.edition, []).append(title)
    same: list[Twins] = []
    twice: list[Twins] = []
    for isbn, found in sorted(by_isbn.items()):
        if len(found) < 2:
            continue
        works = {title.work for title in found}
        one_work = len(works) == 1 and "" not in works
        group = Twins(
            "same_edition" if one_work else "number_twice",
            tuple(title.subject for title in found),
            isbn,
        )
        (same if one_work else twice).append(group)
    works_only = [
        Twins("same_work", tuple(title.subject for title in found))
        for _, found in sorted(by_edition.items())
        if len(found) > 1
    ]
    return [*same, *twice, *works_only][:limit]


def _titles(node: Node) -> Iterator[_Title]:
    after = ""
    while True:
        rows = node.store.query(
            "SELECT subject, title, authors, isbns, year, publisher FROM title "
            "WHERE tenant = ? AND subject > ? ORDER BY subject LIMIT ?",
            (node.tenant, after, AT_ONCE),
        )
        for subject, title, authors, isbns, year, publisher in rows:
            work = work_key(title, json.loads(authors))
            edition = (work, str(year or ""), fold(publisher or ""))
            yield _Title(subject, work, edition, tuple(json.loads(isbns)))
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]
