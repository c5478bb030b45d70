"""What others have said that they hold, durably: `peers.json` of a home. Losing it loses nothing.

Without it the next parcel holds again what was brought before, and the reader knows it already.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach.ledger.vector import Mark, fault_of
from tusach.node.settings.whole_file import write_whole

FILE = "peers.json"


class Heard(msgspec.Struct, frozen=True):
    """A peer's vector and its clock when it said so."""

    vector: tuple[Mark, ...]
    wall_ms: int


def heard_of(home: Path) -> dict[str, Heard]:
    """By installation (64 hex digits), what each has said last."""
    try:
        found = msgspec.json.decode((home / FILE).read_bytes(), type=dict[str, Heard])
    except (OSError, msgspec.MsgspecError):
        return {}
    return {key: one for key, one in found.items() if fault_of(one.vector) is None}


def remember(home: Path, peer: str, heard: Heard) -> None:
    """The newest word of a peer is kept."""
    known = heard_of(home)
    if peer in known and known[peer].wall_ms > heard.wall_ms:
        return
    write_whole(home / FILE, msgspec.json.encode({**known, peer: heard}))
