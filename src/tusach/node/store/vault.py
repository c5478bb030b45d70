"""The vault: everything that names a person, in a SQLite file of its own, on every node.

Private parts are written before the fact that commits to them; a part whose fact never came is
swept at the next start. The tables of names are disposable: retold from the parts.
secure_delete and an emptied log, so that erased bytes are nowhere in the file.
Source: docs/decisions/0007.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.private import Part, is_proved
from tusach.node.store.protocol import StoreFault

TABLES = (
    """CREATE TABLE IF NOT EXISTS part (commitment TEXT PRIMARY KEY, salt BLOB NOT NULL,
        raw BLOB NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS pending (commitment TEXT, fact TEXT, PRIMARY KEY (fact)) "
    "WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS refused (commitment TEXT PRIMARY KEY) WITHOUT ROWID",
    # The highest number given of each block: it must never be given again, even after an erasure.
    "CREATE TABLE IF NOT EXISTS given (block TEXT PRIMARY KEY, number TEXT NOT NULL) WITHOUT ROWID",
)
NAME_TABLES = {
    "reader_name": (
        "CREATE TABLE IF NOT EXISTS reader_name (reader TEXT PRIMARY KEY, name TEXT NOT NULL, "
        "folded TEXT NOT NULL, birth_year INTEGER, hamlet TEXT, phone TEXT, household TEXT, "
        "guardian TEXT, guardian_name TEXT, place TEXT) WITHOUT ROWID"
    ),
    "card": (
        "CREATE TABLE IF NOT EXISTS card (fact TEXT PRIMARY KEY, number TEXT NOT NULL, "
        "reader TEXT NOT NULL, ended INTEGER NOT NULL) WITHOUT ROWID"
    ),
    "loan_reader": (
        "CREATE TABLE IF NOT EXISTS loan_reader (fact TEXT PRIMARY KEY, reader TEXT NOT NULL, "
        "copy TEXT NOT NULL) WITHOUT ROWID"
    ),
    "staff_name": (
        "CREATE TABLE IF NOT EXISTS staff_name (staff TEXT PRIMARY KEY, name TEXT NOT NULL, "
        "contact TEXT) WITHOUT ROWID"
    ),
    "alias": (
        "CREATE TABLE IF NOT EXISTS alias (fact TEXT PRIMARY KEY, reader TEXT NOT NULL, "
        "also TEXT NOT NULL) WITHOUT ROWID"
    ),
}
INDEXES = (
    "CREATE INDEX IF NOT EXISTS card_number ON card (number)",
    "CREATE INDEX IF NOT EXISTS loan_reader_reader ON loan_reader (reader)",
    "CREATE INDEX IF NOT EXISTS reader_household ON reader_name (household)",
)
_WIDTH = {"reader_name": 10, "card": 4, "loan_reader": 3, "staff_name": 3, "alias": 3}
_OWNER = {
    "reader_name": "reader",
    "card": "reader",
    "loan_reader": "copy",
    "staff_name": "staff",
    "alias": "reader",
}

NameRows = dict[str, list[tuple[Any, ...]]]
"""By table of names, rows to put."""


class Wish(msgspec.Struct, frozen=True):
    """What one act writes here. parts: (part, fact id). names: rows that replace those of subject.

    subject: whose rows are replaced in the tables named in `names`; adding: rows only added.
    """

    parts: tuple[tuple[Part, str], ...] = ()
    names: tuple[tuple[str, NameRows], ...] = ()
    adding: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    erased: tuple[str, ...] = ()


class Vault:
    """`vault.sqlite` of a home."""

    def __init__(self, path: Path, *, readonly: bool = False, shared: bool = False) -> None:
        """shared: several processes write (hub with workers): a rollback journal, not a log."""
        self.path = path
        self.readonly = readonly
        self._lock = threading.RLock()
        self._connection = self._open(readonly, shared)
        self.changes = 0

    def _open(self, readonly: bool, shared: bool) -> sqlite3.Connection:
        mode = "ro" if readonly else "rwc"
        try:
            connection = sqlite3.connect(
                f"file:{self.path}?mode={mode}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=10,
            )
            if readonly:
                return connection
            for pragma in (
                "auto_vacuum=INCREMENTAL",
                "journal_mode=TRUNCATE" if shared else "journal_mode=WAL",
                "synchronous=FULL",
                "secure_delete=ON",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN IMMEDIATE")
            for statement in (*TABLES, *NAME_TABLES.values(), *INDEXES):
                connection.execute(statement)
            connection.execute("COMMIT")
        except sqlite3.Error as fault:
            raise StoreFault("vault.failed", path=str(self.path), said=str(fault)) from fault
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
                self.changes += 1
            except BaseException as fault:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(fault, sqlite3.Error):
                    code = "store.full" if "full" in str(fault) else "vault.failed"
                    raise StoreFault(code, path=str(self.path), said=str(fault)) from fault
                raise

    def put(self, wish: Wish) -> None:
        """Write the parts of facts that are about to be appended; earlier ones are settled."""
        if not (wish.parts or wish.names or wish.adding or wish.erased):
            return
        with self._writing() as connection:
            connection.execute("DELETE FROM pending")
            connection.executemany(
                "INSERT OR IGNORE INTO part VALUES (?, ?, ?)",
                [(part.commitment, part.salt, part.raw) for part, _ in wish.parts],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO pending VALUES (?, ?)",
                [(part.commitment, fact) for part, fact in wish.parts],
            )
            for subject, rows in wish.names:
                _replace(connection, subject, rows)
                _remember_numbers(connection, rows.get("card", ()))
            for name, row in wish.adding:
                connection.execute(_insert(name), row)
            for commitment in wish.erased:
                connection.execute("INSERT OR IGNORE INTO refused VALUES (?)", (commitment,))
                connection.execute("DELETE FROM part WHERE commitment = ?", (commitment,))
        if wish.erased:
            self.scrub()

    def take_back(self, wish: Wish) -> None:
        """Remove the parts of an act whose facts could not be appended."""
        with self._writing() as connection:
            for part, fact in wish.parts:
                connection.execute("DELETE FROM part WHERE commitment = ?", (part.commitment,))
                connection.execute("DELETE FROM pending WHERE fact = ?", (fact,))
                connection.execute("DELETE FROM loan_reader WHERE fact = ?", (fact,))

    def pending(self) -> list[tuple[str, str]]:
        """(commitment, fact) of the last act; at a start some of these facts may not exist."""
        return self._all("SELECT commitment, fact FROM pending ORDER BY fact")

    def sweep(self, facts: Iterable[tuple[str, str]]) -> None:
        """Remove the parts of facts that were never appended, and settle the rest."""
        with self._writing() as connection:
            for commitment, fact in facts:
                connection.execute("DELETE FROM part WHERE commitment = ?", (commitment,))
                connection.execute("DELETE FROM loan_reader WHERE fact = ?", (fact,))
            connection.execute("DELETE FROM pending")

    def part(self, commitment: str) -> Part | None:
        """A private part, proved against its commitment; None where it is not (or no more) here."""
        found = self._all(
            "SELECT commitment, salt, raw FROM part WHERE commitment = ?", (commitment,)
        )
        if not found:
            return None
        part = Part(found[0][0], bytes(found[0][1]), bytes(found[0][2]))
        return part if is_proved(part) else None

    def parts(self) -> Iterator[Part]:
        """Every private part, as it lies here."""
        for row in self._all("SELECT commitment, salt, raw FROM part ORDER BY commitment"):
            yield Part(row[0], bytes(row[1]), bytes(row[2]))

    def refused(self) -> set[str]:
        """Commitments of erased parts, never to be taken in again."""
        return {row[0] for row in self._all("SELECT commitment FROM refused")}

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the tables of names."""
        return self._all(sql, params)

    @contextmanager
    def retelling(self) -> Iterator[Retelling]:
        """Drop the tables of names and fill them anew, in one transaction."""
        with self._writing() as connection:
            for name, statement in NAME_TABLES.items():
                connection.execute(f"DROP TABLE IF EXISTS {name}")
                connection.execute(statement)
            for statement in INDEXES:
                connection.execute(statement)
            connection.execute("DELETE FROM refused")
            yield Retelling(connection)

    def table(self, name: str) -> list[tuple[Any, ...]]:
        """A whole table of names, in the order of its key."""
        return self._all(f"SELECT * FROM {name} ORDER BY 1")  # noqa: S608

    def scrub(self) -> None:
        """Leave no erased byte in the file or its log."""
        with self._lock:
            self._connection.execute("PRAGMA incremental_vacuum")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> list[str]:
        """What SQLite itself says is damaged."""
        try:
            found = [row[0] for row in self._all("PRAGMA integrity_check(20)")]
        except StoreFault as fault:
            return [str(fault.values.get("said", fault))]
        return [] if found == ["ok"] else found

    def _all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._connection.execute(sql, params).fetchall()
            except sqlite3.DatabaseError as fault:
                raise StoreFault("vault.damaged", path=str(self.path), said=str(fault)) from fault

    def close(self) -> None:
        """End it."""
        with self._lock:
            self._connection.close()


class Retelling:
    """The tables of names while they are filled anew."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, rows: NameRows) -> None:
        """Rows of one subject."""
        for name, many in rows.items():
            self._connection.executemany(_insert(name), many)

    def refuse(self, commitments: Iterable[str]) -> None:
        """These parts were erased and are never taken in again."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO refused VALUES (?)", [(one,) for one in commitments]
        )


def _replace(connection: sqlite3.Connection, subject: str, rows: NameRows) -> None:
    for name, found in rows.items():
        connection.execute(
            f"DELETE FROM {name} WHERE {_OWNER[name]} = ?",  # noqa: S608
            (subject,),
        )
        connection.executemany(_insert(name), found)


def _insert(name: str) -> str:
    return f"INSERT OR REPLACE INTO {name} VALUES ({', '.join('?' * _WIDTH[name])})"  # noqa: S608


def _remember_numbers(connection: sqlite3.Connection, cards: Iterable[tuple[Any, ...]]) -> None:
    for card in cards:
        number = card[1]
        if len(number) == 12 and number.isdigit():
            connection.execute(
                "INSERT INTO given VALUES (?, ?) ON CONFLICT (block) "
                "DO UPDATE SET number = max(number, excluded.number)",
                (number[:6], number),
            )
