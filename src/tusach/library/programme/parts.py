"""A figure in parts: the same reading, of those rows alone in which a field has one value.

Different people do not add up over parts: somebody may stand in two of them. What is summed does.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from tusach.library.programme.definition import Ask, Measure, Reading, Scalar, Select
from tusach.library.programme.sources import SOURCES
from tusach.library.programme.suppression import Hidden, hidden


def narrowed(reading: Reading, field: str, value: Scalar) -> Reading:
    """The reading where a field has this value; what does not know the field stays as it is.

    A condition that the reading has on that field already is kept where the value meets it; else
    the part is empty, as nothing can be both.
    """
    numerator = _narrowed(reading.numerator, field, value)
    denominator = reading.denominator and _narrowed(reading.denominator, field, value)
    return replace(
        reading,
        id=f"{reading.id}:{field}={value}",
        numerator=numerator,
        denominator=denominator,
    )


def hidden_parts(parts: Mapping[str, int], total: int | None, least: int) -> Hidden:
    """Which parts of a count of people are not shown beside their total.

    As in tables by commune. Where parts do not sum to their total, somebody stands in two of them
    or in none, and each small part still hides another.

    >>> sorted(hidden_parts({"f": 3, "m": 9}, 12, 5).cells)
    ['f', 'm']
    """
    found = hidden(parts, least)
    rest = (total or 0) - sum(parts.values())
    if 0 < rest < least and len(found.cells) < 2:
        smallest = sorted(parts, key=lambda name: (parts[name], name))[:1]
        return Hidden(found.cells | frozenset(smallest), found.total)
    return found


def _narrowed(measure: Measure, field: str, value: Scalar) -> Measure:
    return replace(
        measure,
        every=tuple(tuple(_where(one, field, value) for one in group) for group in measure.every),
    )


def _where(one: Select, field: str, value: Scalar) -> Select:
    if field not in SOURCES[one.source].fields:
        return one
    asked = one.where.get(field)
    if asked is not None and not meets(asked, value):
        return replace(one, where={**one.where, field: Ask(one_of=(_NOTHING[type(value)],))})
    return replace(one, where={**one.where, field: Ask(is_=value)})


_NOTHING: dict[type, Scalar] = {str: "no such word", int: -(2**53)}


def meets(asked: Ask, value: Scalar) -> bool:
    """Whether a value is what is asked."""
    if asked.is_ is not None:
        return asked.is_ == value
    if asked.one_of:
        return value in asked.one_of
    return isinstance(value, int) and asked.at_least is not None and value >= asked.at_least
