"""What is said of a piece of foreign input that cannot be used: where it is and why."""

from __future__ import annotations

import msgspec


class RemoteFault(msgspec.Struct, frozen=True):
    """A piece that came from outside and cannot be used or carried: its place and its reason.

    place: where, as a person would look for it (a tag, a row, a position). reason: a code worded
    in the locale. limit: the number that was passed, when the reason is a size.
    """

    place: str
    reason: str
    limit: int = 0


class Reject(msgspec.Struct, frozen=True):
    """A piece of a file that gave no record: kept whole, with its place and its reason.

    position: 1 for the first piece of the file. offset: bytes before it in the file (after
    unpacking; for a list, the number of its row). reason: a code worded in the locale. raw: its
    bytes.
    """

    position: int
    offset: int
    reason: str
    raw: bytes
