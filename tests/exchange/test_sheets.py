"""A library's own list: looked at, mapped, remembered, and every row accounted for."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import msgspec
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.old_writings import encode

from tusach.exchange.faults import Reject, RemoteFault
from tusach.exchange.sheets.columns import FIELDS, meaning
from tusach.exchange.sheets.layout import Layout, guessed, header_key
from tusach.exchange.sheets.reader import Preview, look, rows
from tusach.exchange.sheets.rows import Row, row_again, to_holdings, to_title

HEADER = "STT,Số ĐKCB,Nhan đề,Tác giả,Nhà xuất bản,Nơi XB,Năm XB,Giá tiền,Ngôn ngữ,DDC,Ghi chú"
LINES = (
    '1,00123,Truyện Kiều,Nguyễn Du,Văn học,Hà Nội,2001,"45.000",Tiếng Việt,895.9221,',
    "2,00124,Dế Mèn phiêu lưu ký,Tô Hoài,Kim Đồng,Hà Nội,2010,30000,Việt,895.9223,rách bìa",
    '3,00125,"Đất rừng phương Nam, tập một",Đoàn Giỏi,Kim Đồng,Hà Nội,1957,,Việt,895.9223,',
)
CSV = "\r\n".join([HEADER, *LINES]) + "\r\n"
FIELDS_OF_HEADER = (
    *("", "accession", "title", "author", "publisher", "published_at", "year", "price"),
    *("language", "dewey", "note"),
)


def seen(raw: bytes, **said: str) -> Preview:
    preview = look(raw, **said)
    assert isinstance(preview, Preview)
    return preview


def all_rows(raw: bytes, **said: str) -> list[Row | Reject]:
    return list(rows(raw, seen(raw, **said).layout))


def good(raw: bytes, **said: str) -> list[Row]:
    found = all_rows(raw, **said)
    assert [one.reason for one in found if isinstance(one, Reject)] == []
    return [one for one in found if isinstance(one, Row)]


def reasons(found: list[Row | Reject]) -> list[str]:
    return [one.reason if isinstance(one, Reject) else "" for one in found]


def titles(raw: bytes, **said: str) -> list[str]:
    return [to_title(row).title for row in good(raw, **said)]


TITLES = ["Truyện Kiều", "Dế Mèn phiêu lưu ký", "Đất rừng phương Nam, tập một"]


def workbook(*table: tuple[Any, ...], sheet: str = "Sổ ĐKCB") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in table:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_gives_titles_and_copies() -> None:
    preview = seen(CSV.encode())
    assert preview.layout.fields == FIELDS_OF_HEADER
    assert preview.layout.usable
    assert len(preview.lines) == 3
    first, second, third = good(CSV.encode())
    assert (first.position, first.number) == (1, 2)
    described = to_title(first)
    assert described.title == "Truyện Kiều"
    assert described.authors == ("Nguyễn Du",)
    assert (described.publisher, described.published_at, described.year) == (
        *("Văn học", "Hà Nội", 2001),
    )
    assert (described.languages, described.dewey, described.kind) == (("vi",), "895.9221", "book")
    assert described.format == "list"
    assert described.notes == ()
    (copy,) = to_holdings(first)
    assert (copy.number, copy.price, copy.tag) == ("00123", "45.000", "list")
    assert to_holdings(second)[0].remark == "rách bìa"
    assert to_title(third).title == "Đất rừng phương Nam, tập một"


@pytest.mark.parametrize(
    "raw",
    [
        CSV.encode(),
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        CSV.encode("utf-16-be"),
        b"\xfe\xff" + CSV.encode("utf-16-be"),
        encode(CSV, "tcvn3"),
        encode(CSV, "vni"),
        encode(CSV, "viscii"),
        encode(CSV, "cp1258"),
        encode(CSV, "tcvn3").decode("cp1252").encode(),
        CSV.replace("\r\n", "\n").encode(),
        CSV.replace("\r\n", "\r").encode(),
        ("sep=,\r\n" + CSV).encode(),
        b"\xef\xbb\xbf" + ("sep=,\r\n" + CSV).encode(),
    ],
)
def test_a_list_in_any_writing_gives_the_same_titles(raw: bytes) -> None:
    assert titles(raw) == TITLES
    assert seen(raw).layout.fields == FIELDS_OF_HEADER


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    lines = ["Nhan đề,Tác giả,Năm", "Truyện Kiều,Nguyễn Du,2001", "Chí Phèo,Nam Cao,1941"]
    raw = "\n".join(line.replace(",", delimiter) for line in lines).encode()
    assert seen(raw).layout.delimiter == delimiter
    assert titles(raw) == ["Truyện Kiều", "Chí Phèo"]


def test_a_delimiter_and_a_writing_that_a_person_named_are_used() -> None:
    raw = b"Nhan de|Tac gia\nTruy\xd6n Ki\xd2u|Nguy\xd4n Du\nVi\xd6t|X\n"
    assert titles(raw, delimiter="|", encoding="tcvn3") == ["Truyện Kiều", "Việt"]
    assert good(raw, delimiter="|", encoding="tcvn3")[0].repaired == ("text.tcvn3",)
    assert "\ufffd" in titles(raw, delimiter="|", encoding="utf-8")[0]
    assert titles(CSV.encode("utf-16"), encoding="utf-16") == TITLES


def test_lines_of_two_writings_in_one_list_are_both_read() -> None:
    lines = CSV.split("\r\n")
    raw = b"\r\n".join(
        encode(line, "tcvn3") if at in (1, 2) else line.encode() for at, line in enumerate(lines)
    )
    assert titles(raw) == TITLES
    assert good(raw)[0].repaired == ("text.tcvn3", "text.mixed")


def test_bytes_of_no_writing_are_told() -> None:
    raw = b"Nhan de,Nam\nT\xfft,2001\nB,2002\n"
    one, two = good(raw)
    assert one.repaired == ("text.bytes_replaced",)
    assert two.repaired == ()
    wide = CSV.encode("utf-16-le") + b"\x00\xd8"
    assert seen(wide).encoding == "utf-16"


def test_a_letterhead_two_rows_of_names_and_numbers_of_columns_belong_to_the_header() -> None:
    raw = workbook(
        ("THƯ VIỆN HUYỆN",),
        (None,),
        ("SỔ ĐĂNG KÝ CÁ BIỆT NĂM 2020",),
        ("Số TT", "Số ĐKCB", "Tên sách", "Xuất bản", None, None, "Ghi chú"),
        (None, None, None, "Nhà xuất bản", "Nơi", "Năm", None),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        (1, "00001", "Truyện Kiều", "Văn học", "Hà Nội", 2001, None),
    )
    layout = seen(raw).layout
    assert layout.first_row == 7
    assert layout.fields == ("", "accession", "title", "publisher", "", "year", "note")
    assert layout.header[3:6] == ("Xuất bản / Nhà xuất bản", "Xuất bản / Nơi", "Xuất bản / Năm")
    mapped = layout.mapped(("", "accession", "title", "publisher", "published_at", "year", "note"))
    (row,) = rows(raw, mapped)
    assert isinstance(row, Row)
    assert to_title(row).published_at == "Hà Nội"
    assert row.number == 7


def test_a_layout_is_remembered_by_its_header() -> None:
    layout = seen(CSV.encode()).layout
    assert layout.key == seen(CSV.upper().encode()).layout.key == header_key(layout.header)
    assert layout.key != header_key(layout.header[:-1])
    kept = msgspec.json.decode(msgspec.json.encode(layout), type=Layout)
    assert kept == layout


@pytest.mark.parametrize("fields", [("title",), ("title", "title"), ("title", "wrong")])
def test_fields_that_cannot_be_mapped_are_an_error(fields: tuple[str, ...]) -> None:
    layout = Layout(header=("A", "B"), fields=("", ""))
    assert not layout.usable
    with pytest.raises(ValueError, match="cannot be mapped"):
        layout.mapped(fields)
    assert layout.mapped(("note", "note")).fields == ("note", "note")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Số đăng ký cá biệt", "accession"),
        ("Mã ĐKCB", "accession"),
        ("Nhan đề:", "title"),
        ("TÊN SÁCH", "title"),
        ("Họ và tên tác giả", "author"),
        ("Nhà xuất bản", "publisher"),
        ("Nơi xuất bản", "published_at"),
        ("Năm xuất bản", "year"),
        ("Ngày vào sổ", "registered_on"),
        ("Ký hiệu xếp giá", "call_number"),
        ("Số lượng", "quantity"),
        ("Thành tiền", ""),
        ("Accession No.", "accession"),
        ("Title", "title"),
        ("Place of publication", "published_at"),
        ("Unit price", "price"),
        ("ISBN-13", "isbn"),
        ("Qwerty", ""),
        ("", ""),
        ("x " * 40 + "nhan de", ""),
    ],
)
def test_names_of_columns_are_understood(name: str, field: str) -> None:
    assert meaning(name)[0] == field


def test_every_field_has_a_name() -> None:
    assert {meaning(field.replace("_", " "))[0] for field in FIELDS} >= {"title", "year", "isbn"}


def test_a_list_without_a_known_header_is_not_usable_until_mapped() -> None:
    raw = b"a,b\nTruyen Kieu,2001\n"
    layout = seen(raw).layout
    assert not layout.usable
    assert reasons(list(rows(raw, layout))) == ["title.missing"]
    assert reasons(list(rows(raw, layout.mapped(("title", "year"))))) == [""]
    assert guessed([]).header == ()


def test_rows_that_cannot_be_used_are_rejected_with_their_bytes() -> None:
    lines = (
        "Nhan đề,Tác giả,Năm",
        "Truyện Kiều,Nguyễn Du,2001",
        "Lịch sử, văn hoá, du lịch,Nhiều tác giả,2001",
        "Nhan đề,Tác giả,Năm",
        ",Nguyễn Du,2001",
        "",
        ",,",
        "Chí Phèo",
    )
    found = all_rows("\n".join(lines).encode())
    assert reasons(found) == ["", "row.too_many_cells", "row.header_again", "title.missing", ""]
    assert [one.position for one in found] == [1, 2, 3, 4, 5]
    assert isinstance(found[1], Reject)
    assert found[1].raw.decode() == lines[2] + "\n"
    assert found[1].offset == 3
    assert isinstance(found[4], Row)
    assert found[4].number == 8


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines() -> None:
    raw = 'Nhan đề,Năm\n"Một ""hai"", ba\nbốn",2001\nNăm,2002\n'.encode()
    one, two = good(raw)
    assert to_title(one).title == 'Một "hai", ba\nbốn'
    assert (two.number, to_title(two).year) == (4, 2002)


def test_a_quote_that_never_closes_costs_no_other_row() -> None:
    lines = ["Nhan đề,Năm", '"Truyện Kiều,2001', *(f"Sách {at},2002" for at in range(100))]
    found = good("\n".join(lines).encode())
    assert len(found) == 101
    assert to_title(found[0]).title == '"Truyện Kiều'
    assert found[0].repaired == ("row.quotes",)
    assert titles(b'Nhan de,Nam\nA 12" B,2001\nC,2002\n') == ['A 12" B', "C"]
    assert titles(b'Nhan de,Nam\nA,2001\n"C,2002') == ["A", '"C']


def test_a_cell_longer_than_any_text_is_a_rejected_row() -> None:
    raw = b"Nhan de,Nam\n" + b"x" * 200_000 + b",2001\nA,2002\n"
    assert reasons(all_rows(raw)) == ["row.broken", ""]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "file.empty"),
        (b"\xef\xbb\xbf\r\n,,;\r\n", "file.empty"),
        (b"\xd0\xcf\x11\xe0old workbook", "file.xls"),
        (b"%PDF-1.4", "file.document"),
        (b"<!DOCTYPE html><table>", "file.html"),
        (b"PK\x03\x04 not an archive", "sheet.broken"),
        (b"\x01\x02\x00\x03binary\x00\x00\xffrubbish", "file.not_a_list"),
    ],
)
def test_a_file_that_is_no_list_says_why(raw: bytes, reason: str) -> None:
    fault = look(raw)
    assert isinstance(fault, RemoteFault)
    assert fault.reason == reason
    assert list(rows(raw, Layout(header=("A",), fields=("title",)))) == [Reject(1, 0, reason, raw)]


def test_a_list_whose_rows_hold_only_blanks_is_empty() -> None:
    assert look(b'" "," "\n"\xc2\xa0",\n') == RemoteFault("file", "file.empty")


# Workbooks


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


# One row


def row(**said: str) -> Row:
    return Row(1, 2, tuple((field, field, text) for field, text in said.items()))


def test_rows_for_copies_of_one_book_describe_it_once() -> None:
    one = row(title="Truyện Kiều", year="2001", accession="1", note="rách")
    two = row(title="Truyện Kiều", year="2001", accession="2", price="5")
    assert to_title(one) == to_title(two)
    assert one.title_raw == two.title_raw
    assert one.raw != two.raw
    assert row_again(one.raw).cells == one.cells
    assert to_title(row_again(one.title_raw)) == to_title(one)
    with pytest.raises(msgspec.DecodeError):
        row_again(b"rubbish")


def test_what_is_not_clear_stays_as_given_and_is_noted() -> None:
    described = to_title(
        row(title="A", year="k.n.", language="Xyz; Tày", kind="hộp", isbn="978-1; 9780306406157")
    )
    assert described.year is None
    assert described.languages == ("tyz",)
    assert described.isbns == ("9780306406157",)
    assert described.isbns_as_given == ("978-1",)
    assert described.notes == (*("year.unclear", "language.unclear", "kind.unclear", "isbn.wrong"),)


@pytest.mark.parametrize(
    ("given", "languages"),
    [
        ("Tiếng Việt", ("vi",)),
        ("Việt - Anh", ("vi", "en")),
        ("vie", ("vi",)),
        ("tyz", ("tyz",)),
        ("Tiếng H'Mông, Dao", ("hmn", "ium")),
        ("en/fr", ("en", "fr")),
        ("Hàn Quốc", ("ko",)),
        ("Hán Nôm", ()),
        ("lzh", ("lzh",)),
        ("", ()),
    ],
)
def test_languages_are_read_by_name_and_by_code(given: str, languages: tuple[str, ...]) -> None:
    assert to_title(row(title="A", language=given)).languages == languages


@pytest.mark.parametrize(("volume", "title"), [("2", "A. T. 2"), ("Tập 2", "A. Tập 2"), ("", "A")])
def test_a_volume_belongs_to_the_title(volume: str, title: str) -> None:
    assert to_title(row(title="A", volume=volume)).title == title


@pytest.mark.parametrize(
    ("accession", "quantity", "numbers", "notes"),
    [
        ("00123", "", ("00123",), ()),
        ("00123; 00124", "", ("00123", "00124"), ()),
        ("00123,00124", "2", ("00123", "00124"), ()),
        ("TK.0123-TK.0125", "3", ("TK.0123", "TK.0124", "TK.0125"), ()),
        ("TK.0123 - 0125", "", ("TK.0123", "TK.0124", "TK.0125"), ()),
        ("0123-0125", "5", ("0123-0125",), ("accession.range", "quantity.differs")),
        ("12-13", "", ("12-13",), ("accession.range",)),
        ("12-2019", "", ("12-2019",), ()),
        ("VD-123", "", ("VD-123",), ()),
        ("0125-0123", "", ("0125-0123",), ()),
        ("A001-B003", "", ("A001-B003",), ()),
        ("", "3", ("", "", ""), ()),
        ("", "", ("",), ()),
        ("", "0", (), ()),
        ("", "nhiều", ("",), ("quantity.unclear",)),
        ("", "5000", ("",), ("quantity.unclear",)),
        ("1", "vài", ("1",), ("quantity.unclear",)),
    ],
)
def test_copies_are_counted_by_their_numbers_or_their_quantity(
    accession: str, quantity: str, numbers: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    copies = to_holdings(row(title="A", accession=accession, quantity=quantity))
    assert tuple(copy.number for copy in copies) == numbers
    assert all(copy.notes == notes for copy in copies)


def test_barcodes_stand_beside_their_numbers() -> None:
    copies = to_holdings(row(title="A", accession="1;2", barcode="X1;X2"))
    assert [(copy.number, copy.barcode) for copy in copies] == [("1", "X1"), ("2", "X2")]
    assert to_holdings(row(title="A", barcode="X1"))[0].number == "X1"
    assert to_holdings(row(title="A", accession="1;2", barcode="X1"))[0].barcode == ""


@pytest.mark.parametrize(
    ("given", "kept", "note"),
    [
        ("1/5/2020", "2020-05-01", ()),
        ("01.05.2020", "2020-05-01", ()),
        ("2020-05-01", "2020-05-01", ()),
        ("2020-05-01 08:30:00", "2020-05-01", ()),
        ("31/02/2020", "31/02/2020", ("date.unclear",)),
        ("1/5/98", "1/5/98", ("date.unclear",)),
        ("tháng 5", "tháng 5", ("date.unclear",)),
        ("", "", ()),
    ],
)
def test_days_are_read_or_kept_as_given(given: str, kept: str, note: tuple[str, ...]) -> None:
    (copy,) = to_holdings(row(title="A", registered_on=given))
    assert (copy.acquired, copy.notes) == (kept, note)


def test_names_are_told_apart_with_care() -> None:
    for text, names in (
        ("Tô Hoài; Nguyễn Du", ("Tô Hoài", "Nguyễn Du")),
        ("Tô Hoài, Nguyễn Du", ("Tô Hoài", "Nguyễn Du")),
        ("Nguyễn, Du", ("Nguyễn, Du",)),
        ("", ()),
    ):
        assert to_title(row(title="A", author=text)).authors == names


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_and_never_crash(raw: bytes) -> None:
    preview = look(raw)
    if isinstance(preview, Preview):
        for one in rows(raw, preview.layout):
            if isinstance(one, Row):
                to_title(one)
                to_holdings(one)


_CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=12))
def test_every_filled_row_is_read_or_rejected(table: list[tuple[str, str]]) -> None:
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Nhan đề", "Năm"])
    writer.writerows(table)
    raw = out.getvalue().encode()
    layout = Layout(
        header=("Nhan đề", "Năm"), fields=("title", "year"), delimiter=",", encoding="utf-8"
    )
    found = list(rows(raw, layout))
    assert len(found) == sum(any(cell.strip() for cell in row) for row in table)
