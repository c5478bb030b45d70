"""Files that a librarian brings in: made here, byte by byte, whole or damaged on purpose."""

from tests.exchange.builders import book, field, iso

REGISTER = """Số ĐKCB;Nhan đề;Tác giả;Nhà xuất bản;Năm xuất bản;Ký hiệu xếp giá
VN.00101;Kỹ thuật trồng dẻ Trùng Khánh;;Nông nghiệp;2019;634.5
VN.00102;Truyện cổ Tày – Nùng;Hoàng Quyết;Văn hoá dân tộc;1974;398.2
VN.00103;Truyện cổ Tày – Nùng;Hoàng Quyết;Văn hoá dân tộc;1974;398.2
VN.00104;;Không rõ;;;
VN.00105;Cẩm nang chăn nuôi trâu bò;;Lao động;2021;636.2
"""


def whole_file(count: int, *, first: int = 700_000) -> bytes:
    """That many whole records, each naming one copy."""
    return b"".join(_records(count, first))


def damaged_file(count: int, *, first: int = 800_000) -> bytes:
    """The same, but one record is cut short and one is not MARC at all."""
    records = _records(count, first)
    records[5] = b"00026nam a2200025 a 4500\x1e\x1d"
    records[11] = records[11][:24] + b"not a directory at all, only words" + b"\x1d"
    return b"".join(records)


def register_csv() -> bytes:
    """An accession register as many libraries keep it: columns in their words, one row bare."""
    return REGISTER.encode("utf-8-sig")


HTML = b"<!doctype html><html><body><h1>404 Not Found</h1><p>nginx</p></body></html>"


def _records(count: int, first: int) -> list[bytes]:
    return [
        iso(book(number, field("852", "  ", "aTVHA", f"pHA.{number}")))
        for number in range(first, first + count)
    ]
