"""Minutes of the day as people write them, and back."""

from __future__ import annotations

LAST_MINUTE = 1_440


def clock(minute: int | None) -> str:
    """A minute of the day as people write it; empty where it is not known.

    >>> clock(390), clock(None)
    ('06:30', '')
    """
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def minute_from(text: str) -> int | None:
    """The minute of the day that a person has written; None where it is none.

    >>> minute_from("6:30"), minute_from("6h30"), minute_from("7"), minute_from("24:10")
    (390, 390, 420, None)
    >>> minute_from(""), minute_from("6:3a"), minute_from("6:75")
    (None, None, None)
    """
    hours, _, minutes = text.strip().lower().replace("h", ":").replace(".", ":").partition(":")
    parts = (hours.strip(), minutes.strip() or "0")
    if not all(part.isascii() and part.isdigit() and len(part) < 3 for part in parts):
        return None
    found = int(parts[0]) * 60 + int(parts[1])
    return found if int(parts[1]) < 60 and found <= LAST_MINUTE else None
