"""Legs between points of which no road is known: great circle, stretched, at a slow pace.

Every such leg says `estimated`. What people typed or vehicles measured is laid over it, and what
can be joined from such legs is joined by the shortest way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import asin, cos, radians, sin, sqrt

from tusach.library.trips.problem import Legs

ESTIMATED, TYPED, MEASURED, JOINED = "estimated", "typed", "measured", "joined"
EARTH_M = 6_371_009
DETOUR_PERCENT = 160
"""How much longer than the great circle a mountain road is taken to be; an assumption."""
METRES_A_MINUTE = 500
"""30 km/h; an assumption."""
RESERVE_PERCENT = 125
"""Minutes of an estimated leg are made so much longer: better early than past a closed door."""

Point = tuple[int, int]
"""Latitude and longitude in millionths of a degree (WGS 84)."""
Known = Mapping[tuple[int, int], tuple[int, int, str, str]]
"""Legs that somebody knows: rows -> minutes, metres, code of the source, day of it (ISO text)."""


def straight_m(one: Point, other: Point) -> int:
    """Metres of the great circle between two points.

    >>> straight_m((22_676_310, 106_186_007), (22_939_685, 105_637_743))
    63370
    """
    lat, lon, lat2, lon2 = (radians(value / 1_000_000) for value in (*one, *other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return round(2 * EARTH_M * asin(sqrt(half)))


def legs_between(points: Sequence[Point], known: Known | None = None) -> Legs:
    """Legs between all points: what is known, the rest estimated; a known way back holds both ways.

    known: rows are indexes of `points`; the later of two sources of one leg is not chosen here.
    """
    sources: dict[tuple[str, str], int] = {(ESTIMATED, ""): 0}
    minutes, metres, grounds = [], [], []
    told = known or {}
    for at, one in enumerate(points):
        rows: list[tuple[int, int, int]] = []
        for to, other in enumerate(points):
            leg = told.get((at, to)) or told.get((to, at))
            if leg is None:
                rows.append((*_estimate(one, other), 0))
            else:
                source = sources.setdefault((leg[2], leg[3]), len(sources))
                rows.append((leg[0], leg[1], source))
        minutes.append(tuple(row[0] for row in rows))
        metres.append(tuple(row[1] for row in rows))
        grounds.append(tuple(row[2] for row in rows))
    return Legs(
        minutes=tuple(minutes),
        metres=tuple(metres),
        grounds=tuple(grounds),
        sources=tuple(sources),
    )


def _estimate(one: Point, other: Point) -> tuple[int, int]:
    road = straight_m(one, other) * DETOUR_PERCENT // 100
    return -(-road * RESERVE_PERCENT // (100 * METRES_A_MINUTE)), road
