"""Does a month ask for verification? Its measures against limits that are data.

The limits were set on months that a seeded generator made (`bench/doubts`), so that of a hundred
honest ones at most five stand out; others of its seeds measure them. Source: decision 0058.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tusach.library.doubts.month import Month
from tusach.library.doubts.signs import SIGNS

BEYOND = 1000
"""A measure at its limit."""
_MOST = 100 * BEYOND


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """version: of these limits. limits: by the code of a sign, in the unit of its measure."""

    version: int
    limits: dict[str, int]


class Reason(msgspec.Struct, frozen=True):
    """A measure beyond its limit."""

    code: str
    value: int
    limit: int


class Judged(msgspec.Struct, frozen=True):
    """score: 1000 = the strongest measure is at its limit; None: too little to say anything.

    reasons: the strongest first. unknown: signs that could not be measured.
    """

    score: int | None
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]


def read_limits(raw: bytes) -> Limits:
    """The limits in a file. Raises msgspec.ValidationError where it is none."""
    return msgspec.json.decode(raw, type=Limits)


def measured(month: Month) -> dict[str, int | None]:
    """Every sign of a month."""
    return {sign.code: sign.measure(month) for sign in SIGNS}


def judge(month: Month, limits: Limits) -> Judged:
    """What of the month is beyond its limit."""
    return judged(measured(month), limits)


def judged(values: Mapping[str, int | None], limits: Limits) -> Judged:
    """The same for values that were measured before."""
    scores: dict[str, int] = {}
    for sign in SIGNS:
        value, limit = values[sign.code], limits.limits.get(sign.code)
        if value is not None and limit is not None:
            scores[sign.code] = score_of(value, limit, is_low_odd=sign.odd == "low")
    beyond = sorted((-score, code) for code, score in scores.items() if score > BEYOND)
    reasons = tuple(Reason(code, values[code] or 0, limits.limits[code]) for _, code in beyond)
    unknown = tuple(sign.code for sign in SIGNS if sign.code not in scores)
    return Judged(max(scores.values(), default=None), reasons, unknown)


def score_of(value: int, limit: int, *, is_low_odd: bool) -> int:
    """1000 at the limit, more beyond it.

    >>> score_of(700, 350, is_low_odd=False), score_of(700, 350, is_low_odd=True)
    (2000, 500)
    """
    if is_low_odd:
        return min(_MOST, BEYOND * limit // max(1, value))
    return min(_MOST, BEYOND * value // max(1, limit))
