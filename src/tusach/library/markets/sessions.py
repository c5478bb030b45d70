"""On which days a market meets, and what has to be asked about it. Nothing here is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

import msgspec

from tusach.library.calendar.cycle import branch_of
from tusach.library.calendar.lunar import (
    FIRST_DAY,
    LunarCalendar,
    LunarDate,
    NoLunarDay,
    OutOfScope,
)
from tusach.library.markets import grammar
from tusach.library.markets.facts import (
    CLOSED,
    CONFIRMED,
    CONTESTED,
    HELD,
)
from tusach.library.markets.story import MarketState

DAY = timedelta(days=1)
MOST_DAYS_AHEAD = 400
"""A market of one day in a year is found within these; beyond them nothing is said."""
THIRTY = 30


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One day on which a market meets. market: its subject; place: subject of its commune.

    lunar: None outside the scope of the calendar. told: by a fact of that day, not by the rule.
    certain: False where the day hangs on a lunar month that may begin a day off.
    confirmed: the commune said so.
    """

    market: str
    place: str | None
    on: date
    lunar: LunarDate | None
    told: bool
    certain: bool
    confirmed: bool


def sessions(
    market: MarketState, from_on: date, to_on: date, calendar: LunarCalendar
) -> tuple[Session, ...]:
    """Every session from one day to another, both included, by day.

    None of a market without a rule, with one that names no day, or contested by its sources, but
    for days that were told one by one.
    """
    return tuple(_each(market, from_on, to_on, calendar))


def next_session(
    market: MarketState,
    *,
    after: date,
    calendar: LunarCalendar,
    within_days: int = MOST_DAYS_AHEAD,
) -> Session | None:
    """The first session after a day; None where none is known. within_days: 1..400."""
    try:
        last = after + timedelta(days=min(within_days, MOST_DAYS_AHEAD))
    except OverflowError:
        last = date.max
    if after == date.max:
        return None
    return next(_each(market, after + DAY, last, calendar), None)


def meets(rule: grammar.Rule, on: date, calendar: LunarCalendar) -> bool:
    """Whether a market of this rule meets on a day; never where only its rhythm is known.

    Outside the scope of the lunar calendar a lunar rule says nothing.
    """
    match rule:
        case grammar.Solar():
            return on.day % 10 in rule.digits or on.day in rule.days
        case grammar.Weekly():
            return on.isoweekday() in rule.weekdays
        case grammar.Zodiac():
            return branch_of(on) in rule.branches
        case grammar.Explicit():
            return on.isoformat() in rule.dates
        case grammar.Lunar():
            lunar = lunar_of(on, calendar)
            return lunar is not None and _by_month(rule, lunar, on, calendar)
        case grammar.YearlyLunar():
            return _by_year(rule, on, calendar)
        case grammar.Unknown():
            return False
        case _:
            assert_never(rule)


def asks(market: MarketState, on: date) -> tuple[str, ...]:
    """Codes of what has to be asked before a vehicle is sent there; empty where all is known."""
    told = market.rule_on(on.isoformat())
    said = market.declared
    judged = market.judgement_on(on.isoformat())
    found = []
    if told is None or not grammar.says_days(told.rule):
        found.append("no_rule")
    elif told.certainty == CONTESTED:
        found.append("contested")
    elif told.certainty != CONFIRMED:
        found.append("not_confirmed")
    if told is not None and _short_month_open(told.rule):
        found.append("short_month")
    if said is None or said.unit is None:
        found.append("unit_unknown")
    elif said.unit_doubted:
        found.append("unit_doubted")
    if judged is None or judged.suitable is None:
        found.append("not_judged")
    return tuple(found)


def lunar_of(on: date, calendar: LunarCalendar) -> LunarDate | None:
    """The lunar day, or None outside the scope of the calendar."""
    try:
        return calendar.to_lunar(on)
    except OutOfScope:
        return None


def _each(
    market: MarketState, from_on: date, to_on: date, calendar: LunarCalendar
) -> Iterator[Session]:
    unit = market.declared.unit if market.declared else None
    for ordinal in range(from_on.toordinal(), to_on.toordinal() + 1):
        on = date.fromordinal(ordinal)
        day = on.isoformat()
        if market.is_ended(day):
            return
        change = market.change_on(day)
        told = market.usable_rule_on(day)
        is_told = change is not None and change.how == HELD
        if change is not None and change.how == CLOSED:
            continue
        if not is_told and (told is None or not meets(told.rule, on, calendar)):
            continue
        lunar = lunar_of(on, calendar)
        by_moon = not is_told and told is not None and grammar.is_lunar(told.rule)
        yield Session(
            market=market.subject,
            place=unit,
            on=on,
            lunar=lunar,
            told=is_told,
            certain=not by_moon or lunar is None or lunar.certain,
            confirmed=is_told or (told is not None and told.certainty == CONFIRMED),
        )


def _by_month(rule: grammar.Lunar, lunar: LunarDate, on: date, calendar: LunarCalendar) -> bool:
    if lunar.day % 10 in rule.digits or lunar.day in rule.days:
        return True
    if not grammar.has_day_thirty(rule):
        return False
    # Day 30 is not in every month; what a market of that day then does is its own custom.
    if rule.short_month == grammar.DAY_29:
        return lunar.day == THIRTY - 1 and calendar.month_of(on).days < THIRTY
    if rule.short_month == grammar.DAY_1 and lunar.day == 1 and on > FIRST_DAY:
        return calendar.month_of(on - DAY).days < THIRTY
    return False


def _by_year(rule: grammar.YearlyLunar, on: date, calendar: LunarCalendar) -> bool:
    """Whether the day lies within the days of that year's market, or of the year before."""
    lunar = lunar_of(on, calendar)
    if lunar is None:
        return False
    for year in (lunar.year, lunar.year - 1):
        try:
            first = calendar.to_solar(LunarDate(rule.day, rule.month, year))
        except NoLunarDay:
            continue
        if 0 <= (on - first).days < rule.days:
            return True
    return False


def _short_month_open(rule: grammar.Rule) -> bool:
    """Whether nobody has said what the market does where day 30 is missing."""
    return (
        isinstance(rule, grammar.Lunar)
        and grammar.has_day_thirty(rule)
        and rule.short_month not in grammar.SHORT_MONTH
    )
