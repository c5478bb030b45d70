"""Files as libraries send them: whole, damaged, in old writings, lists."""

from __future__ import annotations

from tests.exchange.builders import books
from tests.exchange.old_writings import SENTENCES, encode

HEADER = "STT,Số ĐKCB,Tên sách,Tác giả,NXB,Năm XB,Giá tiền,Ngày nhập,Ghi chú"
ROWS = (
    "1,TK.0001,Dế Mèn du ký,Tô Hoài,Kim Đồng,2019,45.000,05/09/2020,",
    "2,TK.0002-TK.0004,Đoạn trường tân thanh,Nguyễn Du,Văn học,2015,,05/09/2020,3 bản",
    "3,,Góc sân và khoảng trời,Trần Đăng Khoa,,năm 1968,,,",
    "4,TK.0005,,,,,,,không có nhan đề",
    "5,TK.0001,Sách khác,,,,,,trùng số",
    '6,TK.0006,"<script>alert(1)</script> ""Sách"" 😀 \u202eabc",,,,,,',
)


def library_list(*rows: str, header: str = HEADER) -> bytes:
    """A list as CSV, with the mark that spreadsheets want."""
    return ("\ufeff" + "\r\n".join((header, *(rows or ROWS))) + "\r\n").encode()


def damaged(count: int = 30) -> bytes:
    """Records of which three are broken and the last one is cut off."""
    records = books(count)
    records[3] = records[3][:60] + b"\x1d"
    records[8] = b"garbage that is no record at all\x1d"
    records[15] = records[15][:24] + b"x" * 40 + b"\x1d"
    return b"".join(records) + books(1)[0][:90]


def marc(*fields: tuple[str, bytes]) -> bytes:
    """One ISO 2709 record of fields given as tag and body."""
    directory, text = b"", b""
    for tag, body in fields:
        whole = body + b"\x1e"
        directory += f"{tag}{len(whole):04d}{len(text):05d}".encode()
        text += whole
    start = 24 + len(directory) + 1
    leader = f"{start + len(text) + 1:05d}nam a22{start:05d} a 4500".encode()
    return leader + directory + b"\x1e" + text + b"\x1d"


def old_file(name: str = "tcvn3", count: int = 20) -> bytes:
    """Records whose text is in an old writing."""
    records = []
    for nr in range(count):
        title = encode(f"{SENTENCES[nr % len(SENTENCES)].partition(',')[0]} {nr}", name)
        records.append(
            marc(
                ("001", f"old{nr:04d}".encode()),
                ("008", b"100716s2001    vm            000 0 vie d"),
                ("245", b"10\x1fa" + title),
                ("260", b"  \x1fb" + encode("Nhà xuất bản Văn hoá dân tộc", name)),
            )
        )
    return b"".join(records)
