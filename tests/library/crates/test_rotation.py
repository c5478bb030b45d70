"""Which crate goes where next: the best assignment, what was there lately, pins, trips."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from tusach.library.crates.packing import Book
from tusach.library.crates.rotation import (
    NEVER,
    Load,
    Move,
    Point,
    assigned,
    by_popularity,
    circular,
    loans_of,
    novelty,
    rotate,
    weights,
)


def load(crate: str, *groups: str, at: str = "home", **more: object) -> Load:
    books = tuple(
        Book(title=f"{crate} {nr}", group=group, weight=1.0) for nr, group in enumerate(groups)
    )
    return replace(Load(crate=crate, at=at, books=books), **more)


def point(name: str, **more: object) -> Point:
    return replace(Point(point=name, demand={"tale": 5.0, "law": 1.0}), **more)


def goes(moves: tuple[Move, ...]) -> dict[str, str]:
    return {one.crate: one.to for one in moves}


@given(
    some.integers(1, 4),
    some.integers(1, 4),
    some.lists(some.integers(-20, 20), min_size=16, max_size=16),
)
def test_no_other_assignment_is_worth_more(rows: int, columns: int, values: list[int]) -> None:
    worth = [[float(values[4 * r + c]) for c in range(columns)] for r in range(rows)]
    found = assigned(worth)
    taken = [one for one in found if one is not None]
    assert len(taken) == len(set(taken)) == min(rows, columns)
    mine = sum(worth[r][c] for r, c in enumerate(found) if c is not None)
    if rows <= columns:
        ways = [
            sum(worth[r][c] for r, c in enumerate(way))
            for way in permutations(range(columns), rows)
        ]
    else:
        ways = [
            sum(worth[r][c] for c, r in enumerate(way))
            for way in permutations(range(rows), columns)
        ]
    assert mine == pytest.approx(max(ways))


def test_nothing_is_assigned_to_nothing() -> None:
    assert assigned([]) == []


def test_a_crate_goes_where_its_books_are_read() -> None:
    tales, laws = load("tales", "tale", "tale"), load("laws", "law")
    reads = [point("A", demand={"law": 9.0}), point("B", demand={"tale": 9.0})]
    moves = rotate([tales, laws], reads, {})
    assert goes(moves) == {"tales": "B", "laws": "A"}
    assert (moves[0].fresh, moves[0].second) == (1.0, "A")
    assert moves[0].less == pytest.approx(moves[0].loans)


def test_what_was_there_lately_is_worth_nothing_there_and_long_ago_nearly_as_new() -> None:
    assert [novelty(one, no_repeat=6) for one in (0, 5, 6, 24, NEVER)] == [0, 0, 0, 1, 1]
    crate = load("c", "tale")
    assert loans_of(crate, point("A"), {("A", "c 0"): 3}, no_repeat=6) == 0.0
    moves = rotate([crate], [point("A"), point("B")], {("A", "c 0"): 3})
    assert goes(moves) == {"c": "B"}
    stale = rotate([crate], [point("A")], {("A", "c 0"): 3})
    assert (stale[0].fresh, stale[0].second, stale[0].less) == (0.0, "", 0.0)


def test_a_librarians_word_goes_before_what_is_reckoned() -> None:
    crate, tale = load("c", "tale"), [point("A"), point("B", demand={"tale": 50.0})]
    assert goes(rotate([replace(crate, pinned="A")], tale, {})) == {"c": "A"}
    assert goes(rotate([replace(crate, forbidden=frozenset({"B"}))], tale, {})) == {"c": "A"}


def test_a_crate_rides_only_on_trips_that_are_planned_and_a_dear_leg_must_pay() -> None:
    crate = load("c", "tale", at="A")
    far = point("B", demand={"tale": 50.0}, legs={})
    assert goes(rotate([crate], [point("A", legs={}), far], {})) == {"c": "A"}
    dear = replace(far, legs={"A": 40.0})
    assert goes(rotate([crate], [point("A", legs={}), dear], {})) == {"c": "A"}
    assert goes(rotate([crate], [point("A", legs={}), replace(far, legs={"A": 0.0})], {})) == {
        "c": "B"
    }
    assert rotate([crate], [far], {}) == ()


def test_a_library_takes_as_many_crates_as_it_has_room_for_and_the_rest_stay_out() -> None:
    crates = [load(name, "tale") for name in "xyz"]
    moves = rotate(crates, [point("A", room=2)], {})
    assert [one.to for one in moves] == ["A", "A"]
    assert rotate([load("empty")], [point("A")], {})[0].fresh == 0.0


def test_the_loans_of_a_library_that_had_little_may_weigh_more() -> None:
    crate = load("c", "tale")
    points = [point("A"), point("B", demand={"tale": 6.0})]
    assert goes(rotate([crate], points, {})) == {"c": "B"}
    assert goes(rotate([crate], [replace(points[0], weight=2.0), points[1]], {})) == {"c": "A"}


def test_who_had_less_than_the_mean_weighs_more() -> None:
    assert weights({"A": 0.5, "B": 1.0, "C": 1.5}) == pytest.approx({"A": 4, "B": 1, "C": 4 / 9})
    assert weights({"A": 0.0, "B": 9.0}) == pytest.approx({"A": 9.0, "B": 0.25})
    assert weights({"A": 0.0}) == {"A": 1.0}
    assert weights({}) == {}


def test_the_baselines_are_a_rota_and_popularity() -> None:
    crates = [load("few", "tale", at="A"), load("many", "tale", "tale", at="B"), load("out")]
    points = [point("A"), point("B", demand={"tale": 50.0})]
    assert circular(crates, points) == {"few": "B", "many": "A"}
    assert by_popularity(crates, points) == {"many": "B", "few": "A"}
