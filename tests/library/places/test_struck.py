"""Codes with letters, struck by a scanner while an input method is on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.places.struck import LONGEST, MOST, as_struck, is_rewritten

LETTERS = "đĐăâêôơưáàảãạẤẰỂỖỢỬabDS.-0123456789"


@pytest.mark.parametrize(
    ("struck", "arrives"),
    [
        ("DD.0123", "Đ.0123"),
        ("dd0123", "đ0123"),
        ("D9123", "Đ123"),
        ("TAS0123", "TÁ0123"),
        ("TANS0123", "TÁN0123"),
        ("TA10123", "TÁ0123"),
        ("AA77", "Â77"),
        ("A677", "Â77"),
        ("AW77", "Ă77"),
        ("A877", "Ă77"),
        ("OW-1", "Ơ-1"),
        ("O7-1", "Ơ-1"),
        ("W012", "Ư012"),
        ("UW012", "Ư012"),
        ("DDAAS1", "ĐẤ1"),
        ("EEF9", "Ề9"),
        ("ASS9", "ÁS9"),
    ],
)
def test_what_was_struck_is_among_the_few_texts_it_may_have_been(struck: str, arrives: str) -> None:
    assert struck in as_struck(arrives)


@pytest.mark.parametrize("plain", ["", "100023004516", "DD.0123", "Ñ12", "đ" * (LONGEST + 1)])
def test_a_text_without_a_mark_of_an_input_method_was_struck_as_it_is(plain: str) -> None:
    assert as_struck(plain) == ()


@given(some.text(LETTERS, max_size=LONGEST))
def test_the_texts_are_few_and_hold_keys_only(text: str) -> None:
    found = as_struck(text)
    assert len(found) == len(set(found)) <= MOST
    assert not any(is_rewritten(letter) for one in found for letter in one)
    assert bool(found) == any(map(is_rewritten, text))
