"""Machines of the network whose clocks are off, as the hub sees them by their last facts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.fact import Fact, trusted
from tusach.ledger.order import corrected_ms
from tusach.library.settling.clocks import Off, Stamp, off
from tusach.node.acts.node import Node
from tusach.node.store.protocol import FactRow, Reading, StreamRow

LOOKED_AT = 500
"""How many of the last facts of a stream are looked at."""


class StreamOff(msgspec.Struct, frozen=True):
    """A stream with a stretch told by a wrong clock. scope, installation: whose it is."""

    stream: str
    scope: str
    installation: str
    off: Off
    facts: tuple[str, str]


def streams_off(node: Node) -> list[StreamOff]:
    """Streams whose newest facts are more than a day off; asked at the hub only."""
    if node.store.identity.role != "hub":
        return []
    found = []
    with node.store.engine.reading() as reading:
        for row in reading.streams():
            if row.installation != node.store.own_key:
                one = _look(node, reading, row)
                if one is not None:
                    found.append(one)
    return found


def _look(node: Node, reading: Reading, row: StreamRow) -> StreamOff | None:
    kept = getattr(node, "_clocks_kept", None)
    if kept is None:
        kept = node._clocks_kept = {}  # type: ignore[attr-defined]
    mark = (row.number, len(node.store.corrections.get(row.stream, ())))
    if kept.get(row.stream) == mark:
        return None  # this head was in time; time goes on, so it still is
    heads = reading.chain(row.stream, row.number, 1)
    if _off(node, reading, heads) is None:
        kept[row.stream] = mark
        return None
    rows = reading.chain(row.stream, max(row.first, row.number - LOOKED_AT + 1), LOOKED_AT)
    told = _off(node, reading, rows)
    if told is None:
        return None
    ids = {one.number: one.id for one in rows}
    return StreamOff(
        row.stream, row.scope, row.installation, told, (ids[told.first], ids[told.last])
    )


def _off(node: Node, reading: Reading, rows: Sequence[FactRow]) -> Off | None:
    corrections = node.store.corrections
    stamps = []
    for row in rows:
        fact = trusted(row.raw)
        known = _known_ms(node, reading, fact) if row is rows[-1] else 0
        stamps.append(Stamp(row.number, corrected_ms(fact, corrections), known))
    return off(stamps, node.store.now_ms())


def _known_ms(node: Node, reading: Reading, fact: Fact) -> int:
    """The latest clock among what the teller knew, of other streams."""
    found = 0
    for parent in fact.after:
        row = reading.fact(parent)
        if row is not None and row.stream != fact.stream:
            found = max(found, corrected_ms(trusted(row.raw), node.store.corrections))
    return found
