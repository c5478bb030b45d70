"""The engine of the hub: PostgreSQL 15+, many processes.

A write takes an advisory lock on the tenant, reads the heads inside its transaction and numbers
the facts without a gap; so several processes never fork a stream. Tenant stands first in every
key (docs/decisions/0009). PostgreSQL never sees a plain name: those lie in the vault.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from tusach.ledger.fact import trusted
from tusach.ledger.order import Held
from tusach.node.store.protocol import StoreFault
from tusach.node.store.schema import schema_hash
from tusach.node.store.sql import SqlReading, SqlWriting, ledger_statements, table_statements

LOCK_SPACE = 0x7475  # "tu": apart from the advisory locks of other programs in the database


class PostgresEngine:
    """A tenant's ledger in a PostgreSQL database."""

    single_writer = False

    def __init__(self, url: str, tenant: str) -> None:
        self.url = url
        self.tenant = tenant
        self.stale = False
        self._lock = threading.RLock()
        self._local = threading.local()
        self._open: list[psycopg.Connection[Any]] = []
        self._key = zlib.crc32(tenant.encode()) & 0x7FFFFFFF
        self._writer = self._connect()
        self._prepare()

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            connection = psycopg.connect(self.url, autocommit=True)
        except psycopg.Error as fault:
            raise StoreFault("store.no_database", said=str(fault)) from fault
        with self._lock:
            self._open.append(connection)
        return connection

    def _prepare(self) -> None:
        with self._writer.transaction(), self._writer.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_SPACE, self._key))
            for statement in ledger_statements(postgres=True):
                cursor.execute(statement)
            writing = SqlWriting(cursor, self.tenant, mark="%s")
            mark = writing.schema_mark()
            if mark != schema_hash():
                writing.drop_tables()
                writing.put_schema_mark(schema_hash())
                self.stale = mark is not None or writing.arrival() > 0
            for statement in table_statements(postgres=True):
                cursor.execute(statement)

    def _reader(self) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = self._connect()
            self._local.connection = connection
        return connection

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        connection = self._reader()
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            with connection.cursor() as cursor:  # a look within a look is the same look
                yield SqlReading(cursor, self.tenant, mark="%s")
            return
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield SqlReading(cursor, self.tenant, mark="%s")

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        with self._lock:
            if self._writer.closed:
                self._writer = self._connect()
            try:
                with self._writer.transaction(), self._writer.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_SPACE, self._key))
                    yield SqlWriting(cursor, self.tenant, mark="%s")
            except psycopg.errors.DiskFull as fault:
                raise StoreFault("store.full", said=str(fault)) from fault
            except psycopg.OperationalError as fault:
                raise StoreFault("store.no_database", said=str(fault)) from fault

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._reader().cursor() as cursor:
                cursor.execute(sql.replace("%", "%%").replace("?", "%s"), params)
                return cursor.fetchall()
        except psycopg.OperationalError as fault:
            raise StoreFault("store.no_database", said=str(fault)) from fault

    def subjects(self) -> Iterator[tuple[str, list[Held]]]:
        # A connection of its own: a cursor on the server lives within a transaction.
        with psycopg.connect(self.url) as connection, connection.cursor(name="retell") as cursor:
            cursor.itersize = 5_000
            cursor.execute(
                "SELECT t.subject, f.id, f.raw FROM touch t JOIN fact f ON f.tenant = t.tenant "
                "AND f.arrival = t.arrival WHERE t.tenant = %s "
                'ORDER BY t.subject COLLATE "C", t.arrival',
                (self.tenant,),
            )
            subject = ""
            held: list[Held] = []
            for other, key, raw in cursor:
                if other != subject:
                    if held:
                        yield subject, held
                    subject, held = other, []
                held.append(Held(key, trusted(bytes(raw))))
            if held:
                yield subject, held

    def check(self) -> list[str]:
        return []

    def close(self) -> None:
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
