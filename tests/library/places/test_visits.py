"""Dated visits of a vehicle: the last word on a day counts; what is called off does not hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.telling import Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.places import rules
from tusach.library.places.facts import PlaceFounded
from tusach.library.places.story import PlaceState
from tusach.library.places.visits import Visit, Visits, with_days

PLACE, CAR, OTHER_CAR = named("point"), named("car"), named("other car")
days = some.integers(1, 28).map(lambda day: f"2026-12-{day:02d}")
cars = some.sampled_from([None, CAR, OTHER_CAR])
Word = tuple[str, str | None, bool]
words = some.lists(some.tuples(days, cars, some.booleans()), max_size=12)


@given(words)
def test_the_last_word_on_a_day_and_vehicle_counts(
    told: list[Word],
) -> None:
    rows: tuple[Visit, ...] = ()
    model: dict[tuple[str, str], bool] = {}
    for nr, (day, car, off) in enumerate(told):
        rows = with_days(rows, str(nr), [day], vehicle=car, called_off=off)
        there = [key for key in model if key[0] == day]
        if off and car is None and there:
            model |= dict.fromkeys(there, True)
        else:
            model[day, car or ""] = off
    assert {(one.day, one.vehicle or ""): one.called_off for one in rows} == model
    assert [one.day for one in rows] == sorted(one.day for one in rows)


@given(words, days, some.sets(days, max_size=4))
def test_the_next_visit_holds_and_none_before_it_does(
    told: list[Word], first: str, closed: set[str]
) -> None:
    rows: tuple[Visit, ...] = ()
    for day, car, off in told:
        rows = with_days(rows, "fact", [day], vehicle=car, called_off=off)
    visits = Visits(rows, frozenset(closed))
    found = visits.next_from(first)
    coming = [one for one in rows if one.day >= first and visits.holds(one)]
    assert found == (coming[0] if coming else None)
    if found is not None:
        over = visits.passed_over(first, found.day)
        assert all(not visits.holds(one) and first <= one.day < found.day for one in over)
        assert found.fact in visits.grounds(first, found.day)


def founded(a: Teller) -> PlaceState:
    a.say("place.founded/1", PLACE, PlaceFounded("DS-1", "Điểm đọc", "point"), on="2026-01-01")
    state: PlaceState = a.state(PLACE)
    return state


def test_visits_are_dated_once_and_only_ahead() -> None:
    a = Teller("A")
    wish = rules.date_visits(founded(a), ["2026-12-05", "2026-11-01"], on="2026-11-23", vehicle=CAR)
    a.tell(wish)
    state = a.state(PLACE)
    assert [(one.day, one.vehicle) for one in state.visits] == [("2026-12-05", CAR)]
    again = rules.date_visits(state, ["2026-12-05"], on="2026-11-23", vehicle=CAR)
    assert isinstance(again, Refusal) and again.code == "place.visits_missing"
    itself = rules.date_visits(state, ["2026-12-06"], on="2026-11-23", vehicle=PLACE)
    assert isinstance(itself, Refusal) and itself.code == "place.visits_itself"


def test_too_many_visits_at_once_are_a_slip() -> None:
    coming = [f"{year}-01-{day:02d}" for year in range(2030, 2050) for day in range(1, 29)]
    refused = rules.date_visits(founded(Teller("A")), coming, on="2026-11-23")
    assert refused == Refusal("place.days_too_many", {"days": 560, "most": 400})


def test_no_vehicle_comes_to_a_place_that_is_not_there() -> None:
    state = founded(Teller("A"))
    for gone, code in (
        (PlaceState(PLACE), "place.unknown"),
        (replace(state, closed_on="2026-10-01"), "place.closed"),
    ):
        refused = rules.date_visits(gone, ["2026-12-05"], on="2026-11-23")
        assert isinstance(refused, Refusal) and refused.code == code


def test_a_visit_is_called_off_and_dated_again() -> None:
    a = Teller("A")
    founded(a)
    for off in (False, True, False):
        wish = rules.date_visits(
            a.state(PLACE), ["2026-12-05"], on="2026-11-23", vehicle=CAR, called_off=off
        )
        a.tell(wish)
        (one,) = a.state(PLACE).visits
        assert one.called_off == off
    nobody = rules.date_visits(a.state(PLACE), ["2026-12-09"], on="2026-11-23", called_off=True)
    assert isinstance(nobody, Refusal) and nobody.code == "place.visits_missing"
