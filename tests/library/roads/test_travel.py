"""How long a leg takes: by the best source there is, named, never through a closed road."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import named

from tusach.library.roads.story import Closure, Drive, RoadState, Word
from tusach.library.roads.travel import (
    DRIVEN,
    DRIVEN_OTHERWISE,
    ESTIMATED,
    PIECED,
    TOLD,
    Assumptions,
    Leg,
    Network,
    NoWay,
    Point,
    Season,
    great_circle_m,
)

ON = "2026-07-10"
A, B, C, D = (named(f"place {name}") for name in "ABCD")
POINTS: dict[str, Point] = {
    A: (22_660_000, 106_260_000),
    B: (22_900_000, 106_100_000),
    C: (22_950_000, 105_680_000),
}
SEASONS = (Season("rain", (5, 6, 7, 8, 9)), Season("dry", (10, 11, 12, 1, 2, 3, 4)))
ASSUMED = Assumptions(seasons=SEASONS)


def road(one: str, other: str, **more: object) -> RoadState:
    ends = tuple(sorted((one, other)))
    return RoadState(named(f"road {ends}"), ends, **more)  # type: ignore[arg-type]


def driven(
    start: str, end: str, *minutes: int, on: str = ON, metres: int | None = None
) -> RoadState:
    drives = tuple(Drive(f"d{nr}", on, start, end, one, metres) for nr, one in enumerate(minutes))
    return road(start, end, drives=drives)


def told(start: str, end: str, minutes: int | None, season: str = "", on: str = ON) -> RoadState:
    return road(start, end, words=(Word("w", on, start, end, minutes, 9_000, season),))


def network(*roads: RoadState, on: str = ON, assumed: Assumptions = ASSUMED) -> Network:
    return Network(roads, POINTS, on=on, assumed=assumed)


def leg(found: Leg | NoWay) -> Leg:
    assert isinstance(found, Leg), found
    return found


def test_what_was_driven_counts_first_by_its_median_with_its_oldest_day() -> None:
    known = driven(A, B, 50, 90, 55, on="2026-06-01", metres=30_000)
    both = RoadState(known.subject, known.ends, drives=known.drives, words=told(A, B, 20).words)
    assert leg(network(both).leg(A, B)) == Leg(55, 30_000, DRIVEN, "2026-06-01", 3)


def test_the_other_direction_serves_where_nobody_drove_this_one() -> None:
    assert leg(network(driven(A, B, 50)).leg(B, A)).minutes == 50
    ways = (Drive("1", ON, A, B, 50), Drive("2", ON, B, A, 70))
    assert leg(network(road(A, B, drives=ways)).leg(B, A)).minutes == 70


def test_a_word_outweighs_drives_of_another_season_and_those_outweigh_an_estimate() -> None:
    winter = driven(A, B, 50, on="2026-01-10")
    assert leg(network(winter).leg(A, B)) == Leg(50, None, DRIVEN_OTHERWISE, "2026-01-10", 1)
    word = told(A, B, 80)
    both = RoadState(winter.subject, winter.ends, drives=winter.drives, words=word.words)
    assert leg(network(both).leg(A, B)) == Leg(80, 9_000, TOLD, ON)
    assert leg(network(both, on="2026-12-10").leg(A, B)).source == DRIVEN


def test_the_word_for_the_season_outweighs_the_one_for_whenever() -> None:
    words = (*told(A, B, 80).words, *told(A, B, 110, "rain").words)
    assert leg(network(road(A, B, words=words)).leg(B, A)).minutes == 110
    assert leg(network(road(A, B, words=words), on="2026-12-10").leg(B, A)).minutes == 80
    assert leg(network(told(A, B, None)).leg(A, B)).source == ESTIMATED
    assert leg(network(told(A, B, 80, on="2026-08-01")).leg(A, B)).source == ESTIMATED


def test_old_and_too_few_drives_make_no_figure() -> None:
    assert leg(network(driven(A, B, 50, on="2020-07-01")).leg(A, B)).source == ESTIMATED
    few = Assumptions(seasons=SEASONS, least_drives=3)
    assert leg(network(driven(A, B, 50, 60), assumed=few).leg(A, B)).source == ESTIMATED
    assert leg(network(driven(A, B, 50, 60, 70), assumed=few).leg(A, B)).minutes == 60


def test_a_way_is_pieced_together_of_known_legs() -> None:
    roads = (told(A, B, 30), driven(B, C, 40, on="2026-06-01"))
    found = network(*roads)
    for _ in range(2):
        assert leg(found.leg(A, C)) == Leg(70, None, PIECED, "2026-06-01")
    assert leg(network(*roads, told(A, C, 200)).leg(A, C)).source == TOLD


def test_an_estimate_is_the_great_circle_with_detour_speed_and_buffer() -> None:
    metres = great_circle_m(POINTS[A], POINTS[B])
    found = leg(network().leg(A, B))
    assert found.metres == metres * 160 // 100
    assert found.minutes == -(-found.metres * 60 * 125 // (30_000 * 100))
    assert found.is_estimated
    assert (found.as_of, found.drives) == (None, 0)
    assert network().leg(A, D) == NoWay()
    assert leg(network().leg(D, D)) == Leg(0, 0, TOLD)


CLOSED = Closure("c", "2026-07-01", "landslide")


def test_a_closed_road_has_no_time_and_is_driven_around_where_that_is_known() -> None:
    shut = road(A, B, closures=(CLOSED,), drives=driven(A, B, 50).drives)
    assert network(shut).leg(A, B) == NoWay(CLOSED)
    assert leg(network(shut, on="2026-06-30").leg(A, B)).source == ESTIMATED
    around = (told(A, C, 60), told(C, B, 70))
    assert leg(network(shut, *around).leg(A, B)) == Leg(130, 18_000, PIECED, ON)


def test_a_place_to_which_every_road_is_closed_is_reached_by_none() -> None:
    shut = RoadState(named("all"), (B,), closures=(CLOSED,))
    roads = (told(A, B, 30), told(B, C, 30), shut, RoadState(named("nothing told")))
    found = network(*roads)
    assert found.leg(A, B) == found.leg(B, C) == NoWay(CLOSED)
    assert leg(found.leg(A, C)).source == ESTIMATED


def test_a_month_without_a_season_is_a_season_of_its_own() -> None:
    assert Assumptions().season_of(ON) == ""
    assert leg(network(driven(A, B, 50), assumed=Assumptions()).leg(A, B)).source == DRIVEN
    assert leg(network(driven(A, B, 50, on="0001-01-01"), on="0001-01-02").leg(A, B)).minutes == 50


NAMES = (A, B, C, D)
minutes = some.dictionaries(
    some.tuples(some.sampled_from(NAMES), some.sampled_from(NAMES)).filter(lambda x: x[0] < x[1]),
    some.integers(1, 90),
    max_size=6,
)


@given(minutes, some.sampled_from(NAMES), some.sampled_from(NAMES))
def test_a_pieced_way_is_the_shortest_of_all(
    known: dict[tuple[str, str], int], start: str, end: str
) -> None:
    found = network(*(told(one, other, some_) for (one, other), some_ in known.items()))
    lengths = []
    for count in range(len(NAMES) - 1):
        for between in itertools.permutations(set(NAMES) - {start, end}, count):
            way = (start, *between, end)
            steps = [known.get(tuple(sorted(pair))) for pair in itertools.pairwise(way)]  # type: ignore[call-overload]
            if all(step is not None for step in steps):
                lengths.append(sum(steps))
    direct = known.get(tuple(sorted((start, end))))  # type: ignore[call-overload]
    answer = found.leg(start, end)
    if start == end:
        assert leg(answer).minutes == 0
    elif direct is not None:
        assert leg(answer) == Leg(direct, 9_000, TOLD, ON)
    elif lengths:
        assert (leg(answer).minutes, leg(answer).source) == (min(lengths), PIECED)
    else:
        assert isinstance(answer, NoWay) or answer.is_estimated
