"""The vault while many of its rows are written at once: told anew, or come back from a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from tusach.node.store import seeding
from tusach.node.store.vault_tables import KEPT, OWNER, RELEASED, TOLD, NameRows, insert_into


class Retelling:
    """The tables of names while they are filled anew."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        rows = connection.execute("SELECT commitment FROM erased WHERE why = ?", (TOLD,))
        self._refused = {row[0] for row in rows}
        connection.execute("DELETE FROM erased WHERE why = ?", (TOLD,))

    def put_many(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of one table of names."""
        self._connection.executemany(insert_into(name), rows)

    def refuse(self, commitments: Iterable[str]) -> None:
        """These parts are erased, where they still lie here, and never taken in again."""
        for one in commitments:
            note_erased(self._connection, one, TOLD)
            gone = self._connection.execute("DELETE FROM part WHERE commitment = ?", (one,))
            if gone.rowcount:
                seeding.write(self._connection, (), seeding.Forgotten(everything=True))

    def keep_refusing(self, commitments: Iterable[str]) -> None:
        """What was refused of these before is so from now on, too."""
        for one in self._refused.intersection(commitments):
            note_erased(self._connection, one, TOLD)


def note_erased(connection: sqlite3.Connection, commitment: str, why: str) -> None:
    """A part is not to be here any more; who was erased is so, whatever was given up before."""
    if not why.startswith(RELEASED):
        connection.execute(
            "DELETE FROM erased WHERE commitment = ? AND why > ? AND why < ?",
            (commitment, RELEASED, RELEASED + "~"),
        )
    connection.execute("INSERT OR IGNORE INTO erased VALUES (?, ?)", (commitment, why))


class Refilling:
    """The tables that are never told anew, while they are filled from a backup."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of one table."""
        marks = ", ".join("?" * KEPT[name])
        self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608


def replace_rows(connection: sqlite3.Connection, subject: str, rows: NameRows) -> None:
    """These are all rows of names of a subject from now on."""
    for name, owner in OWNER.items():
        connection.execute(f"DELETE FROM {name} WHERE {owner} = ?", (subject,))  # noqa: S608
    for name, found in rows.items():
        connection.executemany(insert_into(name), found)


def remember_numbers(connection: sqlite3.Connection, cards: Iterable[tuple[Any, ...]]) -> None:
    """Numbers of these cards are given, and never will be again."""
    for card in cards:
        number = card[1]
        if len(number) == 12 and number.isdigit():
            connection.execute(
                "INSERT INTO given VALUES (?, ?) ON CONFLICT (block) "
                "DO UPDATE SET number = max(number, excluded.number)",
                (number[:6], number),
            )
