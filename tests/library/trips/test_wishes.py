"""What a programme wishes becomes a problem: communes, markets, days of rest, vehicles."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.calendar.lunar import table
from tusach.library.profile.markets import LunarTails, Market
from tusach.library.profile.profile import Profile
from tusach.library.profile.reading import load
from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.problem import Problem, odd
from tusach.library.trips.wishes import pinned, units_in_force, wished

PROFILES = Path(__file__).resolve().parents[3] / "profiles"


def meets(market: Market, on: date) -> bool:
    rule = market.claims[0].rule
    return isinstance(rule, LunarTails) and table().to_lunar(on).day % 10 in rule.tails


SPAN = {"from_on": date(2027, 1, 1), "until_on": date(2027, 12, 31)}
YEAR: dict[str, Any] = {**SPAN, "calendar": table(), "meets": meets}


@cache
def profile(name: str = "caobang") -> Profile:
    return load({path.name: path.read_bytes() for path in (PROFILES / name).glob("*.json")})


def problem(which: Profile | None = None, **more: Any) -> Problem:
    found = wished(which or profile(), **{**YEAR, "vehicles": ("v",), **more})
    assert isinstance(found, Problem)
    return found


def test_a_year_of_the_province_is_a_sound_problem_without_a_conflict() -> None:
    asked = problem()
    assert odd(asked) is None
    assert conflicts(asked) == ()
    required = [one for one in asked.slots if one.required]
    assert len(required) == 55 * 4, "every commune but the one where the vehicles stand"
    assert len({one.stop for one in required}) == 55
    assert asked.legs.source(0, 1) == ("estimated", "")


def test_market_visits_are_on_the_days_of_the_market_only() -> None:
    slots = [one for one in problem().slots if one.stop == "market:tong_cot"]
    assert len(slots) == 8
    assert {table().to_lunar(on).day % 10 for one in slots for on in one.days} == {2, 7}


def test_a_market_that_sources_contradict_or_that_may_lie_elsewhere_is_no_stop() -> None:
    stops = {one.id for one in problem().stops}
    assert "market:tong_cot" in stops
    assert not stops & {"market:thong_hue", "market:cao_binh", "market:na_ri", "market:bao_lac"}


def test_nobody_goes_out_on_sundays_holidays_and_near_the_lunar_new_year() -> None:
    asked = problem()
    days = {on for one in asked.slots for on in one.days}
    assert not any(on.isoweekday() == 7 for on in days)
    new_year = date(2027, 2, 6)
    assert not any(-7 <= (on - new_year).days <= 8 for on in days)
    assert new_year in asked.rest
    assert date(2027, 9, 2) in asked.rest


def test_fewer_days_have_fewer_visits_of_the_year() -> None:
    quarter = problem(from_on=date(2027, 4, 1), until_on=date(2027, 6, 30))
    assert sum(one.required for one in quarter.slots) == 55
    week = problem(from_on=date(2027, 4, 1), until_on=date(2027, 4, 7))
    assert week.slots == ()


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("plan.days_odd", {"until_on": date(2026, 12, 31)}),
        ("plan.too_long", {"until_on": date(2028, 12, 31)}),
        ("plan.no_vehicle", {"vehicles": ()}),
    ],
)
def test_what_cannot_be_planned_is_refused(code: str, more: dict[str, Any]) -> None:
    refusal = wished(profile(), **{**YEAR, "vehicles": ("v",), **more})
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_programme_that_says_nothing_of_trips_is_refused() -> None:
    refusal = wished(replace(profile(), trips=None), vehicles=("v",), **YEAR)
    assert refusal == Refusal("plan.no_terms", {})


def test_a_programme_without_lunar_new_year_or_markets_is_planned_too() -> None:
    asked = problem(replace(profile("lumira"), markets=None))
    assert len(asked.stops) == len(units_in_force(profile("lumira"), YEAR["from_on"])) - 1
    assert len(asked.hubs) == 1


def test_beyond_the_lunar_table_only_the_holidays_of_the_programme_count() -> None:
    far = problem(
        replace(profile(), markets=None), from_on=date(2100, 3, 1), until_on=date(2100, 3, 9)
    )
    assert far.rest == ()


def test_a_unit_that_ended_before_is_no_stop() -> None:
    ended = replace(profile().units.units[5], valid_until=date(2026, 12, 31))
    units = replace(
        profile().units, units=(*profile().units.units[:5], ended, *profile().units.units[6:])
    )
    assert len(problem(replace(profile(), units=units)).stops) < len(problem().stops)


def test_a_promised_day_takes_the_place_of_the_wish_that_has_it() -> None:
    asked = problem()
    on = date(2027, 4, 20)
    held = pinned(asked, [("01288", on, "v"), ("01288", date(2027, 4, 27), "gone")])
    assert odd(held) is None
    promised = [one for one in held.slots if one.pinned]
    assert [(one.days, one.vehicle, one.required) for one in promised] == [
        ((on,), "v", True),
        ((date(2027, 4, 27),), "", True),
    ]
    assert len(held.slots) == len(asked.slots) + 1, "the second is one more"
    assert all(one.crates == 2 for one in promised)
    plan = insert_all(held)
    met = {call.slot: day.on for day in plan.days for call in day.calls}
    assert met[promised[0].id] == on


def test_a_promise_at_a_stop_without_a_wish_is_a_wish() -> None:
    asked = replace(problem(), slots=())
    (only,) = pinned(asked, [("01288", date(2027, 4, 20), "")]).slots
    assert (only.stop, only.crates, only.pinned) == ("01288", 0, True)
