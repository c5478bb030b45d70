"""Official papers: head, number, date, figures, recipients, signatures, as the decree lays them."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from openpyxl import load_workbook

from tusach.exchange.documents.docx import docx
from tusach.exchange.documents.layout import DECREE_30
from tusach.exchange.documents.letters import LETTERS, MISSING, shown, unshown
from tusach.exchange.documents.numbering import dated, numbered
from tusach.exchange.documents.papers import (
    Figures,
    Heading,
    NotAPaper,
    Paper,
    Paragraph,
    Signature,
    faults,
    head,
    laid_out,
    said,
    tables,
)
from tusach.exchange.documents.parts import BOTH, LEFT, RIGHT, Break, Document, Grid, Line, TwoSides
from tusach.exchange.documents.posters import Day, Poster, Posters, Slip, Slips, slips_of
from tusach.exchange.documents.typeset import job
from tusach.exchange.sheets.writing import xlsx

FIGURES = Figures(
    "Bảng 1. Lượt phục vụ",
    ("Chỉ tiêu", "2025", "2026"),
    (("Số chuyến", 43, 1_251), ("Lượt đọc", None, "chưa đủ số liệu")),
    (50, 20, 30),
)
REPORT = Paper(
    name="Báo cáo",
    about="Kết quả phục vụ lưu động quý IV",
    above="Sở Văn hóa",
    agency="Thư viện tỉnh",
    state=("Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc"),
    number="Số: 05/BC-TVT",
    dated="Cao Bằng, ngày 05 tháng 01 năm 2027",
    language="vi",
    recipients_head="Nơi nhận:",
    narrative="Văn bản",
    body=(Heading("I. KẾT QUẢ"), Paragraph("- Đã đi #43 chuyến."), FIGURES),
    signatures=(Signature("Giám đốc", "Nguyễn Thị Hoa", above="Quyền", note="(đã ký)"),),
    recipients=("Sở Văn hóa", "Lưu: VT"),
)


def lines(document: Document) -> list[Line]:
    """Every line of a document, in the order in which it is read."""
    found: list[Line] = []
    for part in document.parts:
        if isinstance(part, TwoSides):
            found += [*part.left.lines, *part.right.lines]
        elif isinstance(part, Line):
            found.append(part)
    return found


def test_a_report_is_laid_out_in_the_order_of_the_decree() -> None:
    document = laid_out(REPORT)
    assert document.title == "Báo cáo: Kết quả phục vụ lưu động quý IV"
    assert [one.text for one in lines(document)] == [
        *("SỞ VĂN HÓA", "THƯ VIỆN TỈNH"),
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        *("Số: 05/BC-TVT", "Cao Bằng, ngày 05 tháng 01 năm 2027"),
        *("BÁO CÁO", "Kết quả phục vụ lưu động quý IV"),
        *("I. KẾT QUẢ", "- Đã đi #43 chuyến.", "Bảng 1. Lượt phục vụ"),
        *("Nơi nhận:", "- Sở Văn hóa;", "- Lưu: VT."),
        *("QUYỀN", "GIÁM ĐỐC", "(đã ký)", "Nguyễn Thị Hoa"),
    ]


def test_sizes_are_those_that_the_decree_allows() -> None:
    by_text = {one.text: one for one in lines(laid_out(REPORT))}
    assert 12 <= by_text["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"].size <= 13
    motto = by_text["Độc lập - Tự do - Hạnh phúc"]
    assert 13 <= motto.size <= 14 and motto.bold and motto.rule == 100
    assert 33 <= by_text["THƯ VIỆN TỈNH"].rule <= 50
    assert 33 <= by_text["Kết quả phục vụ lưu động quý IV"].rule <= 50
    told = by_text["- Đã đi #43 chuyến."]
    assert 13 <= told.size <= 14 and told.indent and told.align == BOTH
    recipients = by_text["Nơi nhận:"]
    assert (recipients.size, recipients.bold, recipients.italic) == (12, True, True)
    assert by_text["- Lưu: VT."].size == 11
    assert 20 <= DECREE_30.top_mm <= 25 and 20 <= DECREE_30.bottom_mm <= 25
    assert 30 <= DECREE_30.left_mm <= 35 and 15 <= DECREE_30.right_mm <= 20
    assert DECREE_30.text_mm == 160


def test_figures_stand_right_with_thousands_apart_and_unknown_is_never_zero() -> None:
    (grid,) = [one for one in laid_out(REPORT).parts if isinstance(one, Grid)]
    assert grid.rows == (("Số chuyến", "43", "1.251"), ("Lượt đọc", "", "chưa đủ số liệu"))
    assert grid.aligns == (LEFT, RIGHT, RIGHT)
    assert said(1_251, "en") == "1,251"


def test_a_table_without_a_name_has_no_line_above_it_and_keeps_room_for_a_pen() -> None:
    parts = laid_out(replace(REPORT, body=(replace(FIGURES, caption="", height_mm=9),))).parts
    at = next(nr for nr, one in enumerate(parts) if isinstance(one, Grid))
    before, grid = parts[at - 1], parts[at]
    assert isinstance(before, Line) and before.text == REPORT.about
    assert isinstance(grid, Grid) and grid.height_mm == 9


def test_a_letter_says_what_it_is_about_under_its_number_and_whom_it_goes_to() -> None:
    letter = replace(
        REPORT,
        name="",
        about="V/v Kết quả quý IV",
        number="Số: 05/TVT",
        to="Kính gửi: Sở Văn hóa; Ủy ban xã",
        state=None,
        above="",
    )
    assert laid_out(letter).title == "V/v Kết quả quý IV"
    texts = [one.text for one in lines(laid_out(letter))]
    assert texts[:3] == ["THƯ VIỆN TỈNH", "Số: 05/TVT", "V/v Kết quả quý IV"]
    assert "Kính gửi: Sở Văn hóa; Ủy ban xã" in texts and "BÁO CÁO" not in texts


def test_two_sides_sign_beside_each_other_and_one_alone_needs_no_recipients() -> None:
    both = replace(REPORT, signatures=(Signature("Bên giao", "A"), Signature("Bên nhận", "B")))
    foot = laid_out(both).parts[-1]
    assert isinstance(foot, TwoSides)
    assert [one.lines[-1].text for one in (foot.left, foot.right)] == ["A", "B"]
    alone = laid_out(replace(REPORT, recipients=())).parts[-1]
    assert isinstance(alone, TwoSides) and alone.left.lines == ()


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        ("2027-01-09", ("09", "01", "2027")),
        ("2027-02-28", ("28", "02", "2027")),
        ("2027-03-01", ("01", "3", "2027")),
        ("2027-10-10", ("10", "10", "2027")),
        (None, ("……", "……", "……")),
    ],
)
def test_days_below_ten_and_the_first_two_months_bear_a_zero(
    on: str | None, wanted: tuple[str, str, str]
) -> None:
    assert dated(on) == wanted


def test_numbers_below_ten_bear_a_zero_and_what_is_not_issued_has_room() -> None:
    assert numbered(9, "KH", "TVT") == "09/KH-TVT" and numbered(10) == "10"
    assert numbered(None, "", "TVT") == "……/TVT"


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"agency": ""}, ("missing", "agency")),
        ({"about": ""}, ("missing", "about")),
        ({"about": " \u200b"}, ("missing", "about")),
        ({"body": ()}, ("missing", "body")),
        ({"signatures": ()}, ("one_or_two", "signatures")),
        ({"body": (replace(FIGURES, widths=(50, 50)),)}, ("uneven", "body[0]")),
        ({"body": (replace(FIGURES, widths=(50, 20, 20)),)}, ("uneven", "body[0]")),
        ({"body": (Heading("I"), replace(FIGURES, rows=((1,),)))}, ("uneven", "body[1]")),
        ({"body": (Figures("", (), (), ()),)}, ("uneven", "body[0]")),
    ],
)
def test_a_model_with_a_fault_says_what_is_wrong_and_where(
    wrong: dict[str, object], fault: tuple[str, str]
) -> None:
    paper = replace(REPORT, **wrong)
    assert faults(REPORT) == () and faults(paper) == (fault,)
    with pytest.raises(NotAPaper) as found:
        laid_out(paper)
    with pytest.raises(NotAPaper):
        tables(paper)
    assert (found.value.code, found.value.field) == fault


def test_the_workbook_keeps_numbers_as_numbers_and_the_narrative_as_text() -> None:
    book = load_workbook(io.BytesIO(xlsx(tables(REPORT))))
    assert book.sheetnames == ["1. Bảng 1. Lượt phục vụ", "Văn bản"]
    first, words = book.worksheets
    rows = [[cell.value for cell in row] for row in first.iter_rows()]
    assert rows[0][0] == "Thư viện tỉnh" and rows[3] == ["Chỉ tiêu", "2025", "2026"]
    assert rows[4] == ["Số chuyến", 43, 1_251] and rows[5][1:] == [None, "chưa đủ số liệu"]
    assert [row[0].value for row in words.iter_rows()][1:] == ["I. KẾT QUẢ", "- Đã đi #43 chuyến."]


def test_the_same_paper_becomes_a_word_file_with_the_number_of_the_page_from_the_second_on() -> (
    None
):
    raw = docx(laid_out(REPORT))
    assert raw == docx(laid_out(REPORT)) and len(raw) < 10_000
    parts = (*laid_out(REPORT).parts, Break(), Grid(("A",), (("",),), (100,), height_mm=9))
    longer = docx(Document("x", parts))
    assert longer != raw


def test_head_alone_serves_papers_of_another_form() -> None:
    assert [one.text for one in head(REPORT).left.lines] == ["SỞ VĂN HÓA", "THƯ VIỆN TỈNH"]


@given(some.text(max_size=60))
def test_what_papers_show_is_in_the_font_and_what_is_not_is_seen(text: str) -> None:
    found = shown(text)
    assert set(found) <= LETTERS
    assert shown(found) == found
    assert bool(unshown(text)) == (found.count(MISSING) > text.count(MISSING))


def test_each_letter_of_vietnamese_is_shown_composed() -> None:
    whole = "ăâđêôơư ÁẢÃẠẮẰẲẴẶ ỗộớờởỡợ ỤỨỪỬỮỰ Ỳỷỹỵ – “…” ₫"
    assert shown(whole) == whole and unshown(whole) == frozenset()
    assert shown("a\u0302\u0301") == "ấ"
    assert shown("a\nb\u2028c\x07\ufe0f") == "a b c" and unshown("中a") == {"中"}


@pytest.mark.parametrize(
    ("setting", "template"),
    [
        (laid_out(REPORT), "document"),
        (
            Posters(
                title="中",
                pages=(
                    Poster(
                        kicker="",
                        name="Xã",
                        days=(Day(solar="1", lunar="2", where="#x"),),
                        none="",
                        drawn="<svg>\n</svg>",
                    ),
                ),
            ),
            "posters",
        ),
        (
            Slips(
                title="中",
                slips=(Slip(place="Xã", name="*A*", says="", titles=("- B",), day=""),),
            ),
            "slips",
        ),
    ],
)
def test_the_typesetter_is_given_values_and_never_markup(
    setting: Document | Posters | Slips, template: str
) -> None:
    told = job(setting)
    assert told.template == template
    values = json.loads(told.values)
    assert values["language"] == "vi" and "中" not in told.values
    if template == "posters":
        # The drawing is ours, and stays as it is.
        assert values["pages"][0]["drawn"] == "<svg>\n</svg>"
        assert values["pages"][0]["days"][0]["where"] == "#x"


def test_a_file_without_a_title_is_given_one() -> None:
    assert json.loads(job(Document("\u200b ", ())).values)["title"] == "–"


def test_a_reader_of_many_books_gets_several_slips_and_no_title_is_lost() -> None:
    titles = tuple(f"{nr} {'x' * 200}" if nr == 3 else f"{nr} x" for nr in range(23))
    one = Slip(place="", name="A", says="", titles=titles, day="")
    found = slips_of(one)
    assert [len(part.titles) for part in found] == [10, 10, 3]
    told = [title for part in found for title in part.titles]
    assert [title.split()[0] for title in told] == [title.split()[0] for title in titles]
    assert len(told[3]) == 120 and told[3].endswith("…")
    assert slips_of(replace(one, titles=())) == (replace(one, titles=()),)
