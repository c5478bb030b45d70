"""Papers as PDF: nothing typed is lost or read as markup, fonts are inside, standards are kept."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace
from pypdf import PageObject, PdfReader

from tusach.exchange.documents.layout import DECREE_30
from tusach.exchange.documents.letters import LETTERS
from tusach.exchange.documents.papers import (
    Figures,
    Heading,
    Paper,
    Paragraph,
    Signature,
    laid_out,
)
from tusach.exchange.documents.parts import CENTRE, Break, Document, Grid, Line, Side, TwoSides
from tusach.exchange.documents.posters import A3, A4, Day, Poster, Posters, Slip, Slips, slips_of
from tusach.exchange.documents.typeset import Setting
from tusach.node.papers import press
from tusach.node.papers.answers import pdf_answer

pytestmark = pytest.mark.skipif(not press.has_press(), reason="no typesetter on this machine")
POINTS_MM = 72 / 25.4
NEAR = 0.3
"""Millimetres within which a picture of 127 points an inch tells where ink lies."""
MADE = 1_800_000_000
REPORT = Paper(
    name="Báo cáo",
    about="Kết quả phục vụ lưu động quý IV năm 2026",
    above="Sở Văn hóa, Thể thao và Du lịch",
    agency="Thư viện tỉnh",
    state=("Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc"),
    number="Số: 05/BC-TVT",
    dated="Cao Bằng, ngày 05 tháng 01 năm 2027",
    language="vi",
    recipients_head="Nơi nhận:",
    body=(
        Heading("I. KẾT QUẢ"),
        *(Paragraph("Thư viện đã đi bốn mươi ba chuyến. " * 6),) * 3,
        Figures(
            "Bảng 1. Lượt phục vụ",
            ("Chỉ tiêu", "2025", "2026"),
            (("Số chuyến", 43, 1_251), ("Lượt đọc", None, "chưa đủ số liệu")) * 12,
            (50, 20, 30),
        ),
    ),
    signatures=(Signature("Giám đốc", "Nguyễn Thị Hoa"),),
    recipients=("Sở Văn hóa", "Lưu: VT"),
)
DAY = Day(solar="Thứ Năm, 26/11/2026", lunar="18 tháng Mười", where="Chợ Sóc Hà · Xe số 1")
POSTER = Poster(
    kicker="Thư viện về với chúng ta",
    name="Xã Trường Hà",
    days=(DAY,) * 12,
    none="Chưa hẹn ngày nào.",
    others=tuple(f"và {nr} ngày nữa" for nr in range(1, 12)),
    under=("Đọc, mượn, hỏi đều miễn phí.",),
    drawn='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    address="https://a.vn/visits/01273",
    scan="Quét mã:",
)
SLIP = Slip(
    place="Xã Cô Ba",
    name="Lò Văn Páo",
    says="Sách bạn hỏi đang về:",
    titles=("- Dế Mèn phiêu lưu ký",),
    day="Thứ Năm, 26/11/2026 (18 tháng Mười)",
)
SETTINGS: dict[str, Setting] = {
    "report": laid_out(REPORT),
    "letter": laid_out(replace(REPORT, name="", to="To: the commune", language="en")),
    "posters": Posters(title="Lịch xe", pages=(POSTER, replace(POSTER, days=()))),
    "slips": Slips(title="Phiếu báo", slips=(SLIP,) * 5),
}
EVERY = pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS.keys())


def made(setting: Setting) -> PdfReader:
    return PdfReader(io.BytesIO(press.pdf(setting, made_at=MADE)))


def squeezed(text: str) -> str:
    """A text without what separates words: a PDF keeps letters, its reader guesses the gaps."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(one for one in composed if not one.isspace() and one != "\u200b")


def set_at(page: PageObject) -> list[tuple[str, float, float, float]]:
    """(words, x, y, size) of everything set on a page, in points from below left."""
    found: list[tuple[str, float, float, float]] = []

    def see(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append((text, x, y, abs(size * tm[3] * cm[3])))

    page.extract_text(visitor_text=see)
    return found


@EVERY
def test_each_paper_is_pdf_a_and_pdf_ua_with_all_its_fonts_inside(setting: Setting) -> None:
    raw = press.pdf(setting, made_at=MADE)
    assert raw == press.pdf(setting, made_at=MADE)
    reader = PdfReader(io.BytesIO(raw))
    xmp = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert re.findall(r"<(pdf(?:ua|a)id:\w+)>(\w+)<", xmp) == [
        ("pdfaid:part", "2"),
        ("pdfaid:conformance", "B"),
        ("pdfuaid:part", "1"),
    ]
    root = reader.root_object
    assert root["/Lang"] == setting.language and root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None and reader.metadata.title == setting.title
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            (inner,) = font.get_object()["/DescendantFonts"]
            told = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(told)
            names.add(str(told["/FontName"]).partition("+")[2])
    assert names and all(name.startswith("Tinos") for name in names)


def test_margins_are_those_of_the_decree_and_pages_are_numbered_from_the_second_on() -> None:
    reader = made(laid_out(REPORT))
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert [round(float(one) / POINTS_MM) for one in page.mediabox[2:]] == [210, 297]
    looked = [ink(one) for one in press.pictures(laid_out(REPORT), pixels_an_inch=127)]
    for left, top, right, bottom in looked:
        # A mark above a capital may rise a fifth of a millimetre over the line.
        assert left >= DECREE_30.left_mm - NEAR and right <= 210 - DECREE_30.right_mm + NEAR
        assert bottom <= 297 - DECREE_30.bottom_mm + NEAR
        assert top > 0
    assert looked[0][1] >= 20  # also marks over capitals; no number on the first page
    assert 10 < looked[1][1] < DECREE_30.top_mm
    first, second = (page.extract_text() for page in reader.pages)
    assert second.split()[0] == "2" and not first.startswith("1")


def test_a_line_along_both_margins_ends_at_the_right_one() -> None:
    """Looked at as a picture: the ink between the margins, to a fifth of a millimetre."""
    text = "- Thư viện đã đi bốn mươi ba chuyến, " * 12
    page = Document("x", (Line("T", level=1), Line(text, "both")))
    left, _top, right, _bottom = ink(press.pictures(page, pixels_an_inch=127)[0])
    assert left >= 30 - NEAR and right <= 190 + NEAR
    assert left <= 30.6 and right >= 189.4


def ink(png: bytes) -> tuple[float, float, float, float]:
    """Where the dark points of a picture begin and end: left, top, right, bottom, millimetres."""
    width, rows = grey(png)
    step = 210 / width
    across = [x for row in rows for x, shade in enumerate(row) if shade < 128]
    down = [y for y, row in enumerate(rows) if min(row) < 128]
    return min(across) * step, min(down) * step, max(across) * step, max(down) * step


def grey(png: bytes) -> tuple[int, list[list[int]]]:
    """The shades of a PNG of eight bits a channel. Source: ISO/IEC 15948, clauses 9 and 11."""
    import struct
    import zlib

    at, packed, size = 8, b"", (0, 0)
    channels = 4
    while at < len(png):
        (long,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + long]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            assert body[8] == 8
            channels = {0: 1, 2: 3, 4: 2, 6: 4}[body[9]]
        packed += body if kind == b"IDAT" else b""
        at += 12 + long
    raw, step = zlib.decompress(packed), size[0] * channels
    before, rows = bytearray(step), []
    for nr in range(size[1]):
        start = nr * (step + 1)
        row = unfiltered(raw[start], raw[start + 1 : start + 1 + step], before, channels)
        rows.append(list(row[::channels]))
        before = row
    return size[0], rows


def unfiltered(how: int, row: bytes, above: bytearray, step: int) -> bytearray:
    found = bytearray(row)
    for at in range(len(found)):
        left = found[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        up = above[at]
        if how == 4:
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda one: abs(guess - one))
            found[at] = (found[at] + nearest) & 255
        else:
            found[at] = (found[at] + (0, left, up, (left + up) // 2)[how]) & 255
    return found


def test_two_signatures_and_a_list_of_sixty_books_stay_on_three_pages() -> None:
    rows = tuple((str(nr), "3012 3456 7890", "Dế Mèn phiêu lưu ký", "") for nr in range(1, 61))
    foot = TwoSides(Side((Line("BÊN GIAO", CENTRE),)), Side((Line("BÊN NHẬN", CENTRE),)))
    grid = Grid(("TT", "Số", "Nhan đề", "Ghi chú"), rows, (8, 27, 45, 20))
    reader = made(Document("Biên bản", (Line("BIÊN BẢN", CENTRE, level=1), grid, foot)))
    assert len(reader.pages) <= 3
    texts = [page.extract_text() for page in reader.pages]
    assert all("Nhan đề" in one for one in texts[:2])  # the head of the table, on each page
    assert "BÊN GIAO" in texts[-1] and "BÊN NHẬN" in texts[-1]


letters = some.sampled_from(
    sorted(
        one
        for one in LETTERS
        if unicodedata.bidirectional(one) not in ("R", "AL")
        and unicodedata.category(one) not in ("Mn", "Me", "Zs")
        and unicodedata.normalize("NFC", one) == one
    )
)
typed = some.one_of(
    some.text(letters, min_size=1, max_size=40),
    some.lists(
        some.sampled_from(
            (
                *("- ", "+ ", "/ ", "= ", "1. ", "#let x", "@tham", "$x$", "*đậm*", "_n_", "`q`"),
                *("<nhãn>", "\\", "//", "/*", "*/", '"', "'", "...", "--", "---", "~", "[", "]"),
                *("{", "}", "#", "http://a.vn", "fi", "ffl", "&amp;", "%", "\\n", "Hoàng Đình"),
            )
        ),
        min_size=1,
        max_size=8,
    ).map("".join),
)


@given(typed, typed, typed)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_was_typed_comes_out_of_the_paper_as_it_went_in(
    title: str, told: str, cell: str
) -> None:
    page = Document(
        title,
        (
            Line(title, level=1),
            Line(told, "both", indent=True),
            Grid(("Đầu",), ((cell,),), (100,)),
            Break(),
            Line("Hết"),
        ),
    )
    reader = made(page)
    assert len(reader.pages) == 2
    text = squeezed(reader.pages[0].extract_text())
    assert text == squeezed(title + told + "Đầu" + cell)


def test_every_letter_that_papers_promise_has_a_shape_in_each_face() -> None:
    whole = "".join(sorted(LETTERS))
    faces = tuple(
        Line(whole, bold=bold, italic=italic) for bold in (False, True) for italic in (False, True)
    )
    assert len(made(Document("x", (Line("T", level=1), *faces))).pages) > 1


def test_a_letter_without_a_shape_is_seen_and_stops_no_paper() -> None:
    reader = made(Document("Sách 中文", (Line("Sách 中文 😀", level=1),)))
    assert reader.pages[0].extract_text() == "Sách □□ □"


def test_a_very_long_word_stays_between_the_margins() -> None:
    page = Document("x", (Line("T", level=1), Line("9" * 400)))
    _left, _top, right, _bottom = ink(press.pictures(page, pixels_an_inch=72)[0])
    assert right <= 190.5


@pytest.mark.parametrize("paper", [A4, A3])
def test_a_poster_is_one_page_readable_from_three_metres(paper: str) -> None:
    names = ("Xã Trường Hà", "Phường Nùng Trí Cao và các xóm Lũng Nặm, Nà Sác, Cốc Nghịu")
    for name in names:
        for many in (0, 1, 4, 12):
            one = replace(POSTER, name=name, days=POSTER.days[:many])
            reader = made(Posters(title="Lịch", pages=(one,), paper=paper))
            assert len(reader.pages) == 1
            found = set_at(reader.pages[0])
            days = [size for text, _x, _y, size in found if "26/11" in text]
            # Ten millimetres of a capital, which is 1341 of 2048 parts of the size.
            assert all(size * 1341 / 2048 / POINTS_MM >= 10 for size in days)
            shown = len(days)
            text = " ".join(reader.pages[0].extract_text().split())
            assert shown >= min(many, 3)
            assert (f"và {many - shown} ngày nữa" in text) == (many > shown)
            assert ("Chưa hẹn ngày nào." in text) == (many == 0)


def test_the_square_code_says_in_words_what_it_holds() -> None:
    raw = press.pdf(Posters(title="Lịch", pages=(POSTER,)), made_at=MADE)
    reader = PdfReader(io.BytesIO(raw))
    alternatives = [
        str(one.get_object()["/Alt"])
        for one in (reader.get_object(nr) for nr in range(1, len(reader.xref[0]) + 1))
        if isinstance(one, dict) and "/Alt" in one
    ]
    assert "https://a.vn/visits/01273" in alternatives


def test_slips_are_four_on_a_page_each_with_its_reader_books_and_day() -> None:
    reader = made(Slips(title="Phiếu", slips=(SLIP,) * 5))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert [one.count("Lò Văn Páo") for one in texts] == [4, 1]
    assert texts[0].count("- Dế Mèn") == 4 and texts[0].count("(18 tháng Mười)") == 4


def test_a_slip_with_as_many_long_titles_as_it_may_have_shows_each_of_them() -> None:
    titles = tuple(f"{nr}: " + "Truyện dài về núi rừng " * 6 for nr in range(10))
    full = slips_of(replace(SLIP, titles=titles))
    looked = press.pictures(Slips(title="Phiếu", slips=full), pixels_an_inch=72)
    reader = made(Slips(title="Phiếu", slips=full))
    assert len(looked) == len(reader.pages) == 1
    lowest = [y for text, _x, y, _size in set_at(reader.pages[0]) if text.strip()]
    text = " ".join(reader.pages[0].extract_text().split())
    assert all(f"{nr}: Truyện" in text for nr in range(10))
    assert min(lowest) >= (297 - 148.5 + 8) * POINTS_MM  # inside the slip, nothing cut off


def test_a_machine_without_the_typesetter_leads_to_the_page_that_prints_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(press, "find_spec", lambda _name: None)
    press._compiler.cache_clear()
    monkeypatch.setattr("tusach.node.papers.answers.has_press", press.has_press)
    answer = pdf_answer(SETTINGS["slips"], name="x", on="2026-11-27", instead="/visits")
    assert (answer.status_code, answer["Location"]) == (302, "/visits")
    with pytest.raises(press.NoPress):
        press.pdf(SETTINGS["slips"], made_at=0)


def test_the_answer_is_a_pdf_that_the_browser_opens() -> None:
    answer = pdf_answer(SETTINGS["slips"], name="phieu", on="2026-11-27", instead="/visits")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="phieu.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_only_our_own_fonts_are_asked() -> None:
    assert sorted(one.name for one in Path(press.FONTS).glob("*.ttf")) == [
        *("Tinos-Bold.ttf", "Tinos-BoldItalic.ttf", "Tinos-Italic.ttf", "Tinos-Regular.ttf"),
    ]
