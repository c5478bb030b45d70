"""Bring this node and another to the same facts, over the network."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, Progress, WritingCommand
from tusach.node.cli.network import not_done
from tusach.node.sync.asking import synchronise
from tusach.node.sync.link import HttpLink
from tusach.node.sync.messages import BadMessage


class Command(WritingCommand):
    """tusach sync URL."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("address", help="of the other node: http://192.168.1.5:8000")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        label = _("facts")
        try:
            found = synchronise(
                node.store,
                HttpLink(words["address"]),
                progress=lambda received, sent: progress(label, received + sent, 0),
            )
        except BadMessage as fault:
            return not_done(fault)
        node.indexer.settle()
        forks = []
        if found.branches:
            forks.append({"peer": found.peer, "branches": found.branches})
        fields = {
            "sent": found.sent,
            "received": found.received,
            "waiting": found.waiting,
            "receipt": {
                "holder": found.peer,
                "wall_ms": found.wall_ms,
                "vector": [msgspec.to_builtins(one) for one in found.vector],
            },
            "milliseconds": found.milliseconds,
            "forks": forks,
            "aside": list(found.aside),
        }
        lines = [
            ngettext("Sent: %(n)s thing done.", "Sent: %(n)s things done.", found.sent)
            % {"n": found.sent},
            ngettext("Received: %(n)s.", "Received: %(n)s.", found.received)
            % {"n": found.received},
        ]
        if found.branches:
            lines.append(
                _(
                    "One machine has told things twice under the same numbers, as a copied or "
                    "restored disk does. Both are kept; the province should look at it."
                )
            )
        return Outcome(fields, tuple(lines), NEEDS_A_PERSON if found.aside else 0)
