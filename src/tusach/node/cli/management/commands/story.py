"""Show any subject by its id: its folded state, its disagreements, its facts in order."""

from __future__ import annotations

import argparse

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.cli.saying import story_lines
from tusach.node.cli.telling import story_fields


class Command(ReadingCommand):
    """tusach story SUBJECT."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("subject", help="32 hexadecimal digits")

    def look(self, node: Node) -> Outcome:
        subject = self.options.subject
        story = node.store.story(subject) if is_id(subject) else None
        if story is None or not story.held:
            return refused(Refusal("subject.unknown", {"text": subject[:60]}))
        return Outcome(story_fields(story), story_lines(node, story))
