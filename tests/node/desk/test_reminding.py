"""Slips, texts and messages for readers whose books are past their date."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.node.desk.conftest import ADULT, CHILD, STRANGER, THERE, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.readers.consenting import Said
from tusach.node.acts import care, consenting
from tusach.node.desk.reminding import MOST_LETTERS, Reminder, dialled, message, without_marks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LONG_AGO = "2026-10-05"


def agree(library: Library, reader: str, phone: str = "", by: str = "self") -> None:
    said = Said(purposes=("messages",), by=by, proof="word", phone=phone)
    told = consenting.note(library.node, reader, said, library.at())
    assert not isinstance(told, Refusal)


def sent(desk: Desk, query: str = "") -> list[list[str]]:
    raw = desk().get("/desk/overdue/messages" + query).content.decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(raw)))
    assert head == ["phone", "text"]
    return rows


def test_a_slip_names_the_books_the_date_in_both_calendars_and_the_next_market(
    library: Library, desk: Desk
) -> None:
    library.lend(library.copies[0], CHILD, on=LONG_AGO)
    page = words(desk().get("/desk/overdue/slips"))
    assert "Nông Văn Páo" in page
    assert "Guardian:" in page
    assert "Dế Mèn phiêu lưu ký" in page
    assert re.search(r"\(.* month\)|lunar|tenth|ninth", page)
    assert "Alba market, Wednesday, 25 Nov 2026" in page


def test_nobody_is_reminded_of_what_is_claimed_returned(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT, on=LONG_AGO)
    agree(library, ADULT, "0912 000 111")
    assert "Nông Thị Hoa" in words(desk().get("/desk/overdue/slips"))
    assert len(sent(desk)) == 1
    told = care.claim(library.node, library.copies[0], library.at())
    assert not isinstance(told, Refusal)
    assert "Nông Thị Hoa" not in words(desk().get("/desk/overdue/slips"))
    assert "Nông Thị Hoa" not in words(desk().get("/desk/overdue"))
    assert sent(desk) == []


def test_a_number_leaves_only_with_a_consent_that_stands(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT, on=LONG_AGO)
    library.lend(library.copies[2], CHILD, on=LONG_AGO)
    assert sent(desk) == []
    agree(library, ADULT, "+84 912-000.111")
    agree(library, CHILD, "0913 000 111")  # a child's own word is not what the rule asks for
    rows = sent(desk)
    assert [phone for phone, _ in rows] == ["84912000111"]
    agree(library, CHILD, "0914 000 111", by="parent")
    assert sorted(phone for phone, _ in sent(desk)) == ["0914000111", "84912000111"]
    told = consenting.withdraw(library.node, ADULT, ("messages",), library.at())
    assert not isinstance(told, Refusal)
    assert [phone for phone, _ in sent(desk)] == ["0914000111"]


def test_a_letter_opens_in_the_program_for_mail_only_with_a_consent(
    library: Library, desk: Desk
) -> None:
    library.lend(library.copies[0], ADULT, on=LONG_AGO)
    address, client = f"/desk/overdue/mail/{ADULT}", desk()
    assert address not in client.get("/desk/overdue/slips").content.decode()
    assert client.get(address)["Location"] == "/desk/overdue/slips"
    agree(library, ADULT, "0912000111")
    assert address in client.get("/desk/overdue/slips").content.decode()
    found = client.get(address)["Location"]
    assert found.startswith("mailto:?subject=")
    written = unquote(found)
    assert "Nông Thị Hoa" in written
    assert "Dế Mèn" not in written
    assert desk(THERE).get(address)["Location"] == "/desk/overdue/slips"


def test_a_message_names_no_book_and_fits_a_telephone(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT, on=LONG_AGO)
    agree(library, ADULT, "0912000111")
    ((_, plain),) = sent(desk, "?plain=1")
    assert len(plain) <= MOST_LETTERS
    assert plain.isascii()
    assert "De Men" not in plain
    ((_, whole),) = sent(desk)
    assert "Nông Thị Hoa" in whole
    assert "Dế Mèn" not in whole


def test_who_cannot_be_reached_is_counted_and_why(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT, on=LONG_AGO)
    page = words(desk().get("/desk/overdue/slips"))
    assert "0 readers agreed to messages" in page
    assert "1 has not agreed." in page
    agree(library, ADULT)
    assert "1 has no number." in words(desk().get("/desk/overdue/slips"))


def test_readers_of_another_library_are_named_nowhere(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], STRANGER, on=LONG_AGO)
    agree(library, STRANGER, "0912000111")
    assert "Zé do Vale" not in words(desk().get("/desk/overdue/slips"))
    assert sent(desk) == []
    assert desk(THERE).get("/desk/overdue/slips").status_code == 200


def test_a_hamlet_is_chosen_and_odd_values_change_nothing(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT, on=LONG_AGO)
    client = desk()
    assert "slips-a5" in words(client.get("/desk/overdue/slips?size=a5&hamlet=Nà Rẩy"))
    page = words(client.get("/desk/overdue/slips?size=a0&hamlet=x"))
    assert "Nông Thị Hoa" not in page


@given(
    name=some.text(max_size=200),
    place=some.text(max_size=200),
    market=some.text(max_size=80),
    n=some.integers(1, 40),
)
def test_without_marks_no_message_is_longer_than_a_telephone_takes(
    name: str, place: str, market: str, n: int
) -> None:
    loans = tuple({"due_on": "2026-10-05", "title": "x", "code": "y"} for _ in range(n))
    one = Reminder(reader="r", name=name, hamlet="", guardian="", loans=loans)
    text = message(one, place=place, market=market, marks=False)
    assert len(text) <= MOST_LETTERS
    assert text.isascii()


@given(some.text(max_size=40))
def test_a_number_is_digits_or_nothing(text: str) -> None:
    found = dialled(text)
    assert found == "" or (found.isascii() and found.isdigit() and 8 <= len(found) <= 15)


def test_marks_go_and_letters_stay() -> None:
    assert without_marks("Chợ Nước Hai, mùng 8, Đàm") == "Cho Nuoc Hai, mung 8, Dam"
