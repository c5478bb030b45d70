"""What is still to come: better than last year's months, with an interval that holds."""

from __future__ import annotations

import random

import pytest

from tusach.library.targets.outlook import NotEnough, Outlook, outlook

YEAR = 12


def shown(found: Outlook | NotEnough) -> Outlook:
    assert isinstance(found, Outlook)
    return found


def series(chance: random.Random, months: int) -> tuple[list[int], list[int]]:
    """Counts and days of service of an invented library: growth, seasons, a moving Tết, noise."""
    base, grows = chance.uniform(50, 2_000), chance.uniform(-0.1, 0.25)
    season = [chance.uniform(0.5, 1.6) for _ in range(YEAR)]
    noise, drift = chance.uniform(0.05, 0.2), 0.0
    counts, days = [], []
    for month in range(months):
        served = chance.randint(18, 27) - 7 * (month % YEAR in (1, 2) and chance.random() < 0.5)
        drift = 0.7 * drift + chance.gauss(0, 0.05)
        grown = (1 + grows) ** (month / YEAR) * season[month % YEAR] * (1 + drift)
        count = base / 22 * served * grown * max(0.1, chance.gauss(1, noise))
        counts.append(max(0, round(count)))
        days.append(served)
    return counts, days


@pytest.mark.parametrize("known", [24, 36, 60])
@pytest.mark.parametrize("ahead", [3, 12])
def test_of_many_libraries_it_errs_less_than_last_year_and_the_interval_holds(
    known: int, ahead: int
) -> None:
    chance, held, error, naive = random.Random(known + ahead), 0, 0.0, 0.0
    for _ in range(200):
        counts, days = series(chance, known + ahead)
        came = counts[known:]
        found = shown(outlook(counts[:known], days))
        held += found.low <= sum(came) <= found.high
        told = zip(found.months, came, strict=True)
        error += sum(abs(one - got) for one, got in told) / sum(came)
        last = counts[known - YEAR : known - YEAR + ahead]
        naive += sum(abs(one - got) for one, got in zip(last, came, strict=True)) / sum(came)
    assert error < 0.8 * naive
    assert 0.70 <= held / 200 <= 0.92


def test_a_library_that_is_the_same_every_year_is_told_exactly() -> None:
    counts = [100, 50, 80, 90, 100, 110, 120, 130, 90, 80, 70, 60] * 3
    found = shown(outlook(counts, [20] * 48))
    assert found.months == tuple(counts[:YEAR])
    assert (found.low, found.total, found.high) == (1080, 1080, 1080)
    assert (found.error, found.error_last_year, found.way) == (0, 0, "last_year")


def test_steady_growth_goes_on_and_beats_last_year() -> None:
    counts = [round(100 * 1.2 ** (month / YEAR)) for month in range(48)]
    found = shown(outlook(counts, [20] * 60))
    assert found.way == "damped"
    assert found.error < found.error_last_year
    assert found.total == pytest.approx(sum(counts[36:]) * 1.2, rel=0.03)


def test_a_month_without_service_is_expected_to_bring_nothing() -> None:
    found = shown(outlook([100] * 36, [20] * 36 + [20, 0, 10]))
    assert found.months == (100, 0, 50)


def test_months_that_are_not_known_are_no_zeros() -> None:
    counts: list[int | None] = [100] * 36
    counts[30] = counts[33] = None
    found = shown(outlook(counts, [20] * 39))
    assert found.months == (100, 100, 100)


def test_with_less_than_two_known_years_nothing_is_said() -> None:
    assert outlook([100] * 23, [20] * 30) == NotEnough(23)
    assert outlook([None, *[100] * 23, None], [20] * 30) == NotEnough(23)
    assert outlook([], []) == NotEnough(0)


def test_years_in_which_nothing_came_expect_nothing() -> None:
    found = shown(outlook([0] * 24, [20] * 27))
    assert (found.months, found.low, found.high) == ((0, 0, 0), 0, 0)


def test_a_month_that_was_never_known_is_like_the_others() -> None:
    counts: list[int | None] = [60] * 36
    counts[0] = counts[12] = counts[24] = None
    assert shown(outlook(counts, [20] * 37)).months == (60,)


def test_where_nothing_is_asked_for_nothing_is_told() -> None:
    found = shown(outlook([100] * 24, [20] * 24))
    assert (found.months, found.total) == ((), 0)
