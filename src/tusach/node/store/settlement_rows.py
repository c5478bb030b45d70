"""The reading table of people counted at the close of a period, and its rows. Values only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tusach.library.habit.story import SettlementState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

SETTLEMENT_TABLES = (
    # People counted at the close of a period, before it went who borrowed what. num, den: of one
    # indicator in one reading. grps: those large enough to be named, as a list.
    Table(
        "settlement",
        (
            "indicator TEXT",
            "reading TEXT",
            "definition TEXT",
            "level TEXT",
            "of_subject TEXT",
            "period TEXT",
            "first_on TEXT",
            "last_on TEXT",
            "loans INTEGER",
            "num INTEGER",
            "den INTEGER",
            "grps TEXT",
            "told_on TEXT",
        ),
        key=("indicator", "reading"),
        indexes=("tenant, period, of_subject",),
        nouns=("settlement",),
    ),
)


def _settlement(head: _Head, state: SettlementState) -> TableRows:
    said = state.settled
    if said is None:
        return {}
    of = (state.level, state.of, said.period, said.first, said.last, said.loans)
    rows = [
        (
            *head,
            *(one.indicator, one.reading, one.definition, *of, one.num, one.den),
            json.dumps([[each.age_band, each.sex, each.people] for each in one.groups]),
            state.on,
        )
        for one in said.figures
    ]
    return {"settlement": rows}


SETTLEMENT_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {"settlement": _settlement}
