"""What facts tell of places and markets stands before the profile, field by field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.trips.test_wishes import problem, profile

from tusach.library.places.served_facts import PlaceServiceSet, Window
from tusach.library.trips import told
from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.problem import Problem, Slot, Stop
from tusach.library.trips.told import Asked, Fair, Served, Told

SPAN = {"from_on": date(2027, 3, 1), "until_on": date(2027, 5, 31)}
UNIT = "01321"
MARKET_DAYS = (date(2027, 3, 9), date(2027, 3, 14), date(2027, 4, 8))


def served(**more: Any) -> Served:
    service = PlaceServiceSet(valid_from="2026-01-01", **more.pop("service", {}))
    return Served(code="school", unit=UNIT, how=service, **more)


def asked(**more: Any) -> Problem:
    return problem(**SPAN, told=Told(**more))


def slots(found: Problem, stop: str) -> list[Slot]:
    return [one for one in found.slots if one.stop == stop]


def stop(found: Problem, name: str) -> Stop:
    return found.stop_by_id[name]


def test_a_place_that_told_how_it_is_served_stands_for_its_commune() -> None:
    service = {
        "service_minutes": 90,
        "windows": (Window(480, 660, (2, 4)),),
        "visits_a_year": 8,
        "least_days": 14,
        "crates": 3,
        "closed_months": (4,),
        "point": (22_900_000, 105_700_000),
        "overnight": True,
    }
    found = asked(served=(served(service=service),))
    school = stop(found, "place:school")
    assert UNIT not in found.stop_by_id and school.unit == UNIT
    assert (school.stay_minutes, school.opens_minute, school.closes_minute) == (90, 480, 570)
    assert (school.gap_days, len(slots(found, "place:school"))) == (14, 2)
    assert {one.crates for one in slots(found, "place:school")} == {3}
    days = [on for one in slots(found, "place:school") for on in one.days]
    assert {on.isoweekday() for on in days} == {2, 4} and {on.month for on in days} == {3, 5}
    assert set(school.told) == {"stay", "hours", "visits", "gap", "crates"}
    assert dict(told.labelled(school))["days"] is False
    assert school.at == len(found.legs.minutes) - 1 and found.hubs[-1].at == school.at
    assert conflicts(found) == ()


def test_what_a_place_does_not_tell_is_the_profile_s() -> None:
    found = asked(served=(served(),))
    school, wish = stop(found, "place:school"), profile().trips.commune  # type: ignore[union-attr]
    assert school.told == ()
    assert (school.stay_minutes, school.gap_days) == (wish.stay_minutes, wish.gap_days)
    unit = next(one.at for one in problem(**SPAN).stops if one.id == UNIT)
    assert found.legs.minutes[school.at] == found.legs.minutes[unit], "it lies in its commune"


def test_a_place_at_a_market_is_served_on_its_days_and_the_market_is_no_stop_beside_it() -> None:
    fair = Fair(code="new", unit=UNIT, days=MARKET_DAYS)
    both = {"fairs": (fair,), "markets": frozenset({"new"})}
    found = asked(**both, served=(served(market="new", days=MARKET_DAYS),))
    assert "market:new" not in found.stop_by_id
    days = {on for one in slots(found, "place:school") for on in one.days}
    assert days <= set(MARKET_DAYS) and days
    alone = asked(**both)
    assert {on for one in slots(alone, "market:new") for on in one.days} <= set(MARKET_DAYS)
    assert stop(alone, "market:new").told == ("days",)


def test_hours_of_a_market_leave_room_to_serve_and_a_contradiction_stays_one() -> None:
    def hours(opens: int, closes: int) -> tuple[int, int, tuple[str, ...]]:
        fair = Fair(
            code="new", unit=UNIT, days=MARKET_DAYS, opens_minute=opens, closes_minute=closes
        )
        one = stop(asked(fairs=(fair,)), "market:new")
        return one.opens_minute, one.closes_minute, one.told

    assert hours(300, 600) == (300, 480, ("days", "hours"))
    assert hours(300, 360) == (300, 300, ("days", "hours"))
    assert hours(600, 300) == (600, 300, ("days", "hours"))


def test_a_market_that_was_told_is_not_asked_of_the_profile() -> None:
    assert "market:tong_cot" in problem(**SPAN).stop_by_id
    found = asked(markets=frozenset({"tong_cot"}), left_out=(("market:tong_cot", "no_rule"),))
    assert "market:tong_cot" not in found.stop_by_id
    assert found.left_out == (("market:tong_cot", "no_rule"),)


def test_contradictory_windows_are_named_as_a_wish_that_cannot_be_met() -> None:
    service = {"service_minutes": 120, "windows": (Window(600, 660),), "visits_a_year": 4}
    found = asked(served=(served(service=service),))
    (one,) = conflicts(found)
    assert (one.code, one.slots) == ("window", (slots(found, "place:school")[0].id,))


def test_hours_that_were_told_shorten_a_visit_of_which_nobody_told_the_length() -> None:
    one = stop(asked(served=(served(service={"windows": (Window(600, 660),)}),)), "place:school")
    assert (one.stay_minutes, one.opens_minute, one.closes_minute) == (60, 600, 600)
    assert one.told == ("hours",)


@pytest.mark.parametrize(
    ("windows", "weekdays", "hours"),
    [
        ((Window(420, 600, (1,)), Window(420, 660, (2, 3))), {2, 3}, (420, 540)),
        ((Window(420, 660, (1, 2)), Window(420, 900, (3,))), {1, 2, 3}, (420, 540)),
        ((Window(420, 660, (1,)), Window(400, 700)), {1, 2, 3, 4, 5, 6}, (400, 580)),
    ],
)
def test_of_several_windows_those_of_most_weekdays_count(
    windows: tuple[Window, ...], weekdays: set[int], hours: tuple[int, int]
) -> None:
    found = asked(served=(served(service={"windows": windows}),))
    one = stop(found, "place:school")
    assert (one.opens_minute, one.closes_minute) == hours
    days = {on.isoweekday() for slot in slots(found, one.id) for on in slot.days}
    assert days == weekdays


def test_a_request_makes_a_visit_narrower_or_asks_for_one_more() -> None:
    wish = Asked(place="", unit=UNIT, first=date(2027, 3, 8), last=date(2027, 3, 12))
    narrow = asked(asked=(wish,))
    (first,) = slots(narrow, UNIT)
    assert set(first.days) == {date(2027, 3, day) for day in range(8, 13)} and first.required
    promised = replace(wish, must=True, on=date(2027, 3, 10))
    (first,) = slots(asked(asked=(promised,)), UNIT)
    assert first.days == (date(2027, 3, 10),)
    two = asked(asked=(wish, replace(wish, first=date(2027, 5, 3), last=date(2027, 5, 7))))
    assert [one.required for one in slots(two, UNIT)] == [True, False]
    more = slots(two, UNIT)[1]
    assert more.id.endswith("/asked") and more.worth_m == 60_000
    again = replace(wish, first=date(2027, 5, 3), last=date(2027, 5, 7))
    assert len(slots(asked(asked=(wish, again, replace(again, last=date(2027, 5, 7)))), UNIT)) == 2


def test_a_request_of_a_place_without_visits_is_one_visit_and_of_nowhere_is_left_out() -> None:
    wish = Asked(
        place="school", unit=UNIT, first=date(2027, 3, 8), last=date(2027, 3, 12), must=True
    )
    found = asked(asked=(wish,), served=(served(service={"visits_a_year": 0}),))
    (one,) = slots(found, "place:school")
    assert one.required and one.crates == 1
    nowhere = asked(asked=(replace(wish, place="inn", unit="99"),))
    assert nowhere.left_out == (("place:inn", "no_stop"),)


def test_the_same_request_twice_is_one_visit() -> None:
    wish = Asked(place="school", unit=UNIT, first=date(2027, 3, 14), last=date(2027, 3, 14))
    found = asked(asked=(wish, wish), served=(served(service={"visits_a_year": 0}),))
    (one,) = slots(found, "place:school")  # a Sunday: nobody goes out, and it is not met
    assert one.days == () and not one.required


def test_visits_of_remote_and_border_places_are_owed_even_where_others_are_not() -> None:
    trips = profile().trips
    assert trips is not None
    loose = replace(profile(), trips=replace(trips, commune=replace(trips.commune, required=False)))
    classes = {UNIT: ("border",), "place:school": ("remote",)}
    found = problem(loose, **SPAN, told=Told(classes=classes, served=(served(),)))
    school = stop(found, "place:school")
    assert school.classes == ("border", "remote")
    assert {one.required for one in slots(found, school.id)} == {True}
    assert not any(one.required for one in found.slots if one.stop != school.id)
