"""Envelopes of the facts that a store tells itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tusach.ledger import clock as clocks
from tusach.ledger.draft import Draft
from tusach.ledger.fact import NO_HASH, VERSION, Fact, body_of, unique
from tusach.ledger.mechanism import STREAM_OPENED, StreamOpened
from tusach.ledger.private import Part
from tusach.node.store.protocol import StreamRow

if TYPE_CHECKING:
    from tusach.node.store.store import Store


def fact_of(
    store: Store,
    row: StreamRow,
    draft: Draft,
    *,
    after: tuple[str, ...],
    clock: clocks.Clock,
    by: str | None,
    part: Part | None,
) -> Fact:
    """The next fact of an own stream, from a wish."""
    return Fact(
        version=VERSION,
        stream=row.stream,
        number=row.number + 1,
        previous=row.hash,
        told_ms=clock.ms,
        tick=clock.tick,
        clock_quality=store.clock_quality,
        on=draft.on,
        tenant=store.tenant,
        place=draft.place or None,
        subject=draft.subject,
        also=unique(draft.also),
        after=after,
        kind=draft.kind,
        teller=by,
        body=body_of(draft.body),
        commitment=part.commitment if part else None,
    )


def opening_of(store: Store, stream: str, opened: StreamOpened, clock: clocks.Clock) -> Fact:
    """The first fact of an own stream."""
    draft = Draft(
        kind=STREAM_OPENED, subject=stream, scope=opened.scope, on=store.today(), body=opened
    )
    row = StreamRow(stream, opened.scope, opened.installation, 0, NO_HASH)
    return fact_of(store, row, draft, after=(), clock=clock, by=None, part=None)
