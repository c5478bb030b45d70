"""Everything that a search file answers from, as one value: for comparing two files.

What nobody asked for in vain (`zero_hits`) is a count of its own and no part of it; neither is the
mark, which says only up to where the ledger was looked through.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from tusach.node.store.search_shapes import SearchDamaged
from tusach.node.store.search_tables import open_for_reading, search_fault

_SAID = "CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, 'found', 'instance')"
TABLES = ("titles", "fields", "shelves", "isbns", "words", "exact_words")


def dump(path: Path) -> str:
    """One value for the rows and for every word at its place in the full-text index."""
    return dump_at(path)[1]


def dump_at(path: Path) -> tuple[int, str]:
    """The mark up to which facts are folded in, and `dump` as of that moment."""
    connection = open_for_reading(path)
    try:
        # The file itself is opened read-only; the list of its words is a temporary table.
        connection.execute("PRAGMA query_only = OFF")
        connection.execute(_SAID)
        connection.execute("BEGIN")
        mark = connection.execute("SELECT value FROM state WHERE name = 'mark'").fetchone()
        return int(mark[0]), _dump(connection)
    except (sqlite3.Error, UnicodeDecodeError, TypeError) as fault:
        raise search_fault(fault, path) from fault
    finally:
        connection.close()


def _dump(connection: sqlite3.Connection) -> str:
    found = hashlib.sha256()
    damaged = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    if damaged != ["ok"]:
        raise SearchDamaged("; ".join(damaged))
    for table in TABLES:
        found.update(table.encode())
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608
            found.update(repr(row).encode())
    for row in connection.execute(
        "SELECT name, value FROM state WHERE name NOT IN ('generation', 'mark', 'mark_check') "
        "ORDER BY name"
    ):
        found.update(repr(row).encode())
    for row in connection.execute("SELECT term, doc, col, offset FROM temp.said"):
        found.update(repr(row).encode())
    return found.hexdigest()
