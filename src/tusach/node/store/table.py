"""What a reading table is declared as."""

from __future__ import annotations

import msgspec


class Table(msgspec.Struct, frozen=True):
    """name; columns as `name TYPE` after tenant and subject; key: columns after those two.

    indexes: lists of columns, some with the rows that they hold (`WHERE …`). nouns: whose stories
    write it; empty = every story.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All column names in order."""
        return ("tenant", "subject", *(one.split()[0] for one in self.columns))

    @property
    def whole_key(self) -> tuple[str, ...]:
        """The columns that tell a row from all others of the table."""
        return ("tenant", "subject", *self.key)


def create(table: Table, *, rowid: bool) -> list[str]:
    """The statements that make a table; rowid: PostgreSQL, else SQLite WITHOUT ROWID."""
    key = ", ".join(("tenant", "subject", *table.key))
    columns = ", ".join(("tenant TEXT NOT NULL", "subject TEXT NOT NULL", *table.columns))
    tail = "" if rowid else " WITHOUT ROWID"
    made = [f"CREATE TABLE IF NOT EXISTS {table.name} ({columns}, PRIMARY KEY ({key})){tail}"]
    for nr, index in enumerate(table.indexes):
        columns, _, only = index.partition(" WHERE ")
        where = f" WHERE {only}" if only else ""
        name = f"{table.name}_{nr}"
        made.append(f"CREATE INDEX IF NOT EXISTS {name} ON {table.name} ({columns}){where}")
    return made
