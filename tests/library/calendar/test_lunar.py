"""The lunar calendar: every day there and back, the published new years and leap months."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.calendar import lunar
from tusach.library.calendar.lunar import LunarDate, table

to_lunar = table().to_lunar
to_solar = table().to_solar

DAY = timedelta(days=1)
ALL_DAYS = [
    date.fromordinal(one)
    for one in range(lunar.FIRST_DAY.toordinal(), lunar.LAST_DAY.toordinal() + 1)
]
days = some.dates(lunar.FIRST_DAY, lunar.LAST_DAY)

PUBLISHED_NEW_YEARS = """
    0129 0216 0206 0127 0215 0203 0123 0211 0131 0218 0207 0128 0216 0205 0125 0213
    0202 0121 0209 0129 0217 0206 0127 0215 0204 0123 0210 0131 0219 0207 0128 0216
    0205 0124 0212 0201 0122 0209 0129 0217 0207 0126 0214 0203 0123 0210 0131 0219
    0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0202 0123
    0211 0131 0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 0130 0217 0206 0126
    0214 0202 0123 0211 0201 0218
"""
"""Tết as printed calendars have it, month and day, from 1968 to 2053."""

CHINESE_NEW_YEARS = {
    1968: date(1968, 1, 30),
    1969: date(1969, 2, 17),
    1985: date(1985, 2, 20),
    2007: date(2007, 2, 18),
    2030: date(2030, 2, 3),
    2053: date(2053, 2, 19),
}

LEAP_MONTHS = {
    **{1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6, 1982: 4, 1985: 2, 1987: 7, 1990: 5, 1993: 3},
    **{1995: 8, 1998: 5, 2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4},
    **{2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6, 2039: 5, 2042: 2, 2044: 7, 2047: 5},
    **{2050: 3, 2052: 8},
}


def test_every_day_comes_back_from_its_lunar_day() -> None:
    assert [to_solar(to_lunar(on)) for on in ALL_DAYS] == ALL_DAYS


def test_each_day_follows_the_one_before_within_or_between_months() -> None:
    for before, on in itertools.pairwise(map(to_lunar, ALL_DAYS)):
        same_month = (before.year, before.month, before.leap) == (on.year, on.month, on.leap)
        if same_month:
            assert on.day == before.day + 1
        else:
            assert before.day in (29, 30)
            assert on.day == 1
            assert (on.year, on.month) in (
                (before.year, before.month),
                (before.year, before.month + 1),
                (before.year + 1, 1),
            )


def test_a_year_has_twelve_months_or_one_of_them_twice() -> None:
    for year in range(1968, 2100):
        check_year(year)


def check_year(year: int) -> None:
    months = table().months_of(year)
    assert [one.month for one in months if not one.leap] == list(range(1, 13))
    leaps = [one.month for one in months if one.leap]
    assert len(leaps) == len(months) - 12 <= 1
    assert {one.days for one in months} == {29, 30}
    assert months[0].starts_on == table().new_year(year)
    assert sum(one.days for one in months) in (*range(353, 356), *range(383, 386))
    for one, following in itertools.pairwise(months):
        assert one.starts_on + timedelta(days=one.days) == following.starts_on
        assert not following.leap or following.month == one.month


def test_new_years_are_the_published_ones_from_1968_to_2053() -> None:
    found = [f"{table().new_year(year):%m%d}" for year in range(1968, 2054)]
    assert found == PUBLISHED_NEW_YEARS.split()


@pytest.mark.parametrize("year", CHINESE_NEW_YEARS)
def test_the_new_year_is_not_the_chinese_one(year: int) -> None:
    theirs = CHINESE_NEW_YEARS[year]
    apart = 30 if year == 1985 else 1
    assert theirs - table().new_year(year) == timedelta(days=apart)


def test_leap_months_are_the_published_ones_from_1968_to_2053() -> None:
    found = {
        one.year: one.month
        for year in range(1968, 2054)
        for one in table().months_of(year)
        if one.leap
    }
    assert found == LEAP_MONTHS


@given(days)
def test_a_day_lies_in_the_month_that_its_number_says(on: date) -> None:
    found, month = to_lunar(on), table().month_of(on)
    assert month.starts_on + (found.day - 1) * DAY == on
    assert (found.month, found.year, found.leap) == (month.month, month.year, month.leap)
    assert found.certain == month.certain


@given(
    some.builds(
        LunarDate,
        some.integers(-1, 32),
        some.integers(-1, 14),
        some.integers(1960, 2105),
        some.booleans(),
    )
)
def test_a_lunar_day_is_itself_again_or_is_refused(asked: LunarDate) -> None:
    try:
        on = to_solar(asked)
    except lunar.NoLunarDay as fault:
        assert fault.refusal.code in CODES
        return
    found = to_lunar(on)
    assert (found.day, found.month, found.year, found.leap) == (
        asked.day,
        asked.month,
        asked.year,
        asked.leap,
    )


def test_day_thirty_of_a_short_month_is_refused_and_never_rolled_over() -> None:
    for month in (one for year in range(1968, 2099) for one in table().months_of(year)):
        asked = LunarDate(30, month.month, month.year, month.leap)
        if month.days == 30:
            assert to_solar(asked) == month.starts_on + 29 * DAY
            continue
        with pytest.raises(lunar.ShortMonth) as fault:
            to_solar(asked)
        assert fault.value.refusal.values["days"] == 29


REFUSED: list[tuple[LunarDate, type[lunar.NoLunarDay], str]] = [
    (LunarDate(30, 2, 2026), lunar.ShortMonth, "lunar.short_month"),
    (LunarDate(1, 5, 2026, leap=True), lunar.NotLeap, "lunar.no_leap"),
    (LunarDate(1, 5, 2025, leap=True), lunar.NotLeap, "lunar.other_leap"),
    (LunarDate(0, 1, 2026), lunar.NoSuchDay, "lunar.day_odd"),
    (LunarDate(31, 1, 2026), lunar.NoSuchDay, "lunar.day_odd"),
    (LunarDate(1, 0, 2026), lunar.NoSuchMonth, "lunar.month_odd"),
    (LunarDate(1, 13, 2026), lunar.NoSuchMonth, "lunar.month_odd"),
    (LunarDate(1, 1, 1967), lunar.OutOfScope, "lunar.out_of_scope"),
    (LunarDate(1, 12, 1967), lunar.OutOfScope, "lunar.out_of_scope"),
    (LunarDate(1, 1, 1900), lunar.OutOfScope, "lunar.out_of_scope"),
    (LunarDate(21, 11, 2099), lunar.OutOfScope, "lunar.out_of_scope"),
    (LunarDate(1, 1, 2100), lunar.OutOfScope, "lunar.out_of_scope"),
]
CODES = {code for _, _, code in REFUSED}


@pytest.mark.parametrize(("asked", "fault", "code"), REFUSED)
def test_what_does_not_exist_is_refused_by_its_kind(
    asked: LunarDate, fault: type[lunar.NoLunarDay], code: str
) -> None:
    with pytest.raises(fault) as raised:
        to_solar(asked)
    assert raised.value.refusal.code == code


def test_the_scope_begins_in_1968_and_ends_with_2099() -> None:
    assert to_lunar(date(1968, 1, 1)) == LunarDate(2, 12, 1967)
    assert to_lunar(date(2099, 12, 31)) == LunarDate(20, 11, 2099)
    for outside in (date(1967, 12, 31), date(2100, 1, 1), date.min, date.max):
        with pytest.raises(lunar.OutOfScope):
            to_lunar(outside)
    with pytest.raises(lunar.OutOfScope):
        table().months_of(1966)
    with pytest.raises(lunar.OutOfScope):
        table().new_year(2100)


def test_a_month_beside_midnight_is_not_certain_and_all_others_are() -> None:
    doubted = [
        one for year in range(1968, 2054) for one in table().months_of(year) if not one.certain
    ]
    assert [(one.year, one.month, one.leap) for one in doubted] == [
        (1981, 2, False),
        (1997, 12, False),
        (1998, 7, False),
        (1998, 8, False),
        (2004, 4, False),
        (2014, 2, False),
        (2031, 3, True),
        (2038, 6, False),
    ]
    assert not to_lunar(date(2031, 4, 22)).certain
    assert to_lunar(date(2030, 2, 2)).certain
