"""Figures in words and in fields, for the two commands that show them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.programme.aims import what_is_refused
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.periods import Period, period
from tusach.node.acts import figures, markets
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer, Moment
from tusach.node.acts.node import Node
from tusach.node.wording.values import in_language


def asked_period(name: str) -> Period | Refusal:
    """The period of that name."""
    return period(name) or Refusal("figure.period_unknown", {"period": name})


def asked_moment(node: Node, words: str) -> Moment | Refusal:
    """A day that is over, or the number of a fact: what was known then."""
    if words.isdecimal() and len(words) < 16:
        found = figures.moment_of_fact(node, int(words))
    else:
        try:
            found = figures.moment_of_day(node, date.fromisoformat(words).isoformat())
        except ValueError:
            found = None
    return found or Refusal("figure.moment_unknown", {"moment": words})


def asked_unit(node: Node, code: str, over: Period) -> str | Refusal:
    """The subject of a commune or ward; empty = the whole province."""
    if not code:
        return ""
    found = markets.unit_of(node, code, on=over.last)
    return found if found is not None else Refusal("market.place_unknown", {"place": code})


def asked_reading(node: Node, said: Definition, name: str) -> Reading | Refusal:
    """The reading of that name, or the chosen one."""
    known = " ".join(one.id for one in said.readings)
    wanted = name or figures.chosen(node)[said.id]
    return said.read_as(wanted) or Refusal("figure.reading_unknown", {"known": known})


def refused_of(said: Definition, over: Period, unit: str) -> Refusal | None:
    """Why a definition is not asked of this period or level; None where it is."""
    code = what_is_refused(said, over, unit=unit)
    return Refusal(code, {"period": over.name}) if code else None


def fields(one: Answer) -> dict[str, Any]:
    """What scripts get; num is null where there is not enough data."""
    return {
        "id": one.definition.id,
        "reading": one.reading.id,
        "period": one.over.name,
        "first": one.over.first,
        "last": one.over.last,
        "num": one.figure.num,
        "den": one.figure.den,
        "growth": one.grown,
        "baseline": msgspec.to_builtins(one.baseline),
        "lacking": one.figure.lacking,
        "aim": msgspec.to_builtins(one.aim),
        "unit_of_value": one.definition.unit,
        "definition": one.hash,
        "frontier": one.frontier,
        "known_on": one.today or None,
        "provisional": one.definition.provisional,
    }


def line(one: Answer) -> str:
    """One line for people: name, value, reading."""
    said = f"{in_language(one.definition.title)}: {value(one)}"
    return f"{said} [{one.reading.id}]"
