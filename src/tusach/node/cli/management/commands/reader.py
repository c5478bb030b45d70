"""Show one reader by card number: state, open loans and facts; each look is logged."""

from __future__ import annotations

import argparse

from tusach.ledger.draft import Refusal
from tusach.node.acts.finding import reader_of_card
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.cli.saying import story_lines
from tusach.node.cli.telling import story_fields


class Command(ReadingCommand):
    """tusach reader CODE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("code", help="number of the card")

    def look(self, node: Node) -> Outcome:
        reader = reader_of_card(node, self.options.code)
        if reader is None:
            return refused(Refusal("scan.unknown_card", {"text": self.options.code[:60]}))
        story = node.store.story(reader)
        loans = node.store.open_loans(reader)
        fields = {**story_fields(story), "open_loans": loans}
        return Outcome(fields, story_lines(node, story))
