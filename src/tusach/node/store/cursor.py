"""What the store asks of a cursor of either SQL engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    """The little of DB-API that is used."""

    def execute(self, sql: str, params: Sequence[Any] = ..., /) -> Any:
        """One statement."""

    def executemany(self, sql: str, params: Iterable[Sequence[Any]], /) -> Any:
        """One statement, many times."""

    def fetchall(self) -> list[Any]:
        """All rows."""

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
