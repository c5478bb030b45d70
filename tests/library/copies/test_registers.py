"""The general register: what stood there, with what came, without what left, is what stands."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from tusach.library.copies.registers import (
    Cell,
    Sums,
    codes,
    general,
    minus,
    numbered,
    of,
    plus,
    summed,
)

DAYS = [f"202{year}-{month:02d}-15" for year in (4, 5, 6) for month in (1, 6, 12)]
copies = some.lists(
    some.tuples(
        some.sampled_from(DAYS),  # came
        some.one_of(some.none(), some.sampled_from(DAYS)),  # left
        some.sampled_from(["bought", "gift"]),
        some.sampled_from(["book", "map"]),
        some.sampled_from(["", "3", "8"]),
        some.sampled_from(["", "vi", "tyz"]),
        some.one_of(some.none(), some.integers(0, 90_000)),
    ),
    max_size=12,
)
days = some.sampled_from(sorted({*DAYS, "2023-12-31", "2025-07-01", "2027-01-01"}))


def cells(made: list[tuple]) -> tuple[list[Cell], list[Cell]]:  # type: ignore[type-arg]
    came, left = [], []
    for came_on, left_on, source, material, dewey, language, price in made:
        alike = {
            "material": material, "dewey": dewey, "language": language, "copies": 1,
            "amount": price or 0, "unpriced": int(price is None),
        }  # fmt: skip
        came.append(Cell(day=came_on, by=(source, ""), **alike))
        if left_on is not None:
            left.append(Cell(day=max(left_on, came_on), by=("7/QĐ", ""), why="worn", **alike))
    return came, left


@given(made=copies, first=days, last=days)
def test_entries_less_withdrawals_are_the_stock_in_every_breakdown(
    made: list[tuple],  # type: ignore[type-arg]
    first: str,
    last: str,
) -> None:
    first, last = sorted((first, last))
    came, left = cells(made)
    found = general(came, left, first=first, last=last)
    there = [
        one for one in made if one[0] <= last and (one[1] is None or max(one[1], one[0]) > last)
    ]
    assert found.after.copies == len(there)
    assert found.after.amount == sum(one[6] or 0 for one in there)
    for at, name in ((3, "materials"), (4, "classes"), (5, "languages")):
        by = of(getattr(found.after, name))
        assert by == {code: n for code in {one[at] for one in there}
                      if (n := sum(one[at] == code for one in there))}  # fmt: skip
        assert sum(by.values()) == found.after.copies
        assert all(n > 0 for n in by.values())
    assert minus(plus(found.before, found.entered), found.withdrawn) == found.after
    assert sum(line.sums.copies for line in found.entries) == found.entered.copies
    assert sum(line.sums.copies for line in found.withdrawals) == found.withdrawn.copies
    assert found.withdrawn.copies == sum(of(found.withdrawn.reasons).values())


@given(made=copies, cut=days)
def test_two_periods_side_by_side_are_one_long_one(
    made: list[tuple],  # type: ignore[type-arg]
    cut: str,
) -> None:
    came, left = cells(made)
    whole = general(came, left, first="2000-01-01", last="2099-12-31")
    one = general(came, left, first="2000-01-01", last=cut)
    two = general(came, left, first=cut + "x", last="2099-12-31")
    assert (two.before, two.after) == (one.after, whole.after)
    assert [*one.entries, *two.entries] == list(whole.entries)


@given(made=copies, order=some.randoms(use_true_random=False))
def test_lines_are_numbered_by_day_whatever_the_order(
    made: list[tuple[Any, ...]], order: random.Random
) -> None:
    came, _ = cells(made)
    mixed = list(came)
    order.shuffle(mixed)
    lines = numbered(came)
    assert numbered(mixed) == lines
    for before, after in zip(lines, lines[1:], strict=False):
        same_year = before.day[:4] == after.day[:4]
        assert after.number == (before.number + 1 if same_year else 1)


def test_columns_are_the_codes_that_are_there() -> None:
    assert codes([summed([Cell(day="2026-01-01", material="map", copies=2)]), Sums()],
                 "materials") == ("map",)  # fmt: skip


@given(made=copies)
def test_a_line_is_named_by_its_number_and_year_and_no_other_has_that_name(
    made: list[tuple],  # type: ignore[type-arg]
) -> None:
    lines = numbered(cells(made)[0])
    assert [line.code for line in lines] == [f"{line.number}/{line.day[:4]}" for line in lines]
    assert len({line.code for line in lines}) == len(lines)
