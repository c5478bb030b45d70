"""Check that everything in this home is what was told; exit 4 where it is not."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.acts.verifying import verify_home
from tusach.node.cli.command import DAMAGED, Outcome
from tusach.node.cli.command import Command as Base
from tusach.node.wording.verifying import say_found


class Command(Base):
    """tusach verify [--quick]."""

    signs = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="leave out tables and search")

    def handle(self) -> Outcome:
        found = verify_home(
            self.home,
            quick=self.options.quick,
            progress=lambda done, total: self.progress(_("facts"), done, total),
        )
        faults = [
            {
                "where": one.where,
                "code": one.code,
                "said": one.said,
                "message": say_found(one.code, said=one.said, where=one.where),
            }
            for one in found.faults
        ]
        lines = [f"{one['where']}: {one['message']}" for one in faults]
        summary = ngettext(
            "Streams: %(streams)d, facts: %(facts)d, seals: %(seals)d. %(n)d fault.",
            "Streams: %(streams)d, facts: %(facts)d, seals: %(seals)d. %(n)d faults.",
            len(faults),
        ) % {
            "streams": found.streams,
            "facts": found.facts,
            "seals": found.seals,
            "n": len(faults),
        }
        fields = {
            "streams": found.streams,
            "facts": found.facts,
            "seals": found.seals,
            "faults": faults,
        }
        return Outcome(fields, (*lines, summary), DAMAGED if faults else 0)
