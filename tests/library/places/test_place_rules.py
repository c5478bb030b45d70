"""Founding, describing and closing places; days on which they are open."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tusach.ledger.draft import Draft, Refusal
from tusach.library.places import rules
from tusach.library.places.calendar import Calendar
from tusach.library.places.facts import (
    PlaceClosed,
    PlaceClosedDaysSet,
    PlaceDescribed,
    PlaceFounded,
    PlaceOpeningSet,
    unit_subject,
)
from tusach.library.places.story import PlaceState

HERE, ON, KINDS = "ab" * 16, "2026-11-23", frozenset({"hut", "main"})
NOTHING = PlaceState(HERE)
HUT = PlaceState(HERE, code="N1", name="Hut", kind="hut", founded_on="2026-01-05")
SHUT = replace(HUT, closed_on="2026-10-01")
WHOLE = PlaceFounded(code="N1", name="Hut", kind="hut")
WEEK = PlaceOpeningSet((1, 3, 5), ON)


def bodies(found: tuple[Draft, ...] | Refusal) -> list[Any]:
    assert not isinstance(found, Refusal), found
    assert {(one.subject, one.place, one.scope, one.on) for one in found} == {
        (HERE, HERE, "control", ON)
    }
    return [one.body for one in found]


def code(found: tuple[Draft, ...] | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_a_place_is_founded_with_its_opening_days() -> None:
    assert bodies(rules.found(NOTHING, WHOLE, WEEK, on=ON, kinds=KINDS)) == [WHOLE, WEEK]


def test_a_stop_of_a_vehicle_is_founded_without_opening_days() -> None:
    assert bodies(rules.found(NOTHING, WHOLE, None, on=ON, kinds=KINDS)) == [WHOLE]


@pytest.mark.parametrize(
    ("change", "opening", "said"),
    [
        ({"code": ""}, WEEK, "place.code_odd"),
        ({"code": "N 1"}, WEEK, "place.code_odd"),
        ({"code": "-N"}, WEEK, "place.code_odd"),
        ({"code": "N" * 41}, WEEK, "place.code_odd"),
        ({"name": "  "}, WEEK, "place.name_missing"),
        ({"name": "x" * 301}, WEEK, "place.name_too_long"),
        ({"kind": "palace"}, WEEK, "place.kind_unknown"),
        ({}, PlaceOpeningSet((), ON), "place.weekdays_missing"),
    ],
)
def test_a_place_is_not_founded_on_half_words(
    change: dict[str, str], opening: PlaceOpeningSet, said: str
) -> None:
    assert code(rules.found(NOTHING, replace(WHOLE, **change), opening, on=ON, kinds=KINDS)) == said


def test_a_code_is_never_given_twice_not_even_after_a_place_is_gone() -> None:
    for state in (HUT, SHUT):
        refused = rules.found(state, WHOLE, WEEK, on=ON, kinds=KINDS)
        assert refused == Refusal("place.code_taken", {"code": "N1", "name": "Hut"})


def test_a_place_is_described_anew_only_where_something_differs() -> None:
    same = PlaceDescribed(name="Hut", kind="hut")
    other = PlaceDescribed(name="Reading hut", kind="hut", address="by the well")
    assert bodies(rules.describe(HUT, other, on=ON, kinds=KINDS)) == [other]
    assert code(rules.describe(HUT, same, on=ON, kinds=KINDS)) == "place.nothing_new"
    odd = replace(other, kind="palace")
    assert code(rules.describe(HUT, odd, on=ON, kinds=KINDS)) == "place.kind_unknown"


def test_opening_days_are_set_from_a_day_on() -> None:
    assert bodies(rules.set_opening(HUT, WEEK, on=ON)) == [WEEK]
    never = PlaceOpeningSet((), ON)
    assert code(rules.set_opening(HUT, never, on=ON)) == "place.weekdays_missing"


def test_single_days_that_are_so_already_are_left_out() -> None:
    hut = replace(HUT, calendar=Calendar(closed=frozenset({"2026-12-24"})))
    days = ["2026-12-25", "2026-12-24", "2026-12-25"]
    told = bodies(rules.set_closed_days(hut, days, on=ON, closed=True, reason="snow"))
    assert told == [PlaceClosedDaysSet(("2026-12-25",), True, "snow")]
    again = rules.set_closed_days(hut, ["2026-12-24"], on=ON, closed=True, reason="")
    assert code(again) == "place.days_missing"
    opened = bodies(rules.set_closed_days(hut, ["2026-12-24"], on=ON, closed=False, reason=""))
    assert opened == [PlaceClosedDaysSet(("2026-12-24",), False, "")]


def test_too_many_single_days_are_a_slip() -> None:
    days = [f"{year}-01-{day:02d}" for year in range(2030, 2050) for day in range(1, 29)]
    refused = rules.set_closed_days(HUT, days, on=ON, closed=True, reason="")
    assert refused == Refusal("place.days_too_many", {"days": 560, "most": 400})


def test_a_place_closes_once_nothing_lent_there_is_out() -> None:
    body = PlaceClosed("2026-12-01", decision="12/QD")
    assert bodies(rules.close(HUT, body, on=ON, open_loans=0)) == [body]
    assert code(rules.close(HUT, body, on=ON, open_loans=2)) == "place.has_loans"
    early = PlaceClosed("2025-01-01")
    assert code(rules.close(HUT, early, on=ON, open_loans=0)) == "place.closes_before_founding"


@pytest.mark.parametrize(("state", "said"), [(NOTHING, "place.unknown"), (SHUT, "place.closed")])
def test_nothing_is_changed_at_a_place_that_is_not_there(state: PlaceState, said: str) -> None:
    described = PlaceDescribed(name="Hut 2", kind="hut")
    days = rules.set_closed_days(state, ["2026-12-24"], on=ON, closed=True, reason="")
    assert code(rules.describe(state, described, on=ON, kinds=KINDS)) == said
    assert code(rules.set_opening(state, WEEK, on=ON)) == said
    assert code(days) == said
    assert code(rules.close(state, PlaceClosed(ON), on=ON, open_loans=0)) == said


def test_a_unit_is_its_code_together_with_its_first_day() -> None:
    one = unit_subject("04", "01327", "2025-07-01")
    assert one == unit_subject("04", "01327", "2025-07-01")
    assert one != unit_subject("04", "01327", "2000-01-01")
