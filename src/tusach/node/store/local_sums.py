"""A sum beside every row of `local.sqlite`, kept by triggers, so that a bent byte is noticed.

Logins, PIN hashes and the access log are no facts and have no chain; this is their check. The
sums detect damage, not a thief: whoever may write the file may write the sums.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

from tusach.node.store.headers import SCHEMA_TEXT, header_faults
from tusach.node.store.pool import machine_fault
from tusach.node.store.verify import Fault

FUNCTION = "tusach_sum"
SUMS = "row_sum"
SHAPE, SEQUENCE = "sqlite_master", "sqlite_sequence "
_COUNTED = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"


def row_sum(*values: Any) -> str:
    """The sum of one row's values."""
    return hashlib.blake2b(repr(values).encode(), digest_size=12).hexdigest()


def register(connection: sqlite3.Connection) -> None:
    """Every connection that writes needs the function that the triggers call."""
    connection.create_function(FUNCTION, -1, row_sum, deterministic=True)


def keep_sums(connection: sqlite3.Connection) -> None:
    """Make the sums and their triggers for every table there is; anew where one has changed."""
    register(connection)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {SUMS} (tbl TEXT NOT NULL, nr INTEGER NOT NULL, "
        "sum TEXT NOT NULL, PRIMARY KEY (tbl, nr)) WITHOUT ROWID"
    )
    shape = row_sum(*_shape(connection))
    if (shape,) in connection.execute(f"SELECT sum FROM {SUMS} WHERE tbl = ?", (SHAPE,)):  # noqa: S608
        return  # nothing was migrated; to sum again would call a bent row right
    counted = {row[0] for row in connection.execute(_COUNTED)}
    for table in _tables(connection):
        columns = _columns(connection, table)
        new = ", ".join(f'NEW."{column}"' for column in columns)
        put = f"INSERT OR REPLACE INTO {SUMS} VALUES ('{table}', NEW.rowid, {FUNCTION}({new}))"  # noqa: S608
        if table in counted:
            put = f"{put}; {_count(table, 'NEW.rowid')}"
        drop = f"DELETE FROM {SUMS} WHERE tbl = '{table}' AND nr = OLD.rowid"  # noqa: S608
        for event, body in (
            ("INSERT", put),
            ("UPDATE", f"{drop}; {put}"),
            ("DELETE", drop),
        ):
            name = f"sum_{table}_{event.lower()}"
            connection.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            connection.execute(
                f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN {body}; END'
            )
        listed = ", ".join(f'"{column}"' for column in columns)
        connection.execute(f"DELETE FROM {SUMS} WHERE tbl = ?", (table,))  # noqa: S608
        connection.execute(
            f"INSERT INTO {SUMS} SELECT '{table}', rowid, {FUNCTION}({listed}) "  # noqa: S608
            f'FROM "{table}"'
        )
    connection.execute(f"DELETE FROM {SUMS} WHERE tbl LIKE ?", (f"{SEQUENCE}%",))  # noqa: S608
    for table, last in _sequences(connection):
        connection.execute(_count(table, str(int(last))))
    shape = row_sum(*_shape(connection))
    connection.execute(f"INSERT OR REPLACE INTO {SUMS} VALUES (?, 0, ?)", (SHAPE, shape))  # noqa: S608


def faults(path: Path) -> list[Fault]:
    """What is wrong with the file; nothing where it does not exist or keeps no sums yet."""
    if not path.exists():
        return []
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.Error as fault:
        return [Fault("local", "verify.local", str(fault))]
    try:
        connection.execute("BEGIN")
        bent = [Fault("local", "verify.local", said) for said in header_faults(path, wal=False)]
        return bent or _faults(connection)
    except (sqlite3.Error, ValueError, TypeError) as fault:
        refused = machine_fault(fault, path)
        if refused is not None:
            raise refused from fault
        return [Fault("local", "verify.local", str(fault))]
    finally:
        connection.close()


def _faults(connection: sqlite3.Connection) -> list[Fault]:
    found = [
        Fault("local", "verify.local", row[0])
        for row in connection.execute("PRAGMA integrity_check(5)")
        if row[0] != "ok"
    ]
    tables = _tables(connection)
    if not tables:
        return found
    kept = {
        (table, nr): told
        for table, nr, told in connection.execute(f"SELECT tbl, nr, sum FROM {SUMS}")  # noqa: S608
    }
    fresh = {(SHAPE, 0): row_sum(*_shape(connection))}
    fresh |= {(SEQUENCE + name, 0): str(last) for name, last in _sequences(connection)}
    for table in tables:
        listed = ", ".join(f'"{column}"' for column in _columns(connection, table))
        for nr, *values in connection.execute(f'SELECT rowid, {listed} FROM "{table}"'):  # noqa: S608
            fresh[table, nr] = row_sum(*values)
    bent = {key for key in fresh.keys() | kept.keys() if fresh.get(key) != kept.get(key)}
    found.extend(
        Fault("local", "verify.local", f"{table} {nr}") for table, nr in sorted(bent, key=repr)
    )
    return found


def _shape(connection: sqlite3.Connection) -> list[Any]:
    """Every table, index and trigger as the file says it."""
    return connection.execute(f"{SCHEMA_TEXT} ORDER BY type, name").fetchall()


def _sequences(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The last number that each counting table has given."""
    made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    if made.fetchone() is None:
        return []
    return connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()


def _count(table: str, last: str) -> str:
    """The statement that keeps beside the file's own counter what it must stand at."""
    name = SEQUENCE + table
    return (
        f"INSERT OR REPLACE INTO {SUMS} SELECT '{name}', 0, max({last}, coalesce("  # noqa: S608
        f"(SELECT CAST(sum AS INTEGER) FROM {SUMS} WHERE tbl = '{name}'), 0))"
    )


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name <> ? ORDER BY name",
        (SUMS,),
    )
    return [row[0] for row in rows]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
