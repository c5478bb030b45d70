"""What the registers of a place are made of: copies by their day, and what they came or left with.

Read with a few sums over the tables, so that a library of 200,000 copies has its register at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from tusach.library.copies.registers import Cell, General, Line, general, numbered
from tusach.node.acts.node import Node

IN = "coalesce(copy.acquired_on, copy.registered_on)"
"""The day of the register: as an older register has it, else that of the registration."""
OUT = f"CASE WHEN copy.withdrawn_on < {IN} THEN {IN} ELSE copy.withdrawn_on END"
"""Nothing leaves before it came."""
_ALIKE = "copy.material, substr(title.dewey, 1, 1), title.languages"
_SUMS = "count(*), sum(copy.price), sum(CASE WHEN copy.price IS NULL THEN 1 ELSE 0 END)"
_FROM = (
    "FROM copy LEFT JOIN title ON title.tenant = copy.tenant AND title.subject = copy.title "
    "WHERE copy.tenant = ? AND copy.owner = ? AND copy.registered_on IS NOT NULL "
)
_CAME = (
    f"SELECT {IN}, copy.source, copy.delivery, {_ALIKE}, {_SUMS} {_FROM}"
    f"GROUP BY {IN}, copy.source, copy.delivery, {_ALIKE}"
)
_LEFT = (
    f"SELECT {OUT}, copy.withdrawn_paper, copy.withdrawn_why, {_ALIKE}, {_SUMS} {_FROM}"
    f"AND copy.withdrawn_on IS NOT NULL "
    f"GROUP BY {OUT}, copy.withdrawn_paper, copy.withdrawn_why, {_ALIKE}"
)
_TITLES = (
    f"SELECT {IN}, copy.source, copy.delivery, count(DISTINCT copy.title) {_FROM}"
    f"AND {IN} BETWEEN ? AND ? GROUP BY {IN}, copy.source, copy.delivery"
)
_ONE_BY_ONE = (
    f"SELECT {IN} AS day, copy.accession, copy.code, copy.subject, title.authors, title.title, "
    "title.subtitle, title.published_at, title.publisher, title.year, copy.price, title.dewey, "
    "copy.source, copy.delivery, copy.withdrawn_on, copy.withdrawn_paper, copy.withdrawn_why, "
    f"copy.status, copy.seen_on, copy.counted_in {_FROM}"
    f"AND {IN} BETWEEN ? AND ? ORDER BY {IN}, copy.accession, copy.code LIMIT ? OFFSET ?"
)
_COUNT = f"SELECT count(*) {_FROM}AND {IN} BETWEEN ? AND ?"
A_TIME = 2000


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One copy in the individual register. line: of the general register, empty if unknown.

    why: how it stands, where that is worth a note: lost, withdrawn for a reason.
    """

    day: str
    accession: str
    code: str
    copy: str
    authors: str
    title: str
    published: str
    price: int | None
    dewey: str
    line: str
    left_on: str | None
    left_paper: str
    left_why: str
    status: str
    counted_on: str | None


def register(node: Node, place: str, *, first: str, last: str) -> General:
    """The general register of a place for a period."""
    came = [
        Cell(
            day=day,
            by=(source or "", delivery or ""),
            material=material or "",
            dewey=dewey if dewey and dewey.isdigit() else "",
            language=_first(languages),
            copies=n,
            amount=int(amount or 0),
            unpriced=unpriced,
        )
        for day, source, delivery, material, dewey, languages, n, amount, unpriced in _query(
            node, _CAME, place
        )
    ]
    left = [
        Cell(
            day=day,
            by=(paper or "", ""),
            why=why or "other",
            material=material or "",
            dewey=dewey if dewey and dewey.isdigit() else "",
            language=_first(languages),
            copies=n,
            amount=int(amount or 0),
            unpriced=unpriced,
        )
        for day, paper, why, material, dewey, languages, n, amount, unpriced in _query(
            node, _LEFT, place
        )
    ]
    return general(came, left, first=first, last=last)


def titles_of_lines(
    node: Node, place: str, *, first: str, last: str
) -> dict[tuple[str, tuple[str, str]], int]:
    """How many different titles came with each line of entries."""
    rows = _query(node, _TITLES, place, first, last)
    return {(day, (source or "", delivery or "")): n for day, source, delivery, n in rows}


def lines_of(node: Node, place: str) -> dict[tuple[str, tuple[str, str]], str]:
    """The code of each line of entries, by its day and what it came with."""
    rows = _query(
        node,
        f"SELECT {IN}, copy.source, copy.delivery, count(*) {_FROM}"  # noqa: S608
        f"GROUP BY {IN}, copy.source, copy.delivery",
        place,
    )
    cells = [Cell(day=day, by=(source or "", delivery or ""), copies=n) for
             day, source, delivery, n in rows]  # fmt: skip
    return {(line.day, line.by): line.code for line in numbered(cells)}


def paper_of(node: Node, line: Line) -> str:
    """The number of the paper that a line of entries came with; empty where there is none."""
    delivery = line.by[1]
    return str(node.store.state(delivery, "delivery").paper) if delivery else ""


def how_many(node: Node, place: str, *, first: str, last: str) -> int:
    """How many copies came in in a period."""
    return int(_query(node, _COUNT, place, first, last)[0][0])


def one_by_one(
    node: Node, place: str, *, first: str, last: str, most: int, start: int = 0
) -> list[Entry]:
    """Lines of the individual register, by day and number."""
    lines = lines_of(node, place)
    return [
        _entry(row, lines) for row in _query(node, _ONE_BY_ONE, place, first, last, most, start)
    ]


def every_one(node: Node, place: str, *, first: str, last: str) -> Iterator[Entry]:
    """The whole individual register of a period, fetched some at a time."""
    lines, start = lines_of(node, place), 0
    while rows := _query(node, _ONE_BY_ONE, place, first, last, A_TIME, start):
        yield from (_entry(row, lines) for row in rows)
        start += A_TIME


def _entry(row: tuple[Any, ...], lines: dict[tuple[str, tuple[str, str]], str]) -> Entry:
    (day, accession, code, copy, authors, title, subtitle, at, publisher, year, price, dewey,
     source, delivery, left_on, paper, why, status, seen_on, counted) = row  # fmt: skip
    words = f"{title}: {subtitle}" if title and subtitle else title or ""
    published = ", ".join(str(one) for one in (at, publisher, year) if one)
    return Entry(
        day=day,
        accession=accession or code,
        code=code,
        copy=copy,
        authors="; ".join(json.loads(authors or "[]")),
        title=words,
        published=published,
        price=price,
        dewey=dewey or "",
        line=lines.get((day, (source or "", delivery or "")), ""),
        left_on=left_on,
        left_paper=paper or "",
        left_why=why or "",
        status=status or "",
        counted_on=seen_on if counted else None,
    )


def _first(languages: Any) -> str:
    found = json.loads(languages or "[]")
    return str(found[0]) if found else ""


def _query(node: Node, sql: str, place: str, *more: Any) -> list[tuple[Any, ...]]:
    return node.store.query(sql, (node.tenant, place, *more))
