"""Open days of one place, and due dates over them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import Teller, named

from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.places.facts import PlaceClosedDaysSet, PlaceOpeningSet
from tusach.library.places.story import calendar_on

PLACE = named("place")
days = some.dates(date(2024, 1, 1), date(2030, 12, 31))
weeks = some.sets(some.integers(1, 7), min_size=1).map(lambda week: tuple(sorted(week)))


@given(days, some.integers(1, 60), weeks, some.sets(days, max_size=10))
def test_a_due_date_is_the_first_open_day_on_or_after_the_last_day_of_the_loan(
    lent_on: date, loan_days: int, week: tuple[int, ...], closed: set[date]
) -> None:
    calendar = Calendar(weekdays=week, closed=frozenset(map(str, closed)))
    due = due_on(lent_on, loan_days=loan_days, calendar=calendar)
    first = lent_on + timedelta(days=loan_days)
    assert calendar.is_open(due)
    assert due >= first
    between = [first + timedelta(days=step) for step in range((due - first).days)]
    assert not any(map(calendar.is_open, between))


@given(days, some.integers(1, 60), weeks, days)
def test_no_due_date_lies_after_the_card_or_before_the_loan(
    lent_on: date, loan_days: int, week: tuple[int, ...], latest: date
) -> None:
    due = due_on(lent_on, loan_days=loan_days, calendar=Calendar(weekdays=week), latest=latest)
    assert lent_on <= due <= max(latest, lent_on)


@pytest.mark.parametrize(
    ("latest", "due"),
    [("2026-03-11", "2026-03-10"), ("2026-03-10", "2026-03-10"), ("2026-03-09", "2026-03-09")],
)
def test_the_last_day_of_the_card_is_a_due_date_whether_open_or_not(latest: str, due: str) -> None:
    monday_only = Calendar(weekdays=(2,))  # 10 March 2026 is a Tuesday
    found = due_on(
        date(2026, 3, 1), loan_days=7, calendar=monday_only, latest=date.fromisoformat(latest)
    )
    assert found.isoformat() == due


def test_a_place_closed_for_sixty_days_has_no_due_date_unless_the_card_ends_before() -> None:
    never = Calendar(weekdays=())
    with pytest.raises(NoOpenDay, match="2026-03-15"):
        due_on(date(2026, 3, 1), loan_days=14, calendar=never)
    card_ends = date(2026, 4, 1)
    assert due_on(date(2026, 3, 1), loan_days=14, calendar=never, latest=card_ends) == card_ends


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-03-16", True),  # a Monday
        ("2026-03-14", False),  # a Saturday
        ("2026-03-21", True),  # a Saturday that is opened
        ("2026-03-17", False),  # a Tuesday that is closed
        ("2026-03-28", False),  # opened and closed at once: closed
    ],
)
def test_a_single_day_outweighs_the_weekday(day: str, is_open: bool) -> None:
    calendar = Calendar(
        weekdays=(1, 2, 3, 4, 5),
        closed=frozenset({"2026-03-17", "2026-03-28"}),
        opened=frozenset({"2026-03-21", "2026-03-28"}),
    )
    assert calendar.is_open(date.fromisoformat(day)) is is_open


def opening(teller: Teller, weekdays: tuple[int, ...], valid_from: str, hours: str = "") -> str:
    body = PlaceOpeningSet(weekdays, valid_from, hours)
    return teller.say("place.opening_set/1", PLACE, body, on="2026-01-01").id


def single(teller: Teller, *days_told: str, closed: bool = True) -> str:
    body = PlaceClosedDaysSet(days_told, closed)
    return teller.say("place.closed_days_set/1", PLACE, body, on="2026-01-01").id


def test_the_weekday_rule_in_force_on_the_day_counts_and_those_to_come_too() -> None:
    teller = Teller("A")
    summer = opening(teller, (1, 2), "2026-06-01")
    winter = opening(teller, (3,), "2026-01-01")
    state = teller.state(PLACE)
    calendar = calendar_on(state, "2026-05-20")
    assert (calendar.weekdays, calendar.weekly) == ((3,), winter)
    assert calendar.facts == (winter, summer)
    assert calendar.is_open(date(2026, 5, 27))
    assert not calendar.is_open(date(2026, 5, 26))
    assert calendar.is_open(date(2026, 6, 2))  # a Tuesday, by the rule to come
    assert not calendar.is_open(date(2026, 6, 3))
    assert calendar.grounds(date(2026, 5, 30), date(2026, 6, 2)) == (winter, summer)
    assert calendar.grounds(date(2026, 5, 30), date(2026, 5, 30)) == (winter,)
    assert calendar_on(state, "2026-06-01").weekly == summer


def test_of_two_weekday_rules_from_one_day_on_the_one_told_later_counts() -> None:
    teller = Teller("A")
    opening(teller, (5, 6), "2026-01-01", "07:00-11:00")
    mended = opening(teller, (1,), "2026-01-01")
    state = teller.state(PLACE)
    assert calendar_on(state, "2026-02-01").weekly == mended
    assert state.hours == "07:00-11:00"


def test_a_place_without_a_weekday_rule_is_open_every_day() -> None:
    calendar = calendar_on(Teller("A").state(PLACE) or _nothing(), "2026-02-01")
    assert all(calendar.is_open(date(2026, 2, day)) for day in range(1, 29))
    assert calendar.grounds(date(2026, 2, 1), date(2026, 2, 28)) == ()


def _nothing() -> object:
    from tusach.library.places.story import PlaceState

    return PlaceState(PLACE)


def test_a_day_may_be_closed_opened_and_closed_again_and_the_last_word_counts() -> None:
    teller = Teller("A")
    single(teller, "2026-02-16", "2026-02-17")
    opened = single(teller, "2026-02-17", closed=False)
    calendar = calendar_on(teller.state(PLACE), "2026-02-01")
    assert not calendar.is_open(date(2026, 2, 16))
    assert calendar.is_open(date(2026, 2, 17))
    assert calendar.grounds(date(2026, 2, 17), date(2026, 2, 17)) == (opened,)
    again = single(teller, "2026-02-17")
    calendar = calendar_on(teller.state(PLACE), "2026-02-01")
    assert not calendar.is_open(date(2026, 2, 17))
    assert calendar.grounds(date(2026, 2, 17), date(2026, 2, 17)) == (again,)


def test_a_loan_of_ten_years_from_now_does_not_carry_ten_years_of_holidays() -> None:
    teller = Teller("A")
    for year in range(2026, 2037):
        last = single(teller, f"{year}-09-02", f"{year}-04-30")
    calendar = calendar_on(teller.state(PLACE), "2036-08-20")
    assert len(calendar.facts) == 11
    assert calendar.grounds(date(2036, 9, 1), date(2036, 9, 3)) == (last,)
