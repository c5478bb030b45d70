"""The least number that reaches a growth: one less does not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.programme.definition import Growth
from tusach.library.programme.growth import growth
from tusach.library.programme.wanted import wanted

KINDS: tuple[Growth, ...] = ("average", "cumulative", "year_on_year")


@given(
    kind=some.sampled_from(KINDS),
    before=some.integers(1, 10**7),
    percent=some.integers(0, 60),
    years=some.integers(1, 21),
)
def test_the_number_reaches_the_target_and_one_less_does_not(
    kind: Growth, before: int, percent: int, years: int
) -> None:
    least = wanted(kind, before, percent, years)
    assert least is not None
    reached, short = (growth(kind, n, before, years) for n in (least, least - 1))
    assert reached is not None and short is not None
    assert reached >= Fraction(percent, 100) > short


@pytest.mark.parametrize(
    ("before", "percent", "years"), [(0, 10, 1), (-4, 10, 1), (9, -1, 1), (9, 1, 0)]
)
def test_where_growth_says_nothing_no_number_is_wanted(
    before: int, percent: int, years: int
) -> None:
    assert wanted("average", before, percent, years) is None
