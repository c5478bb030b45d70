"""Returns that no loan explains: nobody lent the copy, or the one who did has not been heard."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from tusach.ledger.kind import HUB
from tusach.node.acts.node import Node

AFTER_DAYS = 90
"""So long a loan that explains it may still come from a place that is seldom heard."""


class Unmatched(msgspec.Struct, frozen=True):
    """A copy that came back where it was not lent. fact: the return; place: where, None unknown."""

    copy: str
    fact: str
    place: str | None
    on: str


def unmatched_returns(node: Node, *, days: int = AFTER_DAYS) -> list[Unmatched]:
    """Returns that no loan has explained for so many days, the oldest first.

    Only where everything is held (the hub, a library on its own): elsewhere the loan may well be
    known to the hub, and never comes here. There the list is empty.
    """
    store = node.store
    if store.standings is not None and store.identity.role != HUB:
        return []
    before = (date.fromisoformat(node.today()) - timedelta(days=days)).isoformat()
    with store.engine.reading() as reading:
        rows = [Unmatched(*row[1:]) for row in reading.table("unmatched")]
    return sorted((one for one in rows if one.on <= before), key=lambda one: (one.on, one.copy))
