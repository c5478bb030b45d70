"""The reading tables of markets, roads and requests, and their rows. Values only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tusach.library.markets.story import MarketState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

MARKET_TABLES = (
    Table(
        "market",
        ("code TEXT", "names TEXT", "unit TEXT", "ended_on TEXT"),
        indexes=("tenant, unit",),
        nouns=("market",),
    ),
)


def _market(head: _Head, state: MarketState) -> TableRows:
    said = state.declared
    if said is None:
        return {}
    names = json.dumps(said.names, ensure_ascii=False, separators=(",", ":"))
    return {"market": [(*head, said.code, names, said.unit, state.ended_on)]}


MARKET_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {"market": _market}
