"""What a reading table is declared as."""

from __future__ import annotations

import msgspec


class Table(msgspec.Struct, frozen=True):
    """name; columns as `name TYPE` after tenant and subject; key: columns after those two.

    indexes: lists of columns. nouns: whose stories write it; empty = every story.
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
