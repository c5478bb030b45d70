"""What a target asks for, how many units are still missing, and what today should have been.

A target is a line through points: where it began (the baseline), and its milestones. Everything is
a whole number or a fraction, so that two machines never round apart.

Source: DOMAIN.md (indicators), PROGRAMME.md section 3: "at least" means rounding up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

import msgspec

Way = Literal["linear", "growth", "step"]
"""Between two points: a straight line, the same growth every day, or nothing until the next."""


class Point(msgspec.Struct, frozen=True):
    """A value that is to hold on a day. value: in the indicator's unit, 15 for 15 %."""

    on: date
    value: Fraction


def units_wanted(percent: Fraction, of: int) -> int:
    """So many units are at least this percent of all of them: 15 % of 56 are 9."""
    return -int(-percent * of // 100)


def missing(have: int, percent: Fraction, of: int) -> int:
    """How many units are still to come; 0 where the target is met."""
    return max(0, units_wanted(percent, of) - have)


def asked_on(points: Sequence[Point], on: date, way: Way) -> Fraction | None:
    """What the line asks for on a day; None before its first point. After the last it stays.

    points: by day, at least one; two of one day are a mistake of whoever defined them. way
    `growth` asks for values above 0 and is right to a millionth; the others are exact.
    """
    before = [one for one in points if one.on <= on]
    after = [one for one in points if one.on > on]
    if not before:
        return None
    if not after or way == "step":
        return before[-1].value
    first, last = before[-1], after[0]
    share = Fraction((on - first.on).days, (last.on - first.on).days)
    if way == "linear":
        return first.value + (last.value - first.value) * share
    if first.value <= 0 or last.value <= 0:
        return None
    grown = (last.value / first.value) ** float(share)
    return Fraction(round(float(first.value) * float(grown) * 1_000_000), 1_000_000)


def yearly_growth(first: int, last: int, years: int) -> Fraction | None:
    """The average growth of a year in percent, to a hundredth; None where there is none to name.

    A baseline that is 0 or below has no growth: nothing is invented for it.
    """
    if first <= 0 or last < 0 or years <= 0:
        return None
    return Fraction(round(((last / first) ** (1 / years) - 1) * 10_000), 100)


def growth(first: int, last: int) -> Fraction | None:
    """The growth from one value to another in percent; None where the first is 0 or below."""
    return Fraction(100 * (last - first), first) if first > 0 else None
