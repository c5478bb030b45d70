"""Days of the lunar calendar as people say them."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.calendar import cycle, lunar
from tusach.library.calendar.cycle import Cycle
from tusach.library.calendar.lunar import LunarDate
from tusach.node.wording.lunar import both_calendars, say_cycle, say_lunar, say_year

SAID = [
    (LunarDate(8, 1, 2027), "mùng 8 tháng Giêng", "8th of the 1st lunar month"),
    (LunarDate(15, 7, 2026), "rằm tháng Bảy", "15th of the 7th lunar month"),
    (LunarDate(30, 12, 2027), "30 tháng Chạp", "30th of the 12th lunar month"),
    (LunarDate(1, 6, 2025, leap=True), "mùng 1 tháng 6 nhuận", "1st of the leap 6th lunar month"),
    (LunarDate(15, 6, 2025, leap=True), "rằm tháng 6 nhuận", "15th of the leap 6th lunar month"),
    (LunarDate(10, 3, 2026), "mùng 10 tháng Ba", "10th of the 3rd lunar month"),
    (LunarDate(11, 11, 2026), "11 tháng Mười Một", "11th of the 11th lunar month"),
    (LunarDate(22, 2, 2026), "22 tháng Hai", "22nd of the 2nd lunar month"),
]


@pytest.mark.parametrize(("day", "in_vietnamese", "in_english"), SAID)
def test_a_lunar_day_is_said_as_people_say_it(
    day: LunarDate, in_vietnamese: str, in_english: str
) -> None:
    with translation.override("vi"):
        assert say_lunar(day) == in_vietnamese
    with translation.override("en"):
        assert say_lunar(day) == in_english


def test_the_sixty_bear_sixty_names_in_each_language() -> None:
    sixty = [Cycle(nr % 10, nr % 12) for nr in range(60)]
    for language in ("vi", "en"):
        with translation.override(language):
            assert len({say_cycle(one) for one in sixty}) == 60
    with translation.override("vi"):
        assert say_cycle(cycle.of_day(date(2000, 1, 7))) == "Giáp Tý"
        assert say_cycle(Cycle(1, 5)) == "Ất Tỵ"
        assert say_year(2026) == "năm Bính Ngọ"
    with translation.override("en"):
        assert say_year(2026) == "year of the Fire Horse"


def test_a_day_is_said_in_both_calendars() -> None:
    with translation.override("vi"):
        assert both_calendars("2027-02-07") == "Chủ nhật, 07/02/2027 (mùng 2 tháng Giêng)"
        assert both_calendars("2031-04-22") == "thứ Ba, 22/04/2031 (có lẽ mùng 2 tháng 3 nhuận)"
        assert both_calendars("1967-12-31") == "Chủ nhật, 31/12/1967"
    with translation.override("en"):
        assert both_calendars("2027-02-08") == "Monday, 8 Feb 2027 (3rd of the 1st lunar month)"


@given(some.dates(lunar.FIRST_DAY, lunar.LAST_DAY), some.sampled_from(["vi", "en"]))
def test_no_two_days_of_one_lunar_year_are_said_alike(on: date, language: str) -> None:
    months = lunar.table().months_of(lunar.table().to_lunar(on).year)
    days = [
        LunarDate(day, one.month, one.year, one.leap)
        for one in months
        for day in range(1, one.days + 1)
    ]
    with translation.override(language):
        said = [say_lunar(one) for one in days]
    assert len(set(said)) == len(said)
    assert all(one != other for one, other in itertools.pairwise(said))
