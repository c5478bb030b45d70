"""Which parted streams people have looked at: `forks-seen.json` of a home.

Losing it loses nothing: what was looked at is shown once more.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach.node.settings.whole_file import write_whole

FILE = "forks-seen.json"


def seen(home: Path) -> set[str]:
    """Branches that were looked at."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=set[str])
    except (OSError, msgspec.MsgspecError):
        return set()


def mark_seen(home: Path, branches: set[str]) -> None:
    """These were looked at, too."""
    write_whole(home / FILE, msgspec.json.encode(sorted(seen(home) | branches)))
