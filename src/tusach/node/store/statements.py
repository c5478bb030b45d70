"""The statements that make and fill the tables of the two SQL engines."""

from __future__ import annotations

from functools import cache

from tusach.node.store.ledger_tables import LEDGER
from tusach.node.store.schema import BY_NAME, TABLES, Table, create


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
    made = [one for table in TABLES for one in create(table, rowid=postgres)]
    return [one.replace(" INTEGER", " BIGINT") for one in made] if postgres else made


@cache
def insert(name: str) -> str:
    """Rows come into a reading table; of one row a subject, it is the subject's from now on."""
    table = BY_NAME[name]
    return _insert(table) if table.key else put_over(name)


@cache
def put_over(name: str) -> str:
    """Rows come into a reading table, each in the place of the one with its key, if there is."""
    table = BY_NAME[name]
    key = ("tenant", "subject", *table.key)
    sets = ", ".join(f"{one} = excluded.{one}" for one in table.names if one not in key)
    return f"{_insert(table)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"


def _insert(table: Table) -> str:
    marks = ", ".join("?" * len(table.names))
    return f"INSERT INTO {table.name} ({', '.join(table.names)}) VALUES ({marks})"  # noqa: S608
