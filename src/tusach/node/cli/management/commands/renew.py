"""Let a loan run longer."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation
from tusach.node.acts.node import At, Node
from tusach.node.cli.lending import LendingCommand


class Command(LendingCommand):
    """tusach renew COPY."""

    def act(self, node: Node, copy: str, reader: str, at: At) -> circulation.Told | Refusal:
        return circulation.renew(node, copy, at)
