"""Rows of a reading table, fetched a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from tusach.node.acts.node import Node


class Rows:
    """What a paginator asks for: a length, and the rows from one number to another.

    columns and source are written in our own code (`table WHERE … ORDER BY …`); values are the
    only part that comes from elsewhere. length: where it is known already.
    """

    def __init__(
        self,
        node: Node,
        columns: str,
        source: str,
        values: tuple[Any, ...],
        *,
        length: int | None = None,
    ) -> None:
        self.node = node
        self.columns = columns
        self.source = source
        self.values = values
        self._length = length

    def __len__(self) -> int:
        if self._length is None:
            plain = self.source.partition(" ORDER BY ")[0]
            found = self.node.store.query(f"SELECT count(*) FROM {plain}", self.values)  # noqa: S608
            self._length = int(found[0][0])
        return self._length

    def __getitem__(self, part: slice) -> list[tuple[Any, ...]]:
        wanted = f"SELECT {self.columns} FROM {self.source} LIMIT ? OFFSET ?"  # noqa: S608
        start, stop = part.start or 0, part.stop or 0
        return self.node.store.query(wanted, (*self.values, stop - start, start))


def page_of(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The page of a list that the address asks for, the first where it asks for none."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


GONE = "('withdrawn', 'unregistered')"
"""States of a copy that is no stock of anybody."""


def count_copies(node: Node, owner: str | None) -> int:
    """How many copies a place owns, or all places; counted in indexes, since there are many."""
    where, values = ("", ()) if owner is None else (" AND owner = ?", (owner,))
    every = f"SELECT count(*) FROM copy WHERE tenant = ?{where}"  # noqa: S608
    found = node.store.query(
        f"SELECT ({every}) - ({every} AND status IN {GONE})", (node.tenant, *values) * 2
    )
    return int(found[0][0])
