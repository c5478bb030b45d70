"""A writing connection of SQLite while very much is written in a row.

Keys are hashes, so every commit touches pages all over the file. With the small cache of a quiet
node each page is read and written several times; with the usual log of four megabytes it reaches
the file after every commit, though the next one touches it again.
"""

from __future__ import annotations

import sqlite3

CACHE_KIB = 64_000
LOG_PAGES = 16_384
"""64 MB of log before it is laid into the file; the usual 1,000 pages otherwise."""
USUAL_LOG_PAGES = 1_000
LOG_LEFT = 8 << 20
"""Bytes of the log file that are kept when it begins anew."""


def spread(connection: sqlite3.Connection, *, share: int = 1) -> None:
    """More memory and a longer log; share: into how many parts both are divided."""
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB // share}")
    connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES // share}").fetchall()
    connection.execute(f"PRAGMA journal_size_limit={LOG_LEFT}").fetchall()


def draw_in(connection: sqlite3.Connection, cache_kib: int) -> None:
    """As it was; the next commit lays the log into the file."""
    connection.execute(f"PRAGMA wal_autocheckpoint={USUAL_LOG_PAGES}").fetchall()
    connection.execute(f"PRAGMA cache_size=-{cache_kib}")
    connection.execute("PRAGMA shrink_memory").fetchall()
