"""The tables of figures that were counted already, and of what has changed since.

Neither is told by facts: they are empty after a retelling and fill again by use. `subject` is a
commune or ward, "" the whole province. Source: docs/decisions/0052.
"""

from __future__ import annotations

from tusach.node.store.table import Table

CELL_TABLES = (
    # standing: the days on which states were looked at. arrival: of the newest fact it knew.
    Table(
        "cell",
        (
            "period TEXT",
            "indicator TEXT",
            "reading TEXT",
            "made_by TEXT",
            "first TEXT",
            "last TEXT",
            "standing TEXT",
            "num INTEGER",
            "den INTEGER",
            "lacking TEXT",
            "arrival INTEGER",
        ),
        key=("period", "indicator", "reading", "made_by"),
    ),
    # With which fact rows of a source changed last. subject "*": in every unit. month "": in any.
    Table(
        "figure_change",
        ("family TEXT", "month TEXT", "arrival INTEGER"),
        key=("family", "month"),
    ),
)
