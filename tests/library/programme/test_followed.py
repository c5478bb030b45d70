"""In which commune an older one counts on a day."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.library.programme.test_evaluate import HEADS, event

from tusach.library.programme.evaluate import MERGED, SILENT, Figure, evaluate
from tusach.library.programme.followed import Merged, followed_on, members
from tusach.library.programme.periods import period

UNITS = "abcdef"
DAYS = ("2025-07-01", "2026-03-01", "2026-07-01", "2027-01-01")
MERGERS = st.dictionaries(
    st.sampled_from(UNITS), st.tuples(st.sampled_from(DAYS), st.sampled_from(UNITS))
).map(lambda said: [Merged(old, on, new) for old, (on, new) in said.items()])


@given(MERGERS, st.sampled_from(DAYS))
def test_every_commune_counts_in_exactly_one_whatever_was_told(
    merged: list[Merged], on: str
) -> None:
    followed = followed_on(merged, on)
    counted = sorted(one for unit in UNITS for one in members(unit, followed))
    assert counted == list(UNITS)


@given(MERGERS, st.randoms())
def test_the_order_in_which_mergers_are_known_does_not_matter(
    merged: list[Merged], dice: Random
) -> None:
    mixed = list(merged)
    dice.shuffle(mixed)
    assert followed_on(mixed, DAYS[-1]) == followed_on(merged, DAYS[-1])


def test_a_circle_that_was_told_by_mistake_leaves_everybody_where_they_are() -> None:
    circle = [Merged("a", DAYS[0], "b"), Merged("b", DAYS[0], "a"), Merged("c", DAYS[0], "a")]
    assert followed_on(circle, DAYS[-1]) == ()
    assert followed_on([Merged("a", DAYS[0], "a")], DAYS[-1]) == ()


@given(
    MERGERS,
    st.lists(st.tuples(st.sampled_from(UNITS), st.integers(0, 9)), max_size=8),
)
def test_a_merger_is_a_renaming_and_all_communes_together_are_the_province(
    merged: list[Merged], heads: list[tuple[str, int]]
) -> None:
    over = period("2026")
    assert over is not None
    rows = [event(f"e{nr}", unit=unit, heads=n) for nr, (unit, n) in enumerate(heads)]
    told = {"gathering": rows, MERGED: [_fields(one) for one in merged]}
    now = dict(followed_on(merged, over.last))
    renamed = {
        "gathering": [{**row, "unit": now.get(str(row["unit"]), row["unit"])} for row in rows]
    }
    of_all = 0
    for unit in UNITS:
        found = evaluate(HEADS, told, over, today="2027-06-01", unit=unit)
        assert found == evaluate(HEADS, renamed, over, today="2027-06-01", unit=unit)
        of_all += found.num or 0
    whole = evaluate(HEADS, told, over, today="2027-06-01")
    assert (whole.num or 0) == of_all


def test_a_year_that_was_over_before_the_merger_keeps_its_communes() -> None:
    over = period("2026")
    assert over is not None
    merged = [_fields(Merged("a", "2027-01-01", "b"))]
    told = {"gathering": [event("one", heads=5)], MERGED: merged}
    assert evaluate(HEADS, told, over, today="2027-06-01", unit="a") == Figure(5)


def _fields(one: Merged) -> dict[str, object]:
    return {"unit": one.unit, "ended_on": one.ended_on, "into": one.into}


def test_growth_of_a_merged_commune_is_held_against_all_that_went_into_it() -> None:
    over = period("2026")
    assert over is not None
    growing = structs.replace(HEADS, growth="year_on_year")
    then = [event(f"then {unit}", unit=unit, heads=10, on_day="2025-05-01") for unit in "ab"]
    told = {
        "gathering": [*then, event("now", unit="b", heads=30)],
        MERGED: [_fields(Merged("a", "2026-03-01", "b"))],
    }
    assert evaluate(growing, told, over, today="2026-12-31", unit="b") == Figure(30, 20)
    assert evaluate(growing, told, over, today="2026-12-31", unit="a").lacking == SILENT
