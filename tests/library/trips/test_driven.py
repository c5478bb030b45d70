"""Legs are learnt from the times of stops, and nothing is learnt that no drive can be."""

from __future__ import annotations

import pytest

from tusach.library.trips.driven import MINUTE_MS, Drove, Passed, driven

DAY = "2027-03-01"


def at(end: str, *, came: int | None = None, left: int | None = None, on: str = DAY) -> Passed:
    """Somewhere, by minutes of the day."""
    arrived, gone = (None if one is None else one * MINUTE_MS for one in (came, left))
    return Passed(end=end, on=on, arrived_ms=arrived, left_ms=gone)


def legs(*passed: Passed, usual: int | None = 40) -> list[tuple[str, str, int]]:
    found = driven(passed, estimate=lambda start, end: usual)
    assert all(isinstance(one, Drove) and one.on == DAY for one in found)
    return [(one.start, one.end, one.minutes) for one in found]


def test_each_leg_between_two_stops_of_a_day_is_learnt_in_whole_minutes() -> None:
    home, first, second = at("h", left=360), at("a", came=410, left=530), at("b", came=555)
    assert legs(home, first, second) == [("h", "a", 50), ("a", "b", 25)]
    near = Passed(end="b", on=DAY, arrived_ms=30 * MINUTE_MS + 29_999)
    assert legs(at("a", left=0), near) == [("a", "b", 30)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at("a"), at("b", came=30)),
        (at("a", left=0), at("b")),
        (at("a", left=0), at("a", came=30)),
        (at("", left=0), at("b", came=30)),
        (at("a", left=0), at("", came=30)),
        (at("a", left=0), at("b", came=30, on="2027-03-02")),
        (at("a", left=0), at("b", came=9)),
        (at("a", left=0), at("b", came=161)),
        (at("a", left=50), at("b", came=20)),
    ],
)
def test_what_was_not_told_or_cannot_have_been_driven_teaches_nothing(
    one: Passed, other: Passed
) -> None:
    assert legs(one, other) == []


def test_the_limits_are_four_times_less_and_more_than_the_estimate() -> None:
    assert legs(at("a", left=0), at("b", came=10)) == [("a", "b", 10)]
    assert legs(at("a", left=0), at("b", came=160)) == [("a", "b", 160)]
    assert legs(at("a", left=0), at("b", came=30), usual=None) == []
