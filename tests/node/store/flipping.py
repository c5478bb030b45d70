"""Everything that anybody could read in a home, as one value; and a byte of it bent."""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path
from typing import Any

PRAGMAS = ("user_version", "application_id", "encoding", "auto_vacuum", "page_size", "journal_mode")
SEARCH_SHADOWS = ("found_data", "found_idx", "found_config", "found_docsize")


def bent(seed: int, files: list[tuple[Path, bytes]]) -> tuple[Path, int, int]:
    """Which byte of which file a seed bends, and into what."""
    chance = random.Random(seed)
    weights = [len(one) for _, one in files]
    # Every other draw gives small files the same right as large ones.
    pick = chance.choices(files, weights if seed % 2 else None)[0]
    at = chance.randrange(len(pick[1]))
    return pick[0], at, pick[1][at] ^ chance.randrange(1, 256)


def told_by(home: Path) -> Any:
    """All that can be read in a home, or the fault of whoever tries."""
    found: dict[str, Any] = {}
    for path in sorted(home.iterdir()):
        try:
            if path.suffix == ".sqlite":
                found[path.name] = _database(path)
            elif path.name == "home.json":
                found[path.name] = json.loads(path.read_bytes())
        except (sqlite3.Error, ValueError) as fault:
            found[path.name] = str(fault)
    return found


def _database(path: Path) -> Any:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchall()
        pragmas = [connection.execute(f"PRAGMA {name}").fetchall() for name in PRAGMAS]
        schema = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        ).fetchall()
        tables = {
            name: _rows(connection, name, sql)
            for kind, name, _, sql in schema
            if kind == "table" and name not in SEARCH_SHADOWS and name != "found"
        }
        if "found" in {name for _, name, _, _ in schema}:
            # The words of the full text at their places are what a search reads of it.
            connection.execute(
                "CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, 'found', 'instance')"
            )
            tables["found"] = connection.execute("SELECT * FROM temp.said").fetchall()
        return whole, pragmas, schema, tables
    finally:
        connection.close()


def _rows(connection: sqlite3.Connection, name: str, sql: str) -> list[tuple[Any, ...]]:
    rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
    if name == "state":
        # A count that only has to differ from the one before it: any value of it is as good.
        rows = [row for row in rows if row[0] != "generation"]
    if "WITHOUT ROWID" not in sql and not name.startswith("sqlite_"):
        rows += connection.execute(f'SELECT rowid FROM "{name}"').fetchall()
    return sorted(rows, key=repr)
