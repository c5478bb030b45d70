"""Examples of readers counted in a period, and bodies that are none."""

from __future__ import annotations

from typing import Any

from tusach.library.readers.facts import ReadersCounted, ReadersRow

ON = "2026-03-02"
ROWS = (
    ReadersRow(2, "adult", "a18_35", "female"),
    ReadersRow(1, "child", "a6_10"),
    ReadersRow(2, "pupil", "a11_14"),
)
COUNTS = [
    (
        "a month; somebody was a child and then a pupil",
        ReadersCounted("2026-01-01", "2026-01-31", 4, 9, 0, ROWS),
    ),
    (
        "a month of which nobody knows any more",
        ReadersCounted("2026-02-01", "2026-02-28", 0, 3, 3),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "readers.counted/1": [
        ("not how many are lacking", {"first": ON, "last": ON, "readers": 1, "loans": 1}),
        (
            "a row of nobody",
            {
                "first": ON,
                "last": ON,
                "readers": 1,
                "loans": 1,
                "unlinked": 0,
                "rows": [{"readers": 0}],
            },
        ),
    ],
}
"""By kind: bodies that cannot be read."""
