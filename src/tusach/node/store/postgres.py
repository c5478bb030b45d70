"""The engine of the hub: PostgreSQL 15+, many processes.

A write takes an advisory lock on the tenant, reads the heads inside its transaction and numbers
the facts without a gap; so several processes never fork a stream. Tenant stands first in every
key (docs/decisions/0009). PostgreSQL never sees a plain name: those lie in the vault.
"""

from __future__ import annotations

import logging
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from typing import Any

import psycopg

from tusach.ledger.order import Held
from tusach.node.store.asking import open_loans_of
from tusach.node.store.ledger_tables import LEDGER_TABLES
from tusach.node.store.pool import Pool
from tusach.node.store.protocol import Puts, StoreFault
from tusach.node.store.sql import SqlReading, SqlWriting
from tusach.node.store.sqlite import grouped, prepare
from tusach.node.store.statements import ALL_NAMES, ledger_statements

LOCK_SPACE = 0x7475  # "tu": apart from the advisory locks of other programs in the database
MAKING_LOCK = 0x7476
PATIENCE_MS = 200
log = logging.getLogger("tusach.store")
Connection = psycopg.Connection[Any]
IDLE = psycopg.pq.TransactionStatus.IDLE


class PostgresEngine:
    """A tenant's ledger in a PostgreSQL database. stale: as for SQLite."""

    single_writer = False

    def __init__(self, url: str, tenant: str) -> None:
        self.url = url
        self.tenant = tenant
        self.stale = False
        self._lock = threading.RLock()
        self._key = zlib.crc32(tenant.encode()) & 0x7FFFFFFF
        self._pool: Pool[Connection] = Pool(self._connect, is_good=_is_idle)
        self._writer = self._connect()
        with self._said():
            self._make()

    def _connect(self) -> Connection:
        try:
            return psycopg.connect(self.url, autocommit=True)
        except psycopg.Error as fault:
            raise StoreFault("store.no_database", said=str(fault)) from fault

    def _make(self) -> None:
        with self._writer.transaction(), self._writer.cursor() as cursor:
            # Tables are of all tenants: two that are opened at once must not both make them.
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", (MAKING_LOCK,))
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_SPACE, self._key))
            for statement in ledger_statements(postgres=True):
                cursor.execute(statement)
            self.stale = prepare(SqlWriting(cursor, self.tenant, mark="%s"), postgres=True)

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        nested = self._pool.mine is not None
        with self._said(), self._pool.borrowed() as connection, connection.cursor() as cursor:
            if nested:  # a look within a look is the same look
                yield SqlReading(cursor, self.tenant, mark="%s")
                return
            with connection.transaction():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield SqlReading(cursor, self.tenant, mark="%s")

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        with self._lock, self._said():
            if self._writer.closed:
                self._writer = self._connect()
            with self._writer.transaction(), self._writer.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_SPACE, self._key))
                yield SqlWriting(cursor, self.tenant, mark="%s")

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.DiskFull as fault:
            raise StoreFault("store.full", said=str(fault)) from fault
        except (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted) as fault:
            raise StoreFault("store.damaged", said=str(fault)) from fault
        except psycopg.OperationalError as fault:
            raise StoreFault("store.no_database", said=str(fault)) from fault
        except psycopg.Error as fault:
            raise StoreFault("store.failed", said=str(fault)) from fault

    def much(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def own_look(self) -> Iterator[SqlReading]:
        with self._said(), closing(self._connect()) as connection, connection.cursor() as cursor:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            with connection.transaction(force_rollback=True):
                yield SqlReading(cursor, self.tenant, mark="%s")

    def keep(self, puts: Puts) -> bool:
        if not self._lock.acquire(blocking=False):
            return False
        try:
            if self._writer.closed or not _is_idle(self._writer):
                return False
            with self._writer.transaction(), self._writer.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                for sql, rows in puts:
                    cursor.executemany(sql.replace("?", "%s"), rows)
            return True
        except psycopg.Error as fault:  # another process keeps the same ones, or tells all anew
            log.info("figures were not kept: %s", fault)
            return False
        finally:
            self._lock.release()

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._said(), self._pool.borrowed() as connection, connection.cursor() as cursor:
            cursor.execute(sql.replace("%", "%%").replace("?", "%s"), params)
            return cursor.fetchall()

    def open_of(self, facts: Sequence[str]) -> set[str]:
        return open_loans_of(self, facts)

    def arrival_now(self) -> int:
        with self._said(), self._pool.another() as connection, connection.cursor() as cursor:
            return SqlReading(cursor, self.tenant, mark="%s").arrival()

    def subjects(self) -> Iterator[tuple[str, list[Held]]]:
        # A cursor on the server lives within a transaction.
        with self._said(), self.reading():
            connection = self._pool.mine
            assert connection is not None
            with connection.cursor(name="retell") as cursor:
                cursor.itersize = 5_000
                cursor.execute(
                    "SELECT t.subject, f.id, f.raw FROM touch t JOIN fact f "
                    "ON f.tenant = t.tenant AND f.arrival = t.arrival WHERE t.tenant = %s "
                    'ORDER BY t.subject COLLATE "C", t.arrival',
                    (self.tenant,),
                )
                yield from grouped(cursor)

    def check(self) -> list[str]:
        return []

    def clear(self) -> None:
        """Nothing of this tenant is in the database any more: what was restored is taken back."""
        with self.writing() as writing:
            for name in (*LEDGER_TABLES, *ALL_NAMES):
                writing.rows_gone(f"DELETE FROM {name} WHERE tenant = ?", self.tenant)  # noqa: S608

    def close(self) -> None:
        with self._lock:
            self._pool.close()
            self._writer.close()


def _is_idle(connection: Connection) -> bool:
    return not connection.closed and connection.info.transaction_status == IDLE
