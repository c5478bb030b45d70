"""A document as an Office Open XML file that a word processor opens and people may change.

Written by hand, since three kinds of part need no library: ECMA-376, part 1, chapter 17. The same
document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from typing import assert_never
from xml.sax.saxutils import escape

from tusach.exchange.documents.parts import Document, Grid, Line, Part, Side, TwoSides

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PAGE = (11906, 16838)
_TEXT_WIDTH = 9071
"""Between the margins, in twentieths of a point: 160 mm."""
_MARGINS = 'w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"'
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the archive bears: the oldest that the format knows."""
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA}.main+xml"/>'
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


def docx(document: Document) -> bytes:
    """The bytes of the file."""
    body = "".join(_part(one) for one in document.parts)
    wide, high = _PAGE
    section = f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"/><w:pgMar {_MARGINS}/></w:sectPr>'
    whole = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_W}"><w:body>{body}{section}</w:body></w:document>'
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
            ("word/document.xml", whole),
        ):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), text.encode(), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _part(part: Part) -> str:
    match part:
        case Line():
            return _line(part)
        case TwoSides():
            return _sides(part)
        case Grid():
            return _grid(part)
    assert_never(part)


def _text(words: str) -> str:
    """Words as XML; signs that XML has no place for are left out."""
    kept = "".join(one for one in words if one >= " " or one == "\t")
    return escape(kept)


def _line(line: Line) -> str:
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    marks = ("<w:b/>" if line.bold else "") + ("<w:i/>" if line.italic else "")
    size = f'<w:sz w:val="{line.size * 2}"/><w:szCs w:val="{line.size * 2}"/>'
    before = f'<w:spacing w:before="{line.space * 20}" w:after="40"/>'
    return (
        f'<w:p><w:pPr>{before}<w:jc w:val="{line.align}"/></w:pPr><w:r><w:rPr>{font}{marks}{size}'
        f'</w:rPr><w:t xml:space="preserve">{_text(line.text)}</w:t></w:r></w:p>'
    )


def _sides(part: TwoSides) -> str:
    half = _TEXT_WIDTH // 2
    cells = "".join(_side(one, half) for one in (part.left, part.right))
    grid = f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>'
    width = f'<w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/></w:tblPr>'
    # A paragraph after each table: two tables that touch would become one.
    return f"<w:tbl>{width}{grid}<w:tr>{cells}</w:tr></w:tbl>" + _line(Line("", size=6))


def _side(side: Side, width: int) -> str:
    inner = "".join(_line(one) for one in side.lines) or _line(Line(""))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def _grid(grid: Grid) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    widths = [_TEXT_WIDTH * one // 100 for one in grid.widths]
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    head = _row(grid.header, widths, is_head=True)
    rows = "".join(_row(row, widths, is_head=False) for row in grid.rows)
    properties = (
        f'<w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        "</w:tblPr>"
    )
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>" + _line(
        Line("", size=6)
    )


def _row(cells: tuple[str, ...], widths: list[int], *, is_head: bool) -> str:
    repeated = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
    inner = "".join(
        _side(Side((Line(text, bold=is_head, size=12),)), width)
        for text, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{repeated}{inner}</w:tr>"
