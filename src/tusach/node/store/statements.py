"""The statements that make all tables of the two SQL engines."""

from __future__ import annotations

from tusach.node.store.cell_tables import CELL_TABLES
from tusach.node.store.ledger_tables import LEDGER
from tusach.node.store.schema import TABLES
from tusach.node.store.table import create

ALL_NAMES = tuple(table.name for table in (*TABLES, *CELL_TABLES))
"""Every table that is dropped and made anew, also those that no story writes."""


def ledger_statements(*, postgres: bool) -> list[str]:
    """The statements that make the ledger's own tables."""
    words = {
        "int": "BIGINT" if postgres else "INTEGER",
        "blob": "BYTEA" if postgres else "BLOB",
        "norowid": "" if postgres else " WITHOUT ROWID",
    }
    return [statement.format(**words) for statement in LEDGER]


def table_statements(*, postgres: bool) -> list[str]:
    """The statements that make the reading tables."""
    made = [one for table in (*TABLES, *CELL_TABLES) for one in create(table, rowid=postgres)]
    return [one.replace(" INTEGER", " BIGINT") for one in made] if postgres else made
