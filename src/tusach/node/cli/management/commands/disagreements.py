"""List facts that contradict each other and wait for a person."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand


class Command(ReadingCommand):
    """tusach disagreements."""

    def look(self, node: Node) -> Outcome:
        rows = node.store.query(
            "SELECT subject, code, facts FROM disagreement WHERE tenant = ? ORDER BY subject, nr",
            (node.tenant,),
        )
        found = [
            {"subject": subject, "kind": code, "tellings": json.loads(facts)}
            for subject, code, facts in rows
        ]
        lines = tuple(f"{one['kind']}  {one['subject']}" for one in found)
        return Outcome({"open": found}, lines or (_("Nothing contradicts."),))
