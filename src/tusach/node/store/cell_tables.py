"""The tables of figures that were counted already, and of what has changed since.

Neither is told by facts: they are empty after a retelling and fill again by use. Where nothing
else is said, `subject` is a commune or ward, "" the whole province. Source: docs/decisions/0053.
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
    # What adds up: a number summed over a month and a unit. subject: what is summed, by its hash.
    # unit "-": rows of no known unit. num: NULL where nothing was heard.
    Table(
        "cell_sum",
        ("month TEXT", "unit TEXT", "num INTEGER", "arrival INTEGER"),
        key=("month", "unit"),
    ),
    # With which fact rows of a source changed last. subject "*": in every unit. month "": in any.
    Table(
        "figure_change",
        ("family TEXT", "month TEXT", "arrival INTEGER"),
        key=("family", "month"),
    ),
)
