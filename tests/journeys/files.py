"""Files that a librarian brings in: made here, byte by byte, whole or damaged on purpose."""

from tests.exchange.builders import LEADER, control, field, iso

from tusach.exchange.marc.record import record_of

CRAFTS = ("Kỹ thuật trồng", "Kỹ thuật chăm sóc", "Phòng trừ sâu bệnh cho", "Bảo quản và chế biến")
PLANTS = (
    *("dẻ Trùng Khánh", "hồi", "quế", "trúc sào", "lê", "mận", "ngô lai", "lúa nương", "đỗ tương"),
    *("thạch đen", "mía", "cam", "quýt", "chè Shan tuyết", "gừng", "nghệ", "sắn dây", "lạc"),
)

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


def damaged_file(count: int, *, first: int = 0) -> bytes:
    """The same, but one record is cut short and one is not MARC at all."""
    records = _records(count, first)
    records[5] = b"00026nam a2200025 a 4500\x1e\x1d"
    records[11] = records[11][:24] + b"not a directory at all, only words" + b"\x1d"
    return b"".join(records)


def register_csv() -> bytes:
    """An accession register as many libraries keep it: columns in their words, one row bare."""
    return REGISTER.encode("utf-8-sig")


HTML = b"<!doctype html><html><body><h1>404 Not Found</h1><p>nginx</p></body></html>"


def title_of(number: int) -> str:
    """What the record of a number is called; invented, and labelled so in its 500."""
    name = f"{CRAFTS[number % len(CRAFTS)]} {PLANTS[number // len(CRAFTS) % len(PLANTS)]}"
    part = number // (len(CRAFTS) * len(PLANTS)) % 10_000
    return f"{name}. Tập {part}" if part else name


def _records(count: int, first: int) -> list[bytes]:
    return [
        iso(
            record_of(
                LEADER,
                (
                    control("001", f"vn{number:06}"),
                    control("003", "VnTest"),
                    control("008", "100716s2020    vm            000 0 vie d"),
                    field("041", "0 ", "avie"),
                    field("082", "04", "a630", "223"),
                    field("245", "00", f"a{title_of(number)}"),
                    field("260", "  ", "aHà Nội :", "bNông nghiệp,", "c2020."),
                    field("500", "  ", "aBiểu ghi giả định dùng khi thử phần mềm."),
                    field("650", " 4", "aNông nghiệp"),
                    field("852", "  ", "aTVHA", f"pHA.{number}"),
                ),
            )
        )
        for number in range(first, first + count)
    ]


def class_csv() -> bytes:
    """A class list as a school exports one: of three children one has no name."""
    lines = (
        "STT;Họ và tên;Ngày sinh;Giới tính;Lớp;Phụ huynh",
        "1;Hoàng Thị Thử Một;12/05/2017;Nữ;3A;Hoàng Văn Thử",
        "2;;2017;Nam;3A;",
        "3;Lý Văn Thử Hai;2017;Nam;3A;",
    )
    return "\n".join(lines).encode()
