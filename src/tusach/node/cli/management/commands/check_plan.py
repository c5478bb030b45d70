"""Check a plan of trips against every rule, whoever made it."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, ReadingCommand, refused
from tusach.node.trips import plan_files
from tusach.node.trips.plan_names import Names, words_of
from tusach.node.wording.plans import say_fault


class Command(ReadingCommand):
    """tusach check-plan."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="what `tusach plan-trips --json` printed")

    def look(self, node: Node) -> Outcome:
        read = plan_files.of_file(node, Path(self.options.file))
        if isinstance(read, Refusal):
            return refused(read)
        problem, plan = read
        found = plan_files.found_faults(problem, plan)
        named = Names(node, words_of(node), problem.from_on).stop
        rows = [
            {**msgspec.to_builtins(one), "message": say_fault(problem, one, named)} for one in found
        ]
        lines = [row["message"] for row in rows] or [_("The plan keeps every rule.")]
        return Outcome({"faults": rows}, tuple(lines), NEEDS_A_PERSON if found else 0)
