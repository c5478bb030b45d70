"""Closing and opening roads: nobody opens a landslide of which they did not know."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.register import FOLDERS
from tusach.library.roads import facts, rules
from tusach.library.roads.story import RoadState

ON, LATER = "2026-03-02", "2026-03-09"
A, B = named("place A"), named("place B")
ROAD = facts.road_subject(TENANT, (A, B))


def road(teller: Teller) -> RoadState:
    found: RoadState | None = teller.state(ROAD)
    return found or RoadState(ROAD)


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def close(teller: Teller, reason: str = "landslide", until: str | None = None) -> None:
    body = facts.RoadClosed((A, B), reason, until)
    teller.tell(rules.close(road(teller), body, on=ON, place=teller.place))


def open_again(teller: Teller, on: str = LATER) -> None:
    body = facts.RoadOpened((B, A))
    teller.tell(rules.open_again(road(teller), body, on=on, place=teller.place))


def test_a_road_is_the_same_from_both_ends() -> None:
    assert facts.road_subject(TENANT, (B, A)) == ROAD
    assert facts.road_subject(TENANT, (A,)) != ROAD


def test_a_closed_road_is_closed_until_it_is_opened_or_its_last_day_is_over() -> None:
    a = Teller("A")
    close(a)
    assert [bool(road(a).closed_by(on)) for on in ("2026-03-01", ON, "2030-01-01")] == [
        False,
        True,
        True,
    ]
    open_again(a)
    assert [bool(road(a).closed_by(on)) for on in ("2026-03-08", LATER)] == [True, False]
    close(a, "flood", "2026-03-04")
    assert [bool(road(a).closed_by(on)) for on in ("2026-03-04", "2026-03-10")] == [True, False]


def test_who_did_not_know_of_a_landslide_does_not_open_it() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 600_000)
    close(a)
    b.meet(a)
    close(a, "flood")
    open_again(b)
    a.meet(b)
    closure = road(a).closed_by("2026-04-01")
    assert closure is not None
    assert closure.reason == "flood"
    assert road(a) == road(b)
    open_again(a)
    assert road(a).closed_by(LATER) is None
    assert [one.opened_by is not None for one in road(a).closures] == [True, True]


BODIES = (
    ("road.closed/1", facts.RoadClosed((A, B), "landslide")),
    ("road.closed/1", facts.RoadClosed((B, A), "flood", "2026-03-20")),
    ("road.opened/1", facts.RoadOpened((A, B))),
    ("road.measured/1", facts.RoadMeasured((A, B), 70, 30_000)),
    ("road.told/1", facts.RoadTold((B, A), 90)),
    ("road.told/1", facts.RoadTold((B, A), 80, season="rain")),
)


@given(
    some.lists(some.tuples(some.integers(0, 1), some.integers(0, 5), some.booleans()), max_size=9),
    some.randoms(use_true_random=False),
    some.integers(0, 9),
)
def test_the_story_is_one_in_any_order_twice_and_in_halves(
    told: list[tuple[int, int, bool]], chance: random.Random, cut: int
) -> None:
    two = (Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000))
    for who, what, meet in told:
        kind, body = BODIES[what]
        two[who].say(kind, ROAD, body, on=ON)
        if meet:
            two[0].meet(two[1])
    two[0].meet(two[1])
    held = two[0].held(ROAD) * 2
    chance.shuffle(held)
    story = FOLDERS.fold(ROAD, two[0].held(ROAD))
    assert FOLDERS.extend(FOLDERS.fold(ROAD, held[:cut]), held[cut:]) == story


def test_of_each_direction_and_season_the_last_word_counts() -> None:
    a = Teller("A")
    for body in (
        facts.RoadTold((A, B), 90),
        facts.RoadTold((B, A), 100),
        facts.RoadTold((A, B), 120, season="rain"),
        facts.RoadTold((A, B), 85, 31_000, source="driver"),
    ):
        a.tell(rules.tell(road(a), body, on=ON, place=None))
    found = {(one.start, one.season): one.minutes for one in road(a).words}
    assert found == {(A, ""): 85, (B, ""): 100, (A, "rain"): 120}


def test_what_cannot_be_said_of_a_road_is_refused_beside_what_can() -> None:
    a = Teller("A")
    state = RoadState(ROAD)
    for ends in ((), (A, A), (A, B, named("C"))):
        assert refusal(rules.close(state, facts.RoadClosed(ends), on=ON, place=None)) == (
            "road.ends_same"
        )
    odd = facts.RoadClosed((A,), "because of Ms X")
    assert refusal(rules.close(state, odd, on=ON, place=None)) == "road.reason_odd"
    over = facts.RoadClosed((A,), until="2026-03-01")
    assert refusal(rules.close(state, over, on=ON, place=None)) == "road.over_already"
    opened = facts.RoadOpened((A, B))
    assert refusal(rules.open_again(state, opened, on=ON, place=None)) == "road.open_already"
    close(a)
    again = facts.RoadClosed((A, B), "landslide")
    assert refusal(rules.close(road(a), again, on=ON, place=None)) == "road.closed_already"
    close(a, "flood")


FIGURES = [
    (facts.RoadMeasured((A,), 70), "road.ends_same"),
    (facts.RoadMeasured((A, B), 0), "road.minutes_odd"),
    (facts.RoadMeasured((A, B), 1441), "road.minutes_odd"),
    (facts.RoadMeasured((A, B), 70, 1_000_001), "road.metres_odd"),
    (facts.RoadTold((A,), 70), "road.ends_same"),
    (facts.RoadTold((A, B)), "road.nothing_said"),
    (facts.RoadTold((A, B), 0), "road.minutes_odd"),
    (facts.RoadTold((A, B), None, 0), "road.metres_odd"),
    (facts.RoadTold((A, B), 70, source="Mr X"), "road.reason_odd"),
]


@pytest.mark.parametrize(("body", "code"), FIGURES)
def test_a_figure_that_cannot_be_right_is_refused(
    body: facts.RoadMeasured | facts.RoadTold, code: str
) -> None:
    a, state = Teller("A"), RoadState(ROAD)
    if isinstance(body, facts.RoadMeasured):
        assert refusal(rules.measure(state, body, on=ON, place=None)) == code
        a.tell(rules.measure(state, facts.RoadMeasured((A, B), 70, 31_000), on=ON, place=None))
    else:
        assert refusal(rules.tell(state, body, on=ON, place=None)) == code
        a.tell(rules.tell(state, facts.RoadTold((A, B), None, 31_000), on=ON, place=None))
