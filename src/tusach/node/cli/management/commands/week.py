"""What waits on a Monday: who is silent, which crate is overdue, whose question waits."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, ReadingCommand
from tusach.node.programme import monday
from tusach.node.programme.silence import silence
from tusach.node.programme.week_words import shown, waits


class Command(ReadingCommand):
    """tusach week."""

    def look(self, node: Node) -> Outcome:
        heard, lines = silence(node), monday.waiting(node)
        fields: dict[str, Any] = {
            "on": node.today(),
            "after_days": heard.after_days,
            "due": heard.due,
            "heard": heard.heard,
            "up_to": heard.up_to or None,
            "silent": [msgspec.to_builtins(one) for one in heard.places],
            "machines": [
                {"key": row.key, "name": row.name, "silent_days": row.silent_days}
                for row in heard.machines
            ],
            "lines": [msgspec.to_builtins(one) for one in lines],
        }
        head = _("{heard} of {due} places told visits in the last {days} days.")
        said = [head.format(heard=heard.heard, due=heard.due, days=heard.after_days)]
        for one in heard.places:
            since = waits(one.days) if one.since else _("never heard of")
            said.append(f"  {node.place(one.place).name}: {since}")
        said += [f"  {row.name}: {waits(row.silent_days)}" for row in heard.machines]
        for line in (shown(node, one, from_afar=True) for one in lines if one.count):
            said.append(f"{line['count']}  {line['title']}")
            said += [f"  {_row(row)}" for row in line["rows"]]
        waiting = bool(heard.places or heard.machines or any(one.count for one in lines))
        if not waiting:
            said.append(_("Nothing waits."))
        return Outcome(fields, tuple(said), NEEDS_A_PERSON if waiting else 0)


def _row(row: dict[str, Any]) -> str:
    return " · ".join(part for part in (row["name"], row["place"], row["waits"]) if part)
