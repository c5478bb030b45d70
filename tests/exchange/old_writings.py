"""The way back into the old writings, for the tests alone: each table turned round."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

from tusach.exchange.legacy_text import tables

SENTENCES = (
    "Lịch sử Việt Nam từ nguồn gốc đến thế kỷ XX / Nguyễn Văn Hoà",
    "Đất rừng phương Nam, Nhà xuất bản Văn học, Hà Nội, in lần thứ ba",
    "Kỹ thuật trồng ngô lai trên nương, dùng cho đồng bào các dân tộc miền núi",
    "Truyện cổ tích Việt Nam: Tấm Cám, Thạch Sanh, Cây khế, Sọ Dừa",
    "Văn hoá ẩm thực của người Tày, người Nùng ở Cao Bằng",
)


@cache
def _letters(name: str) -> dict[str, bytes]:
    table: dict[str, bytes] = {}
    if name == "vni":
        table |= {chr(code): bytes([code]) for code in range(128)}
        for form in tables._VNI:
            table.setdefault(tables._VNI[form], form.encode("cp1252"))
        return table
    for code in reversed(range(256)):
        letter = tables.decode(bytes([code]), name)
        # The marks alone, and the letters of VISCII that are control codes, are not used.
        if (
            len(letter) == 1
            and not "\u0300" <= letter <= "\u036f"
            and (code > 31 or code in (9, 10, 13))
        ):
            table[letter] = bytes([code])
    return table


def _viqr(letter: str) -> str:
    if letter in "đĐ":
        return "dd" if letter == "đ" else "DD"
    signs = {"\u0302": "^", "\u0306": "(", "\u031b": "+", "\u0300": "`", "\u0301": "'"}
    signs |= {"\u0303": "~", "\u0309": "?", "\u0323": "."}
    base, *marks = normalize("NFD", letter)
    return base + "".join(
        signs[one] for one in sorted(marks, key=lambda one: signs[one] not in "^(+")
    )


def encode(text: str, name: str) -> bytes:
    if name == "viqr":
        return "".join(map(_viqr, normalize("NFC", text))).encode("ascii")
    if name == "cp1258":
        out = b""
        for letter in normalize("NFC", text):
            try:
                out += letter.encode("cp1258")
                continue
            except UnicodeEncodeError:
                parts = normalize("NFD", letter)
            tone = [one for one in parts if one in "\u0300\u0301\u0303\u0309\u0323"]
            rest = normalize("NFC", "".join(one for one in parts if one not in tone))
            out += (rest + "".join(tone)).encode("cp1258")
        return out
    return b"".join(_letters(name)[letter] for letter in normalize("NFC", text))


def to_marc8(text: str) -> bytes:
    """MARC-8: each mark before its letter, tone after that of the vowel; ơ, ư are letters."""
    marks = {"\u0300": 0xE1, "\u0301": 0xE2, "\u0302": 0xE3, "\u0303": 0xE4, "\u0306": 0xE6}
    marks |= {"\u0309": 0xE0, "\u0323": 0xF2}
    letters = {"Ơ": 0xAC, "Ư": 0xAD, "ơ": 0xBC, "ư": 0xBD, "Đ": 0xA3, "đ": 0xB3}
    out = bytearray()
    for letter in normalize("NFC", text):
        parts = normalize("NFD", letter)
        base = normalize("NFC", "".join(one for one in parts if one not in marks))
        out += bytes(marks[one] for one in parts if one in marks)
        out += bytes([letters[base]]) if base in letters else base.encode("ascii")
    return bytes(out)
