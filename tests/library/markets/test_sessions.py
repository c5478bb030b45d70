"""On which days markets meet: by every kind of rule, never on a day that does not exist."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.markets.fair import DECLARED, MARKET, UNIT, at, market, rule_of, ruled
from tests.library.telling import Teller

from tusach.library.calendar.announced import Start, with_announced
from tusach.library.calendar.cycle import branch_of
from tusach.library.calendar.lunar import FIRST_DAY, LAST_DAY, table
from tusach.library.markets import facts, grammar, rules
from tusach.library.markets.sessions import (
    MOST_DAYS_AHEAD,
    asks,
    lunar_of,
    meets,
    next_session,
    sessions,
)
from tusach.library.markets.story import MarketState, RuleVersion

TABLE = table()
DAY = timedelta(days=1)
DAYS = some.dates(date(2026, 1, 1), date(2053, 1, 1))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))

digits = some.sets(some.integers(0, 9), max_size=3).map(tuple)
RULES: some.SearchStrategy[grammar.Rule] = some.one_of(
    some.builds(
        grammar.Lunar,
        digits,
        some.sets(some.integers(1, 30), max_size=2).map(tuple),
        some.sampled_from(["", "skip", "day_29", "day_1", "tidal"]),
    ),
    some.builds(grammar.Solar, digits, some.sets(some.integers(1, 31), max_size=2).map(tuple)),
    some.builds(grammar.Zodiac, some.sets(some.integers(0, 11), max_size=2).map(tuple)),
    some.builds(grammar.Weekly, some.sets(some.integers(1, 7), max_size=2).map(tuple)),
    some.builds(
        grammar.YearlyLunar, some.integers(1, 12), some.integers(1, 30), some.integers(1, 30)
    ),
    some.builds(grammar.Explicit, some.sets(DAYS.map(str), max_size=3).map(tuple)),
    some.just(grammar.Unknown("lunar", 5)),
)


def state(rule: grammar.Rule, **more: object) -> MarketState:
    told = rule_of(rule, **more)
    return MarketState(MARKET, DECLARED, "fact", (RuleVersion("rule", told),))


def days_of(found: MarketState, first: date, last: date) -> list[date]:
    return [one.on for one in sessions(found, first, last, TABLE)]


@given(RULES, DAYS, some.integers(0, 80), some.integers(0, 80))
def test_sessions_are_the_days_on_which_the_rule_meets_and_split_anywhere(
    rule: grammar.Rule, first: date, days: int, cut: int
) -> None:
    last = first + days * DAY
    found = days_of(state(rule), first, last)
    every = [first + nr * DAY for nr in range(days + 1)]
    assert found == [on for on in every if meets(rule, on, TABLE)]
    middle = first + min(cut, days) * DAY
    halves = [*days_of(state(rule), first, middle), *days_of(state(rule), middle + DAY, last)]
    assert found == halves
    assert days_of(state(rule), last, first - DAY) == []


@given(RULES, DAYS)
def test_the_next_session_is_the_first_one_after_a_day(rule: grammar.Rule, after: date) -> None:
    found = next_session(state(rule), after=after, calendar=TABLE)
    all_of = days_of(state(rule), after + DAY, after + MOST_DAYS_AHEAD * DAY)
    assert (found.on if found else None) == (all_of[0] if all_of else None)


def test_a_market_of_the_third_and_eighth_meets_on_the_eighth_of_the_tenth_month() -> None:
    found = next_session(state(grammar.Lunar((3, 8))), after=date(2026, 11, 12), calendar=TABLE)
    assert found is not None
    assert (found.on, found.market, found.place) == (date(2026, 11, 16), MARKET, UNIT)
    assert found.lunar is not None
    assert (found.lunar.day, found.lunar.month) == (8, 10)
    assert (found.told, found.certain, found.confirmed) == (False, True, True)


@given(some.sampled_from(["", "skip", "day_29", "day_1"]))
def test_where_day_thirty_is_missing_the_market_does_what_its_own_rule_says(word: str) -> None:
    rule = grammar.Lunar(days=(30,), short_month=word)
    for month, following in zip(TABLE.months[700:1000], TABLE.months[701:1001], strict=True):
        last = month.starts_on + (month.days - 1) * DAY
        found = days_of(state(rule), month.starts_on + DAY, following.starts_on)
        if month.days == 30:
            assert found == [last]
        else:
            wanted = {"day_29": [last], "day_1": [following.starts_on]}
            assert found == wanted.get(word, [])


def test_digits_five_and_nought_leave_nine_days_over_a_short_month() -> None:
    found = days_of(state(grammar.Lunar((5, 0))), date(2026, 1, 1), date(2045, 12, 31))
    gaps = {(later - one).days for one, later in zip(found, found[1:], strict=False)}
    assert gaps == {5, 9}
    assert len(found) == 1367


def test_the_first_day_in_scope_has_no_month_before_it() -> None:
    rule = grammar.Lunar(days=(30,), short_month="day_1")
    assert not meets(rule, FIRST_DAY, TABLE)
    for on in (FIRST_DAY - DAY, LAST_DAY + DAY):
        assert lunar_of(on, TABLE) is None
        assert not meets(rule, on, TABLE)
        assert not meets(grammar.YearlyLunar(1, 1), on, TABLE)


def test_a_yearly_market_lasts_its_days_and_keeps_out_of_leap_months() -> None:
    found = days_of(state(grammar.YearlyLunar(3, 26, 2)), date(2026, 1, 1), date(2032, 12, 31))
    assert len(found) == 14
    lunar = [TABLE.to_lunar(on) for on in found]
    assert {(one.day, one.month, one.leap) for one in lunar} == {(26, 3, False), (27, 3, False)}


def test_a_yearly_market_of_day_thirty_is_missing_where_the_day_is() -> None:
    found = days_of(state(grammar.YearlyLunar(12, 30, 3)), date(2026, 1, 1), date(2035, 12, 31))
    with_thirty = [one for year in range(2025, 2035) for one in TABLE.months_of(year)
                   if one.month == 12 and one.days == 30]  # fmt: skip
    assert len(found) == 3 * len(with_thirty)


@given(DAYS)
def test_a_market_that_moves_back_meets_on_its_branches(on: date) -> None:
    assert meets(grammar.Zodiac((5, 11)), on, TABLE) == (branch_of(on) in (5, 11))


@pytest.mark.parametrize(
    "more",
    [
        {"certainty": "contested", "others": (facts.Claim(grammar.Lunar((2, 7))),)},
        {"valid_from": "2027-01-01"},
        {"valid_until": "2025-12-31"},
    ],
)
def test_contested_and_out_of_force_no_session_is_given(more: dict[str, object]) -> None:
    assert days_of(state(grammar.Weekly((7,)), **more), *YEAR) == []
    assert days_of(state(grammar.Weekly((7,))), *YEAR) != []


def test_a_market_without_a_rule_has_no_session_and_needs_asking() -> None:
    a = Teller("A")
    a.tell(rules.declare(MarketState(MARKET), DECLARED, at(a)))
    assert sessions(market(a), *YEAR, TABLE) == ()
    assert next_session(market(a), after=YEAR[0], calendar=TABLE) is None
    assert asks(market(a), YEAR[0]) == ("no_rule", "not_judged")
    assert asks(MarketState(MARKET), YEAR[0]) == ("no_rule", "unit_unknown", "not_judged")


def test_what_is_open_about_a_market_is_named() -> None:
    on = date(2026, 3, 2)
    assert asks(state(grammar.Unknown()), on)[0] == "no_rule"
    assert asks(state(grammar.Weekly(())), on)[0] == "no_rule"
    printed = state(grammar.Lunar((5, 0)), certainty="published")
    assert asks(printed, on) == ("not_confirmed", "short_month", "not_judged")
    doubted = replace(printed, declared=replace(DECLARED, unit_doubted=True))
    assert "unit_doubted" in asks(doubted, on)
    contested = state(grammar.Solar((2,)), certainty="contested")
    assert asks(contested, on)[0] == "contested"
    said = ruled(grammar.Lunar((5, 0), short_month="skip"))
    said.tell(
        rules.judge(market(said), facts.MarketJudged(True, "2026-01-01", ("space",)), at(said))
    )
    assert asks(market(said), on) == ()


def test_days_told_one_by_one_outweigh_the_rule_and_the_last_word_counts() -> None:
    a = ruled(grammar.Weekly((7,)))
    for first, last, how in (
        ("2026-03-01", "2026-03-31", "closed"),
        ("2026-03-10", "2026-03-11", "held"),
        ("2026-03-11", "2026-03-15", "by_rule"),
        ("2026-03-22", "2026-03-22", "tidal"),
    ):
        a.say(
            "market.days_changed/1",
            MARKET,
            facts.MarketDaysChanged(first, last, how),
            on="2026-02-01",
        )
    found = sessions(market(a), date(2026, 3, 1), date(2026, 4, 5), TABLE)
    assert [str(one.on) for one in found] == [
        "2026-03-10",
        "2026-03-15",
        "2026-03-22",
        "2026-04-05",
    ]
    assert [one.told for one in found] == [True, False, False, False]


def test_after_its_end_there_is_no_session_whatever_was_told_of_the_day() -> None:
    a = ruled(grammar.Weekly((7,)))
    held = facts.MarketDaysChanged("2026-04-01", "2026-04-02", "held")
    a.tell(rules.change_days(market(a), held, at(a)))
    a.tell(rules.end(market(a), facts.MarketEnded("2026-03-20"), at(a)))
    found = sessions(market(a), date(2026, 3, 1), date(2026, 4, 30), TABLE)
    assert [str(one.on) for one in found] == ["2026-03-01", "2026-03-08", "2026-03-15"]


def test_sessions_of_a_month_that_may_begin_a_day_off_say_so() -> None:
    month = next(one for one in TABLE.months if (one.year, one.month, one.leap) == (2031, 3, True))
    first, last = month.starts_on, month.starts_on + 28 * DAY
    by_moon = sessions(state(grammar.Lunar((2, 7))), first, last, TABLE)
    assert by_moon
    assert not any(one.certain for one in by_moon)
    assert all(one.certain for one in sessions(state(grammar.Weekly((7,))), first, last, TABLE))


def test_an_announced_month_moves_the_sessions_with_it() -> None:
    announced = with_announced([Start(2030, 1, False, "2030-02-03")])
    span = (date(2030, 2, 1), date(2030, 2, 6))
    found = state(grammar.Lunar((1,)))
    assert [one.on.day for one in sessions(found, *span, TABLE)] == [2]
    assert [one.on.day for one in sessions(found, *span, announced)] == [3]


def test_the_end_of_all_days_is_no_fault() -> None:
    found = state(grammar.Weekly((5,)))
    assert next_session(found, after=date.max, calendar=TABLE) is None
    last = next_session(found, after=date(9999, 12, 30), calendar=TABLE)
    assert (last.on if last else None) == date(9999, 12, 31)
