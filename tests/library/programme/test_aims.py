"""Targets as lines: whole numbers rounded up, the chosen reading, what is asked by today."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from tusach.library.programme import aims
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.evaluate import Figure
from tusach.library.programme.facts import Milestone, TargetSet
from tusach.library.programme.growth import growth
from tusach.library.programme.periods import Period, period
from tusach.library.programme.reading_in import read_definitions

RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
SAID = {one.id: one for one in read_definitions(RAW)[0]}
PLAN = [one for one in SAID.values() if one.milestones]
DAYS = some.dates(date(2024, 1, 1), date(2046, 12, 31)).map(date.isoformat)


def over(name: str) -> Period:
    found = period(name)
    assert found is not None
    return found


def reading(indicator: str, name: str = "") -> tuple[Definition, Reading]:
    found = SAID[indicator].read_as(name)
    assert found is not None
    return SAID[indicator], found


def told(**more: Any) -> TargetSet:
    """A target of models, as a paper sets it."""
    said: dict[str, Any] = {
        "indicator": "model",
        "reading": "recognised",
        "milestones": (Milestone(2026, 15), Milestone(2030, 50)),
        "rounding": "ceil_units",
        "interpolate": "linear",
        "period": "library_year",
        "paper": "109/KH-UBND",
        "dated": "2026-02-03",
    }
    return TargetSet(**(said | more))


@given(some.sampled_from(PLAN), DAYS, some.sampled_from(["linear", "step"]))
def test_what_is_asked_lies_between_nothing_and_the_highest_milestone(
    said: Definition, today: str, way: str
) -> None:
    line = replace(aims.line_of(said), interpolate=way)
    one = said.read_as("")
    assert one is not None
    for name in (f"L{today[:4]}", today[:4]):
        asked = aims.asked_today(line, one, over(name), today=today)
        assert asked is None or 0 <= asked <= max(value for _, value in line.milestones)


@given(some.sampled_from(PLAN), some.integers(2025, 2045))
def test_on_the_last_day_of_its_year_a_milestone_is_asked_for_whole(
    said: Definition, year: int
) -> None:
    line, one = aims.line_of(said), said.read_as("")
    assert one is not None
    for at, value in line.milestones:
        for name in (f"L{at}", str(at)):
            last = over(name).last
            assert aims.asked_today(line, one, over(name), today=last) == value
    assert line.following(year) == next((x for x in line.milestones if x[0] >= year), None)


@given(DAYS, some.integers(1, 400))
def test_a_rising_line_never_asks_for_less_later_in_its_year(today: str, more: int) -> None:
    later = (date.fromisoformat(today) + timedelta(days=more)).isoformat()
    line, (_, one) = aims.line_of(SAID["far_trips"]), reading("far_trips")
    year = over(today[:4])
    first = aims.asked_today(line, one, year, today=today)
    then = aims.asked_today(line, one, year, today=later)
    assert first is None or (then is not None and then >= first)


@given(
    some.sampled_from(["average", "cumulative", "year_on_year"]),
    some.integers(1, 10**7),
    some.integers(0, 60),
    some.integers(1, 12),
)
def test_so_many_just_reach_a_growth(kind: Any, baseline: int, percent: int, years: int) -> None:
    wanted = aims.grown_to(kind, baseline, Fraction(percent), years)
    each = 1 + Fraction(percent, 100)
    whole = baseline * (each**years if kind == "average" else each)
    assert wanted - 1 < whole <= wanted
    if kind != "average":
        reached = growth(kind, wanted, baseline, years)
        assert reached is not None
        assert reached * 100 >= percent


def test_ten_percent_a_year_over_two_years_is_growth_on_growth() -> None:
    assert aims.grown_to("average", 100, Fraction(10), 2) == 121
    assert aims.grown_to("cumulative", 100, Fraction(10), 2) == 110
    assert aims.grown_to("cumulative", 101, Fraction(10), 2) == 112


def test_a_value_asks_for_whole_things() -> None:
    line = aims.line_of(SAID["model"])
    said, one = reading("model")
    year, value = over("L2026"), Fraction(15)
    assert said.rounding == "ceil_units"
    assert aims.wanted(line, one, Figure(3, 56), year, value=value) == 9
    assert aims.wanted(line, one, Figure(None, None, "x"), year, value=value) is None
    exact = replace(line, rounding="exact")
    assert aims.wanted(exact, one, Figure(3, 56), year, value=value) is None
    _, trips = reading("far_trips")
    assert aims.wanted(line, trips, Figure(3), year, value=Fraction(19, 2)) == 10
    _, visits = reading("visits_growth")
    assert aims.wanted(line, visits, Figure(120, 100), year, value=Fraction(10)) == 121
    assert aims.wanted(line, visits, Figure(120), year, value=Fraction(10)) is None


def test_a_value_is_said_as_milestones_are() -> None:
    _, model = reading("model")
    _, trips = reading("far_trips")
    _, visits = reading("visits_growth")
    assert aims.worth(model, Figure(9, 56), None) == Fraction(900, 56)
    assert aims.worth(trips, Figure(3), None) == 3
    assert aims.worth(visits, Figure(121, 100), (1, 10)) == 10
    assert aims.worth(visits, Figure(121, 100), None) is None
    assert aims.worth(model, Figure(None, None, "nothing_heard"), None) is None


def test_what_the_province_told_stands_before_the_definition() -> None:
    said = SAID["model"]
    own = aims.line_of(said)
    assert own.reading == said.reading
    assert own.told == ""
    line = aims.line_of(said, "f1", told(reading="declared", period="year"))
    assert (line.reading, line.told, line.year) == ("declared", "f1", "year")
    assert line.milestones == ((2026, 15), (2030, 50))
    assert (line.paper, line.dated) == ("109/KH-UBND", "2026-02-03")


@pytest.mark.parametrize("more", [{"reading": "guessed"}, {"interpolate": "spiral"}])
def test_a_target_that_this_version_cannot_read_leaves_the_definition_as_it_is(
    more: dict[str, str],
) -> None:
    assert aims.line_of(SAID["model"], "f1", told(**more)) == aims.line_of(SAID["model"])


def test_what_stands_begins_at_its_declared_baseline() -> None:
    line = aims.line_of(SAID["model"], "f1", told())
    _, one = reading("model")
    middle = aims.asked_today(line, one, over("L2026"), today="2026-06-01")
    assert middle is None
    began = ("2025-11-30", Fraction(0))
    asked = aims.asked_today(line, one, over("L2026"), today="2026-06-01", began=began)
    assert asked == Fraction(15 * 183, 365)
    # After the period nothing more is asked of it.
    later = aims.asked_today(line, one, over("L2026"), today="2027-06-01", began=began)
    assert later == 15


def test_what_happens_in_a_year_begins_with_0_on_its_first_day() -> None:
    line = aims.line_of(SAID["far_trips"])
    _, one = reading("far_trips")
    assert aims.asked_today(line, one, over("2026"), today="2026-07-02") == Fraction(10 * 183, 365)
    assert aims.asked_today(line, one, over("2028"), today="2028-12-31") == 10
    assert aims.asked_today(line, one, over("2025"), today="2025-07-02") is None
    steps = replace(line, interpolate="step")
    assert aims.asked_today(steps, one, over("2026"), today="2026-07-02") is None
    assert aims.asked_today(steps, one, over("2026"), today="2026-12-31") == 10


def test_what_adds_up_over_years_begins_with_its_first_year() -> None:
    line = aims.line_of(SAID["far_trips"])
    _, one = reading("far_trips", "trips_from_2025")
    assert aims.asked_today(line, one, over("2026"), today="2025-12-31") == Fraction(10 * 365, 729)


def test_growth_begins_with_0_in_its_base_year_and_year_on_year_nowhere() -> None:
    said, one = reading("visits_growth", "cumulative")
    line = aims.line_of(said)
    asked = aims.asked_today(line, one, over("2025"), today="2025-12-31")
    assert asked == 5
    _, yearly = reading("visits_growth", "year_on_year")
    assert aims.asked_today(line, yearly, over("2025"), today="2025-12-31") is None
    assert (
        aims.asked_today(replace(line, milestones=()), yearly, over("2026"), today="2026-12-31")
        is None
    )


def test_a_target_of_years_asks_nothing_of_a_quarter() -> None:
    _, one = reading("far_trips")
    line = aims.line_of(SAID["far_trips"])
    assert aims.asked_today(line, one, over("2026Q1"), today="2026-03-31") is None


def test_readings_that_count_the_same_share_a_baseline() -> None:
    said = SAID["visits_growth"]
    first = reading("visits_growth")[1]
    assert aims.counted_alike(said, reading("visits_growth", "cumulative")[1]) == first.id
    assert aims.counted_alike(said, reading("visits_growth", "average_on_site")[1]) != first.id
    key = aims.baseline_key(said, reading("visits_growth", "cumulative")[1], over("L2026"))
    assert key == ("visits_growth", "average", "L2024", "")
    yearly = reading("visits_growth", "year_on_year")[1]
    assert aims.baseline_key(said, yearly, over("2026")) is None
    assert aims.baseline_key(SAID["model"], reading("model")[1], over("2026")) is None


@given(some.integers(0, 10**9), some.integers(1, 10**9))
def test_a_growth_over_a_declared_baseline_keeps_both_whole_numbers(now: int, before: int) -> None:
    assert aims.rebased(Figure(now), before) == Figure(now, before)


def test_nothing_heard_or_a_baseline_of_0_stays_unknown() -> None:
    silent = Figure(None, None, "nothing_heard")
    assert aims.rebased(silent, 100) == silent
    assert aims.rebased(Figure(5), 0).lacking == "baseline_nothing"


def test_the_later_side_counts_alone_under_a_name_of_its_own() -> None:
    one = reading("visits_growth")[1]
    alone = aims.later_side(one)
    assert (alone.growth, alone.base_year, alone.numerator) == (None, None, one.numerator)
    assert alone.id not in {each.id for each in SAID["visits_growth"].readings}


def test_a_definition_refuses_periods_and_levels_that_it_does_not_have() -> None:
    said = replace(SAID["model"], periods=("year",), levels=("province",))
    assert aims.what_is_refused(said, over("2026")) == ""
    assert aims.what_is_refused(said, over("2026Q1")) == "figure.period_not_asked"
    assert aims.what_is_refused(said, over("2026"), unit="u") == "figure.level_not_asked"
    only = replace(said, levels=("unit",))
    assert aims.what_is_refused(only, over("2026")) == "figure.level_not_asked"


def test_the_chosen_readings_stand_by_indicator() -> None:
    lines = {"model": aims.line_of(SAID["model"], "f1", told(reading="declared"))}
    assert aims.chosen(lines) == {"model": "declared"}


def test_an_average_asks_for_growth_on_growth_until_the_year_of_its_milestone() -> None:
    said = SAID["visits_growth"]
    line, year = aims.line_of(said), period("2026")
    average = said.read_as("average_2025")
    over_last = said.read_as("year_on_year")
    assert year is not None and average is not None and over_last is not None
    of_now = Figure(120, 100)

    def asked(reading: Any, percent: int, by: int | None) -> int | None:
        return aims.wanted(line, reading, of_now, year, value=Fraction(percent), by=by)

    assert asked(average, 10, None) == asked(average, 10, 2026) == 110
    assert asked(average, 15, 2030) == 202  # 100 x 1.15^5, not 115
    assert asked(over_last, 15, 2026) == 115
    assert asked(over_last, 15, 2030) is None  # nobody knows the year before that
