"""Workbooks: the text a person sees in a cell, whatever the file made of it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from tests.exchange.lists import (
    all_rows,
    good,
    reasons,
    seen,
    titles,
    workbook,
)
from tests.exchange.old_writings import encode

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.cells import Source
from tusach.exchange.sheets.reader import look
from tusach.exchange.sheets.rows import to_holdings, to_title
from tusach.exchange.sheets.workbook import opened_workbook


def test_numbers_that_are_names_keep_their_zeros_and_lose_their_points() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Số ĐKCB", "Tên sách", "Năm", "Giá", "Ngày vào sổ", "ISBN", "Ghi chú"])
    page.append([123, 1984, 2001.0, 45000.5, date(2020, 5, 1), 9786041234567, True])
    page.append(["00124", "B", "2002", None, datetime(2020, 5, 2, 8, 30), None, False])
    page["A2"].number_format = "00000"
    out = io.BytesIO()
    book.save(out)
    one, two = good(out.getvalue())
    (copy,) = to_holdings(one)
    assert (copy.number, copy.price, copy.acquired) == ("00123", "45000.5", "2020-05-01")
    assert copy.remark == "TRUE"
    assert (to_title(one).title, to_title(one).year) == ("1984", 2001)
    assert to_title(one).isbns == ("9786041234567",)
    assert to_holdings(two)[0].acquired == "2020-05-02"
    assert to_holdings(two)[0].number == "00124"


def test_a_formula_gives_its_last_value_or_says_that_there_is_none() -> None:
    raw = workbook(("Tên sách", "Năm", "Giá"), ("A", 2001, "=1+1"))
    (row,) = good(raw)
    assert row.repaired == ("cell.formula_unknown",)
    assert to_holdings(row)[0].price == ""
    assert to_title(row).notes == ("cell.formula_unknown",)
    parts = zipfile.ZipFile(io.BytesIO(raw))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in parts.namelist():
            part = parts.read(name)
            archive.writestr(
                name,
                part.replace(b"<v></v>", b"<v>2</v>")
                .replace(b"<v />", b"<v>2</v>")
                .replace(b"<v/>", b"<v>2</v>"),
            )
    (row,) = good(out.getvalue())
    assert row.repaired == ()
    assert to_holdings(row)[0].price == "2"


def test_text_typed_in_an_old_font_is_converted_and_right_text_is_left() -> None:
    old = encode("Lịch sử Việt Nam, quyển thứ nhất", "tcvn3").decode("cp1252")
    raw = workbook(
        ("Tên sách", "Tác giả"),
        (old, encode("Trần Trọng Kim", "tcvn3").decode("cp1252")),
        ("Truyện Kiều", "Nguyễn Du"),
        ("Chi Pheo", None),
    )
    assert titles(raw) == ["Lịch sử Việt Nam, quyển thứ nhất", "Truyện Kiều", "Chi Pheo"]
    assert [row.repaired for row in good(raw)] == [("text.tcvn3",), (), ()]
    assert seen(raw).encoding == "tcvn3"
    one = workbook(("Ten sach",), ("ViÖt",))
    assert titles(one) == ["ViÖt"]
    assert titles(one, encoding="tcvn3") == ["Việt"]


def test_a_sheet_is_chosen_by_name_and_empty_rows_are_padding() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Bìa"
    first.append(["THƯ VIỆN"])
    page = book.create_sheet("Sách")
    page.append(["Tên sách"])
    page.append([None])
    page["A9"] = "A"
    out = io.BytesIO()
    book.save(out)
    raw = out.getvalue()
    assert seen(raw).sheets == ("Bìa", "Sách")
    assert [(row.number, to_title(row).title) for row in good(raw, sheet="Sách")] == [(9, "A")]
    assert look(raw, sheet="Khác") == RemoteFault("Khác", "sheet.missing")


def test_a_false_size_of_a_sheet_loses_no_row() -> None:
    raw = workbook(("Tên sách",), ("A",), ("B",), ("C",))
    parts = zipfile.ZipFile(io.BytesIO(raw))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in parts.namelist():
            archive.writestr(name, parts.read(name).replace(b'ref="A1:A4"', b'ref="A1:A2"'))
    assert titles(out.getvalue()) == ["A", "B", "C"]


def _bent(raw: bytes, name: str, content: bytes) -> bytes:
    parts = zipfile.ZipFile(io.BytesIO(raw))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts.namelist():
            archive.writestr(part, content if part == name else parts.read(part))
    return out.getvalue()


def test_a_broken_workbook_says_so_and_keeps_what_came_before() -> None:
    raw = workbook(("Tên sách",), *((f"Sách {at}",) for at in range(2_000)))
    sheet = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    assert look(_bent(raw, "xl/workbook.xml", b"<broken")) == RemoteFault("file", "sheet.broken")
    fault = look(_bent(raw, "xl/worksheets/sheet1.xml", b"<broken"))
    assert isinstance(fault, RemoteFault)
    assert fault.reason == "sheet.broken"
    cut = _bent(raw, "xl/worksheets/sheet1.xml", sheet[: len(sheet) // 2])
    found = all_rows(cut)
    assert reasons(found)[-1] == "sheet.broken"
    assert len(found) > 500
    early = _bent(raw, "xl/worksheets/sheet1.xml", sheet[:1_500])
    assert reasons(all_rows(early))[-1] == "sheet.broken"
    assert len(all_rows(early)) > 3
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    assert look(out.getvalue()) == RemoteFault("file", "sheet.broken")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tusach.exchange.sheets.workbook.LARGEST_UNPACKED", 1_000)
    assert look(workbook(("Tên sách",), ("A",))) == RemoteFault("file", "sheet.too_large", 1_000)


def _with_texts(count: int) -> bytes:
    """A workbook whose texts stand apart from its cells, as spreadsheets write them."""
    texts = ["Tên sách", *(f"Sách số {at} " + "x" * 40 for at in range(1, count + 1))]
    parts = zipfile.ZipFile(io.BytesIO(workbook(*((at,) for at in range(len(texts))))))
    out = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    names = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts.namelist():
            raw = parts.read(part).replace(b't="n"', b't="s"')
            archive.writestr(part, raw.replace(b"</Types>", names.encode()))
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{shared}</sst>')
    return out.getvalue()


def test_texts_that_cells_share_are_read_once() -> None:
    raw = _with_texts(50)
    assert len(titles(raw)) == 50
    opened = opened_workbook(raw)
    assert isinstance(opened, Source)
    one, two = (list(opened.lines())[5].cells[0] for _ in range(2))
    assert one == "Sách số 5 " + "x" * 40
    assert one is two


@pytest.mark.parametrize(
    ("limit", "raw"),
    [
        ("LARGEST_TEXTS", _with_texts(100)),
        ("LARGEST_PART", workbook(("Tên sách", *["x" * 400] * 90), ("A",))),
        ("MOST_PARTS", workbook(("Tên sách",), ("A",))),
    ],
)
def test_a_workbook_whose_parts_must_be_held_whole_and_are_too_large_is_refused(
    limit: str, raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not isinstance(look(raw), RemoteFault)
    few = 3 if limit == "MOST_PARTS" else 1_000
    monkeypatch.setattr(f"tusach.exchange.sheets.workbook.{limit}", few)
    assert look(raw) == RemoteFault("file", "sheet.too_large", few)


def test_a_long_sheet_of_short_rows_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _with_texts(3_000)
    monkeypatch.setattr("tusach.exchange.sheets.workbook.LARGEST_PART", 20_000)
    monkeypatch.setattr("tusach.exchange.sheets.workbook._WINDOW", 1_000)
    assert len(good(raw)) == 3_000


def test_one_row_that_is_the_whole_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = workbook(*((at,) for at in range(50)), tuple(range(3_000)))
    monkeypatch.setattr("tusach.exchange.sheets.workbook.LARGEST_PART", 20_000)
    monkeypatch.setattr("tusach.exchange.sheets.workbook._WINDOW", 1_000)
    assert look(raw) == RemoteFault("file", "sheet.too_large", 20_000)


def test_a_row_with_a_false_number_makes_no_rows_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tusach.exchange.sheets.workbook.MOST_ROWS", 1_000)
    raw = workbook(("Tên sách",), ("A",), ("B",))
    sheet = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'r="3"', b'r="9999999999"').replace(b'r="A3"', b'r="A9999999999"')
    assert titles(_bent(raw, "xl/worksheets/sheet1.xml", far)) == ["A"]


def test_a_part_whose_bytes_are_damaged_is_told_and_nothing_breaks_off() -> None:
    raw = _with_texts(3_000)
    at = raw.index(b"xl/worksheets/sheet1.xml") + 200
    bent = raw[:at] + b"\x00" * 50 + raw[at + 50 :]
    fault = look(bent)
    assert isinstance(fault, RemoteFault)
    assert fault.reason == "sheet.broken"
