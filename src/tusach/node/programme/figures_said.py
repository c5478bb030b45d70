"""Figures in words and in fields, for the two commands that show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import msgspec
from django.utils.translation import gettext

from tusach.ledger.draft import Refusal
from tusach.library.programme.aims import what_is_refused
from tusach.library.programme.definition import Definition, Reading, Scalar
from tusach.library.programme.periods import Period, period
from tusach.node.acts import figures, markets
from tusach.node.acts.definitions import too_old
from tusach.node.acts.figure_parts import Part
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer, Coverage, Moment
from tusach.node.acts.node import Node
from tusach.node.wording.definitions import say_too_old
from tusach.node.wording.figures import say_value
from tusach.node.wording.formulas import say_formula
from tusach.node.wording.values import in_language, say_day


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
        "iso": list(one.definition.iso),
        "settled": None if one.settled is None else one.settled.story,
    }


def part_name(node: Node, field: str, value: Scalar) -> str:
    """What people call a part: the words of the province for its own codes."""
    lending, kinds = node.profile.lending, node.profile.places.kinds
    known: Sequence[Any] = {
        "grp": lending.reader_groups,
        "age_band": lending.age_bands,
        "material": lending.material_kinds,
        "channel": lending.channels,
        "place_kind": kinds,
    }.get(field, ())
    return say_value(field, value, {one.code: in_language(one.names) for one in known})


def formula(node: Node, reading: Reading) -> list[str]:
    """How a figure is counted, in words, with the province's own words for its codes."""
    return say_formula(reading, partial(part_name, node))


def part_value(part: Part) -> str:
    """The value of a part; small numbers of people are not said."""
    return gettext("too few people to be shown") if part.is_hidden else value(part.answer)


def settled_words(one: Answer, *, later: int) -> list[str]:
    """What the law removed, and what was told before, in sentences; nothing where all is known."""
    told = one.settled
    if told is None:
        return []
    said = gettext(
        "By law it is not kept any more who borrowed what. This number was counted before, on "
        "{day}, from {loans} loans whose readers were all known."
    ).format(day=say_day(told.on), loans=told.loans)
    if not later:
        return [said]
    more = gettext("Since then {n} more loans of that time were told; they are not in it.")
    fewer = gettext("Since then {n} loans of that time were taken back; they are still in it.")
    return [said, (more if later > 0 else fewer).format(n=abs(later))]


def heard_words(heard: Coverage) -> str:
    """From how many of the places that were to be heard something was, and until when."""
    said = gettext("Heard from {heard} of {due} places.").format(heard=heard.heard, due=heard.due)
    if heard.up_to is None:
        return said
    return f"{said} {gettext('The last day told:')} {say_day(heard.up_to)}."


def old_lines(node: Node) -> list[str]:
    """Which figures of the province this program is too old to count: they are not 0."""
    return [say_too_old(one.indicator, one.version) for one in too_old(node)]


def line(one: Answer) -> str:
    """One line for people: name, value, reading."""
    said = f"{in_language(one.definition.title)}: {value(one)}"
    return f"{said} [{one.reading.id}]"
