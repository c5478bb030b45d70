"""Settle what contradicts by one of its ways, or take a settlement back."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts import settling
from tusach.node.acts.node import At, Node
from tusach.node.cli.command import Outcome, Progress, WritingCommand, refused
from tusach.node.cli.lending import at_of


class Command(WritingCommand):
    """tusach settle CASE WAY."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("case", help="its id, as “tusach disagreements” says it")
        parser.add_argument("way", nargs="?", default="", help="one of its ways; default the first")
        parser.add_argument(
            "--undo",
            nargs="+",
            default=[],
            metavar="FACT",
            help="take back the facts that settling this case has told",
        )
        parser.add_argument("--on", default="", help="business date, default today")
        parser.add_argument("--place", default="", help="code of the place")
        parser.add_argument("--by", default=None, help="id of the staff member")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        at = _where(node, words)
        if isinstance(at, Refusal):
            return refused(at)
        if words["undo"]:
            done = settling.undo(node, words["undo"], at)
        else:
            way = words["way"] or settling.proposal(node, words["case"])
            done = settling.choose(node, words["case"], way, at)
        if isinstance(done, Refusal):
            return refused(done)
        fields = {"case": words["case"], "subject": done.subject, "facts": list(done.facts)}
        line = _("Taken back.") if words["undo"] else _("Settled.")
        more = _("To take it back: tusach settle %(case)s --undo %(facts)s")
        again = more % {"case": words["case"], "facts": " ".join(done.facts)}
        return Outcome(fields, (line,) if words["undo"] else (line, again))


def _where(node: Node, words: dict[str, Any]) -> At | Refusal:
    """Where it is settled; a hub without a desk of its own settles for the whole province."""
    if words.get("place") or node.own_place():
        return at_of(node, words)
    return At("", words.get("on") or node.today(), words.get("by"))
