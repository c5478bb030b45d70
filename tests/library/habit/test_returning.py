"""New readers of a trip: back within ninety days, not back, or not known any more."""

from __future__ import annotations

from random import Random

from tusach.library.habit.returning import Newcomer, known_on, outcomes

ON, TODAY = "2026-01-01", "2026-12-01"
ANNA, BINH = Newcomer("a", "a", "stop", ON), Newcomer("b", "b", "stop", ON)


def back(
    loans: list[tuple[str | None, str]], *who: Newcomer, today: str = TODAY
) -> dict[str, object]:
    found = outcomes(who or (ANNA, BINH), loans, today=today)
    return {one.who.subject: (one.reader, one.back_after) for one in found}


def test_who_borrows_again_within_ninety_days_came_back() -> None:
    loans = [("a", ON), ("a", "2026-02-01"), ("a", "2026-01-11"), ("b", "2026-04-02")]
    assert known_on(ON) == "2026-04-01"
    assert back(loans) == {"a": ("a", 10), "b": ("b", None)}


def test_the_last_day_counts_and_the_first_does_not() -> None:
    assert back([("a", "2026-04-01"), ("b", ON)]) == {"a": ("a", 90), "b": ("b", None)}


def test_nothing_is_said_before_the_ninety_days_are_over() -> None:
    assert back([("a", "2026-01-11")], today="2026-03-31") == {}
    assert len(back([("a", "2026-01-11")], today="2026-04-01")) == 2


def test_a_loan_of_that_time_that_is_nobodys_any_more_leaves_it_unknown() -> None:
    assert back([(None, "2026-03-05"), ("a", "2026-01-11")]) == {"a": ("a", 10), "b": (None, None)}
    outside: list[tuple[str | None, str]] = [(None, ON), (None, "2026-04-02")]
    assert back(outside) == {"a": ("a", None), "b": ("b", None)}


def test_a_person_with_two_registrations_is_new_once() -> None:
    again = Newcomer("c", "a", "stop", "2026-02-01")
    assert back([("a", "2026-02-01")], ANNA, again) == {"a": ("a", 31)}


def test_it_is_the_same_in_whatever_order() -> None:
    dice = Random(2)
    who = [Newcomer(str(nr), str(nr % 5), "stop", f"2026-01-{1 + nr:02}") for nr in range(9)]
    loans: list[tuple[str | None, str]] = [
        (dice.choice([*"01234", None]), f"2026-0{dice.randint(1, 6)}-10") for _ in range(12)
    ]
    wanted = list(outcomes(who, loans, today=TODAY))
    for _ in range(50):
        some, told = dice.sample(who, len(who)), dice.sample(loans, len(loans))
        assert list(outcomes(some, told, today=TODAY)) == wanted
