"""Outlines of communes out of a GeoJSON file (RFC 7946), made light enough for a phone.

Every corner is moved onto a grid, the same for all, so that neighbours keep a common edge and no
gap opens between them; the grid grows until few enough corners are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from tusach.exchange.faults import RemoteFault

LARGEST = 32 << 20
"""Bytes of a file. The 56 communes of one province, undiminished, are 11 MB."""
MOST_CORNERS = 16_000
GRIDS = (100, 200, 500, 1_000, 2_000, 5_000)
"""Millionths of a degree; 100 are 11 metres."""

Corner = tuple[int, int]
Ring = tuple[Corner, ...]


class Outline(msgspec.Struct, frozen=True):
    """One commune. rings: closed lines of (latitude, longitude) in millionths of a degree."""

    code: str
    rings: tuple[Ring, ...]


class Outlines(msgspec.Struct, frozen=True, kw_only=True):
    """grid: how fine they are. unknown: features that are no commune here. missing: codes."""

    outlines: tuple[Outline, ...]
    grid: int
    unknown: int = 0
    missing: tuple[str, ...] = ()

    @property
    def corners(self) -> int:
        """How many points there are to draw."""
        return sum(len(ring) for one in self.outlines for ring in one.rings)


class _Polygon(msgspec.Struct, frozen=True, tag_field="type", tag="Polygon"):
    coordinates: tuple[tuple[tuple[float, ...], ...], ...]


class _Polygons(msgspec.Struct, frozen=True, tag_field="type", tag="MultiPolygon"):
    coordinates: tuple[tuple[tuple[tuple[float, ...], ...], ...], ...]


class _Feature(msgspec.Struct, frozen=True):
    geometry: _Polygon | _Polygons
    properties: dict[str, Any] | None = None


class _Collection(msgspec.Struct, frozen=True):
    type: Literal["FeatureCollection"]
    features: tuple[_Feature, ...]


def read_outlines(raw: bytes, codes: Mapping[str, str]) -> Outlines | RemoteFault:
    """The outlines of the communes of `codes` (code → name); a fault where there is none.

    A feature is a commune whose code, or else whose name, stands in one of its properties.
    """
    if len(raw) > LARGEST:
        return RemoteFault("", "outlines.too_large", LARGEST >> 20)
    try:
        found = msgspec.json.decode(raw, type=_Collection)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return RemoteFault(str(fault)[:120], "outlines.broken")
    shapes: dict[str, list[Ring]] = {}
    names = {name.casefold(): code for code, name in codes.items()}
    unknown = 0
    for nr, feature in enumerate(found.features):
        code = _code(feature.properties or {}, codes, names)
        if not code:
            unknown += 1
            continue
        rings = [tuple(_corners(ring)) for ring in _rings(feature.geometry)]
        if any(not _on_earth(ring) for ring in rings):
            return RemoteFault(str(nr + 1), "outlines.off_earth")
        shapes.setdefault(code, []).extend(rings)
    if not shapes:
        return RemoteFault("", "outlines.no_commune")
    return _light(shapes, unknown, tuple(sorted(set(codes) - set(shapes))))


def _code(said: Mapping[str, Any], codes: Mapping[str, str], names: Mapping[str, str]) -> str:
    values = [str(value) for value in said.values() if isinstance(value, str | int)]
    wide = max(map(len, codes), default=0)
    by_code = next((one.zfill(wide) for one in values if one.zfill(wide) in codes), "")
    return by_code or next((names[one.casefold()] for one in values if one.casefold() in names), "")


def _rings(shape: _Polygon | _Polygons) -> tuple[tuple[tuple[float, ...], ...], ...]:
    if isinstance(shape, _Polygon):
        return shape.coordinates
    return tuple(ring for one in shape.coordinates for ring in one)


def _corners(ring: tuple[tuple[float, ...], ...]) -> Iterator[Corner]:
    for place in ring:
        # A place with fewer than two numbers lies nowhere, which `_on_earth` says.
        longitude, latitude = (*place, 999.0, 999.0)[:2]
        yield round(latitude * 1e6), round(longitude * 1e6)


def _on_earth(ring: Ring) -> bool:
    return all(abs(lat) <= 90_000_000 and abs(lon) <= 180_000_000 for lat, lon in ring)


def _light(shapes: Mapping[str, list[Ring]], unknown: int, missing: tuple[str, ...]) -> Outlines:
    for grid in GRIDS:
        found = Outlines(
            outlines=tuple(
                Outline(code, tuple(filter(None, (_moved(one, grid) for one in rings))))
                for code, rings in sorted(shapes.items())
            ),
            grid=grid,
            unknown=unknown,
            missing=missing,
        )
        if found.corners <= MOST_CORNERS:
            break
    return found


def _moved(ring: Ring, grid: int) -> Ring:
    """The ring on the grid, without corners that fall together; nothing where no area is left."""
    found: list[Corner] = []
    for lat, lon in ring:
        corner = round(lat / grid) * grid, round(lon / grid) * grid
        if not found or found[-1] != corner:
            found.append(corner)
    return tuple(found) if len(set(found)) > 2 else ()
