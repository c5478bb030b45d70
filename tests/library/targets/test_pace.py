"""How much is asked for and missing: whole units, exact lines, and no growth out of nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.targets.pace import (
    Point,
    asked_on,
    growth,
    missing,
    units_wanted,
    yearly_growth,
)

LINE = [Point(date(2025, 12, 1), Fraction(10)), Point(date(2026, 12, 1), Fraction(20))]


@pytest.mark.parametrize(
    ("percent", "of", "units"),
    [(15, 56, 9), (20, 56, 12), (50, 56, 28), (90, 56, 51), (15, 53, 8), (20, 53, 11)]
    + [(50, 53, 27), (90, 53, 48), (0, 56, 0), (100, 56, 56)],
)
def test_at_least_a_percent_is_rounded_up(percent: int, of: int, units: int) -> None:
    assert units_wanted(Fraction(percent), of) == units


@given(some.fractions(0, 100), some.integers(1, 200), some.integers(0, 200))
def test_what_is_missing_just_reaches_the_percent(percent: Fraction, of: int, have: int) -> None:
    more = missing(have, percent, of)
    assert Fraction(100 * (have + more), of) >= percent
    assert more == 0 or Fraction(100 * (have + more - 1), of) < percent


def test_a_line_asks_for_nothing_before_it_begins_and_stays_after_it() -> None:
    assert asked_on(LINE, date(2025, 11, 30), "linear") is None
    assert asked_on(LINE, date(2025, 12, 1), "linear") == 10
    assert asked_on(LINE, date(2027, 1, 1), "linear") == 20


def test_between_two_points_each_way_asks_for_its_own() -> None:
    middle = date(2026, 6, 1)  # 182 of 365 days
    assert asked_on(LINE, middle, "linear") == 10 + Fraction(10 * 182, 365)
    assert asked_on(LINE, middle, "step") == 10
    grown = asked_on(LINE, middle, "growth")
    assert grown is not None
    assert float(grown) == pytest.approx(10 * 2 ** (182 / 365), abs=1e-5)


def test_out_of_nothing_nothing_grows() -> None:
    nothing = [Point(date(2025, 1, 1), Fraction(0)), Point(date(2026, 1, 1), Fraction(5))]
    assert asked_on(nothing, date(2025, 6, 1), "growth") is None
    assert yearly_growth(0, 10, 2) is None
    assert yearly_growth(10, 12, 0) is None
    assert growth(0, 10) is None


def test_growth_is_named_for_a_year_and_for_all() -> None:
    assert yearly_growth(100, 121, 2) == 10
    assert growth(100, 121) == 21
    assert growth(100, 90) == -10
