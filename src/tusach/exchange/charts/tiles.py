"""A map of equal squares: each commune in the square nearest to where it lies."""

from __future__ import annotations

import math
from collections.abc import Mapping

Cell = tuple[int, int]
ROOM = 1.35
"""Squares for each commune: with fewer, those that come last land far from home."""


def laid_out(points: Mapping[str, tuple[int, int]]) -> dict[str, Cell]:
    """(column, row) of each commune, columns from the west, rows from the north; no two alike.

    points: latitude and longitude in millionths. The same points are laid out alike, whoever asks.
    """
    if not points:
        return {}
    north = max(lat for lat, _ in points.values())
    west = min(lon for _, lon in points.values())
    height = max(1, north - min(lat for lat, _ in points.values()))
    # A degree of longitude is shorter than one of latitude.
    shrink = math.cos(math.radians(north / 1e6))
    width = max(1, round((max(lon for _, lon in points.values()) - west) * shrink))
    side = math.sqrt(width * height / (len(points) * ROOM))
    columns, rows = math.ceil(width / side) + 1, math.ceil(height / side) + 1
    free = {(x, y) for x in range(columns) for y in range(rows)}
    found: dict[str, Cell] = {}
    middle = (width / side / 2, height / side / 2)
    wished = {
        one: ((lon - west) * shrink / side, (north - lat) / side)
        for one, (lat, lon) in points.items()
    }
    # From the middle outwards: at the edges there is room to give way.
    for one in sorted(wished, key=lambda name: (_apart(wished[name], middle), name)):
        cell = min(free, key=lambda cell: (_apart(cell, wished[one]), cell))
        free.discard(cell)
        found[one] = cell
    return _trimmed(found)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return round(math.dist(one, other), 6)


def _trimmed(found: dict[str, Cell]) -> dict[str, Cell]:
    """The same without empty columns and rows at the west and north edges."""
    left, top = min(x for x, _ in found.values()), min(y for _, y in found.values())
    return {one: (x - left, y - top) for one, (x, y) in found.items()}
