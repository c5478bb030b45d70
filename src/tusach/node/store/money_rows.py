"""The reading table of money, and from its stories to its rows. Values only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tusach.library.money.story import MoneyState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

MONEY_TABLES = (
    # What papers say; what was taken back has no row. dong: whole.
    Table(
        "money",
        (
            "side TEXT",
            "task TEXT",
            "source TEXT",
            "year INTEGER",
            "dong INTEGER",
            "paper TEXT",
            "unit TEXT",
            "told_on TEXT",
        ),
        indexes=("tenant, year, task",),
        nouns=("money",),
    ),
)


def _money(head: _Head, state: MoneyState) -> TableRows:
    said = state.said
    if said is None:
        return {}
    row = (
        *head,
        state.side,
        said.task,
        said.source,
        said.year,
        said.dong,
        said.paper,
        said.unit,
        state.on,
    )
    return {"money": [row]}


MONEY_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {"money": _money}
