"""Erased bytes leave the vault's file for good: the file is written anew, its log emptied.

`secure_delete` zeroes a row where it lies. Of rows that SQLite moved from page to page as a tree
grew or shrank, older copies may stand in the unused middle of a page, and no later deletion meets
them. So a vault out of which something was erased is written anew, whole, before it counts as
scrubbed. Source: docs/decisions/0024 and 0045.
"""

from __future__ import annotations

import sqlite3

PATIENCE_MS = 50


def rewrite(connection: sqlite3.Connection) -> bool:
    """The file holds nothing but its rows; False where it has no room, or another writes just now.

    Takes as much memory as the file is long, for a moment. Raises sqlite3.Error.
    """
    try:
        connection.execute("VACUUM")
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
