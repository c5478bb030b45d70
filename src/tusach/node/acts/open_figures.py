"""Figures as anybody may have them: by commune, with small numbers of people left out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.library.programme.definition import Definition
from tusach.library.programme.periods import Period
from tusach.library.programme.suppression import hidden
from tusach.node.acts.figures import Answer, answers, chosen, counts_single_people
from tusach.node.acts.node import Node
from tusach.node.store.cells import Asked


class OpenFigure(msgspec.Struct, frozen=True):
    """A figure of the whole province (unit empty) or of a commune.

    is_hidden: people were counted, and so few that nothing is said, or too few beside others.
    """

    answer: Answer
    is_hidden: bool


def open_figures(
    node: Node, said: Sequence[Definition], over: Period, units: Sequence[str]
) -> list[OpenFigure]:
    """For each definition the figure of the province, then those of the communes, in order."""
    read_as = chosen(node)
    asked = [
        Asked(one, reading, over, unit)
        for one in said
        if (reading := one.read_as(read_as.get(one.id, ""))) is not None
        for unit in ("", *units)
    ]
    found = answers(node, asked, only_settled=True)  # nothing that only links could tell
    many = 1 + len(units)
    rows: list[OpenFigure] = []
    for at in range(0, len(found), many):
        rows += _published(found[at], found[at + 1 : at + many])
    return rows


def counts_people(said: Definition) -> bool:
    """Whether any reading counts single people: the province may choose each of them."""
    return any(map(counts_single_people, said.readings))


def _published(whole: Answer, parts: Sequence[Answer]) -> list[OpenFigure]:
    if not counts_people(whole.definition):
        return [OpenFigure(one, is_hidden=False) for one in (whole, *parts)]
    least = whole.definition.privacy.min_cell
    sides = [
        hidden({one.unit: n for one in parts if (n := side(one)) is not None}, least)
        for side in (_num, _den)
    ]
    few = any(n is not None and 0 < n < least for n in (whole.figure.num, whole.figure.den))
    total = few or any(one.total for one in sides)
    gone = frozenset[str]().union(*(one.cells for one in sides))
    found = [OpenFigure(whole, is_hidden=total)]
    return found + [OpenFigure(one, is_hidden=one.unit in gone) for one in parts]


def _num(one: Answer) -> int | None:
    return one.figure.num


def _den(one: Answer) -> int | None:
    return one.figure.den
