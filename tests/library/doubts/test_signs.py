"""Measures of months, limits, and the words that come of them."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.library.doubts import signs
from tusach.library.doubts.judging import Limits, judge, measured, read_limits
from tusach.library.doubts.month import (
    GRADES,
    LOAN,
    VISIT,
    Days,
    Month,
    Record,
    days_of,
    grades,
    median_lag,
    shares,
)

LIMITS = read_limits(resources.files("tusach.library.doubts").joinpath("limits.json").read_bytes())
FIRST = date(2026, 9, 1)
USUAL = (6, 9, 4, 12, 7, 15, 3, 8, 11, 5, 14, 6, 9, 2, 7, 16, 5, 8, 10, 4, 13, 6, 8, 9)


def on(nr: int) -> str:
    return (FIRST + timedelta(days=nr)).isoformat()


def visit(nr: int, n: int, **more: Any) -> Record:
    told = {"what": VISIT, "on": on(nr), "told_on": on(nr), "minute": 600, "n": n} | more
    return Record(**told)


def loan(nr: int, who: int, **more: Any) -> Record:
    told = {"what": LOAN, "on": on(nr), "told_on": on(nr), "minute": 600, "who": who} | more
    return Record(**told)


def month(counts: Any = USUAL, *more: Record, past: Any = (), closed: Any = ()) -> Month:
    visits = [visit(nr, n) for nr, n in enumerate(counts) if n]
    return Month(records=(*visits, *more), past=tuple(past), closed=frozenset(closed))


def days(counts: Any, back: int) -> Days:
    first = date(2026, 9 - back, 1)
    return Days(tuple(((first + timedelta(days=k)).isoformat(), n) for k, n in enumerate(counts)))


def reasons(one: Month) -> list[str]:
    return [reason.code for reason in judge(one, LIMITS).reasons]


def test_a_month_as_people_come_asks_for_nothing() -> None:
    past = [days([USUAL[7 * nr % 24] for nr in range(24)], back) for back in (1, 2)]
    lent = [loan(nr, 1 + nr * 7 % 19) for nr in range(24)]
    one = msgspec.structs.replace(
        month(USUAL, *lent, past=past), peers=(900, 950, 1000, 1050, 1200)
    )
    said = judge(one, LIMITS)
    assert (said.reasons, said.unknown) == ((), ())
    assert said.score is not None
    assert said.score <= 1000


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (month([8] * 24), "even"),
        (month([10, 15, 5, 10, 20, 10] * 4), "round"),
        (
            Month(records=tuple(visit(nr, n, told_on=on(29)) for nr, n in enumerate(USUAL))),
            "one_evening",
        ),
        (month(USUAL, past=[days(USUAL, 1)]), "repeated"),
        (month([200, 3, 2]), "biggest_days"),
        (month(USUAL, *(loan(nr, 1 + nr % 2) for nr in range(20))), "few_readers"),
        (
            month(USUAL, *(loan(nr, 100 + nr, made_on=on(3)) for nr in range(20))),
            "used_once",
        ),
        (
            month(USUAL, *(loan(nr, nr + 1, is_kept=nr > 3) for nr in range(20))),
            "never_back",
        ),
        (month(USUAL, closed=[on(nr) for nr in range(0, 24, 2)]), "closed"),
        (
            Month(records=tuple(visit(nr, n, minute=1400) for nr, n in enumerate(USUAL))),
            "night",
        ),
    ],
)
def test_each_sign_is_named_where_its_measure_is_beyond_the_limit(one: Month, code: str) -> None:
    assert code in reasons(one)


def _weekly(first: date, times: int, n: int = 5) -> list[int]:
    """So many on each of 28 days, more at the weekend."""
    weekdays = [(first + timedelta(days=nr)).weekday() for nr in range(28)]
    return [(n + at % 2) * (times if w >= 5 else 1) for at, w in enumerate(weekdays)]


PAST = [days(_weekly(date(2026, 9 - back, 1), 4), back) for back in (1, 2)]


def test_a_place_that_loses_its_weekly_rhythm_is_named_and_one_that_keeps_it_is_not() -> None:
    assert "rhythm" in reasons(month([6 + nr % 3 for nr in range(28)], past=PAST))
    assert "rhythm" not in reasons(month(_weekly(FIRST, 3), past=PAST))


def test_a_rhythm_that_is_stronger_or_without_any_spread_is_not_lost() -> None:
    assert signs.rhythm_lost(month(_weekly(FIRST, 6), past=PAST)) == 0
    assert signs.rhythm_lost(month([7] * 28, past=PAST)) == 0
    flat, few = days([7] * 28, 1), days([5] * 3, 1)
    assert signs.rhythm_lost(month(USUAL, past=[flat, flat])) == 0
    assert signs.rhythm_lost(month(USUAL, past=[few, few])) is None


def test_a_place_to_which_far_more_came_than_to_others_of_its_kind_is_named() -> None:
    usual = [days([2] * 24, back) for back in (1, 2, 3)]
    peers = (900, 1000, 1100, 950, 1050)
    for others, measure in ((peers, 4000), (tuple(4 * one for one in peers), 1000)):
        one = month([9, 7] * 12, past=usual)
        one = msgspec.structs.replace(one, peers=others)
        assert signs.risen(one) == measure
        assert ("risen" in reasons(one)) is (measure > 3000)
    assert signs.risen(month([9, 7] * 12, past=usual)) is None


def test_a_sheet_typed_in_one_evening_is_no_reason() -> None:
    typed = [visit(nr, n, told_on=on(30), is_paper=True) for nr, n in enumerate(USUAL)]
    assert "one_evening" not in reasons(Month(records=tuple(typed)))


def test_too_little_is_no_reason_and_no_all_clear() -> None:
    said = judge(month([1, 2]), LIMITS)
    assert (said.score, said.reasons) == (None, ())
    assert len(said.unknown) == len(signs.SIGNS)
    assert signs.evenness(month([1] * 24)) is None  # one a day, where nobody counts an empty day
    assert signs.repetition(month(USUAL, past=[days([3, 4], 1)])) is None
    assert signs.repetition(month([7] * 24, past=[days([7] * 24, 1)])) == 0
    assert signs.repetition(month([7] * 24, past=[days([8] * 24, 1)])) == 0


@given(st.lists(st.integers(0, 60), max_size=30), st.lists(st.integers(0, 60), max_size=28))
def test_every_month_is_measured_in_whole_numbers_whatever_its_order(
    counts: list[int], before: list[int]
) -> None:
    past = [days(before, 1), days(before[::-1], 2)] if before else []
    one = month(counts, past=past)
    turned = msgspec.structs.replace(one, records=one.records[::-1])
    found = measured(one)
    assert found == measured(turned)
    assert all(value is None or value >= 0 for value in found.values())
    said = judge(one, LIMITS)
    assert [r.code for r in said.reasons] == sorted(
        [r.code for r in said.reasons],
        key=lambda code: [r.code for r in said.reasons].index(code),
    )
    assert bool(said.reasons) is (said.score is not None and said.score > 1000)


def test_limits_are_of_signs_that_exist_and_a_sign_without_one_is_unknown() -> None:
    assert set(LIMITS.limits) == {sign.code for sign in signs.SIGNS}
    assert judge(month([8] * 24), Limits(1, {})).score is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9), st.booleans()), max_size=12))
def test_the_shares_of_how_numbers_are_known_make_a_hundred(
    told: list[tuple[int, int, bool]],
) -> None:
    records = [visit(0, n, told_on=on(lag), is_paper=is_paper) for lag, n, is_paper in told]
    mix = grades(records)
    assert sum(n for _, n in mix) == sum(n for _, n, _ in told) == days_of(records).total
    assert [grade for grade, _ in mix] == [one for one in GRADES if one in dict(mix)]
    parts = shares(mix)
    assert sum(share for _, _, share in parts) == (100 if told else 0)
    lags = sorted(lag for lag, _, _ in told)
    assert median_lag(records) == (lags[(len(lags) - 1) // 2] if lags else None)


def test_paper_of_a_loan_is_a_row_and_paper_of_visits_a_tally() -> None:
    some = [loan(0, 1, is_paper=True), visit(0, 3, is_paper=True), visit(0, 2)]
    assert grades(some) == (("at_once", 2), ("paper", 1), ("tally", 3))
