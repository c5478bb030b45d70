"""Whole days as an iCalendar file. Source: RFC 5545, sections 3.1, 3.3.11, 3.6.1 and 3.8.

Only what a list of days needs: an event a day, without an hour, so that no time zone is asked.
The same days give the same bytes; an event keeps its identity, so that a calendar that fetches the
file again changes the day it has and adds none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

LONGEST_LINE = 75
"""Bytes of a line, without its end; what follows goes on in the next one after a blank."""
PRODUCT = "-//Tu Sach//Thu vien luu dong//VI"


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One whole day. uid: the same for the same event in every file, ASCII. told_ms: when known.

    called_off: a calendar that holds the day shows it struck out, and does not lose it unsaid.
    """

    uid: str
    on: date
    summary: str
    description: str = ""
    location: str = ""
    told_ms: int = 0
    called_off: bool = False


def calendar_file(name: str, days: Iterable[Day]) -> bytes:
    """A file with these days, by day and uid; name: what the calendar is called."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for one in sorted(days, key=lambda one: (one.on, one.uid)):
        lines += _event(one)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text as it stands in a value: what separates values, and ends of lines, are marked."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # Other signs that steer a screen may not stand in a file at all.
    kept = "".join(sign for sign in lines if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
    return kept.replace("\n", "\\n")


def _event(one: Day) -> Iterator[str]:
    told = datetime.fromtimestamp(one.told_ms / 1000, UTC)
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"DTSTAMP:{told:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}"
    if one.on < date.max:
        yield f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{escaped(one.description)}"
    if one.location:
        yield f"LOCATION:{escaped(one.location)}"
    if one.called_off:
        # A calendar believes a later revision only.
        yield "SEQUENCE:1"
        yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes, never through a letter."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        raw = sign.encode()
        room = LONGEST_LINE - (1 if pieces else 0)
        if len(piece) + len(raw) > room:
            pieces.append(piece)
            piece = b""
        piece += raw
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
