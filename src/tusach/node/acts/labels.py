"""What stands on the labels of copies: number, title, call number, colour."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from tusach.library.catalogue.marks import call_number
from tusach.library.copies.labels import band
from tusach.library.profile.shelving import ColourBand
from tusach.node.acts.node import Node

MOST = 2000
"""Labels of one print."""
_COLUMNS = (
    "SELECT copy.subject, copy.code, copy.call_number, copy.location, title.title, title.authors, "
    "title.dewey, title.audience FROM copy LEFT JOIN title ON title.tenant = copy.tenant "
    "AND title.subject = copy.title WHERE copy.tenant = ? AND copy.owner = ? "
    "AND copy.status NOT IN ('withdrawn', 'unregistered') "
)
_DAY = "coalesce(copy.acquired_on, copy.registered_on)"
_RANGE = f"{_COLUMNS}AND copy.accession BETWEEN ? AND ? ORDER BY copy.accession LIMIT ?"
_DAYS = f"{_COLUMNS}AND {_DAY} BETWEEN ? AND ? ORDER BY copy.registered_on, copy.accession LIMIT ?"


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One copy's label. call_number: as registered, else as the profile's scheme makes it."""

    copy: str
    code: str
    title: str
    call_number: str
    location: str = ""
    colour: ColourBand | None = None


def in_range(node: Node, place: str, first: str, last: str) -> list[Label]:
    """Copies of a place by their accession numbers, both ends included."""
    return _labels(node, _RANGE, (node.tenant, place, first, last, MOST))


def in_period(node: Node, place: str, first: str, last: str) -> list[Label]:
    """Copies of a place that came in from a day to a day."""
    return _labels(node, _DAYS, (node.tenant, place, first, last, MOST))


def of_copies(node: Node, place: str, copies: Sequence[str]) -> list[Label]:
    """These copies of a place, in this order."""
    wanted = list(copies)[:MOST]
    found: dict[str, Label] = {}
    for at in range(0, len(wanted), 200):
        some = wanted[at : at + 200]
        marks = ", ".join("?" * len(some))
        sql = f"{_COLUMNS}AND copy.subject IN ({marks})"
        found |= {one.copy: one for one in _labels(node, sql, (node.tenant, place, *some))}
    return [found[one] for one in wanted if one in found]


def _labels(node: Node, sql: str, values: tuple[Any, ...]) -> list[Label]:
    shelving = node.profile.shelving
    found = []
    for copy, code, number, location, title, authors, dewey, audience in node.store.query(
        sql, values
    ):
        author = next(iter(json.loads(authors or "[]")), "")
        made = number or call_number(
            shelving.marks, dewey=dewey or "", author=author, title=title or ""
        )
        found.append(
            Label(
                copy=copy,
                code=code,
                title=title or "",
                call_number=made,
                location=location or "",
                colour=band(shelving.colours, dewey=dewey or "", audience=audience or ""),
            )
        )
    return found
