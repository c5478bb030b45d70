"""What is new since a bookmark: two nodes that have met before say only what came since.

A bookmark is a place in the order of arrival of one node, with the fact that stands there. It says
that its holder was given everything up to there. It is only a short cut: whether both hold the same
is told from states (`holdings`), and where a bookmark was wrong they say so.
Source: docs/decisions/0028.
"""

from __future__ import annotations

from collections.abc import Mapping

from tusach.ledger.vector import Want
from tusach.node.store.holdings import areas_of
from tusach.node.store.meetings import Bookmark
from tusach.node.store.protocol import Reading, StreamRow
from tusach.node.store.store import Store


def bookmark(reading: Reading, arrival: int) -> Bookmark:
    """The place of this arrival."""
    rows = reading.facts(arrival - 1, 1) if arrival else []
    return Bookmark(arrival, rows[0].id) if rows else Bookmark()


def is_good(reading: Reading, mark: Bookmark) -> bool:
    """Whether the ledger here still stands as it did when this was given."""
    if not 0 < mark.arrival < 2**53:
        return False
    rows = reading.facts(mark.arrival - 1, 1)
    return bool(rows) and (rows[0].arrival, rows[0].id) == (mark.arrival, mark.fact)


def news(
    store: Store, reading: Reading, peer: str, after: int, *, most: int, told: Mapping[str, int]
) -> list[Want] | None:
    """What arrived after this place of all that a peer may hold; None: more than `most` facts.

    told: by stream, up to which number the peer has just told it itself.
    """
    found: list[Want] = []
    count = 0
    for area in areas_of(store, peer):
        for row in store.holdings.grown(area, after):
            first = max(first_after(reading, row, after), told.get(row.stream, 0) + 1)
            if first <= row.number:
                found.append(Want(row.stream, first, row.number))
                count += row.number - first + 1
            if count > most:
                return None
    return found


def first_after(reading: Reading, row: StreamRow, after: int) -> int:
    """The number of a row's first fact that arrived after this place; numbers arrive in order."""
    low, high = row.first, row.number + 1
    while low < high:
        middle = (low + high) // 2
        held = reading.chain(row.stream, middle, 1)
        if held and held[0].number == middle and held[0].arrival <= after:
            low = middle + 1
        else:
            high = middle
    return low
