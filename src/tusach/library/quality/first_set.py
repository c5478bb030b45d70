"""A first set of criteria for the model of a commune, built from the law and marked provisional.

No criteria of Decision 1687 were found published; where they come, they are another set. What
meeting one takes is not known either: whoever plans enters it.
"""

from __future__ import annotations

import msgspec

SET = "provisional@1"
LEAST_COPIES = 300
"""Of a reading space. Source: Decree 93/2020, art. 9."""


class Criterion(msgspec.Struct, frozen=True):
    """code: what is asked. legal: on what it stands. action: the code of what meets it."""

    code: str
    legal: str
    action: str


CRITERIA = (
    Criterion("worker", "Decree 93/2020, art. 13", "train"),
    Criterion("stock", "Decree 93/2020, art. 9", "send_books"),
    Criterion("agreement", "Decree 93/2020, art. 24", "sign"),
    Criterion("event", "Decision 1862 of 2021", "hold_event"),
)
SCARCE = ("trainer_days", "crates")
"""What there is only so much of, whoever pays."""
