"""The one order: causes before clocks, clocks before ids."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.histories import FEWER, histories
from tests.ledger.lamp import OTHER_LAMP, Scribe, ids

from tusach.ledger.order import (
    NO_CORRECTIONS,
    Corrections,
    Held,
    Lineage,
    Span,
    corrected_ms,
    ends,
    heads,
    ordered,
)

spans = st.builds(
    lambda first, length, delta: Span(first, first + length, delta),
    st.integers(1, 6),
    st.integers(0, 6),
    st.integers(-20, 20),
)
corrections = st.dictionaries(
    st.sampled_from([Scribe(seed).stream for seed in range(3)]), st.lists(spans, max_size=3)
)


def by_the_book(held: Sequence[Held], mended: Corrections) -> list[str]:
    """The words of wire.md, literally: again and again the smallest whose held parents stand."""
    left = {one.id: one for one in held}
    placed: list[str] = []
    while left:
        ready = [one for one in left.values() if left.keys().isdisjoint(one.fact.after)]
        one = min(ready, key=lambda one: (corrected_ms(one.fact, mended), one.fact.tick, one.id))
        placed.append(left.pop(one.id).id)
    return placed


def knew_by_the_book(held: Sequence[Held], later: str, earlier: str) -> bool:
    parents = {one.id: one.fact.after for one in held}
    return (
        any(
            parent == earlier or (parent in parents and knew_by_the_book(held, parent, earlier))
            for parent in parents[later]
        )
        and earlier in parents
    )


@FEWER
@given(histories(), corrections, st.data())
def test_the_order_is_that_of_the_book_for_any_part_in_any_order(
    told: list[Held], mended: Corrections, data: st.DataObject
) -> None:
    part = data.draw(st.lists(st.sampled_from(told)))  # some missing, some double
    expected = by_the_book(part, mended)
    assert ids(ordered(part, mended)) == expected
    assert ids(ordered(reversed(part), mended)) == expected


@FEWER
@given(histories(most=20), corrections)
def test_a_fact_never_stands_before_what_its_teller_knew(
    told: list[Held], mended: Corrections
) -> None:
    places = {one.id: place for place, one in enumerate(ordered(told, mended))}
    for one in told:
        assert all(places[parent] < places[one.id] for parent in one.fact.after)


@FEWER
@given(histories(most=8), st.data())
def test_who_knew_whom_is_found_through_held_facts_only(
    told: list[Held], data: st.DataObject
) -> None:
    part = ordered(data.draw(st.lists(st.sampled_from(told), unique_by=lambda one: one.id)))
    lineage = Lineage(part)
    here = set(ids(part))
    for later in part:
        past = {one.id for one in part if knew_by_the_book(part, later.id, one.id)}
        assert lineage.past(later.id) == past
        assert {one.id for one in part if lineage.knew(later.id, one.id)} == past
        whole = all(here.issuperset(one.fact.after) for one in part if one.id in {later.id, *past})
        assert lineage.whole(later.id) == whole
    some = data.draw(st.sets(st.sampled_from(ids(part)))) if part else set()
    known = {one for later in some for one in lineage.past(later)}
    assert lineage.latest(some) == tuple(sorted(some - known))


@FEWER
@given(histories(), st.data())
def test_heads_and_missing_parents_close_what_is_held(
    told: list[Held], data: st.DataObject
) -> None:
    part = data.draw(st.lists(st.sampled_from(told), unique_by=lambda one: one.id))
    latest, missing = ends(part)
    assert heads(part) == latest
    here, named = set(ids(part)), {parent for one in part for parent in one.fact.after}
    assert set(latest) == here - named
    assert set(missing) == named - here


def test_nothing_has_an_order_and_no_heads() -> None:
    assert ordered([]) == []
    assert heads([]) == ()


def test_a_clock_that_is_behind_does_not_put_a_return_before_its_loan() -> None:
    desk, van = Scribe(1), Scribe(2)
    lit = desk.light(ms=5000)
    out = van.put_out(ms=1, after=[lit])
    assert ids(ordered([out, lit])) == [lit.id, out.id]


def test_a_missing_parent_holds_nothing_up() -> None:
    scribe = Scribe()
    first = scribe.light(ms=9)
    second = scribe.put_out(after=[first], ms=1)
    third = scribe.light(after=[second], ms=2)
    assert ids(ordered([third, first])) == [third.id, first.id]
    assert ids(ordered([third, first, second])) == [first.id, second.id, third.id]


def test_equal_clocks_are_told_apart_by_tick_then_id() -> None:
    facts = [Scribe(seed).light(seed, ms=1, tick=seed % 2) for seed in range(6)]
    assert ids(ordered(facts)) == [
        one.id for one in sorted(facts, key=lambda one: (one.fact.tick, one.id))
    ]


def test_a_mended_clock_moves_only_its_stretch() -> None:
    scribe, other = Scribe(1), Scribe(2)
    early, late = scribe.light(ms=100), scribe.light(ms=200)
    between = other.light(ms=150)
    mended = {scribe.stream: [Span(3, 3, -160), Span(3, 9, 5)]}
    assert corrected_ms(late.fact, mended) == 45
    assert corrected_ms(early.fact, mended) == 100
    assert corrected_ms(between.fact, NO_CORRECTIONS) == 150
    assert ids(ordered([early, between, late], mended)) == ids([late, early, between])


def test_a_circle_of_parents_is_our_own_mistake() -> None:
    one, other = Scribe(1).light(after=["0" * 32]), Scribe(2).light(after=["1" * 32])
    with pytest.raises(AssertionError, match="parents"):
        ordered([Held("1" * 32, one.fact), Held("0" * 32, other.fact)])


def test_parents_held_in_another_story_do_not_make_the_past_unknown() -> None:
    scribe = Scribe()
    other = scribe.light(subject=OTHER_LAMP)
    both = scribe.tell(
        "lamp.lit/1", {"by_hand": True, "oil_ml": 1}, also=(OTHER_LAMP,), after=[other]
    )
    assert not Lineage([both]).whole(both.id)
    assert Lineage([both], elsewhere={other.id}).whole(both.id)
    assert not Lineage([both]).whole("0" * 32)
    assert not Lineage([both]).knew("0" * 32, both.id)
    assert not Lineage([both]).knew(both.id, "0" * 32)


@pytest.mark.usefixtures("untraced")
def test_a_chain_of_thirty_thousand_facts_needs_no_stack() -> None:
    fact = Scribe().light().fact
    names = [f"{place:032x}" for place in range(30_000)]
    chain = [Held(names[0], fact)] + [
        Held(key, msgspec.structs.replace(fact, after=(before,), told_ms=9))
        for before, key in zip(names, names[1:], strict=False)
    ]
    placed = ordered(reversed(chain))
    assert ids(placed) == names
    lineage = Lineage(placed)
    assert lineage.knew(names[-1], names[0])
    assert not lineage.knew(names[0], names[-1])
    assert lineage.whole(names[-1])
