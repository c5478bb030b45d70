"""`tusach outlines`: shapes for the maps of a node, or points only again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.exchange.test_outlines import SQUARE, feature, told
from tests.node.cli.conftest import Ran

Run = Callable[..., Ran]


def test_shapes_are_taken_and_who_has_none_is_named(
    library: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "shapes.geojson"
    file.write_bytes(told(feature(SQUARE, code="AL01"), feature(SQUARE, code="zz")))
    found = run(library, "outlines", str(file), "--json")
    assert (found.exit, found.told["communes"], found.told["unknown"]) == (1, 1, 1)
    assert "BR02" in found.told["missing"]
    assert run(library, "outlines", "--remove", "--json").told["removed"] is True
    assert "points" not in run(library, "outlines", "--remove", "--lang", "en").out


def test_a_file_of_something_else_is_refused_in_words(
    library: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "shapes.geojson"
    file.write_text("<html>")
    found = run(library, "outlines", str(file), "--lang", "en")
    assert found.exit == 3
    assert "no GeoJSON file" in found.out + found.err
    assert run(library, "outlines", str(tmp_path / "none")).exit == 3
    assert run(library, "outlines").exit == 2
