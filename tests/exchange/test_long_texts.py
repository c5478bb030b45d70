"""A text that is far too long costs time in proportion to it, never to its square."""

from tusach.exchange.marc.record import BLANK_LEADER, Field, record_of
from tusach.exchange.marc.view import view
from tusach.exchange.sheets.values import accessions_of, names_of
from tusach.library.catalogue.works import work_key

BLANKS = " " * 400_000


def test_an_isbn_field_of_blanks_is_read_like_any_other() -> None:
    field = Field("020", "  ", (("a", f"{BLANKS}x"),))
    assert view(record_of(BLANK_LEADER, (field,)), "", "marc21").isbns == ()


def test_a_title_of_blanks_keeps_its_words() -> None:
    assert work_key(f"Số đỏ{BLANKS}x", ("Vũ Trọng Phụng",)) == work_key(
        "Số đỏ x", ("Vũ Trọng Phụng",)
    )


def test_a_cell_of_hyphens_is_one_number_and_no_range() -> None:
    cell = "1-" * 200_000
    assert accessions_of(cell, "") == ((cell,), "")


def test_a_cell_of_blanks_is_two_names() -> None:
    assert names_of(f"Tô Hoài;{BLANKS}Nguyễn Du{BLANKS};") == ("Tô Hoài", "Nguyễn Du")
