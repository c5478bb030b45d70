"""Whom this node met at which address, and how far both were then. Source: docs/decisions/0028."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach.ledger.ident import sha256
from tusach.node.settings.whole_file import write_whole

FILE = "node.met.json"


class Bookmark(msgspec.Struct, frozen=True):
    """arrival: of the newest fact that was given or offered; fact: its id."""

    arrival: int = 0
    fact: str = ""


class Met(msgspec.Struct, frozen=True):
    """Who answered at an address; what it holds of here (mine) and this node of there (theirs).

    brief: it reads the brief form of messages.
    """

    peer: str
    mine: Bookmark
    theirs: Bookmark
    brief: bool = False


class Meetings:
    """By address, how the last exchange ended. Kept in a file where there is one.

    Losing it loses nothing: the next exchange compares more. A bent byte is noticed, and all of it
    is forgotten then.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._path = home / FILE if home else None
        self._met = self._read()

    def at(self, address: str) -> Met | None:
        """How the last exchange with this address ended, or None."""
        return self._met.get(address)

    def note(self, address: str, met: Met | None) -> None:
        """An exchange has ended so; None: nothing is known any more. Raises OSError."""
        if not address or self._met.get(address) == met:
            return
        self._met.pop(address, None)
        if met is not None:
            self._met[address] = met
        if self._path:
            told = msgspec.json.encode(self._met, order="sorted")
            write_whole(self._path, sha256(told).encode() + told)

    def _read(self) -> dict[str, Met]:
        try:
            raw = self._path.read_bytes() if self._path else b""
            check, told = raw[:64], raw[64:]
            if check.decode() != sha256(told):
                return {}
            return msgspec.json.decode(told, type=dict[str, Met])
        except (OSError, ValueError):
            return {}
