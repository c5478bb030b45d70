"""What is done while a vehicle serves at a stop is told of the stop as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from tusach.ledger.draft import Draft, Refusal
from tusach.node.acts.node import At, Node

DONE_AT_STOPS: Final = ("copy.lent/", "copy.returned/", "visit.counted/")


def open_stop_at(node: Node, vehicle: str, on: str) -> str | None:
    """The stop at which a vehicle serves on a day and has not closed, as this node knows."""
    rows = node.store.query(
        "SELECT subject FROM stop WHERE tenant = ? AND vehicle = ? AND status = 'open' "
        "AND day = ? ORDER BY subject LIMIT 1",
        (node.tenant, vehicle, on),
    )
    return str(rows[0][0]) if rows else None


def told_of_stop(drafts: Sequence[Draft] | Refusal, at: At) -> Sequence[Draft] | Refusal:
    """The same drafts; those of what is done for readers touch the stop, where there is one."""
    if at.stop is None or isinstance(drafts, Refusal):
        return drafts
    return tuple(
        replace(one, also=(*one.also, at.stop)) if one.kind.startswith(DONE_AT_STOPS) else one
        for one in drafts
    )
