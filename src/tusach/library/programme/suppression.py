"""Small numbers of people are not published, nor what would give them away by subtraction.

Source: PROGRAMME.md section 5: smallest cell 5, with complementary suppression.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Hidden(msgspec.Struct, frozen=True):
    """cells: that are not published. total: whether their sum is not published either."""

    cells: frozenset[str] = frozenset()
    total: bool = False


def hidden(cells: Mapping[str, int], least: int) -> Hidden:
    """What is not published of counts of people that are published with their sum.

    Of 1 to `least` - 1 people nothing is said; so many more cells are left out, the smallest
    first, that by the sum each of those left out could still be `least` different numbers. Nobody
    is told by a 0.

    >>> sorted(hidden({"a": 2, "b": 9, "c": 30}, 5).cells)
    ['a', 'b']
    """
    gone = {name for name, n in cells.items() if 0 < n < least}
    if not gone:
        return Hidden()
    rest = sorted((n, name) for name, n in cells.items() if n >= least)
    while not _is_safe([cells[one] for one in gone], least):
        if not rest:
            return Hidden(frozenset(gone), total=True)
        gone.add(rest.pop(0)[1])
    return Hidden(frozenset(gone))


def _is_safe(left_out: list[int], least: int) -> bool:
    """Whether each of these, known to be 1 or more, may be `least` numbers by their sum."""
    return len(left_out) > 1 and sum(left_out) - len(left_out) >= least - 1
