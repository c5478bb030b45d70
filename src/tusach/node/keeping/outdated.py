"""Automatic copies from before an erasure: they go when the period of the law is over.

Until then they are what a machine is restored from; restored on it, they bring nobody back.
Source: docs/decisions/0024.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec

from tusach.ledger.fact import trusted
from tusach.library.nodes.facts import ERASURE_DONE, ErasureDone, node_subject
from tusach.node.acts.erasure_board import DEADLINE, legal_number
from tusach.node.acts.node import profile_of
from tusach.node.keeping import rotation
from tusach.node.store.store import Store


def outdated_until(home: Path, store: Store) -> str:
    """The moment (as in a name) up to which every copy holds somebody who must be nowhere now.

    Empty: none does, or the profile sets no period.
    """
    number = legal_number(profile_of(home), DEADLINE, store.today())
    if number is None:
        return ""
    moments = [
        rotation.stamp(told_ms, store.identity.offset_minutes)
        for told_ms, on in _carried_out(store)
        if (date.fromisoformat(on) + timedelta(days=number.value)).isoformat() < store.today()
    ]
    return max(moments, default="")


def _carried_out(store: Store) -> list[tuple[int, str]]:
    """When this node removed each erased person, and on which day that was asked for."""
    found = []
    for one in store.story(node_subject(store.tenant, store.own_key)).held:
        if one.fact.kind == ERASURE_DONE:
            erased = store.fact(msgspec.json.decode(one.fact.body, type=ErasureDone).erased)
            if erased is not None:
                found.append((one.fact.told_ms, trusted(erased.raw).on))
    return found
