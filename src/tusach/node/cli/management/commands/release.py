"""Give up the readers of a trip's places, at the vehicle, when all of it is at the province."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts import holding
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, Progress, WritingCommand, refused


class Command(WritingCommand):
    """tusach release."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--place", default="", help="code; without it all places of the trip")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        code = words["place"]
        standing = holding.own_standing(node.store)
        places = [node.place_id(code)] if code else holding.held_by(standing) if standing else []
        if not places and standing is not None and standing.role == "vehicle":
            return Outcome(_fields(holding.Released()), (_("Nothing of a trip is here."),))
        found = holding.release(node, places)
        if isinstance(found, Refusal):
            values = {**found.values, "place": code} if code else found.values
            return refused(Refusal(found.code, values))
        line = _("Given up: %(n)s places. %(parts)s private details are removed from this machine.")
        return Outcome(_fields(found), (line % {"n": len(found.places), "parts": found.parts},))


def _fields(found: holding.Released) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(found)
    return fields
