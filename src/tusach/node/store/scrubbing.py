"""Erased bytes leave the vault's file for good: the file is written anew, its log emptied.

`secure_delete` zeroes a row where it lies. Of rows that SQLite moved from page to page as a tree
grew or shrank, older copies may stand in the unused middle of a page, and no later deletion meets
them. So a vault out of which something was erased is written anew, whole, before it counts as
scrubbed; a mark in the file, set in the transaction that erases, says that this is owed.
Source: docs/decisions/0024 and 0045.
"""

from __future__ import annotations

import sqlite3

CLEAN = 1
"""`user_version` of a file that was written anew since the last erasure; 0: of any other."""
PATIENCE_MS = 50


def owe(connection: sqlite3.Connection) -> None:
    """What this transaction erases may stand elsewhere in the file, until that is written anew."""
    connection.execute("PRAGMA user_version = 0")


def rewrite(connection: sqlite3.Connection) -> bool:
    """The file holds nothing but its rows; whether it does, or has no room for that now.

    Takes as much memory as the file is long, for a moment. Raises sqlite3.Error.
    """
    if connection.execute("PRAGMA user_version").fetchone()[0] == CLEAN:
        connection.execute("PRAGMA incremental_vacuum").fetchall()
        return True
    try:
        connection.execute("VACUUM")
        connection.execute(f"PRAGMA user_version = {CLEAN}")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY):
            return False
        raise
    return True


def empty_log(connection: sqlite3.Connection) -> bool:
    """No old page stands in the log; False where somebody reads it just now."""
    # Whoever reads now is not waited for: it is tried again.
    connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    found = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute("PRAGMA busy_timeout=10000")
    return bool(found[0][0] == 0)
