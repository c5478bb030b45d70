"""What SQLite's planner should believe: one tenant fills a file, a title has a handful of copies.

Without figures it takes `tenant = ?` for selective and reads a whole table by its key instead of a
few rows by the right index. The figures are told once, the same for every home, so that a query
takes the same way everywhere; nothing is measured and nothing drifts.
Source: SQLite documentation, `sqlite_stat1`.
"""

from __future__ import annotations

from typing import Any

from tusach.node.store.schema import TABLES

ROWS = 1_000_000
FEW = {2: (5,), 3: (2_000, 40), 4: (2_000, 40, 4)}
WIDE = (2_000, 40, 20, 10, 5, 5, 5)
"""By number of index columns, tenant counted: rows that share the leading columns after it.

WIDE: of those that hold more columns, so that what is counted is read from the index alone.
"""
PART, FEW_OF_PART = 50_000, {2: (2_000,), 3: (2_000, 40)}
"""The same for an index that holds only some rows, and how many those are."""
PLAN = "ANALYZE sqlite_master"
PLANNED = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY rowid"
"""How the table of figures is made and read; `verify` looks whether they are as told."""


def tell_planner(cursor: Any) -> None:
    """Lay the figures down; again after the tables were made anew."""
    cursor.execute(PLAN)
    cursor.execute("DELETE FROM sqlite_stat1")
    cursor.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures())
    cursor.execute(PLAN)


def figures() -> list[tuple[str, str, str]]:
    """(table, index, figures) of every reading table and of the ledger's own."""
    found = [
        ("fact", "fact", f"{ROWS} {ROWS} 1"),
        ("fact", "fact_chain", f"{ROWS} {ROWS} 10000 1"),
        ("fact", "fact_id", f"{ROWS} {ROWS} 1"),
        ("touch", "touch", f"{ROWS} {ROWS} 4 1"),
    ]
    for table in TABLES:
        rest = "" if not table.key else " " + " ".join("1" for _ in table.key)
        own = "1" if not table.key else "3"
        found.append((table.name, table.name, f"{ROWS} {ROWS} {own}{rest}"))
        for nr, index in enumerate(table.indexes):
            columns, _, only = index.partition(" WHERE ")
            many = PART if only else ROWS
            wide = columns.count(",") + 1
            few = FEW_OF_PART[wide] if only else FEW.get(wide, WIDE[: wide - 1])
            told = " ".join(str(one) for one in (many, many, *few))
            found.append((table.name, f"{table.name}_{nr}", told))
    return found
