"""The vault while many of its rows are written at once: told anew, or come back from a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from tusach.node.store import seeding
from tusach.node.store.vault_tables import KEPT, TOLD, NameRows, insert_into


class Retelling:
    """The tables of names while they are filled anew."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, rows: NameRows) -> None:
        """Rows of one subject."""
        for name, many in rows.items():
            self._connection.executemany(insert_into(name), many)

    def refuse(self, commitments: Iterable[str]) -> None:
        """These parts are erased, where they still lie here, and never taken in again."""
        for one in commitments:
            self._connection.execute("INSERT OR IGNORE INTO erased VALUES (?, ?)", (one, TOLD))
            gone = self._connection.execute("DELETE FROM part WHERE commitment = ?", (one,))
            if gone.rowcount:
                seeding.write(self._connection, (), seeding.Forgotten(everything=True))


class Refilling:
    """The tables that are never told anew, while they are filled from a backup."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of one table."""
        marks = ", ".join("?" * KEPT[name])
        self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
