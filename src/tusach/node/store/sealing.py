"""The heads of own streams, signed: what stands below may be given to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tusach import VERSION
from tusach.ledger.seal import make_seal
from tusach.ledger.stream import Sealed
from tusach.library.scopes import CONTROL
from tusach.node.store.protocol import Writing

if TYPE_CHECKING:
    from tusach.node.store.keys import Installation
    from tusach.node.store.store import Store


def seal_heads(store: Store, writing: Writing, former: Installation | None = None) -> int:
    """Every own stream is sealed up to its head; how many were not. Branches are nobody's own.

    former: by a key that this machine had, whose streams these are.
    """
    signer = former or store.installation
    own = signer.public_hex
    streams = writing.streams(own)
    control = next((row.hash[:32] for row in streams if row.scope == CONTROL), None)
    unsealed = [row for row in streams if row.sealed < row.number and not row.branch_of]
    if unsealed and store.keep_heads and former is None:
        # Before they are sealed: whoever sees a seal may know that the machine knows it.
        store.keep_heads({row.stream: (row.number, row.hash) for row in streams})
    for row in unsealed:
        sealed = Sealed(row.stream, row.number, row.hash, control, VERSION, max(store.now_ms(), 0))
        writing.put_seal(make_seal(sealed, signer))
        writing.put_stream(msgspec.structs.replace(row, sealed=row.number))
    return len(unsealed)
