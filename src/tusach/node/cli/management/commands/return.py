"""Take a copy back, whoever had it and wherever it was lent."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation
from tusach.node.acts.node import At, Node
from tusach.node.cli.lending import LendingCommand


class Command(LendingCommand):
    """tusach return COPY."""

    def act(self, node: Node, copy: str, reader: str, at: At) -> circulation.Told | Refusal:
        return circulation.take_back(node, copy, at)
