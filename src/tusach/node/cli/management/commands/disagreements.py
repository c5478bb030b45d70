"""List what contradicts and waits for a person, with the ways to settle each."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts import cases
from tusach.node.acts.cases import Case
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.cli.saying import counter_of, title_line
from tusach.node.wording.settling import say_case, say_title
from tusach.node.worklist.shown import choices


class Command(ReadingCommand):
    """tusach disagreements."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--place", default="", help="code of the place that should look")
        parser.add_argument(
            "--joined", action="store_true", help="registrations that were joined to one person"
        )

    def look(self, node: Node) -> Outcome:
        place = node.place_id(self.options.place) if self.options.place else None
        if place is not None and node.place(place).founded_on is None:
            return refused(Refusal("place.unknown", {"place": self.options.place}))
        every = cases.joined_cases(node) if self.options.joined else cases.cases(node)
        found = [one for one in every if place is None or place in one.desks]
        lines = tuple(line for one in found for line in _lines(node, one))
        return Outcome({"open": [_fields(one) for one in found]}, lines or (_nothing(),))


def _nothing() -> str:
    return _("Nothing contradicts.")


def _fields(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "subject": case.subject,
        "kind": case.code,
        "tellings": list(case.facts),
        "also": list(case.others),
        "desks": list(case.desks),
        "hub": case.at_hub,
        "proven": case.proven,
        "ways": [one.key for one in case.options],
    }


def _lines(node: Node, case: Case) -> tuple[str, ...]:
    """What contradicts and what to do; persons stay without a name in a list of everything."""
    what = title_line(counter_of(node), node.store.story(case.subject), is_named=False)
    more = _("All entries: tusach story %(subject)s") % {"subject": case.subject}
    ways = [
        _("Settle: tusach settle %(case)s %(way)s") % {"case": case.id, "way": one.key}
        + f"  ({one.words})"
        for one in choices(node, case)
    ]
    head = f"{say_title(case.code)}: {what}"
    return (head, *(f"  {line}" for line in (say_case(case.code), *ways, more)))
