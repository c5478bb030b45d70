"""Bytes of a SQLite file that no query shows: the header of its first page, the schema as text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

HEADER = 100
SCHEMA_TEXT = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
"""Every table, index and trigger as the file says it."""
_SAME = ((0, b"SQLite format 3\0"), (20, bytes((0, 64, 32, 32))), (56, bytes((0, 0, 0, 1))))
_ZERO = slice(72, 92)


def header_faults(path: Path, *, wal: bool, user: int = 0, application: int = 0) -> Iterator[str]:
    """What is wrong with the constant parts of a file's header."""
    with path.open("rb") as file:
        head = file.read(HEADER)
    if not head:
        return
    version = b"\2\2" if wal else b"\1\1"
    constant = all(head[at : at + len(told)] == told for at, told in _SAME)
    if len(head) < HEADER or not constant or head[18:20] != version or any(head[_ZERO]):
        yield "the header of the file is bent"
    if int.from_bytes(head[60:64], "big") != user:
        yield "the version in the header is bent"
    if int.from_bytes(head[68:72], "big") != application:
        yield "the application in the header is bent"
    vacuum = int.from_bytes(head[52:56], "big"), int.from_bytes(head[64:68], "big")
    if (vacuum[0] == 0) != (vacuum[1] == 0) or vacuum[1] > 1:
        yield "the vacuum mode in the header is bent"
    if int.from_bytes(head[48:52], "big") or int.from_bytes(head[44:48], "big") != 4:
        yield "the format in the header is bent"


def schema_made_by(statements: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """The same for a fresh file made by these statements."""
    return _made_by(tuple(statements))


@lru_cache(maxsize=8)
def _made_by(statements: tuple[str, ...]) -> list[tuple[str, str, str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        for statement in statements:
            connection.execute(statement)
        return sorted(connection.execute(SCHEMA_TEXT))
    finally:
        connection.close()
