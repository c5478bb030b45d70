"""The formula of a figure in words, made from its definition: what is counted, and out of what."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.library.programme.definition import Ask, Measure, Reading, Scalar, Select
from tusach.library.programme.sources import SOURCES
from tusach.node.wording.formula_terms import (
    AMOUNTS,
    FIELDS,
    FLAGS,
    KEYS,
    OWN,
    ROWS,
    SUMS,
    VALUES,
)
from tusach.node.wording.values import number

Naming = Callable[[str, Scalar], str]
"""What people call a value of a field, where this module has no word of its own for it."""

_COUNTED = _("Counted: {what}")
_OUT_OF = _("Out of: {what}")
_GROWTH: dict[str, str] = {
    "average": _(
        "Growth a year, on average: the same of this period over that of {year}, the root of as "
        "many years taken"
    ),
    "cumulative": _("Growth: the same of this period over that of {year}"),
    "year_on_year": _("Growth: the same of this period over that of the year before"),
}
_BASE_HEARD = _("The earlier year counts where something was heard in {n} of its 12 months")
_SINCE = _("Counting begins with {year}")
_SUM = _("sum of {what}")
_DIFFERENT = _("different {what}")
_WITH = _("with {what}")
_WITHOUT = _("and without {what}")
_AND, _OR = _("; and "), _(" or ")
_WITHIN = _("Of the first only those are counted that are among the second, too")
_NUMBER = _("number of {what}")
_TIMES = _("at least {n} different {what}")
_FROM = _("{what}: {n} or more")
_IS = _("{what}: {values}")


def say_formula(reading: Reading, naming: Naming) -> list[str]:
    """Sentences without a stop: numerator, denominator, and what growth is held against."""
    lines = [gettext(_COUNTED).format(what=_measure(reading.numerator, naming))]
    if reading.denominator is not None:
        lines.append(gettext(_OUT_OF).format(what=_measure(reading.denominator, naming)))
    if reading.numerator.within:
        lines.append(gettext(_WITHIN))
    if reading.growth is not None:
        lines.append(gettext(_GROWTH[reading.growth]).format(year=reading.base_year))
    if reading.base_heard:
        lines.append(gettext(_BASE_HEARD).format(n=reading.base_heard))
    if reading.counted_from is not None:
        lines.append(gettext(_SINCE).format(year=reading.counted_from))
    return lines


def _measure(said: Measure, naming: Naming) -> str:
    own = _is_own(said)
    if said.sum:
        words = gettext(_SUM).format(what=_summed(said.selects[0].source, said.sum))
    elif own:
        words = ""
    else:
        words = gettext(_DIFFERENT).format(what=_key(said.count, said))
    groups = gettext(_AND).join(_group(group, naming) for group in said.every)
    if said.sum:
        words += _asked(said.selects[0], naming) if len(said.selects) == 1 else f": {groups}"
    elif own:
        words = gettext(_NUMBER).format(what=groups)
    else:
        words += ", " + gettext(_WITH).format(what=groups)
    if said.none:
        without = gettext(_OR).join(_select(one, naming) for one in said.none)
        words += ", " + gettext(_WITHOUT).format(what=without)
    return words


def _summed(source: str, field: str) -> str:
    if (source, field) in SUMS:
        return gettext(SUMS[source, field])
    what = AMOUNTS[field] if field in AMOUNTS else FLAGS[field][0]
    return f"{gettext(ROWS[source])}: {gettext(what)}"


def _is_own(said: Measure) -> bool:
    """Whether the rows themselves are what is counted, so that they need not be named twice."""
    if said.sum or len(said.every) != 1:
        return False
    return all(
        one.times == 1 and (said.count == "evidence" or (one.source, said.count) in OWN)
        for one in said.selects
    )


def _key(key: str, said: Measure) -> str:
    """What different ones are of; a story is named by what it tells of."""
    words = KEYS.get(key) or ROWS[said.selects[0].source]
    return gettext(words)


def _group(group: tuple[Select, ...], naming: Naming) -> str:
    return gettext(_OR).join(_select(one, naming) for one in group)


def _select(one: Select, naming: Naming) -> str:
    return gettext(ROWS[one.source]) + _asked(one, naming)


def _asked(one: Select, naming: Naming) -> str:
    """The conditions in brackets; nothing where there is none."""
    parts = list(_conditions(one, naming))
    return f" ({'; '.join(parts)})" if parts else ""


def _conditions(one: Select, naming: Naming) -> Iterator[str]:
    for field, ask in sorted(one.where.items()):
        yield _condition(one.source, field, ask, naming)
    if one.times > 1:
        what = KEYS.get(one.of) or ROWS[one.source]
        yield gettext(_TIMES).format(n=number(one.times), what=gettext(what))


def _condition(source: str, field: str, ask: Ask, naming: Naming) -> str:
    if ask.is_ in (0, 1) and field in FLAGS:
        return gettext(FLAGS[field][0 if ask.is_ else 1])
    if ask.at_least is not None:
        what = gettext(_head(source, field))
        return gettext(_FROM).format(what=what, n=number(ask.at_least))
    values = (ask.is_,) if ask.is_ is not None else ask.one_of
    words = gettext(_OR).join(_value(source, field, one, naming) for one in values)
    head = _head(source, field)
    return gettext(_IS).format(what=gettext(head), values=words) if head else words


def _head(source: str, field: str) -> str:
    """What a condition is about; empty where the value says it alone."""
    if SOURCES[source].fields[field] == "number":
        flag = FLAGS[field][0] if field in FLAGS else field
        return SUMS.get((source, field)) or AMOUNTS.get(field) or flag
    return FIELDS.get((source, field)) or FIELDS.get(("", field), "")


def _value(source: str, field: str, value: Scalar, naming: Naming) -> str:
    own = VALUES.get((field, str(value)))
    if own is not None:
        return gettext(own)
    if isinstance(value, int):
        return number(value)
    kind = "place_kind" if (source, field) == ("place", "kind") else field
    return naming(kind, value)
