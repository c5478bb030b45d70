"""The story of a stream as a subject: who opened it, and which stretches had a wrong clock.

Fold streams without clock corrections (these are what is being found out) and hand what they say
to every other fold.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tusach.ledger.mechanism import ClockCorrected, StreamOpened
from tusach.ledger.order import Corrections, Span
from tusach.ledger.story import Telling, Told


class StreamState(msgspec.Struct, frozen=True):
    """opened: the first fact's body, None where it is not held. spans: mended stretches."""

    stream: str
    opened: StreamOpened | None = None
    spans: tuple[Span, ...] = ()


class StreamFolder:
    """Folds `stream.opened` and `clock.corrected`."""

    noun = "stream"

    def start(self, subject: str) -> StreamState:
        """A stream of which nothing is known."""
        return StreamState(subject)

    def step(self, state: StreamState, told: Told, telling: Telling) -> StreamState:
        """The stream after one more fact; one that speaks of another stream is a dead letter."""
        match told.body:
            case StreamOpened():
                return msgspec.structs.replace(state, opened=told.body)
            case ClockCorrected(stream=stream, first=first, last=last, delta_ms=delta_ms):
                if stream != state.stream:
                    raise ValueError("the corrected stream is not the subject")
                span = Span(first, last, delta_ms)
                return msgspec.structs.replace(state, spans=(*state.spans, span))
            case _:
                raise TypeError(f"{told.kind} is no fact of a stream")


def corrections(states: Iterable[StreamState]) -> Corrections:
    """What every other fold is told of wrong clocks."""
    return {one.stream: one.spans for one in states if one.spans}
