"""One value for each scope: equal sets of facts give equal values."""

from __future__ import annotations

from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand
from tusach.node.store.retell import scope_digests


class Command(ReadingCommand):
    """tusach digest."""

    def look(self, node: Node) -> Outcome:
        found = scope_digests(node.store)
        lines = tuple(f"{digest[:16]}  {scope}" for scope, digest in found.items())
        return Outcome({"scopes": found}, lines)
