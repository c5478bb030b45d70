"""Rows that go out: what a person typed is never a formula in somebody's spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from tusach.exchange.sheets.writing import Table, comma_separated, xlsx

HEAD = ("Nhan đề", "Số")
ROWS = [("Dế Mèn, phiêu lưu", 2), ("=1+1", 3), ("@SUM(A1)", 4), ("-5", None)]


def table(name: str = "tháng 11/2026", above: tuple[str, ...] = ()) -> Table:
    return Table(name=name, header=HEAD, rows=ROWS, above=above, widths=(30, 8))


def test_a_csv_is_read_back_and_begins_with_the_mark_of_its_writing() -> None:
    raw = comma_separated(table())
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert found[:2] == [list(HEAD), ["Dế Mèn, phiêu lưu", "2"]]
    assert [row[0] for row in found[2:]] == ["'=1+1", "'@SUM(A1)", "'-5"]
    assert found[-1][1] == ""


@pytest.mark.parametrize("name", ["tháng 11/2026", "x" * 99])
@pytest.mark.parametrize("above", [(), ("Thư viện xã", "Sổ mượn")])
def test_a_workbook_holds_texts_and_whole_numbers(name: str, above: tuple[str, ...]) -> None:
    raw = xlsx((table(name, above),))
    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    found = [tuple(cell.value for cell in row) for row in sheet.iter_rows(max_col=2)]
    assert found[len(above) :] == [HEAD, *ROWS]
    assert [row[0] for row in found[: len(above)]] == list(above)
    at = len(above) + 3
    assert (sheet[f"A{at}"].data_type, sheet[f"B{at}"].value) == ("s", 3)


def test_a_text_with_signs_that_a_workbook_cannot_hold_does_not_take_the_file_down() -> None:
    one = Table(name="x", header=("Nhan đề",), rows=[("Dế\x0b Mèn\x00",)])
    sheet = load_workbook(io.BytesIO(xlsx([one]))).active
    assert [row[0].value for row in sheet.iter_rows()][-1] == "Dế Mèn"
