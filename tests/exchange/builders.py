"""Records and damages that the tests of the exchange share."""

from __future__ import annotations

from collections.abc import Callable

from tusach.exchange.marc.record import Field, Record, record_of
from tusach.exchange.marc.writing import encoded

TITLES = (
    "Lịch sử Việt Nam từ nguồn gốc đến thế kỷ XX",
    "Truyện Kiều",
    "Dế Mèn phiêu lưu ký",
    "Đất rừng phương Nam",
    "Kỹ thuật trồng ngô lai trên nương",
    "Văn hoá các dân tộc Tày – Nùng",
)
LEADER = "00000nam a2200000 a 4500"


def field(tag: str, indicators: str, *subfields: str) -> Field:
    """A data field; each subfield is written as its code and its value: `aHà Nội`."""
    return Field(tag, indicators, tuple((one[0], one[1:]) for one in subfields))


def control(tag: str, value: str) -> Field:
    return Field(tag, "", (("", value),))


def book(number: int, *more: Field) -> Record:
    title = f"{TITLES[number % len(TITLES)]} {number}"
    return record_of(
        LEADER,
        (
            control("001", f"vn{number:06}"),
            control("003", "VnTest"),
            control("008", "100716s2001    vm     j      000 0 vie d"),
            field("041", "0 ", "avie"),
            field("082", "04", "a959.7/03", "223"),
            field("100", "1 ", "aNguyễn, Văn Ất,", "d1950-"),
            field("245", "10", f"a{title} /", "cNguyễn Văn Ất."),
            field("260", "  ", "aHà Nội :", "bVăn học,", "c2001."),
            field("300", "  ", "a504 tr. ;", "c21 cm."),
            field("650", " 4", "aLịch sử", "zViệt Nam", "vSách đọc thêm."),
            *more,
        ),
    )


def iso(record: Record) -> bytes:
    raw = encoded(record)
    assert isinstance(raw, bytes)
    return raw


def books(count: int = 30) -> list[bytes]:
    return [iso(book(number)) for number in range(count)]


def title_of(number: int) -> str:
    return f"{TITLES[number % len(TITLES)]} {number}"


def _spoil_bytes(raw: bytes) -> bytes:
    # A letter of three bytes loses its middle one to 0xFF, in the publisher and not in the title.
    return raw.replace("Văn học".encode(), "Văn học".encode().replace(b"\xe1\xbb\x8d", b"\xff"))


def _shift_directory(raw: bytes) -> bytes:
    end = raw.index(b"\x1e")
    entries = [raw[at : at + 12] for at in range(24, end, 12)]
    entries = [b"%b%b%05d" % (one[:3], one[3:7], int(one[7:]) + 1) for one in entries]
    return raw[:24] + b"".join(entries) + raw[end:]


def _longer_field(raw: bytes) -> bytes:
    return raw[:27] + b"%04d" % (int(raw[27:31]) + 1) + raw[31:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "length is wrong": lambda raw: b"00042" + raw[5:],
    "length is no number": lambda raw: b"abcde" + raw[5:],
    "length is 99999": lambda raw: b"99999" + raw[5:],
    "newline after the record": lambda raw: raw + b"\r\n",
    "padding after the record": lambda raw: raw + b"\x00\x00\x1a",
    "base address is 0": lambda raw: raw[:12] + b"00000" + raw[17:],
    "one length of the directory is off": _longer_field,
    "all offsets are off by one": _shift_directory,
    "bad bytes in UTF-8": _spoil_bytes,
    "record end is missing": lambda raw: raw[:-1],
    "record end became a newline": lambda raw: raw[:-1] + b"\n",
    "last field end is missing": lambda raw: raw[:-2] + b"\x1d",
    "a field end is missing": lambda raw: raw.replace(b"c2001.\x1e", b"c2001."),
    "empty directory": lambda raw: raw[:24] + raw[raw.index(b"\x1e") :],
    "directory of blanks": lambda raw: (
        raw[:24]
        + b"".join(raw[at : at + 3] + b"         " for at in range(24, raw.index(b"\x1e"), 12))
        + raw[raw.index(b"\x1e") :]
    ),
    "flagged MARC-8": lambda raw: raw[:9] + b" " + raw[10:],
    "leader of rubbish": lambda raw: raw[:5] + b"????????" + raw[13:],
    "leader lost three bytes": lambda raw: raw[:5] + raw[8:],
    "leader gained two bytes": lambda raw: raw[:5] + b"  " + raw[5:],
    "junk before the record": lambda raw: b"<<junk>>" + raw,
}
CUTS: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle": lambda raw: raw[: len(raw) * 2 // 3],
    "cut, but ended": lambda raw: raw[: len(raw) * 2 // 3] + b"\x1e\x1d",
    "cut at a field": lambda raw: raw[: raw.index(b"c2001.") + 7],
    "cut in the directory": lambda raw: raw[:100],
    "cut in the leader": lambda raw: raw[:13],
    "cut to nothing but its end": lambda raw: b"\x1d",
}
