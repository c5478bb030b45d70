"""List every indicator with its value in a period, in a commune or in the whole province."""

from __future__ import annotations

import argparse

import msgspec

from tusach.ledger.draft import Refusal
from tusach.node.acts import figures
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.programme import figures_said
from tusach.node.store.cells import Asked


class Command(ReadingCommand):
    """tusach figures."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--period", required=True, help="as 2026, L2026 (library year), 2026H1, 2026Q3, 2026-03"
        )
        parser.add_argument("--unit", default="", metavar="CODE", help="only this commune or ward")
        parser.add_argument(
            "--all-readings", action="store_true", help="every reading beside the chosen one"
        )

    def look(self, node: Node) -> Outcome:
        over = figures_said.asked_period(self.options.period)
        if isinstance(over, Refusal):
            return refused(over)
        unit = figures_said.asked_unit(node, self.options.unit, over)
        if isinstance(unit, Refusal):
            return refused(unit)
        chosen = figures.chosen(node)
        asked = [
            Asked(said, reading, over, unit)
            for said in figures.definitions(node)
            if figures_said.refused_of(said, over, unit) is None
            for reading in said.readings
            if self.options.all_readings or reading.id == chosen[said.id]
        ]
        found = figures.answers(node, asked)
        rows = [figures_said.fields(one) for one in found]
        heard = figures.coverage(node, found[0]) if found else None
        lines = [figures_said.line(one) for one in found]
        if heard is not None:
            lines.append(figures_said.heard_words(heard))
        lines += [f"! {one}" for one in figures_said.old_lines(node)]
        return Outcome({"figures": rows, "coverage": msgspec.to_builtins(heard)}, tuple(lines))
