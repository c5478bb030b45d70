"""What a store remembers is bounded by stories and by facts, and what was used last stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.story import Story
from tusach.node.store import remembered
from tusach.node.store.remembered import Remembered


def story(subject: str, facts: int, noun: str = "copy") -> Story:
    """A story of so many facts; what they are is not looked at here."""
    held = (None,) * facts
    return Story(subject, noun, None, held, *((),) * 7)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "CACHED_STORIES", 4)
    monkeypatch.setattr(remembered, "CACHED_FACTS", 10)


def test_a_long_story_makes_room_for_itself_and_the_oldest_goes() -> None:
    kept = Remembered()
    kept.committed([story("a", 3), story("b", 3), story("c", 3)])
    assert kept.story("a") is not None  # used last from now on
    kept.committed([story("d", 4)])
    assert [kept.story(one) is not None for one in "abcd"] == [True, False, True, True]


def test_what_is_longer_than_all_that_is_kept_is_not_kept() -> None:
    kept = Remembered()
    kept.committed([story("a", 3), story("b", 11)])
    assert kept.story("b") is None
    kept.committed([story("c", 10)])
    assert kept.story("c") is not None


def test_places_are_kept_besides() -> None:
    kept = Remembered()
    kept.committed([story("p", 50, "place"), *(story(one, 2) for one in "abcd")])
    assert all(kept.story(one) is not None for one in "pabcd")


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.integers(0, 12), st.sampled_from(["keep", "drop"]))
    )
)
def test_no_order_of_deeds_keeps_more_than_is_allowed(deeds: list[tuple[str, int, str]]) -> None:
    kept, told = Remembered(), {}
    for subject, facts, deed in deeds:
        if deed == "drop":
            kept.drop([subject])
            told.pop(subject, None)
        else:
            kept.committed([story(subject, facts)])
            told[subject] = facts
        found = {one: kept.story(one) for one in "abcdef"}
        lengths = {one: len(was.held) for one, was in found.items() if was is not None}
        assert len(lengths) <= 4
        assert sum(lengths.values()) <= 10
        assert all(told[one] == length for one, length in lengths.items())
        if deed == "keep" and facts <= 10:
            assert subject in lengths
