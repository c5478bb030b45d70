"""When an address is asked again: soon after something new, rarely where nobody answers."""

from __future__ import annotations

from tusach.node.store.links import Link

MINUTE_MS = 60_000
WELL_MS = 15 * MINUTE_MS
FIRST_MS, LONGEST_MS = MINUTE_MS // 2, 60 * MINUTE_MS
QUIET_MS, LATEST_MS = 10_000, MINUTE_MS
"""What was told is sent when nothing more was told for so long, or since the first of it."""


def pause_ms(failures: int, chance: float) -> int:
    """How long to wait after a try. chance: told, from 0 up to 1, so that not all ask at once.

    >>> [pause_ms(failures, 0.5) // 1000 for failures in (0, 1, 2, 3, 8, 99)]
    [900, 30, 60, 120, 3600, 3600]
    >>> pause_ms(1, 0.0), pause_ms(1, 1.0)
    (22500, 37500)
    """
    wait = min(FIRST_MS << min(failures - 1, 20), LONGEST_MS) if failures else WELL_MS
    return int(wait * (0.75 + chance / 2))


def is_due(link: Link, *, now_ms: int, pause: int, is_new: bool, is_back: bool) -> bool:
    """Whether the address is asked now.

    pause: of this link. is_new: something waits to be told. is_back: there is a network again.

    >>> met = Link("http://hub", tried_ms=1_000, met_ms=1_000)
    >>> is_due(met, now_ms=2_000, pause=5_000, is_new=False, is_back=False)
    False
    >>> is_due(met, now_ms=6_000, pause=5_000, is_new=False, is_back=False)
    True
    >>> is_due(met, now_ms=2_000, pause=5_000, is_new=True, is_back=False)
    True
    >>> silent = Link("http://hub", tried_ms=1_000, failures=3)
    >>> is_due(silent, now_ms=2_000, pause=5_000, is_new=True, is_back=False)
    False
    >>> is_due(silent, now_ms=2_000, pause=5_000, is_new=False, is_back=True)
    True
    >>> is_due(silent, now_ms=500, pause=5_000, is_new=False, is_back=False)  # clock set back
    True
    >>> is_due(Link("http://hub"), now_ms=1, pause=5_000, is_new=False, is_back=False)
    True
    """
    if not link.tried_ms or not link.tried_ms <= now_ms < link.tried_ms + pause:
        return True
    return is_back or (is_new and not link.failures)
