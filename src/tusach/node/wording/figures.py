"""A figure in words."""

from __future__ import annotations

from django.utils.formats import get_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

LACKING: dict[str, str] = {
    "nothing_heard": _("not enough data: nothing was heard"),
    "denominator_zero": _("cannot be computed: there is nothing to divide by"),
    "baseline_nothing": _("cannot be computed: nothing is known of the baseline"),
}
DECLARED = _("baseline declared by paper {paper} of {dated}, {grade}")


def say_lacking(code: str) -> str:
    """Why there is no value; a code that this version does not know as it is."""
    return gettext(LACKING[code]) if code in LACKING else code


def say_share(num: int, den: int) -> str:
    """A share with one decimal, rounded down, the mark of the language."""
    tenths = abs(num) * 1000 // den
    sign = "-" if num < 0 else ""
    return f"{sign}{tenths // 10}{get_format('DECIMAL_SEPARATOR')}{tenths % 10} %"
