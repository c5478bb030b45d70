"""Show one copy: where it is, its loans, its disagreements, its facts in order."""

from __future__ import annotations

import argparse

from tusach.ledger.draft import Refusal
from tusach.node.acts.finding import copy_of_code
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.cli.saying import story_lines
from tusach.node.cli.telling import story_fields


class Command(ReadingCommand):
    """tusach copy CODE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("code", help="code or accession number of the copy")

    def look(self, node: Node) -> Outcome:
        copy = copy_of_code(node, self.options.code)
        if copy is None:
            return refused(Refusal("scan.unknown_copy", {"text": self.options.code[:60]}))
        story = node.store.story(copy)
        fields = {**story_fields(story), "status": story.state.status}
        return Outcome(fields, story_lines(node, story))
