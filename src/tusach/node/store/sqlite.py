"""The engine of a node: one SQLite file, one writing connection behind one lock.

WAL with synchronous=FULL: an act that was told as done is on the disk. Reading connections are
opened read-only, so that they never write nor checkpoint: the write-ahead log of SQLite before
3.51.3 can be damaged by two connections that do. Source: docs/decisions/0010.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tusach.ledger.fact import trusted
from tusach.ledger.order import Held
from tusach.node.store.asking import open_loans_of
from tusach.node.store.ledger_tables import LEDGER_TABLES
from tusach.node.store.looking import open_to_look
from tusach.node.store.planning import tell_planner
from tusach.node.store.pool import Pool, machine_fault, store_fault
from tusach.node.store.protocol import Puts, StoreFault
from tusach.node.store.roomy import draw_in, spread
from tusach.node.store.schema import schema_hash
from tusach.node.store.sql import (
    SqlReading,
    SqlWriting,
)
from tusach.node.store.statements import ALL_NAMES, ledger_statements, table_statements

PAGE_CACHE_KIB = 16_000
READER_CACHE_KIB = 2_000
log = logging.getLogger("tusach.store")


class SqliteEngine:
    """`ledger.sqlite` of a home. readonly: only looks, while another process writes.

    stale: the reading tables are of another version, or were not told to the end: retell them.
    """

    single_writer = True

    def __init__(self, path: Path, tenant: str, *, readonly: bool = False) -> None:
        self.tenant = tenant
        self.path = path
        self.readonly = readonly
        self.stale = False
        self._lock = threading.RLock()
        self._pool: Pool[sqlite3.Connection] = Pool(
            self._open_reader, is_good=lambda one: not one.in_transaction
        )
        self._writer = None if readonly else self._open_writer()
        if readonly:
            with self.reading() as reading:
                self.stale = reading.schema_mark() != schema_hash()

    def _open_writer(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=10
            )
        except sqlite3.Error as fault:
            raise store_fault(fault, self.path) from fault
        try:
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                f"cache_size=-{PAGE_CACHE_KIB}",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN IMMEDIATE")
            for statement in ledger_statements(postgres=False):
                connection.execute(statement)
            self.stale = prepare(SqlWriting(connection.cursor(), self.tenant))
            connection.execute("COMMIT")
        except sqlite3.Error as fault:
            connection.close()
            raise store_fault(fault, self.path) from fault
        return connection

    def _open_reader(self) -> sqlite3.Connection:
        try:
            connection = open_to_look(self.path)
            connection.execute("PRAGMA query_only=1")
            connection.execute(f"PRAGMA cache_size=-{READER_CACHE_KIB}")
        except sqlite3.Error as fault:
            raise store_fault(fault, self.path) from fault
        return connection

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        nested = self._pool.mine is not None
        with self._said(), self._pool.borrowed() as connection:
            if nested:  # a look within a look is the same look
                yield SqlReading(connection.cursor(), self.tenant)
                return
            connection.execute("BEGIN")
            try:
                yield SqlReading(connection.cursor(), self.tenant)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        with self._lock, self._said():
            connection = self._writer
            if connection is None:
                raise StoreFault("store.readonly")
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield SqlWriting(connection.cursor(), self.tenant)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def own_look(self) -> Iterator[SqlReading]:
        with self._said():
            connection = open_to_look(self.path)
            try:
                connection.execute("PRAGMA temp_store=MEMORY")
                connection.execute("BEGIN")
                yield SqlReading(connection.cursor(), self.tenant)
            finally:
                connection.close()

    def keep(self, puts: Puts) -> bool:
        connection = self._writer
        if connection is None or not self._lock.acquire(blocking=False):
            return False
        try:
            if connection.in_transaction:
                return False
            connection.execute("BEGIN IMMEDIATE")
            for sql, rows in puts:
                connection.executemany(sql, rows)
            connection.execute("COMMIT")
            return True
        except sqlite3.Error as fault:  # a full disk, perhaps: what was asked is known all the same
            log.info("figures were not kept: %s", fault)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return False
        finally:
            self._lock.release()

    @contextmanager
    def much(self) -> Iterator[None]:
        """Pages that many facts touch again stay in memory, and reach the file less often.

        What is durable, and when, stays: every commit is in the log, on the disk.
        """
        connection = self._writer
        if connection is None:
            yield
            return
        with self._lock, self._said():
            spread(connection)
        try:
            yield
        finally:
            with self._lock, self._said():
                draw_in(connection, PAGE_CACHE_KIB)

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            raise store_fault(fault, self.path) from fault
        except UnicodeDecodeError as fault:
            raise StoreFault("store.damaged", path=str(self.path), said=str(fault)) from fault

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._said(), self._pool.borrowed() as connection:
            return connection.execute(sql, params).fetchall()

    def open_of(self, facts: Sequence[str]) -> set[str]:
        return open_loans_of(self, facts)

    def arrival_now(self) -> int:
        with self._said(), self._pool.another() as connection:
            return SqlReading(connection.cursor(), self.tenant).arrival()

    def subjects(self) -> Iterator[tuple[str, list[Held]]]:
        with self._said(), self._pool.borrowed() as connection:
            found = connection.execute(
                "SELECT t.subject, f.id, f.raw FROM touch t CROSS JOIN fact f "
                "ON f.tenant = t.tenant AND f.arrival = t.arrival "
                "WHERE t.tenant = ? ORDER BY t.subject, t.arrival",
                (self.tenant,),
            )
            yield from grouped(found)

    def check(self) -> list[str]:
        try:
            found = [row[0] for row in self.query("PRAGMA integrity_check(20)")]
            if found != ["ok"]:
                return found
            return self._strangers()
        except StoreFault as fault:
            if machine_fault(fault) is not None:
                raise
            return [str(fault.values.get("said", fault))]

    def _strangers(self) -> list[str]:
        """Rows that say they are another tenant's: a file holds one."""
        # The tenant stands first in every key, so this looks at the two ends only.
        looks = [
            f"SELECT '{name}', (SELECT min(tenant) FROM {name}), (SELECT max(tenant) FROM {name})"  # noqa: S608
            for name in (*LEDGER_TABLES, *ALL_NAMES)
        ]
        return [
            f"{name}: tenant {ends}"
            for name, *ends in self.query(" UNION ALL ".join(looks))
            if any(one is not None and one != self.tenant for one in ends)
        ]

    def close(self) -> None:
        with self._lock:
            self._pool.close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None


def prepare(writing: SqlWriting, *, postgres: bool = False) -> bool:
    """Make the reading tables where there are none; whether those there are must be told anew."""
    if writing.schema_mark() == schema_hash():
        return False
    if writing.arrival() > 0:
        return True
    writing.drop_tables()
    for statement in table_statements(postgres=postgres):
        writing.cursor.execute(statement)
    writing.put_schema_mark()
    if not postgres:
        tell_planner(writing.cursor)
    return False


def grouped(rows: Iterable[tuple[str, str, bytes]]) -> Iterator[tuple[str, list[Held]]]:
    """(subject, fact id, bytes) in the order of subjects as one list of facts each."""
    subject = ""
    held: list[Held] = []
    for other, key, raw in rows:
        if other != subject:
            if held:
                yield subject, held
            subject, held = other, []
        held.append(Held(key, trusted(bytes(raw))))
    if held:
        yield subject, held
