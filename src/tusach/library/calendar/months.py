"""Days some months away."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_later(on: str, months: int) -> str:
    """The same day so many months later; where the month is shorter, its last day.

    >>> months_later("2026-08-31", 6), months_later("2024-02-29", 36)
    ('2027-02-28', '2027-02-28')
    """
    day = date.fromisoformat(on)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()
