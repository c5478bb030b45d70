"""What an exchange has done."""

from __future__ import annotations

import msgspec

from tusach.ledger.vector import Mark


class Synced(msgspec.Struct, frozen=True):
    """What an exchange has done. peer: installation; vector: what it holds durably by its word.

    sent, received: facts; waiting: facts it still lacks; branches: ways on of forked streams that
    were new here or there; aside: reasons of pieces that were set aside, here or there; asked: how
    many questions it took.
    """

    peer: str
    sent: int
    received: int
    waiting: int
    vector: tuple[Mark, ...]
    wall_ms: int
    milliseconds: int
    branches: int = 0
    aside: tuple[str, ...] = ()
    asked: int = 0
    software: str = ""
    ahead_ms: int | None = None
