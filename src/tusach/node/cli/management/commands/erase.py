"""Erase a person: what was private goes here at once, and on every machine that has it."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.node.acts import erasing
from tusach.node.acts.finding import reader_of_card
from tusach.node.acts.node import At, Node
from tusach.node.cli.command import Outcome, Progress, WritingCommand, refused
from tusach.node.cli.lending import at_of
from tusach.node.store.store import Done


class Command(WritingCommand):
    """tusach erase CARD|READER --reason REASON."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("reader", help="number of the reader's card, or the reader's id")
        parser.add_argument(
            "--reason", required=True, choices=erasing.REASONS, help="why the person is erased"
        )
        parser.add_argument(
            "--show", action="store_true", help="say what would be removed and remove nothing"
        )
        parser.add_argument("--on", default="", help="business date, default today")
        parser.add_argument("--by", default=None, help="id of the staff member")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        asked = words["reader"]
        reader = asked if is_id(asked) else reader_of_card(node, asked)
        state = node.store.state(reader, "reader") if reader else None
        if reader is None or state is None or state.place is None or state.erased_on is not None:
            code = "reader.unknown" if is_id(asked) else "scan.unknown_card"
            return refused(Refusal(code, {"text": asked[:60]}))
        at = at_of(node, {**words, "place": node.place(state.place).code})
        if isinstance(at, Refusal):
            return refused(at)
        found = erasing.person(node, reader)
        fields = {
            "registrations": list(found.registrations),
            "parts": found.parts,
            "links": found.links,
            "open_loans": found.open_loans,
            "answers_for": list(found.answers_for),
        }
        if words["show"]:
            return Outcome({**fields, "facts": []}, _lines(found))
        at = At(state.place, at.on, at.by)
        return _erased(erasing.erase(node, reader, at, reason=words["reason"]), fields)


def _erased(done: Done | Refusal, fields: dict[str, Any]) -> Outcome:
    if isinstance(done, Refusal):
        return refused(done)
    lines = (
        _("Erased on this machine. The other machines follow when they exchange next."),
        _("Who has confirmed: tusach erasures"),
        _("Sticks that went out still hold the person, sealed: call them back and empty them."),
    )
    return Outcome({**fields, "facts": list(done.facts)}, lines)


def _lines(found: erasing.Person) -> tuple[str, ...]:
    return (
        _("Registrations: %(n)s") % {"n": len(found.registrations)},
        _("Private entries: %(n)s") % {"n": found.parts},
        _("Loans that lead to the person: %(n)s") % {"n": found.links},
        _("Copies that must come back first: %(n)s") % {"n": len(found.open_loans)},
        _("Readers for whom the person answers: %(n)s") % {"n": len(found.answers_for)},
    )
