"""A library's own list: looked at, mapped, remembered, and every row accounted for."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.lists import (
    CSV,
    FIELDS_OF_HEADER,
    TITLES,
    all_rows,
    good,
    reasons,
    seen,
    titles,
    workbook,
)
from tests.exchange.old_writings import encode

from tusach.exchange.faults import Reject, RemoteFault
from tusach.exchange.sheets.columns import FIELDS, meaning
from tusach.exchange.sheets.layout import Layout, guessed, header_key
from tusach.exchange.sheets.reader import Preview, look, plain_rows, rows
from tusach.exchange.sheets.rows import Row, to_holdings, to_title
from tusach.ledger.ident import sha256


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


def test_no_text_of_a_page_is_the_name_of_a_column() -> None:
    assert meaning("(" * 900 + "Nhan đề")[0] == "title"
    assert meaning("(" * 1_000 + "Nhan đề") == ("", 0)


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


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_and_never_crash(raw: bytes) -> None:
    preview = look(raw)
    if not isinstance(preview, Preview):
        assert preview.reason
        return
    for one in rows(raw, preview.layout):
        if isinstance(one, Row):
            assert to_title(one).record == sha256(one.title_raw)
            assert isinstance(to_holdings(one), tuple)
        else:
            assert one.reason


_CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=12))
def test_every_filled_row_is_read_or_rejected(table: list[tuple[str, str]]) -> None:
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


def test_plain_rows_are_all_filled_rows_and_a_file_that_is_no_list_says_so() -> None:
    found = plain_rows(b"a;b\n;\nc;d\n")
    assert not isinstance(found, RemoteFault)
    assert [line.cells for line in found] == [("a", "b"), ("c", "d")]
    assert isinstance(plain_rows(b"%PDF-1.7"), RemoteFault)
