"""Titles that may be one: a list for people, never joined by itself.

Same ISBN and same work: most likely one edition catalogued twice. Same ISBN, another work: a number
used twice, or a slip. No ISBN: same work, year and publisher. Source: SEARCH, works and duplicates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

import msgspec

from tusach.library.catalogue.works import work_key
from tusach.node.acts.node import Node

AT_ONCE = 400
ISBN, WORK = "i:", "w:"
_SHARED = (
    "SELECT word, subject FROM title_same WHERE tenant = ? AND word IN (SELECT word FROM "
    "title_same WHERE tenant = ? AND word > ? AND word < ? GROUP BY word HAVING count(*) > 1 "
    "ORDER BY word LIMIT ?) ORDER BY word, subject"
)


class Twins(msgspec.Struct, frozen=True):
    """why: `same_edition`, `number_twice`, `same_work`; titles: subjects, two or more."""

    why: str
    titles: tuple[str, ...]
    isbn: str = ""


def twins(node: Node, *, limit: int = 500) -> list[Twins]:
    """Groups of titles to be looked at by a person, the surest first; of more only the first."""
    numbers = _shared(node, ISBN, limit)
    works = _works_of(node, [one for _word, titles in numbers for one in titles])
    same: list[Twins] = []
    twice: list[Twins] = []
    for word, titles in numbers:
        found = {works.get(one, "") for one in titles}
        one_work = len(found) == 1 and "" not in found
        why = "same_edition" if one_work else "number_twice"
        (same if one_work else twice).append(Twins(why, titles, word.removeprefix(ISBN)))
    left = max(0, limit - len(same) - len(twice))
    works_only = [Twins("same_work", titles) for _word, titles in _shared(node, WORK, left)]
    return [*same, *twice, *works_only]


def _shared(node: Node, kind: str, limit: int) -> list[tuple[str, tuple[str, ...]]]:
    """Words of a kind that several titles have, with those titles."""
    values = (node.tenant, node.tenant, kind, f"{kind}~", limit)
    rows = node.store.query(_SHARED, values)
    return [
        (word, tuple(subject for _word, subject in some))
        for word, some in groupby(rows, key=lambda row: str(row[0]))
    ]


def _works_of(node: Node, titles: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(titles), AT_ONCE):
        some = titles[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        for subject, title, authors in node.store.query(
            f"SELECT subject, title, authors FROM title WHERE tenant = ? AND subject IN ({marks})",  # noqa: S608
            (node.tenant, *some),
        ):
            found[subject] = work_key(title, json.loads(authors))
    return found
