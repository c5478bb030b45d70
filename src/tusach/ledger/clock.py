"""The hybrid clock: told the time, never asks. Clocks only break ties; causality orders.

Source: docs/decisions/0005; spec/wire.md section 4.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import msgspec

from tusach.ledger.fact import ASSERTED, FREE

JUMP_MS = 24 * 3600 * 1000
"""A remote stamp further ahead than this never moves the local clock."""


class Clock(msgspec.Struct, frozen=True):
    """The latest stamp that an installation has given or seen."""

    ms: int = 0
    tick: int = 0


class Behind(msgspec.Struct, frozen=True):
    """The machine's clock stands before a moment that surely has passed; a person must say.

    now_ms: what the machine says. bound_ms: build date of the software or own last fact.
    """

    now_ms: int
    bound_ms: int


def behind(now_ms: int, *, built_ms: int, last_ms: int, slack_ms: int = 600_000) -> Behind | None:
    """A clock that stands before the software was built or well before the last own fact.

    slack_ms: small steps back (time servers mend clocks) are no reason to ask anybody.
    """
    bound = max(built_ms, last_ms - slack_ms)
    return Behind(now_ms=now_ms, bound_ms=bound) if now_ms < bound else None


def tell(clock: Clock, now_ms: int) -> Clock:
    """The stamp of the next own fact: never below an earlier one, equal times get a tick."""
    if now_ms > clock.ms:
        return Clock(now_ms, 0)
    return Clock(clock.ms, clock.tick + 1)


def hear(clock: Clock, remote: Clock, now_ms: int) -> Clock:
    """The clock after a remote stamp was seen.

    A stamp more than 24 hours ahead of the machine is kept in its fact and leaves this clock alone.
    """
    if remote.ms > now_ms + JUMP_MS:
        return clock
    if remote.ms > clock.ms or (remote.ms == clock.ms and remote.tick > clock.tick):
        return remote
    return clock


def day(ms: int, *, offset_minutes: int) -> str:
    """The date, `YYYY-MM-DD`, at an instant (ms since 1970 UTC) so many minutes east of UTC.

    >>> day(0, offset_minutes=420), day(-1, offset_minutes=0)
    ('1970-01-01', '1969-12-31')
    """
    return _day((ms + offset_minutes * 60_000) // 86_400_000)


@lru_cache(maxsize=64)
def _day(since_1970: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=since_1970)).isoformat()


def quality(*, synced: bool, was_behind: bool) -> str:
    """The word for a clock's state: asserted where a person had to say, else free or synced."""
    if was_behind:
        return ASSERTED
    return "synced" if synced else FREE
