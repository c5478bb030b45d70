"""Growth over an earlier value, without floats."""

from __future__ import annotations

from fractions import Fraction

from tusach.library.programme.definition import Growth

MILLIONTHS = 1_000_000


def growth(kind: Growth, num: int, den: int, years: int) -> Fraction | None:
    """By how much it grew: 1/10 = 10 %. None where it cannot be said: never infinite.

    average: growth a year, right to a millionth (rounded down); the others are exact.
    """
    if den <= 0 or num < 0 or years < 1:
        return None
    if kind == "average":
        return Fraction(_root(num * MILLIONTHS**years // den, years), MILLIONTHS) - 1
    return Fraction(num, den) - 1


def _root(value: int, nth: int) -> int:
    """The largest whole number whose nth power is not above value."""
    low, high = 0, 1 << (value.bit_length() // nth + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**nth <= value:
            low = middle
        else:
            high = middle - 1
    return low
