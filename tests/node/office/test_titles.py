"""A title typed by hand comes in with its first copy, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from tests.node.office.conftest import HERE, Library

Office = Callable[..., Client]
ISBN = "9786042094238"


def words(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def typed(library: Library, **told: str) -> dict[str, str]:
    whole = {
        "title": "Lá cờ thêu sáu chữ vàng",
        "author": "Nguyễn Huy Tưởng",
        "publisher": "Kim Đồng",
        "year": "2020",
        "isbn": "",
        "dewey": "895.922",
        "language": "",
        "audience": "child",
        "place": library.main,
        "material": "book",
        "number": "",
        "call_number": "N 14",
    }
    return {**whole, **told}


def title_of(library: Library, title: str) -> Any:
    rows = library.node.store.query("SELECT subject FROM title WHERE title = ?", (title,))
    (row,) = rows
    return library.node.store.state(row[0], "title").described


def test_a_typed_title_has_its_first_copy_and_is_found(library: Library, office: Office) -> None:
    answer = office(HERE).post("/office/titles/new", typed(library))
    assert "/desk/titles/" in answer.headers["Location"]
    said = title_of(library, "Lá cờ thêu sáu chữ vàng")
    assert (said.format, said.authors, said.year) == ("typed", ("Nguyễn Huy Tưởng",), 2020)
    with library.node.store.engine.reading() as reading:
        assert "Nguyễn Huy Tưởng".encode() in (reading.blob(said.record) or b"")
    subject = answer.headers["Location"].rpartition("/")[2]
    copies = library.node.store.query(
        "SELECT owner, call_number FROM copy WHERE title = ?", (subject,)
    )
    assert copies == [(library.main, "N 14")]
    assert library.node.search.search("la co theu sau chu vang", limit=5).total == 1


def test_the_same_form_sent_twice_enters_one_title_and_one_copy(
    library: Library, office: Office
) -> None:
    client = office(HERE)
    client.post("/office/titles/new", typed(library))
    facts = library.facts()
    assert client.post("/office/titles/new", typed(library)).status_code == 302
    assert library.facts() == facts


WRONG_TITLES = (
    ({"title": " "}, "Enter the title"),
    ({"title": "x" * 10_000}, "too long"),
    ({"year": "19"}, "four digits"),
    ({"isbn": "9786042094239"}, "check digit is wrong"),
    ({"dewey": "poetry"}, "Three digits"),
    ({"place": "c" * 32}, "valid choice"),
)


def test_what_is_wrong_is_said_beside_its_field(library: Library, office: Office) -> None:
    for change, said in WRONG_TITLES:
        facts = library.facts()
        answer = office(HERE).post("/office/titles/new", typed(library, **change))
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts


def test_a_number_that_is_taken_leaves_no_title_behind(library: Library, office: Office) -> None:
    client = office(HERE)
    client.post("/office/titles/new", typed(library, number="TK.1"))
    facts = library.facts()
    answer = client.post("/office/titles/new", typed(library, title="Another", number="TK.1"))
    assert "was given before" in words(answer)
    assert library.facts() == facts


def test_an_isbn_that_is_here_leads_to_its_title_first(library: Library, office: Office) -> None:
    client = office(HERE)
    client.post("/office/titles/new", typed(library, isbn=ISBN))
    facts = library.facts()
    asked = client.post("/office/titles/new", typed(library, title="Reprint", isbn=ISBN))
    assert asked.status_code == 422
    assert "This ISBN is here already" in words(asked)
    assert library.facts() == facts
    sure = typed(library, title="Reprint", isbn=ISBN, anyway="yes")
    assert client.post("/office/titles/new", sure).status_code == 302
    assert title_of(library, "Reprint").isbns == (ISBN,)


def test_scripts_and_decomposed_marks_in_a_title_are_only_text(
    library: Library, office: Office
) -> None:
    client = office(HERE)
    client.post("/office/titles/new", typed(library, title='<script>x</script> "A\u0302" 😀\u202e'))
    assert title_of(library, '<script>x</script> "Â" 😀').title
    page = words(client.get("/office/stock/titles"))
    assert "<script>x" not in page
