"""Let a vehicle hold the readers and loans of places for a trip, at the hub; or list who does."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts import holding, trips
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, Progress, WritingCommand, refused
from tusach.node.wording.values import say_day


class Command(WritingCommand):
    """tusach trip."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("vehicle", nargs="?", default="", help="its own place’s code, or key")
        parser.add_argument("--places", default="", help="codes, parted by commas")
        parser.add_argument("--until", type=_day, default="", help="last day of the trip")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        if not words["vehicle"]:
            return _listed(node)
        places = [one.strip() for one in words["places"].split(",") if one.strip()]
        until = words["until"] or node.today()
        found = trips.send(node, words["vehicle"], places, until=until, by=None)
        if isinstance(found, Refusal):
            return refused(found)
        line = _(
            "After the next exchange the vehicle holds %(n)s places of the trip until %(day)s."
        )
        shown = {"n": len(found.places), "day": say_day(found.until)}
        return Outcome(msgspec.to_builtins(found), (line % shown,))


def _listed(node: Node) -> Outcome:
    """Vehicles that hold places of a trip; those that ought not to any more need a person."""
    found = holding.holders(node)
    over = _("%(who)s has not given up %(places)s; its trip ended on %(day)s.")
    on_trip = _("%(who)s holds %(places)s until %(day)s.")
    lines = []
    for one in found:
        names = ", ".join(node.place(place).name or place for place in one.places)
        who = one.label or one.installation[:8]
        shown = {"who": who, "places": names, "day": say_day(one.until)}
        lines.append((over if one.is_over else on_trip) % shown)
    late = any(one.is_over for one in found)
    fields = {"holders": [msgspec.to_builtins(one) for one in found]}
    lines = lines or [_("No vehicle holds anything of another place.")]
    return Outcome(fields, tuple(lines), NEEDS_A_PERSON if late else 0)


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()
