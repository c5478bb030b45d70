"""A figure in parts is of those rows alone, and what is summed adds up to the whole."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tusach.library.programme.definition import Ask, Measure, Reading, Select
from tusach.library.programme.evaluate import evaluate
from tusach.library.programme.parts import hidden_parts, narrowed
from tusach.library.programme.periods import period

OVER = period("2026")
assert OVER is not None
YEAR = OVER
CHANNELS = ("on_site", "mobile", "online")
rows = st.lists(
    st.builds(
        lambda nr, channel, n: {
            "evidence": f"v{nr}",
            "unit": "u",
            "place": "p",
            "channel": channel,
            "n": n,
            "paper": 0,
            "on_day": "2026-05-01",
        },
        st.integers(0, 9),
        st.sampled_from(CHANNELS),
        st.integers(1, 40),
    ),
    min_size=1,
)


def visits(**where: Ask) -> Reading:
    every = ((Select(source="visit", where=where),),)
    return Reading(id="all", title={}, numerator=Measure(sum="n", every=every))


def value(reading: Reading, some: list[dict[str, Any]]) -> int | None:
    return evaluate(reading, {"visit": some}, YEAR, today="2027-01-01").num


@given(rows)
def test_the_parts_of_a_sum_add_up(some: list[dict[str, Any]]) -> None:
    whole = visits()
    parts = [value(narrowed(whole, "channel", one), some) for one in CHANNELS]
    assert sum(one or 0 for one in parts) == value(whole, some)


@given(rows)
def test_a_condition_of_the_reading_holds_in_its_parts(some: list[dict[str, Any]]) -> None:
    houses = visits(channel=Ask(is_="on_site"))
    assert value(narrowed(houses, "channel", "mobile"), some) == 0
    assert value(narrowed(houses, "channel", "on_site"), some) == value(houses, some)
    few = visits(channel=Ask(one_of=("on_site", "online")), n=Ask(at_least=10))
    assert value(narrowed(few, "channel", "mobile"), some) == 0
    assert value(narrowed(few, "n", 9), some) == 0
    tens = sum(row["n"] for row in some if row["n"] == 10 and row["channel"] != "mobile")
    assert value(narrowed(few, "n", 10), some) == tens


def test_what_does_not_know_the_field_stays_as_it_is() -> None:
    share = Reading(
        id="x",
        title={},
        numerator=visits().numerator,
        denominator=Measure(count="place", every=((Select(source="place"),),)),
    )
    part = narrowed(share, "channel", "mobile")
    assert part.denominator == share.denominator
    assert (part.id, narrowed(part, "paper", 0).id) == (
        "x:channel=mobile",
        "x:channel=mobile:paper=0",
    )


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 20)), st.integers(0, 9))
def test_no_small_part_can_be_told_from_the_total(parts: dict[str, int], others: int) -> None:
    total = sum(parts.values()) + others
    found = hidden_parts(parts, total, 5)
    assert all(name in found.cells for name, n in parts.items() if 0 < n < 5)
    if found.cells and not found.total and not others:
        assert len(found.cells) > 1
    if 0 < others < 5 and parts:
        assert len(found.cells) >= min(1, len(parts))
