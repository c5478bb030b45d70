"""The engine of a node: one SQLite file, one writing connection behind one lock.

WAL with synchronous=FULL: an act that was told as done is on the disk. Reading connections are
opened read-only, so that they never write nor checkpoint: the write-ahead log of SQLite before
3.51.3 can be damaged by two connections that do. Source: docs/decisions/0010.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tusach.ledger.fact import trusted
from tusach.ledger.order import Held
from tusach.node.store.protocol import StoreFault
from tusach.node.store.schema import schema_hash
from tusach.node.store.sql import SqlReading, SqlWriting, ledger_statements, table_statements

PAGE_CACHE_KIB = 16_000


class SqliteEngine:
    """`ledger.sqlite` of a home. readonly: only looks, while another process writes."""

    single_writer = True

    def __init__(self, path: Path, tenant: str, *, readonly: bool = False) -> None:
        self.tenant = tenant
        self.path = path
        self.readonly = readonly
        self.stale = False
        self._lock = threading.RLock()
        self._readers: list[sqlite3.Connection] = []
        self._local = threading.local()
        self._writer = None if readonly else self._open_writer()

    def _open_writer(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=10
        )
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
            writing = SqlWriting(connection.cursor(), self.tenant)
            mark = writing.schema_mark()
            if mark != schema_hash():
                writing.drop_tables()
                writing.put_schema_mark(schema_hash())
                self.stale = mark is not None or writing.arrival() > 0
            for statement in table_statements(postgres=False):
                connection.execute(statement)
            connection.execute("COMMIT")
        except sqlite3.Error as fault:
            connection.close()
            raise _store_fault(fault, self.path) from fault
        return connection

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = sqlite3.connect(
                    f"file:{self.path}?mode=ro",
                    uri=True,
                    isolation_level=None,
                    check_same_thread=False,
                    timeout=10,
                )
                connection.execute("PRAGMA query_only=1")
                connection.execute("PRAGMA cache_size=-8000")
            except sqlite3.Error as fault:
                raise _store_fault(fault, self.path) from fault
            self._local.connection = connection
            with self._lock:
                self._readers.append(connection)
        return connection

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        connection = self._reader()
        if connection.in_transaction:  # a look within a look is the same look
            yield SqlReading(connection.cursor(), self.tenant)
            return
        try:
            connection.execute("BEGIN")
            yield SqlReading(connection.cursor(), self.tenant)
        except sqlite3.Error as fault:
            raise _store_fault(fault, self.path) from fault
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        if self._writer is None:
            raise StoreFault("store.readonly")
        with self._lock:
            connection = self._writer
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield SqlWriting(connection.cursor(), self.tenant)
                connection.execute("COMMIT")
            except BaseException as fault:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(fault, sqlite3.Error):
                    raise _store_fault(fault, self.path) from fault
                raise

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._reader().execute(sql, params).fetchall()
        except sqlite3.DatabaseError as fault:
            raise _store_fault(fault, self.path) from fault

    def subjects(self) -> Iterator[tuple[str, list[Held]]]:
        connection = self._reader() if self._writer is None else self._writer
        found = connection.execute(
            "SELECT t.subject, f.id, f.raw FROM touch t CROSS JOIN fact f ON f.tenant = t.tenant "
            "AND f.arrival = t.arrival WHERE t.tenant = ? ORDER BY t.subject, t.arrival",
            (self.tenant,),
        )
        subject = ""
        held: list[Held] = []
        for other, key, raw in found:
            if other != subject:
                if held:
                    yield subject, held
                subject, held = other, []
            held.append(Held(key, trusted(raw)))
        if held:
            yield subject, held

    def check(self) -> list[str]:
        try:
            connection = self._reader() if self._writer is None else self._writer
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
        except sqlite3.DatabaseError as fault:
            return [str(fault)]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        with self._lock:
            for connection in self._readers:
                connection.close()
            self._readers.clear()
            if self._writer is not None:
                self._writer.close()
                self._writer = None


def _store_fault(fault: sqlite3.Error, path: Path) -> StoreFault:
    """The fault in our words; the message of SQLite stays for the log."""
    words = str(fault)
    if "full" in words:
        return StoreFault("store.full", path=str(path), said=words)
    if "locked" in words or "busy" in words:
        return StoreFault("store.busy", path=str(path), said=words)
    if "malformed" in words or "not a database" in words:
        return StoreFault("store.damaged", path=str(path), said=words)
    if "readonly" in words or "unable to open" in words:
        return StoreFault("store.no_access", path=str(path), said=words)
    return StoreFault("store.failed", path=str(path), said=words)
