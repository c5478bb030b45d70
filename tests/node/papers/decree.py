"""Looks at a finished paper with the eyes of annex I of Decree 30/2020: what is not as it wants it.

Ink is looked at in a picture of 64 points an inch, two and a half to a millimetre, of the first two
pages: the first bears the head, the second is full to its end.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from pypdf import PdfReader
from tests.node.papers.test_press import POINTS_MM, ink, set_at

from tusach.exchange.documents.docx import docx
from tusach.exchange.documents.parts import Document
from tusach.node.papers import press

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS_MM = 1440 / 25.4
MADE = 1_800_000_000
NEAR = 0.6
"""Millimetres within which such a picture tells where ink lies."""
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def wrong_in_pdf(document: Document) -> Iterator[str]:
    """What is wrong with the paper as it is printed: size, margins, font, numbers, head."""
    reader = PdfReader(io.BytesIO(press.pdf(document, made_at=MADE)))
    for nr, picture in enumerate(press.pictures(document, pixels_an_inch=64)[:2], start=1):
        left, _top, right, bottom = ink(picture)
        if left < 30 - NEAR:
            yield f"page {nr}: left margin {left:.1f} mm"
        if right > 195 + NEAR:
            yield f"page {nr}: right margin {210 - right:.1f} mm"
        if bottom > 277 + NEAR:
            yield f"page {nr}: lower margin {297 - bottom:.1f} mm"
    for nr, page in enumerate(reader.pages, start=1):
        if [round(float(one) / POINTS_MM) for one in page.mediabox[2:]] != [210, 297]:
            yield f"page {nr}: not A4"
        yield from _number(nr, set_at(page))
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            if "Tinos" not in str(font.get_object()["/BaseFont"]):
                yield f"page {nr}: font {font.get_object()['/BaseFont']}"
    first = set_at(reader.pages[0])
    yield from _head("".join(text for text, *_ in first), first)


def _number(nr: int, found: list[tuple[str, float, float, float]]) -> Iterator[str]:
    """The number of the page: in the middle of the top margin, 13 or 14 points; not on page 1."""
    above = [one for one in found if one[2] > (297 - 20) * POINTS_MM]
    if nr == 1:
        if above:
            yield "page 1: something stands in the top margin"
        return
    if not above or "".join(text for text, *_ in above).strip() != str(nr):
        yield f"page {nr}: no number in the top margin"
        return
    _text, x, _y, size = above[0]
    middle = (30 + 190) / 2 * POINTS_MM
    if abs(x - middle) > 3 * POINTS_MM:
        yield f"page {nr}: the number does not stand in the middle"
    if not 13 <= round(size) <= 14:
        yield f"page {nr}: the number has {size} points"


def _head(text: str, found: list[tuple[str, float, float, float]]) -> Iterator[str]:
    squeezed = text.replace(" ", "")
    if STATE.replace(" ", "") not in squeezed:
        yield "page 1: the State does not stand above"
    if "Độclập-Tựdo-Hạnhphúc" not in squeezed.replace("–", "-"):
        yield "page 1: the motto is missing"
    if {round(size) for *_xy, size in found} - {11, 12, 13, 14}:
        yield "page 1: other sizes than 11 to 14 points"


def wrong_in_docx(document: Document) -> Iterator[str]:
    """What is wrong with the paper as a word processor opens it."""
    with zipfile.ZipFile(io.BytesIO(docx(document))) as archive:
        whole = Xml.fromstring(archive.read("word/document.xml"))
        header = archive.read("word/header1.xml").decode()
    section = whole.find(f"{W}body/{W}sectPr")
    assert section is not None
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert size is not None
    assert margins is not None
    if [_mm(size, name) for name in "wh"] != [210, 297]:
        yield "not A4"
    bounds = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
    for name, (least, most) in bounds.items():
        if not least <= _mm(margins, name) <= most:
            yield f"{name} margin {_mm(margins, name)} mm"
    if section.find(f"{W}titlePg") is None:
        yield "the first page has a number"
    number = re.search(r'w:instr="PAGE".*?w:sz w:val="(\d+)"', header)
    if number is None or not 26 <= int(number[1]) <= 28 or 'w:jc w:val="center"' not in header:
        yield "the number of the page"
    for run in whole.iter(f"{W}r"):
        fonts, points = run.find(f"{W}rPr/{W}rFonts"), run.find(f"{W}rPr/{W}sz")
        if fonts is not None and fonts.get(f"{W}ascii") != "Times New Roman":
            yield f"font {fonts.get(f'{W}ascii')}"
        text = "".join(one.text or "" for one in run.iter(f"{W}t"))
        if text.strip() and points is not None and not 22 <= int(points.get(f"{W}val", "0")) <= 28:
            yield f"size of {text[:20]}"


def _mm(one: Xml.Element, name: str) -> int:
    return round(int(one.get(f"{W}{name}", "0")) / TWIPS_MM)
