"""The rule of a market in words, as a person of the commune would say it."""

from __future__ import annotations

from typing import assert_never

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.library.markets import grammar
from tusach.node.wording.lunar import BRANCHES, say_month
from tusach.node.wording.terms import WEEKDAYS
from tusach.node.wording.values import say_day

SHORT_MONTHS: dict[str, str] = {
    "": _("a month of 29 days: not known yet"),
    grammar.SKIP: _("a month of 29 days: not held"),
    grammar.DAY_29: _("a month of 29 days: on the 29th instead"),
    grammar.DAY_1: _("a month of 29 days: on the first of the following month instead"),
}
KINDS: dict[str, str] = {
    "lunar": _("days of the lunar month"),
    "solar": _("days of the solar month"),
    "weekly": _("weekdays"),
    "zodiac": _("days of branches (every six or twelve days)"),
    "yearly_lunar": _("once in the lunar year"),
    "explicit": _("days one by one"),
    "unknown": _("not known yet"),
}


def say_rule(rule: grammar.Rule) -> str:
    """On which days a market of this rule meets."""
    match rule:
        case grammar.Lunar():
            return _lunar(rule)
        case grammar.Solar():
            return _days(gettext("Days of the solar month: {days}"), rule.digits, rule.days, 31)
        case grammar.Weekly():
            names = ", ".join(gettext(WEEKDAYS[nr - 1]) for nr in sorted(rule.weekdays))
            return gettext("Every {weekdays}").format(weekdays=names)
        case grammar.Zodiac():
            names = ", ".join(str(BRANCHES[nr]) for nr in sorted(rule.branches))
            return gettext("Days of {branches}").format(branches=names)
        case grammar.YearlyLunar():
            return gettext("Once a year, day {day} of the {month}; days: {days}").format(
                day=rule.day, month=say_month(rule.month), days=rule.days
            )
        case grammar.Explicit():
            return ", ".join(say_day(on) for on in sorted(rule.dates))
        case grammar.Unknown():
            if rule.every_days is None:
                return gettext("Days not known yet")
            words = gettext("Every {days} days; on which days is not known yet")
            return words.format(days=rule.every_days)
        case _:
            assert_never(rule)


def _lunar(rule: grammar.Lunar) -> str:
    said = _days(gettext("Days of the lunar month: {days}"), rule.digits, rule.days, 30)
    if not grammar.has_day_thirty(rule):
        return said
    return f"{said}; {gettext(SHORT_MONTHS.get(rule.short_month, SHORT_MONTHS['']))}"


def _days(words: str, digits: tuple[int, ...], days: tuple[int, ...], last: int) -> str:
    every = {day for day in range(1, last + 1) if day % 10 in digits} | set(days)
    return words.format(days=", ".join(map(str, sorted(every))))
