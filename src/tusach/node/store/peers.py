"""What others have said that they hold, durably: `peers.json` of a home. Losing it loses nothing.

Without it the next parcel holds again what was brought before, and the reader knows it already.
A bent byte is noticed, and all of it is forgotten then.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach.ledger.ident import sha256
from tusach.ledger.vector import Mark, fault_of
from tusach.node.settings.whole_file import write_whole

FILE = "peers.json"


class Heard(msgspec.Struct, frozen=True):
    """A peer's vector and its clock when it said so."""

    vector: tuple[Mark, ...]
    wall_ms: int


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    check: str
    peers: dict[str, Heard]


def heard_of(home: Path) -> dict[str, Heard]:
    """By installation (64 hex digits), what each has said last."""
    try:
        found = _read(home)
    except (OSError, ValueError):
        return {}
    return {key: one for key, one in found.items() if fault_of(one.vector) is None}


def is_whole(home: Path) -> bool:
    """Whether the file is not there, or reads as it was written."""
    try:
        _read(home)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def remember(home: Path, peer: str, heard: Heard) -> None:
    """The newest word of a peer is kept."""
    known = heard_of(home)
    if peer in known and known[peer].wall_ms > heard.wall_ms:
        return
    peers = {**known, peer: heard}
    write_whole(home / FILE, msgspec.json.encode(_Kept(_check(peers), peers)))


def _read(home: Path) -> dict[str, Heard]:
    raw = (home / FILE).read_bytes()
    found = msgspec.json.decode(raw, type=_Kept)
    if found.check != _check(found.peers) or msgspec.json.encode(found) != raw:
        raise ValueError(FILE)
    return found.peers


def _check(peers: dict[str, Heard]) -> str:
    return sha256(msgspec.json.encode(peers, order="sorted"))
