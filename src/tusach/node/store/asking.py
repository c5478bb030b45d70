"""Questions to the reading tables that acts ask, the same on both SQL engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

AT_ONCE = 400


class Asks(Protocol):
    """What answers queries of reading tables."""

    tenant: str

    def query(self, sql: str, params: Sequence[Any] = ...) -> list[tuple[Any, ...]]:
        """Rows."""


def open_loans_of(engine: Asks, facts: Sequence[str]) -> set[str]:
    """Those of these loans that nothing has ended, by the table of loans."""
    found: set[str] = set()
    for start in range(0, len(facts), AT_ONCE):
        some = facts[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = engine.query(
            f"SELECT fact FROM loan WHERE tenant = ? AND fact IN ({marks}) "  # noqa: S608
            "AND ended_by IS NULL",
            (engine.tenant, *some),
        )
        found.update(row[0] for row in rows)
    return found
