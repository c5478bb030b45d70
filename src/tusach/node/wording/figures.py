"""A figure in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import get_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.terms import TERMS
from tusach.node.wording.values import number

LACKING: dict[str, str] = {
    "nothing_heard": _("not enough data: nothing was heard"),
    "links_removed": _(
        "not enough data: the law has removed whose the loans were, and nobody was counted before"
    ),
    "not_begun": _("not enough data: the period has not begun"),
    "baseline_partly": _(
        "cannot be computed: of the year it is held against too few months were heard; a declared "
        "baseline helps"
    ),
    "denominator_zero": _("cannot be computed: what it is divided by is 0 or not known"),
    "baseline_nothing": _("cannot be computed: nothing is known of the baseline"),
}
DECLARED = _("baseline declared by paper {paper} of {dated}, {grade}")


FIELDS: dict[str, str] = {
    "age_band": _("age"),
    "at_market": _("market days"),
    "border": _("border places"),
    "channel": _("way of coming"),
    "grp": _("group of readers"),
    "how": _("kind of work"),
    "isolated": _("isolated places"),
    "kind": _("kind of event"),
    "material": _("kind of material"),
    "offer": _("service online"),
    "place_kind": _("kind of place"),
    "remote": _("remote places"),
    "sex": _("sex"),
    "why": _("reason"),
}
"""By what a figure is shown in parts: the fields of sources that definitions name."""

_VALUES: dict[str, str] = {"female": _("female"), "male": _("male"), "": _("not said")}


def say_field(field: str) -> str:
    """By what a figure is shown in parts."""
    return gettext(FIELDS[field]) if field in FIELDS else field


def say_value(field: str, value: str | int, names: Mapping[str, str]) -> str:
    """The name of a part. names: of codes, as the province words them."""
    if isinstance(value, int):
        words = gettext(_("yes")) if value else gettext(_("no"))
        return f"{say_field(field)}: {words}"
    if value in _VALUES:
        return gettext(_VALUES[value])
    return names.get(value) or gettext(TERMS.get(value, value))


def say_lacking(code: str) -> str:
    """Why there is no value; a code that this version does not know as it is."""
    return gettext(LACKING[code]) if code in LACKING else code


def say_share(num: int, den: int) -> str:
    """A share with one decimal, rounded down, the mark of the language."""
    tenths = abs(num) * 1000 // den
    sign = "-" if num < 0 else ""
    return f"{sign}{tenths // 10}{get_format('DECIMAL_SEPARATOR')}{tenths % 10} %"


def say_quotient(num: int, den: int) -> str:
    """So many for each, rounded to the nearest hundredth (a half up), the mark of the language."""
    hundredths = (200 * abs(num) + den) // (2 * den)
    sign = "-" if num < 0 and hundredths else ""
    mark = get_format("DECIMAL_SEPARATOR")
    return f"{sign}{number(hundredths // 100)}{mark}{hundredths % 100:02}"
