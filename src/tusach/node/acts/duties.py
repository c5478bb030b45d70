"""What a node owes the others by itself, whenever it has heard something new.

A duty looks at what is held, never at what just came in: so it may be done late, twice, or by
another process, and nothing is owed after it.
"""

from __future__ import annotations

from collections.abc import Callable

from tusach.node.acts import erasing, purging
from tusach.node.acts.node import Node

Duty = Callable[[Node], int]
"""Tells what is owed and not told yet. Returns the number of facts told."""

DUTIES: tuple[Duty, ...] = (erasing.confirm, purging.daily)


def perform(node: Node) -> int:
    """Every duty once. Returns the number of facts told."""
    return sum(duty(node) for duty in DUTIES)
