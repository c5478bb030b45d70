"""What a document of an office is made of, before it becomes a file of some form.

Sizes are in points, widths of columns in per cent, heights in millimetres. Margins and sizes that
law fixes stand in `layout`.
"""

from __future__ import annotations

import msgspec

from tusach.exchange.documents.layout import DECREE_30, Layout

LEFT, CENTRE, RIGHT, BOTH = "left", "center", "right", "both"
"""How a paragraph stands; `both`: along both margins."""


class Line(msgspec.Struct, frozen=True, tag="line"):
    """A paragraph. size: in points. space: points of room before it.

    level: 0 = text, 1 = what the paper is called, 2 = a heading in it. indent: its first line is.
    rule: a line drawn below the text, in per cent of the length of the text; 0 = none.
    """

    text: str
    align: str = LEFT
    bold: bool = False
    italic: bool = False
    size: int = 13
    space: int = 0
    level: int = 0
    indent: bool = False
    rule: int = 0


class Side(msgspec.Struct, frozen=True):
    """One of two columns without borders."""

    lines: tuple[Line, ...]


class TwoSides(msgspec.Struct, frozen=True, tag="sides"):
    """Two columns beside each other, as the head of a paper and its signatures are.

    split: how wide the left one is, in per cent.
    """

    left: Side
    right: Side
    split: int = 50


class Grid(msgspec.Struct, frozen=True, tag="grid"):
    """A table with borders. widths: in per cent; the header is repeated on each page.

    aligns: of the columns; none: all to the left. height_mm: least height of a row that is to be
    filled in with a pen; 0 = as high as its words.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    aligns: tuple[str, ...] = ()
    height_mm: int = 0


class Break(msgspec.Struct, frozen=True, tag="break"):
    """What follows begins on a page of its own."""


Part = Line | TwoSides | Grid | Break


class Document(msgspec.Struct, frozen=True):
    """title: as the file names itself, not printed by itself. language: code of its words."""

    title: str
    parts: tuple[Part, ...]
    language: str = "vi"
    layout: Layout = DECREE_30
