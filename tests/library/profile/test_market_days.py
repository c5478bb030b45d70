"""On which days markets meet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.calendar.lunar import FIRST_DAY, to_lunar
from tusach.library.profile.market_days import meets, next_day, next_market
from tusach.library.profile.markets import (
    Dates,
    LunarTails,
    Market,
    MarketClaim,
    MarketRule,
    SolarTails,
    Unknown,
    Weekly,
    YearlyLunar,
    Zodiac,
)
from tusach.library.profile.parts import Wording

WORDS = Wording({"vi": "Chợ", "en": "Market"})
DAYS = some.dates(date(2026, 1, 1), date(2053, 1, 1))
RULES: list[MarketRule] = [
    LunarTails(tails=(3, 8)),
    LunarTails(tails=(5, 0), short_month="day_29"),
    LunarTails(tails=(0,), short_month="day_1"),
    SolarTails(tails=(2,)),
    Weekly(weekdays=(7,)),
    Zodiac(branches=(5, 11)),
    YearlyLunar(month=3, day=30),
]


def market(rule: MarketRule, unit: str = "A", **more: bool) -> Market:
    claim = MarketClaim(rule=rule, sources=("x",))
    told = {"unit_certain": True, **more}
    return Market(code="m", names=WORDS, unit=unit, unit_basis=WORDS, claims=(claim,), **told)


def test_a_market_of_the_lunar_third_and_eighth_meets_on_the_eighth_of_the_tenth_month() -> None:
    on = date(2026, 11, 16)
    assert (to_lunar(on).day, to_lunar(on).month) == (8, 10)
    assert next_day(LunarTails(tails=(3, 8)), after=date(2026, 11, 12)) == on
    assert not meets(LunarTails(tails=(3, 8)), date(2026, 11, 17))


@given(DAYS, some.sampled_from(RULES))
def test_the_next_day_is_a_day_of_the_market_and_none_lies_before_it(
    after: date, rule: MarketRule
) -> None:
    found = next_day(rule, after=after)
    if found is None:  # a thirtieth that a year need not have
        assert isinstance(rule, YearlyLunar)
        return
    assert meets(rule, found)
    between = range(1, (found - after).days)
    assert not any(meets(rule, after + timedelta(days=days)) for days in between)


@given(DAYS)
def test_in_a_short_month_a_market_of_the_thirtieth_does_as_its_rule_says(on: date) -> None:
    short = to_lunar(on).day == 29 and to_lunar(on + timedelta(days=1)).day == 1
    later = LunarTails(tails=(0,), short_month="day_1")
    earlier = LunarTails(tails=(0,), short_month="day_29")
    skipped = LunarTails(tails=(0,))
    if to_lunar(on).day == 29:
        assert meets(earlier, on) == short
        assert not meets(skipped, on)
        assert meets(later, on + timedelta(days=1))
    if to_lunar(on).day == 30:
        assert all(meets(rule, on) for rule in (later, earlier, skipped))


@pytest.mark.parametrize(
    "rule", [Unknown(calendar="lunar", every_days=5), Dates(dates=(date(2020, 1, 1),))]
)
def test_of_what_is_not_known_nothing_is_said(rule: MarketRule) -> None:
    assert next_day(rule, after=date(2026, 11, 1)) is None


def test_beyond_the_calendar_nothing_is_said() -> None:
    assert next_day(LunarTails(tails=(3,)), after=date(2110, 1, 1)) is None
    assert next_day(YearlyLunar(month=1, day=1), after=date(2110, 1, 1)) is None
    assert next_day(Weekly(weekdays=(1,)), after=date.max) is None


def test_the_next_market_of_a_unit_is_the_nearest_that_is_surely_there() -> None:
    after = date(2026, 11, 16)  # a Monday
    near, far = Weekly(weekdays=(2,)), Weekly(weekdays=(5,))
    found = next_market((market(far), market(near, "B")), "A", after=after)
    assert found is not None and found[1] == date(2026, 11, 20)
    for left_out in (market(near, unit_certain=False), market(near, conflict=True)):
        found = next_market((left_out, market(far)), "A", after=after)
        assert found is not None and found[1] == date(2026, 11, 20)
    assert next_market((market(far),), "C", after=after) is None


@pytest.mark.parametrize(
    ("on", "short"),
    [(date(2026, 2, 17), True), (date(2026, 3, 19), False)],
)
def test_a_market_of_the_thirtieth_meets_on_the_first_only_after_a_short_month(
    on: date, short: bool
) -> None:
    before = to_lunar(on - timedelta(days=1))
    assert (to_lunar(on).day, before.day) == (1, 29 if short else 30)
    assert meets(LunarTails(tails=(0,), short_month="day_1"), on) is short
    assert not meets(LunarTails(tails=(0,), short_month="day_1"), on + timedelta(days=1))


def test_the_first_day_of_the_calendar_is_not_the_first_of_a_month() -> None:
    assert to_lunar(FIRST_DAY).day != 1
    assert not meets(LunarTails(tails=(0,), short_month="day_1"), FIRST_DAY)


def test_of_one_day_the_first_market_of_the_list_is_the_next_and_a_later_one_never() -> None:
    after = date(2026, 11, 16)  # a Monday
    first, same = market(Weekly(weekdays=(2,))), market(SolarTails(tails=(7,)))
    later, unknown = market(Weekly(weekdays=(5,))), market(Unknown(calendar="lunar", every_days=5))
    found = next_market((unknown, first, same, later), "A", after=after)
    assert found is not None
    assert found[0] is first
    assert found[1] == date(2026, 11, 17)
