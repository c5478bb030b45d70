"""What the local tables hold of an erased reader goes before this node confirms the erasure."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from tusach.node.acts.node import Node
from tusach.node.people.pins import forget_reader

log = logging.getLogger("tusach.people")


def forget(node: Node, reader: str) -> bool:
    """The PIN and the looks at the reader are gone; False where that could not be done now."""
    try:
        forget_reader(reader)
    except DatabaseError as fault:
        log.warning("an erased reader's PIN and looks could not be removed: %s", fault)
        return False
    return True
