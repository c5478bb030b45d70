"""List tasks: what is to be done where until when, late ones first."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.programme.periods import period_of
from tusach.library.tasks.story import OPEN, TaskState
from tusach.node.acts import tasks
from tusach.node.acts.markets import unit_name
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.pages.writing import day, term
from tusach.node.programme import figures_said
from tusach.node.programme.task_words import what_words


class Command(ReadingCommand):
    """tusach tasks."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--unit", default="", metavar="CODE", help="only this commune or ward")
        parser.add_argument("--late", action="store_true", help="only those that are late")
        parser.add_argument("--all", action="store_true", help="those that have ended, too")

    def look(self, node: Node) -> Outcome:
        today = node.today()
        unit = figures_said.asked_unit(node, self.options.unit, period_of("year", today))
        if isinstance(unit, Refusal):
            return refused(unit)
        found = [
            one
            for one in tasks.listed(node)
            if (self.options.all or one.standing == OPEN)
            and (not self.options.late or one.is_late(today))
            and (not unit or (one.given is not None and one.given.unit == unit))
        ]
        rows = [_fields(one, today) for one in found]
        return Outcome({"tasks": rows}, tuple(_line(node, one, today) for one in found))


def _fields(one: TaskState, today: str) -> dict[str, Any]:
    said = one.given
    assert said is not None  # a row of the table was given
    return {
        "id": one.subject,
        "unit": said.unit or None,
        "what": said.what,
        "start_on": said.start_on,
        "due_on": said.due_on,
        "late": one.is_late(today),
        "standing": one.standing,
        "source": said.source,
        "of": said.of or None,
        "staff": said.staff or None,
    }


def _line(node: Node, one: TaskState, today: str) -> str:
    said = one.given
    assert said is not None  # a row of the table was given
    where = unit_name(node, said.unit) if said.unit else _("the whole province")
    late = f" ({_('late')})" if one.is_late(today) else ""
    return f"{day(said.due_on)}{late}: {what_words(one)}, {where} [{term(one.standing)}]"
