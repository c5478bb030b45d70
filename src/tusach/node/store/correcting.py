"""Wrong clocks mended: which stretches of which streams, and whose stories that touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tusach.ledger.fact import trusted
from tusach.ledger.mechanism import CLOCK_CORRECTED
from tusach.ledger.order import Corrections, Span
from tusach.ledger.story import Story
from tusach.node.store.protocol import FactRow, Reading

AT_ONCE = 2_000
LAST = 2**53 - 1


def told_corrections(stories: Iterable[Story]) -> Corrections:
    """What the stories of streams say of wrong clocks, as far as it counts."""
    found: dict[str, list[Span]] = {}
    for story in stories:
        for told in story.tellings:
            if told.kind == CLOCK_CORRECTED:
                span = Span(told.body.first, told.body.last, told.body.delta_ms)
                found.setdefault(told.body.stream, []).append(span)
    return {stream: sorted(spans, key=_place) for stream, spans in found.items()}


def touched_by(
    before: Corrections,
    now: Corrections,
    reading: Reading,
    waiting: Sequence[FactRow],
    *,
    ways: Callable[[str], Iterable[str]],
) -> set[str]:
    """Subjects whose facts stand in a stretch that is corrected otherwise than before.

    waiting: facts that are about to be appended. ways: of a stream, its trunk and its branches.
    """
    found: set[str] = set()
    for stream in before.keys() | now.keys():
        if before.get(stream) == now.get(stream):
            continue
        spans = [*before.get(stream, ()), *now.get(stream, ())]
        first, last = min(one.first for one in spans), max(one.last for one in spans)
        names = frozenset(ways(stream))
        for name in names:
            for row in _rows(reading, name, first, last):
                fact = trusted(row.raw)
                found.update((fact.subject, *fact.also))
        for row in waiting:
            if row.stream in names and first <= row.number <= last:
                found.update(row.touched)
    return found


def touched_in(streams: Iterable[str], reading: Reading, waiting: Sequence[FactRow]) -> set[str]:
    """Subjects of all facts of these rows of streams. waiting: facts about to be appended."""
    found: set[str] = set()
    names = frozenset(streams)
    for stream in names:
        for row in _rows(reading, stream, 1, LAST):
            fact = trusted(row.raw)
            found.update((fact.subject, *fact.also))
    for row in waiting:
        if row.stream in names:
            found.update(row.touched)
    return found


def _rows(reading: Reading, stream: str, first: int, last: int) -> Iterator[FactRow]:
    while first <= last:
        rows = reading.chain(stream, first, min(AT_ONCE, last - first + 1))
        yield from rows
        if not rows:
            return
        first = rows[-1].number + 1


def _place(span: Span) -> tuple[int, int, int]:
    return span.first, span.last, span.delta_ms
