"""A figure in parts: by channel, by group, by the class of a stop, as its definition allows.

Each part is a figure of its own, counted and kept like every other. Of people no small part is
shown, nor what would give one away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.library.programme.definition import Scalar
from tusach.library.programme.evaluate import of_links, span_of
from tusach.library.programme.parts import hidden_parts, narrowed
from tusach.node.acts.figures import Answer, answers, counts_single_people
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql, linking
from tusach.node.store.cells import Asked


class Part(msgspec.Struct, frozen=True):
    """value: what the field is; "" = it was not said. is_hidden: people, and too few of them."""

    value: Scalar
    answer: Answer
    is_hidden: bool = False


def in_parts(node: Node, one: Answer, field: str) -> tuple[Part, ...]:
    """The parts of a figure by a field that its definition names, in order of the field's values.

    Nothing where the figure itself is not known, or stands on what was told before links went:
    then only the groups of that fact are known.
    """
    assert field in one.definition.disaggregate
    if one.figure.num is None or one.settled is not None:
        return ()
    values = _values(node, one, field)
    asked = [
        Asked(one.definition, narrowed(one.reading, field, value), one.over, one.unit)
        for value in values
    ]
    parts = [Part(value, said) for value, said in zip(values, answers(node, asked), strict=True)]
    return _shown(parts, one) if counts_single_people(one.reading) else tuple(parts)


def _values(node: Node, one: Answer, field: str) -> list[Scalar]:
    span = span_of(one.reading, one.over, today=node.today(), unit=one.unit)
    look: AbstractContextManager[Any] = (
        linking.linked_look(node.store) if of_links(one.reading) else node.store.engine.own_look()
    )
    with look as reading:
        return figure_sql.values_of(reading, one.reading.numerator, field, span)


def _shown(parts: Sequence[Part], whole: Answer) -> tuple[Part, ...]:
    least = whole.definition.privacy.min_cell
    gone: set[str] = set()
    for side in ("num", "den"):
        counts = {str(part.value): getattr(part.answer.figure, side) or 0 for part in parts}
        if side == "den" and whole.figure.den is None:
            continue
        found = hidden_parts(counts, getattr(whole.figure, side), least)
        gone |= set(counts) if found.total else found.cells
    return tuple(replace(part, is_hidden=str(part.value) in gone) for part in parts)
