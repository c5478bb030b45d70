"""Labels lie where the sheet has them, and call numbers follow the profile's scheme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.profile.folders import profile_of

from tusach.library.catalogue.marks import call_number, mark
from tusach.library.copies.labels import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    band,
    per_page,
    spine_lines,
    spots,
)
from tusach.library.profile.shelving import LabelSheet, MarkScheme, RhymeNumber

SHEETS = profile_of("caobang").shelving.label_sheets
TABLE = MarkScheme(
    kind="rhymes",
    letters=2,
    title_letter=True,
    onsets=("ng", "n", "đ", "tr", "l"),
    rhymes=tuple(RhymeNumber(rhyme=one, number=nr) for one, nr in
                 (("uyên", 57), ("ê", 25), ("ât", 18), ("a", 11))),
)  # fmt: skip


@given(sheet=some.sampled_from(SHEETS), start=some.integers(1, 65), count=some.integers(0, 150))
def test_no_label_lies_over_another_or_over_the_edge(
    sheet: LabelSheet, start: int, count: int
) -> None:
    start = (start - 1) % per_page(sheet) + 1
    found = spots(sheet, start=start, count=count)
    assert len(set(found)) == count
    for spot in found:
        assert 0 <= spot.x <= PAGE_WIDTH - sheet.width
        assert 0 <= spot.y <= PAGE_HEIGHT - sheet.height
    for one, other in zip(found, found[1:], strict=False):
        if (one.page, one.y) == (other.page, other.y):
            assert other.x - one.x >= sheet.width
        elif one.page == other.page:
            assert other.y - one.y >= sheet.height


def test_a_sheet_that_is_half_used_goes_on_where_it_is_free() -> None:
    sheet = next(one for one in SHEETS if one.code == "a4_24")
    whole = spots(sheet, start=1, count=30)
    assert spots(sheet, start=23, count=8) == whole[22:30]
    assert [spot.page for spot in spots(sheet, start=23, count=4)] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("author", "title", "made"),
    [
        ("Nguyễn Huy Tưởng", "Lá cờ thêu sáu chữ vàng", "NGU"),
        ("Đỗ Bích Thúy; Y Ban", "Bóng của cây sồi", "DO"),
        ("", "Đất rừng phương Nam", "DAT"),
        ("", "1001 đêm", "DEM"),
        ("", "???", ""),
    ],
)
def test_letters_make_the_mark(author: str, title: str, made: str) -> None:
    assert mark(MarkScheme(kind="letters"), author=author, title=title) == made


@pytest.mark.parametrize(
    ("author", "title", "made"),
    [
        ("Nguyễn Huy Tưởng", "Lá cờ", "NG57"),
        ("Nguyên Hồng", "Bỉ vỏ", "NG57"),  # the tone does not count
        ("Lê Lựu", "Thời xa vắng", "L25"),
        ("", "Đất rừng phương Nam", "Đ18R"),
        ("Trần Đăng Khoa", "Góc sân", "TR"),  # a rhyme that the table does not have
    ],
)
def test_a_table_of_rhymes_makes_the_mark(author: str, title: str, made: str) -> None:
    assert mark(TABLE, author=author, title=title) == made


def test_the_mark_is_one_however_the_letters_are_composed() -> None:
    import unicodedata

    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Nguyễn Huy Tưởng")  # type: ignore[arg-type]
        assert mark(TABLE, author=name, title="") == "NG57"


def test_a_call_number_is_class_and_mark_on_lines_of_their_own() -> None:
    made = call_number(MarkScheme(kind="letters"), dewey="895.922", author="Tô Hoài", title="X")
    assert made == "895.922 TO"
    assert spine_lines(made) == ("895.922", "TO")
    assert spine_lines("895.92233408 NGU") == ("895.92233408", "NGU")
    assert spine_lines("8" * 14) == ("8" * 12, "88")
    assert spine_lines("") == ()


def test_the_first_band_that_fits_colours_the_spine() -> None:
    colours = profile_of("caobang").shelving.colours
    child = band(colours, dewey="895.922", audience="child")
    grown = band(colours, dewey="895.922", audience="adult")
    assert child is not None and grown is not None
    assert child.names["vi"] == "Thiếu nhi" and grown.names["vi"] == "Văn học"
    assert band(colours, dewey="", audience="") is None
