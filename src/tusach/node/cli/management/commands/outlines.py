"""Take the shapes of the communes out of a GeoJSON file for the maps of this node, or forget them.

Optional: without shapes a map shows points. The file stays with this node and is not exchanged.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.exchange.faults import RemoteFault
from tusach.exchange.outlines.geojson import Outlines
from tusach.node.acts import outlines
from tusach.node.acts.node import Node
from tusach.node.cli.command import DONE, NEEDS_A_PERSON, REFUSED, Outcome, ReadingCommand
from tusach.node.wording.reasons import say_reason


class Command(ReadingCommand):
    """tusach outlines FILE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("file", nargs="?", type=Path, help="a GeoJSON file of areas")
        asked.add_argument("--remove", action="store_true", help="draw points only again")

    def look(self, node: Node) -> Outcome:
        if self.options.remove:
            there = outlines.remove(node)
            line = _("Maps show points again.") if there else _("There were no shapes here.")
            return Outcome({"removed": there}, (line,))
        found = outlines.take(node, self.options.file)
        if isinstance(found, RemoteFault):
            fields = {"refusal": {"code": found.reason, "place": found.place}}
            return Outcome(fields, (say_reason(found.reason), found.place), exit=REFUSED)
        return _told(found)


def _told(found: Outlines) -> Outcome:
    count = len(found.outlines)
    lines = [
        ngettext(
            "{n} commune is drawn with its shape.",
            "{n} communes are drawn with their shapes.",
            count,
        ).format(n=count)
    ]
    if found.missing:
        lines.append(_("Without a shape: {codes}").format(codes=", ".join(found.missing)))
    if found.unknown:
        lines.append(_("Shapes that are no commune here: {n}").format(n=found.unknown))
    fields = {
        "communes": count,
        "corners": found.corners,
        "grid_e6": found.grid,
        "missing": found.missing,
        "unknown": found.unknown,
    }
    return Outcome(fields, tuple(lines), exit=NEEDS_A_PERSON if found.missing else DONE)
