"""Documents as files: what was said stands in them, nothing more, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from tusach.exchange.documents.docx import docx
from tusach.exchange.documents.parts import (
    BOTH,
    CENTRE,
    Break,
    Document,
    Grid,
    Line,
    Side,
    TwoSides,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAPER = Document(
    "Biên bản <thử> & ký",
    (
        TwoSides(Side((Line("THƯ VIỆN", CENTRE),)), Side((Line("CỘNG HÒA", CENTRE, bold=True),))),
        Line("Ngày 23/11/2026 \x07", italic=True, space=6),
        Grid(("TT", "Nhan đề"), (("1", "Dế Mèn <I>"), ("2", "")), (20, 80)),
        TwoSides(Side(()), Side((Line("Bên nhận"),))),
    ),
)


def parts(raw: bytes) -> dict[str, etree._Element]:
    """The parts of the archive, each well-formed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def test_a_document_holds_its_texts_in_order_and_well_formed() -> None:
    found = parts(docx(PAPER))
    assert list(found) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/header1.xml",
        "word/document.xml",
    ]
    body = found["word/document.xml"]
    texts = [one.text for one in body.iter(f"{W}t") if one.text]
    assert texts == [
        *("THƯ VIỆN", "CỘNG HÒA", "Ngày 23/11/2026 ", "TT", "Nhan đề"),
        *("1", "Dế Mèn <I>", "2", "Bên nhận"),
    ]
    assert "".join(found["docProps/core.xml"].itertext()) == "Biên bản <thử> & ký"


def test_the_paper_is_a4_and_the_head_of_a_table_is_repeated() -> None:
    body = parts(docx(PAPER))["word/document.xml"]
    (size,) = body.iter(f"{W}pgSz")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert len(list(body.iter(f"{W}tblHeader"))) == 1
    assert len(list(body.iter(f"{W}tbl"))) == 3
    cells = [cell for row in body.iter(f"{W}tr") for cell in row.iter(f"{W}tc")]
    assert all(cell.find(f"{W}p") is not None for cell in cells)  # an empty cell is no cell


def test_headings_rules_and_pages_to_be_filled_in_are_kept() -> None:
    lines = (
        Line("BIÊN BẢN", CENTRE, bold=True, level=1, rule=40),
        Line("Hôm nay", BOTH, indent=True),
        Break(),
        Grid(("TT",), (("",),), (100,), height_mm=10),
    )
    found = parts(docx(Document("x", lines)))
    body = found["word/document.xml"]
    assert [one.get(f"{W}val") for one in body.iter(f"{W}outlineLvl")] == ["0"]
    assert len(list(body.iter(f"{W}pBdr"))) == 1
    assert [one.get(f"{W}firstLine") for one in body.iter(f"{W}ind")][1:] == ["567"]
    assert [one.get(f"{W}type") for one in body.iter(f"{W}br")] == ["page"]
    assert [one.get(f"{W}val") for one in body.iter(f"{W}trHeight")] == ["567"]
    assert len(list(body.iter(f"{W}titlePg"))) == 1  # none on the first page
    assert [one.get(f"{W}instr") for one in found["word/header1.xml"].iter(f"{W}fldSimple")] == [
        "PAGE"
    ]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert docx(PAPER) == docx(PAPER)
