"""How long legs took, from when a trip left one stop and opened the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

MINUTE_MS = 60_000
ODD_TIMES = 4
"""A leg that took so many times less or more than the estimate was not driven like that."""


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a trip was. end: what a road leads to, empty where nobody knows. None = not told."""

    end: str
    on: str
    arrived_ms: int | None = None
    left_ms: int | None = None


class Drove(msgspec.Struct, frozen=True, kw_only=True):
    """A leg as it was driven."""

    start: str
    end: str
    on: str
    minutes: int


def driven(
    passed: Sequence[Passed], *, estimate: Callable[[str, str], int | None]
) -> tuple[Drove, ...]:
    """The legs between stops that follow each other on one day, each in whole minutes.

    Left out is what no drive can be: a button pressed late, a clock set between. estimate: minutes
    that nobody measured, None where not even where an end lies is known; nothing is learnt then.

    >>> one = Passed(end="a", on="2027-03-01", left_ms=0)
    >>> two = Passed(end="b", on="2027-03-01", arrived_ms=40 * 60_000)
    >>> [drove.minutes for drove in driven([one, two], estimate=lambda start, end: 50)]
    [40]
    """
    found = []
    for one, other in zip(passed, passed[1:], strict=False):
        if one.left_ms is None or other.arrived_ms is None or one.on != other.on:
            continue
        if not (one.end and other.end) or one.end == other.end:
            continue
        minutes = (other.arrived_ms - one.left_ms + MINUTE_MS // 2) // MINUTE_MS
        usual = estimate(one.end, other.end)
        if usual is None or not usual <= ODD_TIMES * minutes <= usual * ODD_TIMES**2:
            continue
        found.append(Drove(start=one.end, end=other.end, on=other.on, minutes=minutes))
    return tuple(found)
