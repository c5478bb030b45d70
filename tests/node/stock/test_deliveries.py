"""A gift is written down, entered, acknowledged on paper, and its giver may be forgotten."""

from __future__ import annotations

import pytest
from tests.node.stock.conftest import HERE, THERE, TODAY, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.deliveries.facts import GiftPrivate, GiftReceived
from tusach.node.acts import entering, settling
from tusach.node.acts.erasure_board import board
from tusach.node.people.models import AccessLook
from tusach.node.store.retell import retell

pytestmark = pytest.mark.django_db
GIFT = {
    "what": "gift",
    "g-copies": "12",
    "g-titles": "10",
    "g-giver": "person",
    "g-name": "Lò Thị Mai",
    "g-contact": "0912 345 678",
    "g-words": "để ở tủ thiếu nhi",
    "g-conditions": "kept_together",
    "g-paper": "3/2026",
}


def given(library: Library, desk: Desk) -> str:
    answer = desk().post("/stock/deliveries", GIFT)
    assert answer.status_code == 302, words(answer)
    return str(answer.headers["Location"].rpartition("/")[2])


def test_a_gift_has_a_receipt_with_its_giver_and_nobody_else_reads_the_name(
    library: Library, desk: Desk, english: None
) -> None:
    gift = given(library, desk)
    page = words(desk().get(f"/stock/deliveries/{gift}"))
    assert "Receipt for a gift" in page and "Lò Thị Mai" in page and "3/2026" in page
    assert AccessLook.objects.filter(staff_id=HERE).exists()
    assert desk(THERE).get(f"/stock/deliveries/{gift}").status_code == 403
    assert "Lò Thị Mai" not in words(desk().get("/stock/deliveries"))
    with library.node.store.engine.reading() as reading:
        row = reading.fact(library.node.store.state(gift, "delivery").received_by)
    assert row is not None and b"Mai" not in row.raw


def test_its_books_are_entered_one_by_one_with_their_source(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    answer = client.post("/stock/deliveries", GIFT)
    gift = answer.headers["Location"].rpartition("/")[2]
    page = words(client.get("/stock/enter"))
    assert "0 of 12 entered" in page
    told = {"title": "Số đỏ", "material": "book", "source": "gift", "copies": "2", "token": "t"}
    assert client.post("/stock/enter", told).status_code == 302
    assert "2 of 12 entered" in words(client.get("/stock/enter"))
    rows = library.node.store.query("SELECT source FROM copy WHERE delivery = ?", (gift,))
    assert rows == [("gift",), ("gift",)]
    client.post("/stock/deliveries/leave")
    client.post("/stock/enter", {**told, "title": "Tắt đèn", "source": "bought", "token": "u"})
    assert len(library.node.store.state(gift, "delivery").copies) == 2


def test_a_giver_is_forgotten_for_ever_and_the_gift_stays(
    library: Library, desk: Desk, english: None
) -> None:
    gift = given(library, desk)
    part = library.node.store.state(gift, "delivery").part
    desk().post(f"/stock/deliveries/{gift}/forget")
    page = words(desk().get(f"/stock/deliveries/{gift}"))
    assert "Lò Thị Mai" not in page and "not named" in page
    assert library.node.store.vault.part(part) is None
    assert library.node.store.vault.is_refused(part)
    retell(library.node.store)
    state = library.node.store.state(gift, "delivery")
    assert (state.part, state.received.copies) == (None, 12)
    again = entering.forget_giver(library.node, gift, library.at())
    assert isinstance(again, Refusal) and again.code == "gift.nobody_named"


def test_the_giver_of_a_gift_that_was_taken_back_is_forgotten_too(
    library: Library, desk: Desk, english: None
) -> None:
    gift = given(library, desk)
    state = library.node.store.state(gift, "delivery")
    part = state.part
    done = settling.undo(library.node, [state.received_by], library.at(by=HERE))
    assert not isinstance(done, Refusal), done
    assert library.node.store.state(gift, "delivery").received is None
    page = words(desk().get(f"/stock/deliveries/{gift}"))
    assert "was taken back" in page and "Remove the name" in page
    assert desk(THERE).get(f"/stock/deliveries/{gift}").status_code == 403
    desk().post(f"/stock/deliveries/{gift}/forget")
    assert library.node.store.vault.part(part) is None
    assert library.node.store.vault.is_refused(part)
    assert desk().get(f"/stock/deliveries/{gift}").status_code == 404
    retell(library.node.store)
    assert library.node.store.vault.is_refused(part)
    (told,) = board(library.node)
    assert (told.erasure.subject, told.erasure.noun, told.done) == (gift, "delivery", True)


def test_a_giver_who_was_forgotten_stands_on_the_board_by_number(
    library: Library, desk: Desk, english: None
) -> None:
    gift = given(library, desk)
    desk().post(f"/stock/deliveries/{gift}/forget")
    page = words(desk().get("/privacy/"))
    assert "Giver" in page and gift[:8] in page and "confirmed" in page
    assert "Lò Thị Mai" not in page
    assert "Giver" not in words(desk(THERE).get("/privacy/"))


def test_a_delivery_that_was_bought_has_its_invoice(
    library: Library, desk: Desk, english: None
) -> None:
    told = {"what": "other", "d-source": "bought", "d-paper": "HD 12", "d-amount": "1.200.000"}
    answer = desk().post("/stock/deliveries", told)
    page = words(desk().get(answer.headers["Location"]))
    assert "HD 12" in page and "1,200,000" in page
    rows = library.node.store.query("SELECT source, paper, amount, received_on FROM delivery")
    assert rows == [("bought", "HD 12", 1_200_000, TODAY)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (GiftReceived(0), "delivery.empty"),
        (GiftReceived(2, titles=3), "delivery.titles_many"),
        (GiftReceived(100_001), "delivery.many"),
        (GiftReceived(2, receipt="x" * 61), "delivery.paper_long"),
        (GiftReceived(2, giver="somebody"), "reason.missing"),
    ],
)
def test_what_cannot_be_right_is_refused(library: Library, body: GiftReceived, code: str) -> None:
    done = entering.receive(library.node, body, library.at(), private=GiftPrivate("A"))
    assert isinstance(done, Refusal) and done.code == code
