"""Shapes of communes: common edges stay common, what cannot be drawn is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.exchange.faults import REASONS, RemoteFault
from tusach.exchange.outlines import geojson
from tusach.exchange.outlines.geojson import Outlines, read_outlines

CODES = {"01273": "Thục Phán", "01290": "Tân Giang"}


def feature(ring: list[list[float]], kind: str = "Polygon", **said: Any) -> dict[str, Any]:
    shape: Any = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": kind, "coordinates": shape},
    }


def told(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def read(raw: bytes) -> Outlines:
    found = read_outlines(raw, CODES)
    assert isinstance(found, Outlines)
    return found


def refused(raw: bytes) -> str:
    found = read_outlines(raw, CODES)
    assert isinstance(found, RemoteFault)
    assert found.reason in REASONS
    return found.reason


SQUARE = [[106.0, 22.0], [106.1, 22.0], [106.1, 22.1], [106.0, 22.0]]
PLACES = st.tuples(st.floats(105, 107), st.floats(22, 23)).map(list)


@given(st.lists(PLACES, min_size=2, max_size=30), PLACES, PLACES)
def test_neighbours_keep_their_common_edge(
    edge: list[list[float]], one: list[float], other: list[float]
) -> None:
    left, right = [*edge, one, edge[0]], [*reversed(edge), other, edge[-1]]
    found = read_outlines(told(feature(left, code="01273"), feature(right, code="01290")), CODES)
    assert isinstance(found, Outlines)
    common = {tuple(round(round(one * 1e6) / 100) * 100 for one in (lat, lon)) for lon, lat in edge}
    for shape in found.outlines:
        for ring in shape.rings:
            assert common <= set(ring)


def test_a_commune_is_known_by_its_code_also_without_its_first_zero_and_else_by_its_name() -> None:
    found = read(told(feature(SQUARE, ma=1273), feature(SQUARE, "MultiPolygon", ten="tân giang")))
    assert [one.code for one in found.outlines] == ["01273", "01290"]
    assert (found.missing, found.unknown) == ((), 0)


def test_what_is_no_commune_is_counted_and_who_has_no_shape_is_named() -> None:
    found = read(told(feature(SQUARE, code="01273"), feature(SQUARE, code="99999", size=[1])))
    assert (found.unknown, found.missing) == (1, ("01290",))


def test_a_finer_drawing_than_a_phone_needs_is_made_coarser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(geojson, "MOST_CORNERS", 10)
    fine = [[106 + nr / 5_000, 22.0] for nr in range(200)] + [[106.0, 22.5], [106.0, 22.0]]
    found = read(told(feature(fine, code="01273")))
    assert found.grid == geojson.GRIDS[-1]
    assert found.corners < len(fine) / 10


def test_an_islet_smaller_than_the_grid_is_left_out() -> None:
    dot = [[106.0, 22.0], [106.00001, 22.0], [106.0, 22.00001], [106.0, 22.0]]
    assert read(told(feature(dot, code="01273"))).outlines[0].rings == ()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "outlines.broken"),
        (b"\xff\xfe", "outlines.broken"),
        (b'{"type":"FeatureCollection"}', "outlines.broken"),
        (b'{"type":"Feature","features":[]}', "outlines.broken"),
        (told(), "outlines.no_commune"),
        (told(feature(SQUARE, code="x")), "outlines.no_commune"),
        (told({**feature(SQUARE), "properties": None}), "outlines.no_commune"),
        (told(feature([[1.0]], code="01273")), "outlines.off_earth"),
        (told(feature([[200.0, 22.0]], code="01273")), "outlines.off_earth"),
        (told(feature([[22.0, 106.0]], code="01273")), "outlines.off_earth"),
        (b" " * (geojson.LARGEST + 1), "outlines.too_large"),
    ],
)
def test_a_file_without_shapes_of_this_province_is_refused_with_why(
    raw: bytes, reason: str
) -> None:
    assert refused(raw) == reason
