"""What is published of people by place: no small number, and none by subtraction."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.library.programme.suppression import Hidden, hidden


def could_be(name: str, cells: dict[str, int], found: Hidden) -> set[int]:
    """Every number that a hidden cell could be, by all that is published: tried one by one."""
    others = sorted(found.cells - {name})
    left = sum(cells[one] for one in found.cells)
    values: set[int] = set()
    for tried in itertools.product(range(1, left + 1), repeat=len(others)):
        if left - sum(tried) >= 1:
            values.add(left - sum(tried))
    return values


@pytest.mark.parametrize(
    ("cells", "gone", "total"),
    [
        ({"a": 0, "b": 9}, set(), False),
        ({"a": 2, "b": 9, "c": 30}, {"a", "b"}, False),
        ({"a": 4, "b": 4, "c": 30}, {"a", "b"}, False),
        ({"a": 1, "b": 1, "c": 6, "d": 30}, {"a", "b", "c"}, False),
        ({"a": 3, "b": 0}, {"a"}, True),
        ({"a": 1, "b": 1}, {"a", "b"}, True),
        ({}, set(), False),
    ],
)
def test_small_numbers_are_hidden_and_as_many_more_as_it_takes(
    cells: dict[str, int], gone: set[str], total: bool
) -> None:
    assert hidden(cells, 5) == Hidden(frozenset(gone), total=total)


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 9), max_size=5), st.integers(2, 5))
def test_no_number_of_people_below_the_least_can_be_found_by_subtraction(
    cells: dict[str, int], least: int
) -> None:
    found = hidden(cells, least)
    small = {name for name, n in cells.items() if 0 < n < least}
    assert small <= found.cells
    assert all(cells[name] > 0 for name in found.cells)
    if not found.total and len(found.cells) < 4:
        for name in found.cells:
            assert len(could_be(name, cells, found)) >= least
