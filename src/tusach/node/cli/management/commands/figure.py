"""Open one figure: its reading, clause and period, who was heard from, and what proves it."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts import figure_parts, figures
from tusach.node.acts.changed_units import changed_units
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.programme import figures_said
from tusach.node.store.cells import Asked
from tusach.node.wording.figures import say_field
from tusach.node.wording.values import in_language

MOST = 200


class Command(ReadingCommand):
    """tusach figure."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("id", help="an indicator, as `tusach figures --json` names it")
        parser.add_argument("--period", required=True, help="as 2026, L2026, 2026H1, 2026Q3")
        parser.add_argument("--unit", default="", metavar="CODE", help="only this commune or ward")
        parser.add_argument(
            "--known-at",
            default="",
            metavar="SEQ|DATE",
            help="as it was known at the end of that day, or when that fact was the newest",
        )
        parser.add_argument("--reading", default="", help="another reading than the chosen one")
        parser.add_argument(
            "--by",
            default="",
            metavar="FIELD",
            help="also in parts, as by channel, sex or border; small numbers of people left out",
        )

    def look(self, node: Node) -> Outcome:
        words = self.options
        said = figures.definition_of(node, words.id)
        if said is None:
            return refused(Refusal("figure.unknown", {"id": words.id}))
        over = figures_said.asked_period(words.period)
        if isinstance(over, Refusal):
            return refused(over)
        reading = figures_said.asked_reading(node, said, words.reading)
        if isinstance(reading, Refusal):
            return refused(reading)
        unit = figures_said.asked_unit(node, words.unit, over)
        if isinstance(unit, Refusal):
            return refused(unit)
        wrong = figures_said.refused_of(said, over, unit)
        if wrong is not None:
            return refused(wrong)
        if words.by and (words.known_at or words.by not in said.disaggregate):
            known = "" if words.known_at else " ".join(said.disaggregate)
            return refused(Refusal("figure.part_unknown", {"known": known}))
        if words.known_at:
            moment = figures_said.asked_moment(node, words.known_at)
            if isinstance(moment, Refusal):
                return refused(moment)
            with figures.then(node, moment, reading) as look:
                asked = Asked(said, reading, over, unit)
                return _outcome(node, figures.answer_in(look, asked, today=moment.today), look)
        one = figures.answer(node, said, reading, over, unit=unit)
        found = _outcome(node, one)
        return _in_parts(node, one, words.by, found) if words.by else found


def _in_parts(node: Node, one: figures.Answer, field: str, whole: Outcome) -> Outcome:
    parts = figure_parts.in_parts(node, one, field)
    told: list[dict[str, Any]] = [
        {"value": part.value, "hidden": True}
        if part.is_hidden
        else {"value": part.value, "num": part.answer.figure.num, "den": part.answer.figure.den}
        for part in parts
    ]
    lines = [
        f"  {figures_said.part_name(node, field, part.value)}: {figures_said.part_value(part)}"
        for part in parts
    ]
    title = _("By {field}:").format(field=say_field(field))
    return Outcome({**whole.fields, "by": field, "parts": told}, (*whole.lines, title, *lines))


def _outcome(node: Node, one: figures.Answer, look: figures.Knowing | None = None) -> Outcome:
    said, reading = one.definition, one.reading
    heard, proof = figures.coverage(node, one, look), figures.proof(node, one, look)
    fields = {
        **figures_said.fields(one),
        "legal": said.legal,
        "formula": msgspec.to_builtins(reading),
        "coverage": msgspec.to_builtins(heard),
        "changed_units": msgspec.to_builtins(changed_units(node, one.over, unit=one.unit)),
        "evidence": None if proof is None else msgspec.to_builtins(proof[:MOST]),
        "evidence_of": None if proof is None else len(proof),
    }
    lines = [
        figures_said.line(one),
        in_language(reading.title),
        *(f"  {one}." for one in figures_said.formula(node, reading)),
        said.legal,
        figures_said.heard_words(heard),
    ]
    if look is not None:
        known = _("As known on {day}, up to fact {n}.").format(day=one.today, n=one.frontier)
        lines.insert(1, known)
    if one.settled is not None:
        lines += figures_said.settled_words(one, later=0)
        lines.append(f"  {one.settled.story}")
    elif proof is None:
        lines.append(_("What proves it are single people, who are not listed here."))
    else:
        lines += [f"  {part.n}  {' '.join(part.stories)}" for part in proof[:MOST]]
    return Outcome(fields, tuple(lines))
