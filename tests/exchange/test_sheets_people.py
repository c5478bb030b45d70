"""A row of a list of readers: who it names, and what is unclear."""

from __future__ import annotations

import pytest

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.columns import READERS
from tusach.exchange.sheets.people import Person, to_person
from tusach.exchange.sheets.reader import look, rows
from tusach.exchange.sheets.rows import Row

GROUPS = {"hoc sinh": "pupil", "pupil": "pupil"}


def persons(text: str) -> list[Person]:
    raw = text.encode()
    seen = look(raw, about=READERS)
    assert not isinstance(seen, RemoteFault)
    return [to_person(one, GROUPS) for one in rows(raw, seen.layout) if isinstance(one, Row)]


def test_a_class_list_of_a_school_is_understood_by_its_header() -> None:
    head = "TRƯỜNG TIỂU HỌC;;;;\nSTT;Họ và tên học sinh;Ngày sinh;Nữ;Lớp\n"
    (one,) = persons(head + "1;Nông Thị Hoa;5/9/2015;x;3A\n")
    assert (one.name, one.birth_year, one.sex, one.hamlet) == (
        *("Nông Thị Hoa", 2015, "female", "Lớp 3A"),
    )


def test_a_hamlet_goes_before_a_class_and_a_class_is_not_named_twice() -> None:
    one, other = persons("Họ tên;Lớp;Thôn\nA B;Lớp 3A;\nC D;3A;Nà Rẩy\n")
    assert (one.hamlet, other.hamlet) == ("Lớp 3A", "Nà Rẩy")


def test_family_name_and_given_name_are_one_name() -> None:
    (one,) = persons("Họ đệm;Tên;Năm sinh\nNông Văn ; Páo;2015\n")
    assert one.name == "Nông Văn Páo"


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ("x;15;nam;;", "year.unclear"),
        ("x;2015;khác;;", "sex.unclear"),
        ("x;2015;nam;phi công;", "group.unclear"),
        ("x;2015;nam;;31/02/2027", "date.unclear"),
    ],
)
def test_what_is_unclear_is_left_out_and_noted(cells: str, note: str) -> None:
    (one,) = persons(f"Họ tên;Năm sinh;Giới tính;Đối tượng;Hạn thẻ\n{cells}\n")
    assert one.notes == (note,)
    whole = persons("Họ tên;Năm sinh;Giới tính;Đối tượng;Hạn thẻ\nx;2015;nam;Học sinh;1/2/2027\n")
    assert (whole[0].notes, whole[0].group, whole[0].valid_until) == ((), "pupil", "2027-02-01")


def test_a_people_an_identity_number_and_mail_are_never_taken() -> None:
    raw = "Họ tên;Dân tộc;CCCD;Email\nA;Tày;004;a@b\n".encode()
    seen = look(raw, about=READERS)
    assert not isinstance(seen, RemoteFault)
    assert seen.layout.fields == ("name", "", "", "")
