"""What `lend`, `return` and `renew` have in common: codes as a scanner sends them, date, place."""

from __future__ import annotations

import argparse
import re
from typing import Any

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.node.acts.circulation import Told
from tusach.node.acts.finding import copy_of_code, reader_of_card
from tusach.node.acts.node import At, Node
from tusach.node.cli.command import Outcome, Progress, WritingCommand, refused

_ID = re.compile(r"[0-9a-f]{32}\Z")


class LendingCommand(WritingCommand):
    """A command about one copy."""

    with_reader = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("copy", help="code of the copy")
        if self.with_reader:
            parser.add_argument("reader", help="number of the reader's card")
        parser.add_argument("--on", default="", help="business date, default today")
        parser.add_argument("--place", default="", help="code of the place")
        parser.add_argument("--by", default=None, help="id of the staff member")

    def act(self, node: Node, copy: str, reader: str, at: At) -> Told | Refusal:
        """The act itself."""
        raise NotImplementedError

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        at = at_of(node, words)
        if isinstance(at, Refusal):
            return refused(at)
        copy = words["copy"] if _ID.match(words["copy"]) else copy_of_code(node, words["copy"])
        if copy is None:
            return refused(Refusal("scan.unknown_copy", {"text": words["copy"][:60]}))
        reader = ""
        if self.with_reader:
            found = words["reader"]
            reader = found if _ID.match(found) else reader_of_card(node, found) or ""
            if not reader:
                return refused(Refusal("scan.unknown_card", {"text": found[:60]}))
        told = self.act(node, copy, reader, at)
        if isinstance(told, Refusal):
            return refused(told)
        return Outcome({"fact": told.fact, "due_on": told.due_on}, (told.due_on or told.fact,))


def at_of(node: Node, words: dict[str, Any]) -> At | Refusal:
    """Where, when and by whom, from the options."""
    on = words.get("on") or node.today()
    if not is_day(on):
        return Refusal("date.malformed", {"on": on})
    place = node.place_id(words["place"]) if words.get("place") else node.own_place()
    if place is None or node.place(place).founded_on is None:
        return Refusal("place.unknown", {"place": words.get("place") or ""})
    return At(place, on, words.get("by"))
