"""Printed codes: twelve digits that a slip of the finger never turns into another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.places.codes import (
    check_digits,
    is_printed_code,
    kind_of,
    printed_code,
    serial_of,
)

parts = some.tuples(some.integers(1, 9), some.integers(0, 99_999), some.integers(0, 9_999))


@given(parts)
def test_a_printed_code_holds_what_it_was_made_of(told: tuple[int, int, int]) -> None:
    code = printed_code(*told)
    assert len(code) == 12
    assert is_printed_code(code)
    assert (kind_of(code), int(code[1:6]), serial_of(code)) == told
    assert code[10:] == check_digits(code[:10])


@given(parts, some.integers(0, 11), some.integers(1, 9))
def test_one_wrong_digit_is_seen(told: tuple[int, int, int], at: int, by: int) -> None:
    code = printed_code(*told)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert not is_printed_code(wrong)


@given(parts, some.integers(0, 10))
def test_two_neighbours_that_changed_places_are_seen(told: tuple[int, int, int], at: int) -> None:
    code = printed_code(*told)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert swapped == code or not is_printed_code(swapped)


@pytest.mark.parametrize(
    "text", ["", "10002300451", "1000230045160", "10002300451x", "１00023004516", "100023004516\n"]
)
def test_only_twelve_ascii_digits_are_a_printed_code(text: str) -> None:
    assert not is_printed_code(text)


@pytest.mark.parametrize(
    "told", [(0, 0, 0), (10, 0, 0), (1, 100_000, 0), (1, 0, 10_000), (1, -1, 0)]
)
def test_what_has_no_room_in_a_code_is_refused(told: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        printed_code(*told)
