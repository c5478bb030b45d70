"""On which days a market meets, by its rule."""

from __future__ import annotations

from datetime import date, timedelta

from tusach.library.calendar.cycle import branch_of
from tusach.library.calendar.lunar import LunarDate, OutOfScope, month_of, to_lunar
from tusach.library.profile.markets import (
    Dates,
    LunarTails,
    Market,
    MarketRule,
    SolarTails,
    Weekly,
    YearlyLunar,
    Zodiac,
)

MOST_DAYS_AHEAD = 400
"""A market of one day in a year is found within these; beyond them nothing is said."""
LONG_MONTH = 30


def meets(rule: MarketRule, on: date) -> bool:
    """Whether a market of this rule meets on a day; False where only its rhythm is known.

    >>> meets(SolarTails(tails=(3, 8)), date(2026, 11, 28))
    True
    """
    match rule:
        case SolarTails():
            return on.day % 10 in rule.tails
        case Weekly():
            return on.isoweekday() in rule.weekdays
        case Zodiac():
            return branch_of(on) in rule.branches
        case Dates():
            return on in rule.dates
        case LunarTails():
            lunar = _lunar(on)
            return lunar is not None and _tails(rule, lunar, on)
        case YearlyLunar():
            lunar = _lunar(on)
            if lunar is None or lunar.leap:
                return False
            return (lunar.month, lunar.day) == (rule.month, rule.day)
    return False


def next_day(rule: MarketRule, *, after: date, within_days: int = MOST_DAYS_AHEAD) -> date | None:
    """The first day after another on which a market meets; None where none is known.

    within_days: 1..400, how far ahead is looked.
    """
    for days in range(1, min(within_days, MOST_DAYS_AHEAD) + 1):
        try:
            on = after + timedelta(days=days)
        except OverflowError:
            return None
        if meets(rule, on):
            return on
    return None


def next_market(
    markets: tuple[Market, ...], unit: str, *, after: date, within_days: int = 30
) -> tuple[Market, date] | None:
    """The next market of a unit, and its day; of one day the first of the list.

    Left out are markets of which the sources contradict each other, and those that may lie
    elsewhere: a reader sent to the wrong market does not come again.
    """
    found: tuple[Market, date] | None = None
    for market in markets:
        if market.unit != unit or not market.unit_certain or market.conflict:
            continue
        on = next_day(market.claims[0].rule, after=after, within_days=within_days)
        if on is not None and (found is None or on < found[1]):
            found = market, on
    return found


def _lunar(on: date) -> LunarDate | None:
    try:
        return to_lunar(on)
    except OutOfScope:
        return None


def _tails(rule: LunarTails, lunar: LunarDate, on: date) -> bool:
    if lunar.day % 10 in rule.tails:
        return True
    if 0 not in rule.tails:
        return False
    # Day 30 is not in every month; what a market of that day then does is its own custom.
    if rule.short_month == "day_29":
        return lunar.day == LONG_MONTH - 1 and month_of(on).days < LONG_MONTH
    # No month begins on the first day in scope, so the day before a first one is in scope too.
    if rule.short_month == "day_1" and lunar.day == 1:
        return month_of(on - timedelta(days=1)).days < LONG_MONTH
    return False
