"""Planned and spent money beside the tasks of the plan, by source and year."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from tusach.library.money import facts
from tusach.library.money.sums import Sum, by_task, chosen, summed
from tusach.node.acts import money as acts
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand
from tusach.node.pages.writing import number, term
from tusach.node.programme.money_words import remark, task_words, tasks_of


class Command(ReadingCommand):
    """tusach money."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--year", type=int, default=None, help="only this year")
        parser.add_argument(
            "--source", choices=facts.SOURCES, default="", help="only from this source"
        )

    def look(self, node: Node) -> Outcome:
        some = chosen(acts.entries(node), year=self.options.year, source=self.options.source)
        told, lines = [], []
        for one in by_task(some, tasks_of(some)):
            told.append(
                {
                    "task": one.task,
                    **_fields(one.whole),
                    "sources": [
                        {"source": source, **_fields(part)} for source, part in one.by_source
                    ],
                    "papers": [each.subject for each in chosen(some, task=one.task)],
                }
            )
            lines.append(_line(task_words(one.task), one.whole))
            lines += [f"  {_line(term(source), part)}" for source, part in one.by_source]
        whole = summed(some)
        fields = {"tasks": told, "all": _fields(whole), "provisional": acts.plan().provisional}
        return Outcome(fields, (*lines, _line(_("All tasks"), whole)))


def _fields(one: Sum) -> dict[str, Any]:
    return {
        "planned": one.planned,
        "spent": one.spent,
        "left": one.left,
        "is_over": one.is_over,
        "is_unplanned": one.is_unplanned,
    }


def _line(name: str, one: Sum) -> str:
    def said(n: int | None) -> str:
        return _("unknown") if n is None else number(n)

    words = _("{name}: planned {planned}, spent {spent}, left {left}").format(
        name=name, planned=said(one.planned), spent=said(one.spent), left=said(one.left)
    )
    more = remark(one)
    return f"{words} ({more})" if more else words
