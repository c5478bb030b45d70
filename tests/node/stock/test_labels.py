"""Sheets of labels: the copies that were asked for, each number as a square code, no text loose."""

from __future__ import annotations

import re

import pytest
import segno
from tests.node.stock.conftest import BEGUN, THERE, Desk, Library, words

from tusach.node.acts import labels
from tusach.node.acts.labels import Label
from tusach.node.pages.writing import slashes
from tusach.node.stock import label_drawing

pytestmark = pytest.mark.django_db
WORDS = label_drawing.Words("Thư viện", lambda names: str(names["vi"]))


def modules(drawn: str) -> list[list[bool]]:
    """What a path of rectangles paints."""
    size = max(int(one) for one in re.findall(r"M\d+ (\d+)h", drawn)) + 1
    painted = [[False] * size for _ in range(size)]
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn):
        for at in range(int(x), int(x) + int(wide)):
            painted[int(y)][at] = True
    return painted


def test_a_drawn_code_is_the_code_of_its_digits_and_no_micro_code() -> None:
    size, drawn = label_drawing._lines("100023004568")
    made = segno.make_qr("100023004568", error="m", mask=label_drawing.MASK, boost_error=False)
    assert modules(drawn) == [[bool(one) for one in row] for row in made.matrix]
    assert size == 21 and not made.is_micro


def test_labels_of_a_day_are_those_that_came_in_and_only_of_this_place(
    library: Library, desk: Desk, english: None
) -> None:
    asked = f"/stock/labels?which=days&first={slashes(BEGUN)}&kind=code&sheet=a4_24&start=3"
    page = words(desk().get(asked))
    assert page.count('class="label-sheet"') == 1 and page.count("<path ") == 5
    for copy in library.copies:
        assert library.code(copy)[-4:] in page
    assert "label 8 is the first free one" in page
    assert "No copy fits" in words(desk(THERE).get(asked))


def test_numbers_may_be_scanned_and_both_kinds_lie_side_by_side(
    library: Library, desk: Desk
) -> None:
    first, last = library.code(library.copies[1]), library.code(library.copies[2])
    asked = f"/stock/labels?which=numbers&first_number={first}&last_number={last}"
    page = words(desk().get(f"{asked}&kind=both&sheet=a4_65"))
    assert page.count("<g transform") == 4 and page.count("<path ") == 2


def test_what_was_entered_just_now_has_its_labels_with_a_call_number(
    library: Library, desk: Desk
) -> None:
    client = desk()
    told = {"title": "Số đỏ", "author": "Vũ Trọng Phụng", "dewey": "895.922", "material": "book"}
    client.post("/stock/enter", {**told, "copies": "2", "token": "t"})
    page = words(client.get("/stock/labels?which=entered&kind=spine&sheet=a4_24"))
    assert page.count("895.922") == 2
    rows = library.node.store.query("SELECT call_number FROM copy WHERE call_number LIKE '895%'")
    assert rows == [("895.922 PH",), ("895.922 PH",)]


@pytest.mark.parametrize("wrong", ["which=numbers", "which=days", "which=none", "start=x"])
def test_what_is_missing_is_asked_for(library: Library, desk: Desk, wrong: str) -> None:
    assert desk().get(f"/stock/labels?kind=code&sheet=a4_24&{wrong}").status_code == 422


def test_no_text_of_a_record_leaves_its_label(library: Library) -> None:
    sheet = library.node.profile.shelving.label_sheets[0]
    evil = '"><script>alert(1)</script>'
    one = Label(copy="a", code=evil, title=evil, call_number=evil)
    for kind in label_drawing.KINDS:
        (drawn,) = label_drawing.pages([one], sheet, kind=kind, start=1, words=WORDS)
        assert "<script" not in drawn


def test_withdrawn_copies_have_no_label(library: Library) -> None:
    from tusach.node.acts import circulation

    circulation.withdraw(library.node, library.copies[0], library.at(), reason="worn")
    found = labels.of_copies(library.node, library.main, library.copies)
    assert [one.copy for one in found] == library.copies[1:]


def test_a_striped_code_fits_every_sheet_with_its_light_edges(library: Library) -> None:
    one = Label(copy="a", code="100023004568", title="Số đỏ", call_number="")
    for sheet in library.node.profile.shelving.label_sheets:
        (drawn,) = label_drawing.pages([one], sheet, kind="bars", start=1, words=WORDS)
        stripes = [(int(x), int(w)) for x, w in re.findall(r"M(\d+) \d+h(\d+)V", drawn)]
        module = min(wide for _x, wide in stripes)
        assert all(wide % module == 0 for _x, wide in stripes)
        assert stripes[0][0] >= 10 * module
        assert stripes[-1][0] + stripes[-1][1] <= sheet.width - 10 * module
        assert "1000 2300 4568" in drawn


def test_a_number_that_no_stripes_say_stands_on_its_label_without_them(library: Library) -> None:
    sheet = library.node.profile.shelving.label_sheets[0]
    for code in ("VĐ.7", "VL.2026.000123.LONG"):
        one = Label(copy="a", code=code, title="", call_number="")
        (drawn,) = label_drawing.pages([one], sheet, kind="bars", start=1, words=WORDS)
        assert code in drawn and "<path" not in drawn
