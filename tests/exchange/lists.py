"""A small list in CSV and in XLSX, and the ways the tests read one."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from tusach.exchange.faults import Reject
from tusach.exchange.sheets.reader import Preview, look, rows
from tusach.exchange.sheets.rows import Row, to_title

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
