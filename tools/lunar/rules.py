"""Months of the lunar calendar from instants of the sky, by the published rules.

A month begins on the day of its new moon. Month 11 holds the winter solstice. Where thirteen months
lie from one month 11 to the next, the first of them without a principal term is a leap month and
bears the number of the month before. All days are those of one zone: UTC+7 for Viet Nam.
Source: Ho Ngoc Duc, rules of the Vietnamese calendar, informatik.uni-leipzig.de/~duc/amlich.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tools.lunar.sky import DAY, Sky

HANOI = 7
NEAR_MIDNIGHT = 3.0
"""Minutes: nearer to midnight, two honest reckonings may name two days."""
SOLSTICE = 9
_START = date(2000, 1, 1).toordinal()


class Month(NamedTuple):
    """start: ordinal of its first day. year, number: of the lunar year; leap: bears it again."""

    start: int
    year: int
    number: int
    leap: bool


def months_of(sky: Sky, zone: int = HANOI) -> list[Month]:
    """All months from the first month 11 that is whole to the last month 11."""
    starts = [_day(at, zone) for at in sky.new_moons]
    terms = [(_day(at, zone), number) for at, number in sky.terms]
    solstices = [on for on, number in terms if number == SOLSTICE]
    elevenths = [holding(starts, on) for on in solstices if starts[0] <= on < starts[-1]]
    with_term = {holding(starts, on) for on, _ in terms if starts[0] <= on < starts[-1]}
    found: list[Month] = []
    for first, following in zip(elevenths, elevenths[1:], strict=False):
        is_leap_year = following - first == 13
        year = date.fromordinal(starts[first]).year
        number, leap_seen = 11, False
        for index in range(first, following):
            is_leap = is_leap_year and not leap_seen and index not in with_term and index > first
            leap_seen = leap_seen or is_leap
            if index > first and not is_leap:
                number = number % 12 + 1
                year += number == 1
            found.append(Month(starts[index], year, number, is_leap))
    return found


def uncertain(sky: Sky, zone: int = HANOI) -> set[int]:
    """Ordinals of first days of months about which two honest reckonings might differ.

    Months whose new moon, or in which a term, lies within three minutes of midnight; and every
    month of which a day would bear another name if one such instant fell on the other day.
    """
    told = months_of(sky, zone)
    named = dict(days(told))
    starts = [month.start for month in told]
    found: set[int] = set()
    for on, other in _moved(sky, zone):
        if starts[0] <= on < starts[-1]:
            found.add(starts[holding(starts, on)])
        for day, name in days(months_of(other, zone)):
            if day in named and named[day] != name:
                found.add(starts[holding(starts, day)])
    return found


def days(months: Sequence[Month]) -> Iterator[tuple[int, tuple[int, int, bool, int]]]:
    """(ordinal, (day, month, leap, year)) of all days but those of the last month."""
    for one, following in zip(months, months[1:], strict=False):
        for on in range(one.start, following.start):
            yield on, (on - one.start + 1, one.number, one.leap, one.year)


def _moved(sky: Sky, zone: int) -> Iterator[tuple[int, Sky]]:
    """For each instant near midnight: its day, and a sky in which it is on the other day."""
    for index, at in enumerate(sky.new_moons):
        if gap := _past_midnight(at, zone):
            moons = list(sky.new_moons)
            moons[index] = at - 2 * gap
            yield _day(at, zone), sky._replace(new_moons=tuple(moons))
    for index, (at, number) in enumerate(sky.terms):
        if gap := _past_midnight(at, zone):
            terms = list(sky.terms)
            terms[index] = (at - 2 * gap, number)
            yield _day(at, zone), sky._replace(terms=tuple(terms))


def _past_midnight(at: float, zone: int) -> float:
    """Minutes from the nearest midnight where it is near, else 0; before it they are negative."""
    minutes = (at + zone * 60) % DAY
    minutes = minutes - DAY if minutes > DAY / 2 else minutes
    return (minutes or 1e-6) if abs(minutes) <= NEAR_MIDNIGHT else 0.0


def _day(at: float, zone: int) -> int:
    return int((at + zone * 60) // DAY) + _START


def holding(starts: Sequence[int], on: int) -> int:
    """Index of the month that holds a day."""
    low, high = 0, len(starts)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if starts[middle] <= on else (low, middle)
    return low


def iso(ordinal: int) -> str:
    """The solar day of an ordinal."""
    return (date(1, 1, 1) + timedelta(days=ordinal - 1)).isoformat()
