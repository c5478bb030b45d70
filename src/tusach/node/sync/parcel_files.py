"""A parcel as a file for this machine, opened from its start."""

from __future__ import annotations

from typing import Protocol

from tusach.ledger import parcel_reading
from tusach.node.store.keys import Ed25519
from tusach.node.store.store import Store
from tusach.node.sync.boxes import Zstandard


class Bytes(Protocol):
    """A file to read from, more than once."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""

    def seek(self, at: int, /) -> int:
        """Read on from there."""


def opened(store: Store, file: Bytes) -> parcel_reading.Parcel:
    """Its header is proven and meant for here; frames follow. Raises BadParcel."""
    file.seek(0)
    return parcel_reading.opened(
        file.read,
        codecs={1: Zstandard()},
        verifier=Ed25519(),
        tenant=store.tenant,
        installation=store.own_key,
    )
