"""Rows of a reading table, fetched a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from tusach.node.acts.node import Node


class Rows:
    """What a paginator asks for: a length, and the rows from one number to another.

    columns and source are written in our own code (`table WHERE … ORDER BY …`); values are the
    only part that comes from elsewhere.
    """

    def __init__(self, node: Node, columns: str, source: str, values: tuple[Any, ...]) -> None:
        self.node = node
        self.columns = columns
        self.source = source
        self.values = values
        self._length: int | None = None

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
