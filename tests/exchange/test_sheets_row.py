"""One row of a list: its title, its copies, and what is not clear in it."""

from __future__ import annotations

import msgspec
import pytest

from tusach.exchange.sheets.rows import Row, row_again, to_holdings, to_title


def row(**said: str) -> Row:
    return Row(1, 2, tuple((field, field, text) for field, text in said.items()))


def test_rows_for_copies_of_one_book_describe_it_once() -> None:
    one = row(title="Truyện Kiều", year="2001", accession="1", note="rách")
    two = row(title="Truyện Kiều", year="2001", accession="2", price="5")
    assert to_title(one) == to_title(two)
    assert one.title_raw == two.title_raw
    assert one.raw != two.raw
    assert row_again(one.raw).cells == one.cells
    assert to_title(row_again(one.title_raw)) == to_title(one)
    with pytest.raises(msgspec.DecodeError):
        row_again(b"rubbish")


def test_what_is_not_clear_stays_as_given_and_is_noted() -> None:
    described = to_title(
        row(title="A", year="k.n.", language="Xyz; Tày", kind="hộp", isbn="978-1; 9780306406157")
    )
    assert described.year is None
    assert described.languages == ("tyz",)
    assert described.isbns == ("9780306406157",)
    assert described.isbns_as_given == ("978-1",)
    assert described.notes == (*("year.unclear", "language.unclear", "kind.unclear", "isbn.wrong"),)


@pytest.mark.parametrize(
    ("given", "languages"),
    [
        ("Tiếng Việt", ("vi",)),
        ("Việt - Anh", ("vi", "en")),
        ("vie", ("vi",)),
        ("tyz", ("tyz",)),
        ("Tiếng H'Mông, Dao", ("hmn", "ium")),
        ("en/fr", ("en", "fr")),
        ("Hàn Quốc", ("ko",)),
        ("Hán Nôm", ()),
        ("lzh", ("lzh",)),
        ("", ()),
    ],
)
def test_languages_are_read_by_name_and_by_code(given: str, languages: tuple[str, ...]) -> None:
    assert to_title(row(title="A", language=given)).languages == languages


@pytest.mark.parametrize(("volume", "title"), [("2", "A. T. 2"), ("Tập 2", "A. Tập 2"), ("", "A")])
def test_a_volume_belongs_to_the_title(volume: str, title: str) -> None:
    assert to_title(row(title="A", volume=volume)).title == title


@pytest.mark.parametrize(
    ("accession", "quantity", "numbers", "notes"),
    [
        ("00123", "", ("00123",), ()),
        ("00123; 00124", "", ("00123", "00124"), ()),
        ("00123,00124", "2", ("00123", "00124"), ()),
        ("TK.0123-TK.0125", "3", ("TK.0123", "TK.0124", "TK.0125"), ()),
        ("TK.0123 - 0125", "", ("TK.0123", "TK.0124", "TK.0125"), ()),
        ("0123-0125", "5", ("0123-0125",), ("accession.range", "quantity.differs")),
        ("12-13", "", ("12-13",), ("accession.range",)),
        ("12-2019", "", ("12-2019",), ()),
        ("VD-123", "", ("VD-123",), ()),
        ("0125-0123", "", ("0125-0123",), ()),
        ("A001-B003", "", ("A001-B003",), ()),
        ("", "3", ("", "", ""), ()),
        ("", "", ("",), ()),
        ("", "0", (), ()),
        ("", "nhiều", ("",), ("quantity.unclear",)),
        ("", "5000", ("",), ("quantity.unclear",)),
        ("1", "vài", ("1",), ("quantity.unclear",)),
    ],
)
def test_copies_are_counted_by_their_numbers_or_their_quantity(
    accession: str, quantity: str, numbers: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    copies = to_holdings(row(title="A", accession=accession, quantity=quantity))
    assert tuple(copy.number for copy in copies) == numbers
    assert all(copy.notes == notes for copy in copies)


def test_barcodes_stand_beside_their_numbers() -> None:
    copies = to_holdings(row(title="A", accession="1;2", barcode="X1;X2"))
    assert [(copy.number, copy.barcode) for copy in copies] == [("1", "X1"), ("2", "X2")]
    assert to_holdings(row(title="A", barcode="X1"))[0].number == "X1"
    assert to_holdings(row(title="A", accession="1;2", barcode="X1"))[0].barcode == ""


@pytest.mark.parametrize(
    ("given", "kept", "note"),
    [
        ("1/5/2020", "2020-05-01", ()),
        ("01.05.2020", "2020-05-01", ()),
        ("2020-05-01", "2020-05-01", ()),
        ("2020-05-01 08:30:00", "2020-05-01", ()),
        ("31/02/2020", "31/02/2020", ("date.unclear",)),
        ("1/5/98", "1/5/98", ("date.unclear",)),
        ("tháng 5", "tháng 5", ("date.unclear",)),
        ("", "", ()),
    ],
)
def test_days_are_read_or_kept_as_given(given: str, kept: str, note: tuple[str, ...]) -> None:
    (copy,) = to_holdings(row(title="A", registered_on=given))
    assert (copy.acquired, copy.notes) == (kept, note)


def test_names_are_told_apart_with_care() -> None:
    for text, names in (
        ("Tô Hoài; Nguyễn Du", ("Tô Hoài", "Nguyễn Du")),
        ("Tô Hoài, Nguyễn Du", ("Tô Hoài", "Nguyễn Du")),
        ("Nguyễn, Du", ("Nguyễn, Du",)),
        ("", ()),
    ):
        assert to_title(row(title="A", author=text)).authors == names
