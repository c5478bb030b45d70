"""A machine whose clock is off, as far as others can know: by its last facts.

Ahead is what lies in the future of whoever looks. Behind is what stands before something that its
teller knew. The order of a story does not need it (causes come first); ties and pages do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tusach.ledger.clock import JUMP_MS

SILENCE_MS = 7 * JUMP_MS
"""Facts that stand further apart than this were perhaps told by another clock."""


class Stamp(msgspec.Struct, frozen=True):
    """A fact of a stream: its number, its corrected clock, and the latest clock that it knew."""

    number: int
    ms: int
    known_ms: int = 0


class Off(msgspec.Struct, frozen=True):
    """Facts first..last were told with a clock to which delta_ms is to be added."""

    first: int
    last: int
    delta_ms: int


def off(stamps: Sequence[Stamp], now_ms: int) -> Off | None:
    """How far the newest facts of a stream are off, or None. stamps: the last ones, in order."""
    if not stamps:
        return None
    last = stamps[-1]
    if last.ms > now_ms + JUMP_MS:
        stretch = _back(stamps, lambda one, _: one.ms > now_ms + JUMP_MS)
        return Off(stretch, last.number, now_ms - last.ms)
    if last.known_ms > last.ms + JUMP_MS:
        stretch = _back(stamps, lambda one, later: later.ms - one.ms <= SILENCE_MS)
        return Off(stretch, last.number, last.known_ms - last.ms)
    return None


def _back(stamps: Sequence[Stamp], belongs: Callable[[Stamp, Stamp], bool]) -> int:
    """The number of the first fact of the stretch that ends with the last one."""
    first = stamps[-1]
    for one in reversed(stamps[:-1]):
        if not belongs(one, first):
            break
        first = one
    return first.number
