"""Where each target stands: value, what is asked by today, what is missing, what is expected."""

from __future__ import annotations

import argparse

from tusach.ledger.draft import Refusal
from tusach.library.programme.telling import YEAR_KINDS
from tusach.node.acts import targets
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.programme import figures_said, target_words


class Command(ReadingCommand):
    """tusach targets."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--period", default="", help="a year, as 2026 or L2026; else the one that runs"
        )

    def look(self, node: Node) -> Outcome:
        over = None
        if self.options.period:
            found = figures_said.asked_period(self.options.period)
            if isinstance(found, Refusal):
                return refused(found)
            if found.kind not in YEAR_KINDS:
                return refused(Refusal("figure.period_not_asked", {"period": found.name}))
            over = found
        some = targets.stands(node, over)
        rows = [figures_said.fields(one.answer) | target_words.fields(one) for one in some]
        lines = []
        for one in some:
            lines.append(figures_said.line(one.answer))
            said = (
                target_words.gap(one),
                target_words.pace(one),
                target_words.expected(one),
                target_words.paper(one),
            )
            lines += [f"  {words}" for words in said if words]
        lines += [f"! {one}" for one in figures_said.old_lines(node)]
        return Outcome({"targets": rows}, tuple(lines))
