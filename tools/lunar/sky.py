"""Instants of new moons and of the sun's principal terms, from two independent ephemerides.

Minutes of universal time since 1 January 2000, 00:00. A term is the instant at which the sun's
apparent longitude is a multiple of 30 degrees; term 9 (270 degrees) is the winter solstice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import astronomy
import ephem

DAY = 24 * 60
NOON_1899_TO_2000 = 36524.5
"""Days from ephem's day 0 (31 December 1899, noon) to 1 January 2000, 00:00."""


class Sky(NamedTuple):
    """new_moons: minutes, ascending. terms: (minutes, number 0..11), ascending."""

    new_moons: tuple[float, ...]
    terms: tuple[tuple[float, int], ...]


def by_ephem(first_year: int, last_year: int) -> Sky:
    """From the first day of the first year to the end of the last, by `ephem`."""
    end = ephem.Date(f"{last_year + 1}/1/1")
    moons = []
    at = ephem.next_new_moon(ephem.Date(f"{first_year}/1/1"))
    while at < end:
        moons.append((at - NOON_1899_TO_2000) * DAY)
        at = ephem.next_new_moon(at + 1)
    terms = []
    for year in range(first_year, last_year + 1):
        for month in range(1, 13):
            number = (month + 9) % 12  # the sun enters term 10 in January, term 9 in December
            day = float(ephem.Date(f"{year}/{month}/20")) - NOON_1899_TO_2000
            terms.append((_reached(number, day) * DAY, number))
    return Sky(tuple(moons), tuple(terms))


def by_astronomy(first_year: int, last_year: int) -> Sky:
    """The same, by `astronomy-engine`."""
    end = astronomy.Time.Make(last_year + 1, 1, 1, 0, 0, 0).ut
    moons = []
    at = astronomy.SearchMoonPhase(0, astronomy.Time.Make(first_year, 1, 1, 0, 0, 0), 40)
    while at.ut < end:
        moons.append((at.ut + 0.5) * DAY)
        at = astronomy.SearchMoonPhase(0, at.AddDays(1), 40)
    terms = []
    for year in range(first_year, last_year + 1):
        for month in range(1, 13):
            number = (month + 9) % 12
            start = astronomy.Time.Make(year, month, 15, 0, 0, 0)
            found = astronomy.SearchSunLongitude(30 * number, start, 12)
            terms.append(((found.ut + 0.5) * DAY, number))
    return Sky(tuple(moons), tuple(terms))


EPHEMERIDES: dict[str, Callable[[int, int], Sky]] = {
    "ephem": by_ephem,
    "astronomy-engine": by_astronomy,
}


def _behind(days: float, number: int) -> float:
    """Degrees from term `number` to the sun, -180..180, `days` after 1 January 2000."""
    at = ephem.Date(days + NOON_1899_TO_2000)
    sun = ephem.Sun(at)
    seen = ephem.Ecliptic(ephem.Equatorial(sun.g_ra, sun.g_dec, epoch=at), epoch=at)
    degrees = float(seen.lon) * 180 / float(ephem.pi)
    return (degrees - 30 * number + 180) % 360 - 180


def _reached(number: int, near: float) -> float:
    """The day on which the sun is at term `number`: it goes about a degree a day."""
    at = near
    for _ in range(20):
        step = _behind(at, number)
        at -= step
        if abs(step) < 1e-7:
            break
    return at
