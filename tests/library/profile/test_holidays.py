"""Holidays by the solar and by the lunar year: announced, fixed, reckoned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.profile.folders import profile_of

from tusach.library.calendar import lunar
from tusach.library.calendar.lunar import LunarDate, table
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on, with_holidays
from tusach.library.profile.holidays import (
    Announced,
    Holiday,
    Holidays,
    Listed,
    Lunar,
    closed_dates,
    closed_days,
)
from tusach.library.profile.parts import Wording

TABLE = table()
to_lunar = TABLE.to_lunar

DAY = timedelta(days=1)
CAO_BANG = profile_of("caobang").holidays
years = some.integers(1968, 2099)


def one(days: Lunar | Listed, *announced: Announced) -> Holidays:
    """A programme of one holiday."""
    holiday = Holiday(
        code="x",
        names=Wording({"vi": "x"}),
        days=days,
        announced=announced,
        citation="x",
        valid_from=None,
    )
    return Holidays(week_starts_on=1, closed_weekdays=(), holidays=(holiday,), listed_years=())


def test_the_days_that_were_announced_stay_as_they_were_announced() -> None:
    tet = [
        each
        for each in closed_days(CAO_BANG, year=2026, calendar=TABLE)
        if each.holiday.code == "tet"
    ]
    assert [each.on for each in tet] == [date(2026, 2, 14) + nr * DAY for nr in range(9)]
    assert {each.basis for each in tet} == {"announced"}
    assert date(2026, 4, 27) in closed_dates(CAO_BANG, year=2026, calendar=TABLE)


@pytest.mark.parametrize("year", range(2027, 2100))
def test_years_that_nobody_announced_follow_the_lunar_calendar(year: int) -> None:
    by_code: dict[str, list[date]] = {}
    for each in closed_days(CAO_BANG, year=year, calendar=TABLE):
        by_code.setdefault(each.holiday.code, []).append(each.on)
        assert each.basis in ("fixed", "reckoned")
    first = lunar.table().new_year(year)
    assert by_code["tet"] == [first + nr * DAY for nr in range(-1, 4)]
    assert to_lunar(by_code["tet"][0]).month == 12
    (hung_kings,) = by_code["hung_kings"]
    assert (to_lunar(hung_kings).day, to_lunar(hung_kings).month) == (10, 3)
    assert not to_lunar(hung_kings).leap
    assert date(year, 9, 2) in closed_dates(CAO_BANG, year=year, calendar=TABLE)


def test_the_days_of_2027_are_those_that_the_calendar_on_the_wall_shows() -> None:
    closed = closed_dates(CAO_BANG, year=2027, calendar=TABLE)
    assert {date(2027, 2, day) for day in range(5, 10)} <= closed
    assert date(2027, 4, 16) in closed


def test_an_announcement_replaces_the_rule_for_its_year_alone() -> None:
    told = Announced(year=2030, dates=(date(2030, 2, 5),), citation="x")
    rule = Lunar(month=1, day=1, offset_days=-1, days=3)
    holidays = one(rule, told)
    assert closed_dates(holidays, year=2030, calendar=TABLE) == {date(2030, 2, 5)}
    assert closed_dates(holidays, year=2031, calendar=TABLE) == {
        date(2031, 1, 22) + nr * DAY for nr in range(3)
    }


def test_a_stretch_over_new_year_is_shared_between_two_solar_years() -> None:
    for day, month, before in ((20, 11, 0), (1, 12, -29)):
        holidays = one(Lunar(month=month, day=day, offset_days=before, days=30))
        for year in (2000, 2026, 2050):
            both = closed_dates(holidays, year=year, calendar=TABLE) | closed_dates(
                holidays, year=year + 1, calendar=table()
            )
            assert {each.year for each in both} <= {year, year + 1}
            start = lunar.table().to_solar(LunarDate(day, month, year)) + before * DAY
            assert {start + nr * DAY for nr in range(30)} <= both


@given(
    year=years,
    month=some.integers(1, 12),
    day=some.integers(1, 29),
    offset=some.integers(-29, 29),
    days=some.integers(1, 30),
)
def test_a_lunar_rule_gives_its_days_once_in_each_lunar_year(
    year: int, month: int, day: int, offset: int, days: int
) -> None:
    holidays = one(Lunar(month=month, day=day, offset_days=offset, days=days))
    found = closed_dates(holidays, year=year, calendar=TABLE)
    assert all(each.year == year for each in found)
    for each in found:
        back = [each - (offset + nr) * DAY for nr in range(days)]
        known = [on for on in back if lunar.FIRST_DAY <= on <= lunar.LAST_DAY]
        told = [to_lunar(on) for on in known]
        assert any((on.day, on.month, on.leap) == (day, month, False) for on in told)


@given(
    lent_on=some.dates(date(2021, 1, 1), date(2095, 12, 31)),
    loan_days=some.integers(1, 400),
    weekdays=some.sets(some.integers(1, 7), min_size=1).map(sorted).map(tuple),
)
def test_no_due_date_falls_on_a_closed_holiday(
    lent_on: date, loan_days: int, weekdays: tuple[int, ...]
) -> None:
    ahead = range(lent_on.year, lent_on.year + 3)
    closed = {day for year in ahead for day in closed_dates(CAO_BANG, year=year, calendar=TABLE)}
    days = frozenset(each.isoformat() for each in closed)
    calendar = with_holidays(Calendar(weekdays=weekdays), days)
    try:
        due = due_on(lent_on, loan_days=loan_days, calendar=calendar)
    except NoOpenDay:
        pytest.fail("no holiday lasts for sixty days")
    assert due not in closed
    assert due.isoweekday() in weekdays
    assert due >= lent_on + loan_days * DAY
    between = range((due - lent_on).days - loan_days)
    skipped = [lent_on + (loan_days + nr) * DAY for nr in between]
    assert all(on in closed or on.isoweekday() not in weekdays for on in skipped)


def test_what_the_place_itself_told_outweighs_a_holiday() -> None:
    holiday, other = date(2027, 2, 8), date(2027, 2, 15)
    told = Calendar(
        opened=frozenset({holiday.isoformat()}),
        closed=frozenset({other.isoformat()}),
        told={other.isoformat(): "fact"},
    )
    calendar = with_holidays(told, frozenset({holiday.isoformat(), "2027-02-09"}))
    assert calendar.is_open(holiday)
    assert calendar.closed == {"2027-02-09", other.isoformat()}
    assert calendar.grounds(holiday, other) == ("fact",)
