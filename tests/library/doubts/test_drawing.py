"""Drawing by a public value, and what a sample says of the whole."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.library.doubts import drawing

IDS = st.sets(st.text("0123456789abcdef", min_size=4, max_size=4), min_size=1, max_size=40)
SEED = drawing.seed(subject="s", public_on="2026-10-04", public="82941", framed="f")


@given(IDS, st.integers(1, 50), st.randoms(use_true_random=False))
def test_whoever_has_the_same_records_draws_the_same_in_whatever_order_they_lie(
    ids: set[str], n: int, dice: object
) -> None:
    some = sorted(ids)
    dice.shuffle(some)  # type: ignore[attr-defined]
    drawn = drawing.draw(some, SEED, n)
    assert drawn == drawing.draw(ids, SEED, n)
    assert drawing.frame(some) == drawing.frame(ids)
    assert len(set(drawn)) == len(drawn) == min(n, len(ids))


@given(IDS, IDS, st.integers(1, 20))
def test_records_that_come_later_move_none_of_those_drawn_and_are_counted(
    ids: set[str], later: set[str], n: int
) -> None:
    drawn = drawing.draw(ids, SEED, n)
    before = drawing.came_later(drawn, ids | later, SEED)
    assert before is not None
    wanted = set(drawing.draw(ids | later, SEED, len(drawn) + before))
    assert set(drawn) <= wanted
    assert before <= len(later - ids)
    assert drawing.came_later(drawn, ids, SEED) == 0


def test_a_drawing_by_another_seed_is_noticed_and_an_empty_one_is_none() -> None:
    ids = [f"{nr:04x}" for nr in range(200)]
    other = drawing.seed(subject="s", public_on="2026-10-04", public="82942", framed="f")
    assert drawing.came_later(drawing.draw(ids, other, 20), ids, SEED) is None
    assert drawing.came_later((), ids, SEED) == 0


@pytest.mark.parametrize(("text", "fits"), [("82941", True), ("a" * 65, False), ("Hoa ơi", False)])
def test_a_public_value_is_figures_and_letters_without_a_name(text: str, fits: bool) -> None:
    assert drawing.is_public(text) is fits


def _chance(found: range, looked: int, bad: int, size: int) -> Fraction:
    ways = sum(comb(bad, k) * comb(size - bad, looked - k) for k in found if looked >= k)
    return Fraction(ways, comb(size, looked))


@given(st.integers(1, 30), st.data())
def test_a_number_is_outside_exactly_where_the_sample_would_be_a_rare_one(
    size: int, data: st.DataObject
) -> None:
    looked = data.draw(st.integers(1, size))
    found = data.draw(st.integers(0, looked))
    said = drawing.not_borne_out(found, looked, size)
    tail = Fraction(1, 40)
    inside = [
        bad
        for bad in range(found, size - looked + found + 1)
        if _chance(range(found, looked + 1), looked, bad, size) > tail
        and _chance(range(found + 1), looked, bad, size) > tail
    ]
    assert inside
    assert (said.low, said.high, said.size) == (min(inside), max(inside), size)


def test_who_looked_at_everything_knows_and_who_looked_at_nothing_does_not() -> None:
    assert drawing.not_borne_out(2, 9, 9) == drawing.Interval(2, 2, 9)
    assert drawing.not_borne_out(0, 0, 9) == drawing.Interval(0, 9, 9)
    with pytest.raises(ValueError, match="3"):
        drawing.not_borne_out(3, 2, 9)


def test_the_true_number_is_inside_for_at_least_95_of_100_samples_whatever_it_is() -> None:
    size, looked = 60, 20
    for bad in range(0, size + 1, 4):
        inside = Fraction(0)
        for found in range(max(0, looked + bad - size), min(bad, looked) + 1):
            said = drawing.not_borne_out(found, looked, size)
            if said.low <= bad <= said.high:
                inside += _chance(range(found, found + 1), looked, bad, size)
        assert inside >= Fraction(95, 100)
