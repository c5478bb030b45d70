"""List the persons who were erased, by number only: who has confirmed it, and until when."""

from __future__ import annotations

import argparse

import msgspec
from django.utils.translation import gettext as _

from tusach.node.acts.erasing import READER
from tusach.node.acts.erasure_board import Standing, board
from tusach.node.acts.node import Node
from tusach.node.cli.command import DONE, NEEDS_A_PERSON, Outcome, ReadingCommand
from tusach.node.wording.erasures import say_confirmation, say_erased
from tusach.node.wording.values import say_day


class Command(ReadingCommand):
    """tusach erasures."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--open", action="store_true", help="only those that not everybody has confirmed"
        )

    def look(self, node: Node) -> Outcome:
        today = node.today()
        found = [one for one in board(node) if not (self.options.open and one.done)]
        fields = [
            {
                **msgspec.to_builtins(one.erasure),
                "reader": one.erasure.subject if one.erasure.noun == READER else None,
                "due_on": one.due_on,
                "done": one.done,
                "overdue": one.is_overdue(today),
                "nodes": [msgspec.to_builtins(each) for each in one.nodes],
            }
            for one in found
        ]
        lines = tuple(line for one in found for line in _lines(node, one, today))
        exit = NEEDS_A_PERSON if any(one.is_overdue(today) for one in found) else DONE
        return Outcome({"erasures": fields}, lines or (_("Nobody was erased."),), exit)


def _lines(node: Node, one: Standing, today: str) -> tuple[str, ...]:
    values = {
        "who": say_erased(one.erasure.noun),
        "number": one.erasure.subject[:8],
        "place": node.place(one.erasure.place).name or one.erasure.place[:8],
        "on": say_day(one.erasure.on),
        "due": say_day(one.due_on) if one.due_on else "-",
    }
    if one.done:
        head = _("%(who)s %(number)s, %(place)s, erased on %(on)s: done")
    elif one.is_overdue(today):
        head = _("%(who)s %(number)s, %(place)s, erased on %(on)s: OVERDUE since %(due)s")
    else:
        head = _("%(who)s %(number)s, %(place)s, erased on %(on)s: to be done by %(due)s")
    each = tuple(
        f"  {node_.label or node_.node[:8]}: {say_confirmation(node_.state, node_.on)}"
        for node_ in one.nodes
    )
    return (head % values, *each)
