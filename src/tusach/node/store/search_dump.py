"""Everything that a search file answers from, as one value: for comparing two files.

What nobody asked for in vain (`zero_hits`) is a count of its own and no part of it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from tusach.node.store.search_shapes import SearchDamaged
from tusach.node.store.search_tables import open_for_reading

TABLES = ("titles", "fields", "shelves", "isbns", "words", "exact_words")


def dump(path: Path) -> str:
    """One value for the rows and for every word at its place in the full-text index."""
    connection = open_for_reading(path)
    try:
        # The file itself is opened read-only; the list of its words is a temporary table.
        connection.execute("PRAGMA query_only = OFF")
        return _dump(connection)
    except (sqlite3.Error, UnicodeDecodeError) as fault:
        raise SearchDamaged(f"{path.name}: {fault}") from fault
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
        "SELECT name, value FROM state WHERE name <> 'generation' ORDER BY name"
    ):
        found.update(repr(row).encode())
    connection.execute("CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, 'found', 'instance')")
    for row in connection.execute("SELECT term, doc, col, offset FROM temp.said"):
        found.update(repr(row).encode())
    return found.hexdigest()
