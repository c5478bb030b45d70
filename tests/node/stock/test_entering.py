"""Books come in by their ISBN, their title or three fields, one by one or several at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.node.stock.conftest import HERE, TODAY, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import LawDescribed, TitleDescribed
from tusach.library.places.codes import is_printed_code
from tusach.node.acts import entering, registering
from tusach.node.acts.entering import Entering
from tusach.node.acts.registering import NewCopy

pytestmark = pytest.mark.django_db
ISBN = "9786042094238"


def form(**told: str) -> dict[str, str]:
    plain = {
        "title": "Lá cờ thêu sáu chữ vàng",
        "author": "Nguyễn Huy Tưởng",
        "year": "2020",
        "material": "book",
        "source": "bought",
        "price": "45.000",
        "copies": "1",
        "token": "t",
    }
    return {**plain, **told}


def copies_called(library: Library, title: str) -> list[tuple[Any, ...]]:
    return library.node.store.query(
        "SELECT copy.code, copy.source, copy.price, copy.owner, copy.legal FROM copy "
        "JOIN title ON title.tenant = copy.tenant AND title.subject = copy.title "
        "WHERE title.title = ? AND copy.status = 'available' ORDER BY copy.code",
        (title,),
    )


def test_an_unknown_isbn_asks_three_fields_and_brings_the_copy_in(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    page = words(client.get(f"/stock/enter?q={ISBN}"))
    assert 'name="title"' in page and f'value="{ISBN}"' in page
    answer = client.post(f"/stock/enter?q={ISBN}", form(isbn=ISBN))
    assert answer.status_code == 302
    ((code, source, price, owner, _),) = copies_called(library, "Lá cờ thêu sáu chữ vàng")
    assert is_printed_code(code)
    assert (source, price, owner) == ("bought", 45_000, library.main)
    page = words(client.get("/stock/enter"))
    assert "Entered under number" in page and "Lá cờ thêu sáu chữ vàng" in page


def test_a_known_isbn_asks_nothing_of_the_title(library: Library, desk: Desk) -> None:
    body = TitleDescribed(record="", format="typed", title="Số đỏ", isbns=(ISBN,))
    done = entering.enter(library.node, Entering(copy=NewCopy(title=""), body=body), library.at())
    assert not isinstance(done, Refusal)
    client = desk()
    page = words(client.get(f"/stock/enter?q={ISBN}"))
    assert "Số đỏ" in page and 'name="title"' not in page
    client.post(f"/stock/enter?q={ISBN}", form(title="", copies="3", token="u"))
    assert len(copies_called(library, "Số đỏ")) == 4


def test_words_offer_what_is_known_before_a_new_title(library: Library, desk: Desk) -> None:
    client = desk()
    page = words(client.get("/stock/enter?q=de men"))
    assert f"/stock/enter?title={library.titles[0]}" in page
    assert 'name="material"' not in page
    page = words(client.get("/stock/enter?q=de men&new=1"))
    assert 'name="title" value="de men"' in page


def test_a_misread_isbn_is_no_title(library: Library, desk: Desk, english: None) -> None:
    page = words(desk().get("/stock/enter?q=9786042094237"))
    assert "is no ISBN" in page
    assert 'value="9786042094237" maxlength' not in page


def test_the_same_form_sent_twice_enters_once(library: Library, desk: Desk) -> None:
    client = desk()
    client.post("/stock/enter", form())
    client.post("/stock/enter", form())
    assert len(copies_called(library, "Lá cờ thêu sáu chữ vàng")) == 1


def test_what_was_entered_together_is_undone_together(library: Library, desk: Desk) -> None:
    client = desk()
    client.post("/stock/enter", form(copies="3"))
    page = words(client.get("/stock/enter"))
    fact = page.split("/stock/enter/undo?fact=")[1][:32]
    client.post(f"/stock/enter/undo?fact={fact}")
    assert copies_called(library, "Lá cờ thêu sáu chữ vàng") == []


def test_somebody_else_does_not_undo_it(library: Library, desk: Desk) -> None:
    client = desk()
    client.post("/stock/enter", form())
    fact = words(client.get("/stock/enter")).split("/stock/enter/undo?fact=")[1][:32]
    desk("a" * 32).post(f"/stock/enter/undo?fact={fact}")
    assert len(copies_called(library, "Lá cờ thêu sáu chữ vàng")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"price": "nhiều"},
        {"copies": "51"},
        {"copies": "2", "code": "VL.00012"},
        {"laws": "Luật Thư viện"},
        {"isbn": "9786042094237"},
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_told(
    library: Library, desk: Desk, wrong: dict[str, str]
) -> None:
    before = library.facts()
    answer = desk().post("/stock/enter", form(**wrong))
    assert answer.status_code == 422
    assert 'class="errors' in words(answer) or "error" in words(answer)
    assert library.facts() == before


def test_a_law_book_belongs_to_the_legal_bookcase_and_its_law_ends_everywhere(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    told = form(title="Luật Thư viện", legal="on", laws="31/2000/pl-ubtvqh10; 14/2019/QĐ-TTg")
    client.post("/stock/enter", told)
    ((_, _, _, _, legal),) = copies_called(library, "Luật Thư viện")
    assert legal == 1
    page = words(client.get("/stock/laws"))
    assert "31/2000/PL-UBTVQH10" in page and "14/2019/QĐ-TTg" in page
    client.post(
        "/stock/laws",
        {"number": "31/2000/PL-UBTVQH10", "expired_on": "01/07/2020", "ended_by": "46/2019/QH14"},
    )
    page = words(client.get("/stock/laws"))
    assert "not in force any more" in page and "replaced by 46/2019/QH14" in page
    rows = library.node.store.query(
        "SELECT count(*) FROM title_law JOIN law ON law.subject = title_law.law "
        "WHERE law.expired_on <= ?",
        (TODAY,),
    )
    assert rows == [(1,)]


def test_a_law_that_ends_before_it_began_is_refused(library: Library) -> None:
    body = LawDescribed("1/2020", in_force_on="2020-01-01", expired_on="2019-01-01")
    done = entering.describe_law(library.node, body, library.at(by=HERE))
    assert isinstance(done, Refusal) and done.code == "law.days_reversed"


def test_a_refused_copy_leaves_no_title_behind(library: Library) -> None:
    new = NewCopy(title=library.titles[0], code="VL.00012")
    assert not isinstance(registering.register_copy(library.node, new, library.at()), Refusal)
    before = library.facts()
    body = TitleDescribed(record="", format="typed", title="Số đỏ")
    done = entering.enter(
        library.node, Entering(copy=NewCopy(title="", code="VL.00012"), body=body), library.at()
    )
    assert isinstance(done, Refusal) and done.code == "copy.number_taken"
    assert library.facts() == before
