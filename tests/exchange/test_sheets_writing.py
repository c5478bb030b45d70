"""Rows that go out: what a person typed is never a formula in somebody's spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from tusach.exchange.sheets.writing import as_csv, as_workbook

ROWS = [("Nhan đề", "Số"), ("Dế Mèn, phiêu lưu", 2), ("=1+1", 3), ("@SUM(A1)", 4), ("-5", 5)]


def test_a_csv_is_read_back_and_begins_with_the_mark_of_its_writing() -> None:
    raw = as_csv(ROWS)
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert found[1] == ["Dế Mèn, phiêu lưu", "2"]
    assert [row[0] for row in found[2:]] == ["'=1+1", "'@SUM(A1)", "'-5"]


@pytest.mark.parametrize("name", ["tháng 11/2026", "", "x" * 99])
def test_a_workbook_holds_texts_and_whole_numbers(name: str) -> None:
    sheet = load_workbook(io.BytesIO(as_workbook(ROWS, name=name))).active
    assert sheet is not None
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows()] == ROWS
    assert sheet["A3"].data_type == "s"
    assert sheet["B3"].value == 3
