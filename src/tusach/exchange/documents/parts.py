"""What a document of an office is made of, laid out as Decree 30/2020/NĐ-CP wants papers.

A4, upright; margins 20 mm above and below, 30 mm left, 20 mm right; Times New Roman, 13 points.
"""

from __future__ import annotations

import msgspec

LEFT, CENTRE, RIGHT = "left", "center", "right"


class Line(msgspec.Struct, frozen=True, tag="line"):
    """A paragraph. size: in points. space: points of room before it."""

    text: str
    align: str = LEFT
    bold: bool = False
    italic: bool = False
    size: int = 13
    space: int = 0


class Side(msgspec.Struct, frozen=True):
    """One of two columns without borders."""

    lines: tuple[Line, ...]


class TwoSides(msgspec.Struct, frozen=True, tag="sides"):
    """Two columns beside each other, as the head of a paper and its signatures are."""

    left: Side
    right: Side


class Grid(msgspec.Struct, frozen=True, tag="grid"):
    """A table with borders. widths: in per cent; the header is repeated on each page."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Part = Line | TwoSides | Grid


class Document(msgspec.Struct, frozen=True):
    """title: as the file names itself, not printed by itself."""

    title: str
    parts: tuple[Part, ...]
