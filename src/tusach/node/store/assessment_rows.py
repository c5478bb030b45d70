"""The reading tables of assessments and of their photographs, and their rows. Values only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tusach.library.quality.assessment import AssessmentState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

ASSESSMENT_TABLES = (
    # A commune held against a set of criteria in a library year.
    Table(
        "assessment",
        ("unit TEXT", "criteria TEXT", "year INTEGER", "standing TEXT"),
        indexes=("tenant, unit, year",),
        nouns=("assessment",),
    ),
    # Photographs of what was looked at, by the hash of their bytes. removed: why, or empty.
    Table(
        "assessment_photograph",
        (
            "hash TEXT",
            "unit TEXT",
            "fact TEXT",
            "bytes INTEGER",
            "removed TEXT",
            "removed_by TEXT",
        ),
        key=("hash",),
        indexes=("tenant, hash",),
        nouns=("assessment",),
    ),
)


def _assessment(head: _Head, state: AssessmentState) -> TableRows:
    said = state.opened
    if said is None:
        return {}
    pictures = [
        (
            *head,
            one.told.hash,
            said.unit,
            one.fact,
            one.told.bytes,
            one.removed,
            " ".join(one.removed_by),
        )
        for one in state.pictures
    ]
    row = (*head, said.unit, said.criteria, said.year, state.standing)
    rows: TableRows = {"assessment": [row]}
    return rows | ({"assessment_photograph": pictures} if pictures else {})


ASSESSMENT_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {"assessment": _assessment}
