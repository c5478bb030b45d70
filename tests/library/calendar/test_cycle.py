"""The cycle of sixty: stems and branches of days, months and years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.calendar import cycle
from tusach.library.calendar.cycle import Cycle

GIAP_TY = Cycle(0, 0)


def test_the_day_from_which_the_branches_were_checked_is_the_first_of_the_sixty() -> None:
    on = date(2000, 1, 7)
    assert cycle.day_number(on) == 2_451_551
    assert cycle.branch_of(on) == (2_451_551 + 1) % 12 == 0
    assert cycle.of_day(on) == GIAP_TY


@given(some.dates(date(1900, 1, 1), date(2200, 1, 1)), some.integers(1, 600))
def test_days_go_round_by_ten_and_by_twelve(on: date, more: int) -> None:
    first, later = cycle.of_day(on), cycle.of_day(on + timedelta(days=more))
    assert later == Cycle((first.stem + more) % 10, (first.branch + more) % 12)
    assert later.branch == cycle.branch_of(on + timedelta(days=more))


@pytest.mark.parametrize(
    ("year", "found"),
    [(1984, Cycle(0, 0)), (1968, Cycle(4, 8)), (2025, Cycle(1, 5)), (2026, Cycle(2, 6))],
)
def test_years_bear_their_known_names(year: int, found: Cycle) -> None:
    assert cycle.of_year(year) == found


@given(some.integers(1900, 2200), some.integers(1, 12))
def test_months_go_round_and_the_first_is_always_of_the_tiger(year: int, month: int) -> None:
    one = cycle.of_month(year, month)
    following = cycle.of_month(*((year, month + 1) if month < 12 else (year + 1, 1)))
    assert following == Cycle((one.stem + 1) % 10, (one.branch + 1) % 12)
    assert cycle.of_month(year, 1).branch == 2


def test_the_first_month_of_a_known_year_bears_its_known_name() -> None:
    assert cycle.of_month(1984, 1) == Cycle(2, 2)
    assert cycle.of_month(2026, 1) == Cycle(6, 2)


@given(some.integers(1900, 2200))
def test_stem_and_branch_are_both_even_or_both_odd(year: int) -> None:
    found = cycle.of_year(year)
    assert found.stem % 2 == found.branch % 2
