"""Periods by name and by day."""

import pytest

from tusach.library.programme.periods import PERIOD_KINDS, PeriodKind, period, period_of


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("L2026", "2025-12-01", "2026-11-30"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024H1", "2024-01-01", "2024-06-30"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_name_says_its_days(name: str, first: str, last: str) -> None:
    found = period(name)

    assert found is not None
    assert (found.first, found.last, found.name) == (first, last, name)


@pytest.mark.parametrize(
    "name", ["", "26", "2026Q5", "2026H0", "2026-13", "2026-3", "L2026Q1", "0000", "2026Q01"]
)
def test_what_is_no_period_is_none(name: str) -> None:
    assert period(name) is None


@pytest.mark.parametrize("kind", PERIOD_KINDS)
@pytest.mark.parametrize("on", ["2025-11-30", "2025-12-01", "2026-02-28", "2026-12-31"])
def test_a_day_lies_in_its_period_and_the_name_leads_back(kind: PeriodKind, on: str) -> None:
    found = period_of(kind, on)

    assert found.first <= on <= found.last
    assert period(found.name) == found
    assert found.before().before(-1) == found
    assert found.before().year == found.year - 1
