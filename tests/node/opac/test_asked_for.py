"""A reader asks, waits, gives up and wishes in their own account, and sees nobody else's."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.opac.conftest import HOA, PAO, Shelf, plain, reading

from tusach.ledger.draft import Refusal
from tusach.library.holds.facts import WishAnswered
from tusach.node.acts import asking, circulation
from tusach.node.acts.node import At

AsReader = Callable[[str], Client]


def title_of(shelf: Shelf, name: str) -> str:
    ((title,),) = shelf.node.store.query("SELECT subject FROM title WHERE title = ?", (name,))
    return str(title)


def ask(shelf: Shelf, client: Client, name: str) -> str:
    """The one asks for a title; the hold."""
    address = f"/title/{title_of(shelf, name)}/hold"
    page = plain(client.get(address))
    assert "Bạn muốn nhận sách ở đâu?" in page
    place = shelf.node.store.state(HOA, "reader").place
    answer = client.post(address, {"pickup": place})
    assert answer.headers["Location"] == "/loans"
    rows = shelf.node.store.query("SELECT subject FROM hold ORDER BY placed_on, placed_by")
    return str(rows[-1][0])


def test_a_title_is_asked_for_waited_for_and_ready(shelf: Shelf, as_reader: AsReader) -> None:
    copy = shelf.lend("Os Maias", PAO)
    client = as_reader(HOA)
    ask(shelf, client, "Os Maias")
    assert "Đang chờ" in plain(client.get("/loans"))
    place = shelf.node.store.state(copy, "copy").open_loan.place
    told = circulation.take_back(shelf.node, copy, At(place, shelf.node.today()))
    assert not isinstance(told, Refusal)
    assert "Đã có sách" in plain(client.get("/loans"))
    assert "Đã có sách" not in plain(as_reader(PAO).get("/loans"))


def test_put_off_taken_up_again_and_given_up(shelf: Shelf, as_reader: AsReader) -> None:
    client = as_reader(HOA)
    hold = ask(shelf, client, "Os Maias")
    for what, words in (("suspend", "Tạm hoãn"), ("resume", "Đang chờ")):
        assert client.post(f"/loans/holds/{hold}", {"what": what}).status_code == 302
        assert words in plain(client.get("/loans"))
    assert client.post(f"/loans/holds/{hold}", {"what": "end"}).status_code == 302
    assert client.post(f"/loans/holds/{hold}", {"what": "end"}).status_code == 404


def test_another_readers_hold_and_an_odd_word_are_as_good_as_unknown(
    shelf: Shelf, as_reader: AsReader
) -> None:
    hold = ask(shelf, as_reader(HOA), "Os Maias")
    before = shelf.facts()
    assert as_reader(PAO).post(f"/loans/holds/{hold}", {"what": "end"}).status_code == 404
    for asked, what in ((hold, ""), ("0" * 32, "end"), ("x", "end")):
        answer = as_reader(HOA).post(f"/loans/holds/{asked}", {"what": what})
        assert answer.status_code == 404
    assert shelf.facts() == before


def test_what_one_has_or_has_asked_for_is_refused_in_words(
    shelf: Shelf, as_reader: AsReader
) -> None:
    client = as_reader(HOA)
    ask(shelf, client, "Os Maias")
    place = shelf.node.store.state(HOA, "reader").place
    again = client.post(f"/title/{title_of(shelf, 'Os Maias')}/hold", {"pickup": place})
    assert again.status_code == 409
    assert "Bạn đã đặt cuốn này rồi." in plain(again)
    odd = client.post(f"/title/{title_of(shelf, 'Dom Casmurro')}/hold", {"pickup": "0" * 32})
    assert odd.status_code == 409
    assert client.get(f"/title/{'0' * 32}/hold").status_code == 404


def test_whoever_is_no_reader_is_asked_for_the_card(shelf: Shelf, db: None) -> None:
    address = f"/title/{title_of(shelf, 'Os Maias')}/hold"
    assert reading().get(address).headers["Location"].startswith("/card?next=")
    page = reading().get(f"/title/{title_of(shelf, 'Os Maias')}")
    assert address in page.content.decode()


def test_a_wish_is_told_answered_and_over(shelf: Shelf, as_reader: AsReader) -> None:
    client = as_reader(HOA)
    assert client.post("/loans/wish", {"text": "Truyện Trạng Quỳnh"}).status_code == 302
    assert "Truyện Trạng Quỳnh" in plain(client.get("/loans"))
    assert "Truyện Trạng Quỳnh" not in plain(as_reader(PAO).get("/loans"))
    ((wish, place),) = shelf.node.store.query("SELECT subject, place FROM wish")
    at = At(place, shelf.node.today())
    told = asking.answer_wish(shelf.node, wish, WishAnswered("bought"), at)
    assert not isinstance(told, Refusal)
    assert "đã mua" in plain(client.get("/loans"))
    assert as_reader(PAO).post(f"/loans/wishes/{wish}").status_code == 404
    assert client.post(f"/loans/wishes/{wish}").status_code == 302
    assert "Truyện Trạng Quỳnh" not in plain(client.get("/loans"))


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_an_odd_wish_is_said_to_be_so_and_kept_in_the_field(
    shelf: Shelf, as_reader: AsReader, text: str
) -> None:
    answer = as_reader(HOA).post("/loans/wish", {"text": text})
    assert answer.status_code == 409
    assert shelf.node.store.query("SELECT count(*) FROM wish") == [(0,)]


def test_what_was_brought_back_is_shown_only_when_asked_for(
    shelf: Shelf, as_reader: AsReader
) -> None:
    copy = shelf.lend("Os Maias", HOA)
    place = shelf.node.store.state(copy, "copy").open_loan.place
    circulation.take_back(shelf.node, copy, At(place, shelf.node.today()))
    client = as_reader(HOA)
    assert "Os Maias" not in plain(client.get("/loans"))
    assert "Os Maias" in plain(client.get("/loans?history=1"))
