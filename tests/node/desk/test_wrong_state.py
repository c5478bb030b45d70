"""An act on what is not as somebody thinks: a refusal that says what to do next, no half act."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.node.conftest import put_session
from tests.node.desk.conftest import ADULT, CHILD, FRAGMENT, Desk, Library, at_reader, words

from tusach.ledger.draft import Refusal
from tusach.library.places.codes import COPY, printed_code
from tusach.library.readers import rules as readers
from tusach.node.acts import cases, circulation
from tusach.node.acts.asking import Wanting, place_hold
from tusach.node.people import pins, sessions

EXTRA = pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
LANGUAGE = pytest.mark.parametrize("language", ["vi", "en"])
UNKNOWN = printed_code(COPY, 77, 7)


def client_in(desk: Desk, language: str) -> Client:
    client = desk()
    client.cookies["tusach-language"] = language
    return client


@EXTRA
@LANGUAGE
def test_a_number_that_nobody_knows_is_not_taken_back(
    library: Library, desk: Desk, language: str, extra: dict[str, str]
) -> None:
    said = {"vi": "đăng ký", "en": "must be registered first"}[language]
    before = library.facts()
    form = {"screen": "return", "code": UNKNOWN}
    answer = client_in(desk, language).post("/desk/scan", form, **extra)
    assert answer.status_code == 200
    assert said in words(answer)
    assert library.facts() == before
    page = words(client_in(desk, language).get("/desk/return"))
    assert 'class="pile-title' not in page


@EXTRA
@LANGUAGE
@pytest.mark.parametrize("where", ["reader", "copy"])
def test_a_loan_that_came_back_is_not_renewed(
    library: Library, desk: Desk, language: str, extra: dict[str, str], where: str
) -> None:
    said = {
        "vi": "Cuốn này không có ai mượn. Mời cho mượn hoặc xếp lại lên giá.",
        "en": "This copy is not on loan. Lend it, or put it back on its shelf.",
    }[language]
    copy, client = library.copies[0], client_in(desk, language)
    library.lend(copy, ADULT)
    assert not isinstance(circulation.take_back(library.node, copy, library.at()), Refusal)
    before = library.facts()
    address = f"/desk/readers/{ADULT}/renew" if where == "reader" else f"/desk/copies/{copy}/renew"
    answer = client.post(address, {"copy": copy, **at_reader(ADULT)}, **extra)
    assert answer.status_code == 200
    assert said in words(answer)
    assert library.facts() == before


@LANGUAGE
def test_a_hold_of_a_child_who_may_not_ask_is_refused_at_the_desk_and_in_the_account(
    library: Library, desk: Desk, language: str
) -> None:
    client = client_in(desk, language)
    form = {"acts": ["hold"], "reason": "overdue_many", "until": "", **at_reader(CHILD)}
    client.post(f"/desk/readers/{CHILD}/block", form)
    before, title = library.facts(), library.titles[0]
    page = words(client.post(f"/desk/titles/{title}/hold", {"reader": CHILD}, follow=True))
    assert {"vi": "đang tạm dừng", "en": "Stopped for now: reserving"}[language] in page
    assert {"vi": "trang bạn đọc", "en": "See the reader"}[language] in page
    own = Client()
    pins.set_pin(CHILD, "2468")
    put_session(own, lambda request: sessions.begin_reader(request, CHILD))  # type: ignore[arg-type]
    own.cookies["tusach-language"] = language
    answer = own.post(f"/title/{title}/hold", {"pickup": library.main})
    assert answer.status_code in (409, 422)
    said = {"vi": "đang tạm dừng", "en": "is stopped for your card. The librarian tells you why."}
    assert said[language] in words(answer)
    assert "overdue_many" not in words(answer)
    assert library.facts() == before
    assert library.node.store.query("SELECT subject FROM hold") == []


def test_more_holds_than_the_rule_allows_are_refused(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    for title in library.titles:
        page = words(client.post(f"/desk/titles/{title}/hold", {"reader": ADULT}, follow=True))
    assert library.node.store.query("SELECT count(*) FROM hold") == [(2,)]
    assert "2" in page and "outcome-bad" in page
    wanting = Wanting(copy=library.copies[4])
    done = place_hold(library.node, ADULT, wanting, library.at())
    assert isinstance(done, Refusal)
    assert done.code == "hold.limit"


@LANGUAGE
def test_a_registration_is_not_joined_with_itself(
    library: Library, desk: Desk, language: str
) -> None:
    case_id = library.registered_twice()
    client, node = client_in(desk, language), library.node
    refused = readers.merge(node.store.state(ADULT, "reader"), ADULT, on="2026-11-23")
    assert isinstance(refused, Refusal)
    assert refused.code == "reader.merged_with_itself"
    joined = client.post(f"/worklist/{case_id}/settle", {"option": "merge"}, follow=True)
    assert joined.status_code == 200
    before = library.facts()
    again = client.post(f"/worklist/{case_id}/settle", {"option": "merge"}, follow=True)
    assert {"vi": "giải quyết", "en": "This was settled meanwhile"}[language] in words(again)
    assert library.facts() == before
    assert cases.cases(node) == [] or all(one.id != case_id for one in cases.cases(node))
