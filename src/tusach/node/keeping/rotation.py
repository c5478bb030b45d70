"""Names of the automatic copies, and which of them stay.

>>> name_of("ab" * 16, "20261126-093000")
'tusach-abababab-20261126-093000.backup'
>>> stamp_of("tusach-abababab-20261126-093000.backup", "ab" * 16)
'20261126-093000'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

HOURLY, DAILY, MONTHLY = 24, 14, 12
SUFFIX = ".backup"
_NAME = re.compile(r"tusach-([0-9a-f]{8})-(\d{8}-\d{6})\.backup\Z")


def stamp(ms: int, offset_minutes: int) -> str:
    """A moment as it stands in a name: local time of the province."""
    moment = datetime.fromtimestamp(ms / 1000, tz=UTC) + timedelta(minutes=offset_minutes)
    return moment.strftime("%Y%m%d-%H%M%S")


def name_of(home: str, moment: str) -> str:
    """The name of a copy."""
    return f"tusach-{home[:8]}-{moment}{SUFFIX}"


def stamp_of(name: str, home: str) -> str | None:
    """The moment in a name, where it is a copy of this home."""
    found = _NAME.match(name)
    return found[2] if found and found[1] == home[:8] else None


def copies(folder: Path, home: str) -> list[Path]:
    """The automatic copies of this home in a folder, the latest first; none where it is gone."""
    try:
        found = [path for path in folder.iterdir() if stamp_of(path.name, home)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name, reverse=True)


def to_drop(stamps: Iterable[str], now: str) -> set[str]:
    """Moments whose copies go: not the last of their hour, day or month, or of those too many.

    The newest always stays. What a wrong clock has dated later than now is left alone.
    """
    past = sorted((one for one in stamps if one <= now), reverse=True)
    kept = set(past[:1])
    for length, most in ((11, HOURLY), (8, DAILY), (6, MONTHLY)):
        newest: dict[str, str] = {}
        for one in past:
            newest.setdefault(one[:length], one)
        kept.update(sorted(newest.values(), reverse=True)[:most])
    return set(past) - kept
