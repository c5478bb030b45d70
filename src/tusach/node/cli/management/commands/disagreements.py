"""List facts that contradict each other and wait for a person."""

from __future__ import annotations

import json

import msgspec
from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.acts.unmatched import unmatched_returns
from tusach.node.cli.command import Outcome, ReadingCommand
from tusach.node.cli.saying import counter_of, title_line
from tusach.node.wording.disagreements import say_disagreement


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
        unmatched = [msgspec.to_builtins(one) for one in unmatched_returns(node)]
        lines = tuple(line for one in found for line in _lines(node, one["subject"], one["kind"]))
        return Outcome(
            {"open": found, "unmatched_returns": unmatched}, lines or (_("Nothing contradicts."),)
        )


def _lines(node: Node, subject: str, code: str) -> tuple[str, ...]:
    """What contradicts and what to do; persons stay without a name in a list of everything."""
    what = title_line(counter_of(node), node.store.story(subject), is_named=False)
    more = _("All entries: tusach story %(subject)s") % {"subject": subject}
    return (what, f"  {say_disagreement(code)}", f"  {more}")
