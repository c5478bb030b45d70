"""The books are real ones told briefly: nothing invented, nothing twice, no ISBN."""

import re
import unicodedata

from tests.library.profile.folders import files_of, profile_of

from tusach.library.profile.books import Book


def books() -> tuple[Book, ...]:
    found = profile_of("caobang").books
    assert found is not None
    return found.books


def test_there_are_at_least_320_books() -> None:
    assert len(books()) >= 320


def test_no_book_carries_an_isbn() -> None:
    text = files_of("caobang")["books.json"].decode()
    assert "isbn" not in {field.lower() for field in Book.__struct_fields__}
    assert not re.search(r"\b97[89][- ]?\d", text)
    assert not re.search(r"\b\d{9}[\dXx]\b", text)


def test_titles_are_unique_together_with_their_authors() -> None:
    keys = [(book.title, book.authors) for book in books()]
    assert len(set(keys)) == len(keys)


def test_every_text_is_composed() -> None:
    text = files_of("caobang")["books.json"].decode()
    assert text == unicodedata.normalize("NFC", text)


def test_every_book_has_a_class_of_three_digits_or_more_and_subjects() -> None:
    assert all(re.fullmatch(r"[0-9]{3}(\.[0-9]+)?", book.dewey) for book in books())
    assert all(1 <= len(book.subjects) <= 5 for book in books())


def test_years_lie_between_printing_and_now() -> None:
    years = [book.first_published for book in books() if book.first_published is not None]
    assert min(years) >= 1500
    assert max(years) <= 2026


def test_every_hundred_but_few_every_audience_and_four_ethnic_languages_are_there() -> None:
    assert {book.dewey[0] for book in books()} == set("0123456789")
    assert {book.audience for book in books()} == {
        "preschool",
        "children",
        "teens",
        "adults",
        "everyone",
    }
    spoken = {language for book in books() for language in book.languages}
    assert {"tyz", "nut", "hmn-Latn-VN"} <= spoken
    assert sum(book.local for book in books()) >= 50
