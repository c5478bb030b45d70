"""The node that this process works for; set once at the start, asked by pages."""

from __future__ import annotations

from tusach.library.calendar.lunar import table
from tusach.node.acts.node import Node
from tusach.node.store.protocol import StoreFault
from tusach.node.wording import lunar

_node: Node | None = None


def install(node: Node | None) -> Node | None:
    """Make this the node that pages ask; returns the one before."""
    global _node
    before, _node = _node, node
    lunar.ask(table if node is None else lambda: node.lunar)
    return before


def is_at_work() -> bool:
    """Whether this process serves pages, so that a desk may wait for whatever it does."""
    return _node is not None


def current() -> Node:
    """The node that pages ask. Raises StoreFault where none is open."""
    if _node is None:
        raise StoreFault("home.missing", path="")
    return _node
