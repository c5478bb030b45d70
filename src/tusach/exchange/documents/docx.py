"""A document as an Office Open XML file that a word processor opens and people may change.

Written by hand, since four kinds of part need no library: ECMA-376, part 1, chapter 17. The same
document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from typing import assert_never
from xml.sax.saxutils import escape

from tusach.exchange.documents.layout import Layout
from tusach.exchange.documents.parts import (
    CENTRE,
    LEFT,
    Break,
    Document,
    Grid,
    Line,
    Part,
    Side,
    TwoSides,
)

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TWIPS_MM = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
_RULE_SHARE = 0.6
"""How much of its column a text with a line below it fills, about: only a word processor knows."""
WHEN = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the archive bears: the oldest that the format knows."""
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA}.main+xml"/>'
    '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.header+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
    'metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
)
_HEADED = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/header" Target="header1.xml"/></Relationships>'
)


def docx(document: Document) -> bytes:
    """The bytes of the file."""
    layout = document.layout
    wide = _twips(layout.text_mm)
    body = "".join(_part(one, wide, layout) for one in document.parts)
    # The first page bears no number: its header is one that is not there.
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        f'<w:pgSz w:w="{_twips(layout.width_mm)}" w:h="{_twips(layout.height_mm)}"/>'
        f'<w:pgMar w:top="{_twips(layout.top_mm)}" w:right="{_twips(layout.right_mm)}" '
        f'w:bottom="{_twips(layout.bottom_mm)}" w:left="{_twips(layout.left_mm)}" w:header="510" '
        'w:footer="510" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    whole = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}{section}</w:body></w:document>'
    )
    core = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_text(document.title)}</dc:title></cp:coreProperties>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("docProps/core.xml", core),
            ("word/_rels/document.xml.rels", _HEADED),
            ("word/header1.xml", _numbered(layout)),
            ("word/document.xml", whole),
        ):
            archive.writestr(zipfile.ZipInfo(name, WHEN), text.encode(), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _twips(millimetres: int) -> int:
    return round(millimetres * _TWIPS_MM)


def _numbered(layout: Layout) -> str:
    """The header with the number of the page."""
    number = (
        '<w:fldSimple w:instr="PAGE"><w:r><w:rPr>'
        f'<w:sz w:val="{layout.page_number * 2}"/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:hdr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{number}</w:p></w:hdr>'
    )


def _part(part: Part, wide: int, layout: Layout) -> str:
    match part:
        case Line():
            return _line(part, wide, layout)
        case TwoSides():
            return _sides(part, wide, layout)
        case Grid():
            return _grid(part, wide, layout)
        case Break():
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    assert_never(part)


def _text(words: str) -> str:
    """Words as XML; signs that XML has no place for are left out."""
    kept = "".join(one for one in words if one >= " " or one == "\t")
    return escape(kept)


def _line(line: Line, wide: int, layout: Layout) -> str:
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    marks = ("<w:b/>" if line.bold else "") + ("<w:i/>" if line.italic else "")
    size = f'<w:sz w:val="{line.size * 2}"/><w:szCs w:val="{line.size * 2}"/>'
    before = f'<w:spacing w:before="{line.space * 20}" w:after="40"/>'
    indent = f'<w:ind w:firstLine="{_twips(layout.indent_mm)}"/>' if line.indent else ""
    outline = f'<w:outlineLvl w:val="{line.level - 1}"/>' if line.level else ""
    written = (
        f'<w:p><w:pPr>{before}{indent}<w:jc w:val="{line.align}"/>{outline}</w:pPr><w:r><w:rPr>'
        f'{font}{marks}{size}</w:rPr><w:t xml:space="preserve">{_text(line.text)}</w:t></w:r></w:p>'
    )
    return written + (_rule(line.rule, wide) if line.rule else "")


def _rule(share: int, wide: int) -> str:
    """A low paragraph with a border, as long as about that share of the text above it."""
    beside = round(wide * (1 - _RULE_SHARE * share / 100) / 2)
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>'
        f'<w:ind w:left="{beside}" w:right="{beside}"/></w:pPr></w:p>'
    )


def _sides(part: TwoSides, wide: int, layout: Layout) -> str:
    widths = (wide * part.split // 100, wide * (100 - part.split) // 100)
    cells = "".join(
        _side(one, width, layout)
        for one, width in zip((part.left, part.right), widths, strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    width = f'<w:tblPr><w:tblW w:w="{wide}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    # A paragraph after each table: two tables that touch would become one.
    after = _line(Line("", size=6), wide, layout)
    return f"<w:tbl>{width}<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>{after}"


def _side(side: Side, width: int, layout: Layout) -> str:
    inner = "".join(_line(one, width, layout) for one in side.lines or (Line(""),))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def _grid(grid: Grid, wide: int, layout: Layout) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    widths = [wide * one // 100 for one in grid.widths]
    aligns = grid.aligns or (LEFT,) * len(widths)
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)

    def row(cells: tuple[str, ...], *, is_head: bool) -> str:
        inner = "".join(
            _side(
                Side((Line(text, CENTRE if is_head else align, bold=is_head, size=12),)),
                width,
                layout,
            )
            for text, align, width in zip(cells, aligns, widths, strict=True)
        )
        return f"<w:tr>{_row_properties(grid, is_head=is_head)}{inner}</w:tr>"

    head = row(grid.header, is_head=True)
    rows = "".join(row(one, is_head=False) for one in grid.rows)
    properties = (
        f'<w:tblPr><w:tblW w:w="{wide}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    after = _line(Line("", size=6), wide, layout)
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>{after}"


def _row_properties(grid: Grid, *, is_head: bool) -> str:
    if is_head:
        return "<w:trPr><w:tblHeader/></w:trPr>"
    height = _twips(grid.height_mm)
    return f'<w:trPr><w:trHeight w:val="{height}"/></w:trPr>' if height else ""
