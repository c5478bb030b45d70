"""Every template of a paper, filled with much: laid out as the decree wants it, in each form."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from msgspec.structs import replace
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.node.papers import decree

from tusach.exchange.documents.layout import DECREE_30
from tusach.exchange.documents.offered import OFFERED
from tusach.exchange.documents.paper_templates import filled
from tusach.exchange.documents.papers import Figures, Paper, laid_out, tables
from tusach.exchange.sheets.writing import xlsx
from tusach.node.papers import by_template, press
from tusach.node.wording import papers as words

EACH = pytest.mark.parametrize("name", sorted(OFFERED))
pressed = pytest.mark.skipif(not press.has_press(), reason="no typesetter on this machine")
ROWS = 25


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


def values(name: str) -> dict[str, Any]:
    """Words for every field, and lists of many rows with long words and numbers."""
    long = "phục vụ lưu động ở chợ phiên"
    offered = OFFERED[name]
    told: dict[str, Any] = dict.fromkeys(offered.fields, "điều đã ghi")
    for one, fields in offered.lists.items():
        rows = [dict.fromkeys(fields, long) | {"nr": nr} for nr in range(1, ROWS + 1)]
        told[one] = [row | ({"cost": 12_000_000} if "cost" in row else {}) for row in rows]
    return told


def made(name: str, told: dict[str, Any] | None = None) -> Paper:
    put = filled(by_template.shipped(name), told or values(name), language="vi", file=name)
    return Paper(
        name=words.name_of(put.kind),
        about=words.about_line(put.kind, put.about),
        above="Sở Văn hóa, Thể thao và Du lịch",
        agency="Thư viện tỉnh",
        number=words.number_line(put.kind, 5, "TVT"),
        dated=words.date_line("Cao Bằng", "2027-01-05"),
        body=put.body,
        signatures=put.signatures,
        recipients_head=words.recipients_head(),
        recipients=put.recipients,
        language="vi",
        state=words.state_words(),
        narrative=words.narrative(),
    )


@pressed
@EACH
def test_each_paper_is_printed_as_the_decree_wants_it(name: str) -> None:
    document = laid_out(made(name))
    assert list(decree.wrong_in_pdf(document)) == []
    reader = PdfReader(io.BytesIO(press.pdf(document, made_at=decree.MADE)))
    assert len(reader.pages) > 1, "the number of a page is looked at from the second on"
    marks = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert "<pdfaid:part>2" in marks
    assert "<pdfuaid:part>1" in marks


@EACH
def test_each_paper_opens_in_a_word_processor_as_the_decree_wants_it(name: str) -> None:
    assert list(decree.wrong_in_docx(laid_out(made(name)))) == []


@EACH
def test_each_table_of_a_paper_is_a_sheet_with_all_its_rows(name: str) -> None:
    paper = made(name)
    grids = [one for one in paper.body if isinstance(one, Figures)]
    book = load_workbook(io.BytesIO(xlsx(tables(paper))))
    assert grids
    assert len(book.sheetnames) == len(grids) + 1
    for grid, sheet in zip(grids, book.worksheets, strict=False):
        found = [list(row) for row in sheet.values if row and row[0] in range(1, ROWS + 1)]
        assert len(found) == len(grid.rows) == ROWS


@pressed
def test_the_looker_sees_a_margin_a_size_and_a_head_that_are_not_as_they_should_be() -> None:
    paper = made("inspection")
    narrow = replace(DECREE_30, left_mm=20, right_mm=10, bottom_mm=10, page_number=10)
    found = " ".join(decree.wrong_in_pdf(laid_out(paper, narrow)))
    for one in ("left margin", "right margin", "lower margin", "the number has 10"):
        assert one in found
    headless = " ".join(decree.wrong_in_pdf(laid_out(replace(paper, state=None))))
    assert "the State does not stand above" in headless
    said = " ".join(decree.wrong_in_docx(laid_out(paper, narrow)))
    for one in ("left margin 20", "right margin 10", "bottom margin 10", "the number of the page"):
        assert one in said


@EACH
def test_no_shipped_template_names_a_field_without_saying_it_in_both_languages(name: str) -> None:
    said = json.loads(by_template.shipped_bytes(name))
    for language in ("vi", "en"):
        put = filled(by_template.shipped(name), values(name), language=language, file=name)
        assert put.body
        assert "{" not in json.dumps([str(one) for one in put.body], ensure_ascii=False)
    assert said["paper"] == name
