"""A reader's own loans: nobody else's, renewed or refused in words, and nothing written down."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.opac.conftest import FRAGMENT, HOA, NAMES, PAO, PIN, Shelf, plain, reading, words

from tusach.ledger.draft import Refusal
from tusach.library.places.facts import RuleSet
from tusach.library.readers import rules as readers
from tusach.node.acts import circulation, placing
from tusach.node.acts.node import Node
from tusach.node.people import pins
from tusach.node.people.models import AccessLook

AsReader = Callable[[str], Client]


def test_card_and_pin_open_ones_own_loans(shelf: Shelf, db: None) -> None:
    shelf.lend("Os Maias", HOA)
    pins.set_pin(HOA, PIN)
    client = reading()
    assert client.get("/loans").headers["Location"] == "/card?next=%2Floans"
    form = {"card": shelf.cards[HOA], "pin": PIN, "next": "/loans"}
    answer = client.post("/card", form, follow=True)
    assert answer.redirect_chain == [("/loans", 302)]
    assert "Bạn đang giữ 1 cuốn" in plain(answer)
    assert "Os Maias" in plain(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    client.post("/logout")
    assert client.get("/loans").status_code == 302


def test_each_of_two_readers_sees_their_own_loans_only(shelf: Shelf, as_reader: AsReader) -> None:
    shelf.lend("Os Maias", HOA)
    shelf.lend("Dom Casmurro", PAO)
    for reader, own, other in (
        (HOA, "Os Maias", "Dom Casmurro"),
        (PAO, "Dom Casmurro", "Os Maias"),
    ):
        page = plain(as_reader(reader).get("/loans"))
        assert own in page
        assert other not in page
        stranger = NAMES[PAO if reader == HOA else HOA]
        assert stranger not in page


@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_another_readers_loan_is_as_good_as_unknown(
    shelf: Shelf, as_reader: AsReader, extra: dict[str, str]
) -> None:
    copy = shelf.lend("Dom Casmurro", PAO)
    due, before = shelf.due_on(copy), shelf.facts()
    client = as_reader(HOA)
    for asked in (copy, "0" * 32, "", "x", "' OR 1=1", "\x00"):
        answer = client.post("/loans/renew", {"copy": asked}, **extra)
        assert answer.status_code == 404
    assert shelf.due_on(copy) == due
    assert shelf.facts() == before


@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_a_loan_is_renewed(shelf: Shelf, as_reader: AsReader, extra: dict[str, str]) -> None:
    copy = shelf.lend("Os Maias", HOA, on="2026-11-05")
    due, before = shelf.due_on(copy), shelf.facts()
    client = as_reader(HOA)
    answer = client.post("/loans/renew", {"copy": copy}, **extra)
    assert answer.status_code == (200 if extra else 302)
    assert shelf.due_on(copy) > due
    assert shelf.facts() == before + 1
    if extra:
        assert "Đã gia hạn đến" in plain(answer)
        assert "<html" not in words(answer)
    assert "đã gia hạn 1 lần" in plain(client.get("/loans"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refusal_says_why_and_what_to_do(
    shelf: Shelf, as_reader: AsReader, language: str
) -> None:
    copy = shelf.lend("Os Maias", HOA)
    client = as_reader(HOA)
    client.cookies["tusach-language"] = language
    answer = client.post("/loans/renew", {"copy": copy})  # lent today: nothing to gain
    assert answer.status_code == 409
    wanted = "không dài hơn" if language == "vi" else "would not make it longer"
    assert wanted.replace("không dài hơn", "cũng không dài hơn") in plain(answer)


def test_a_loan_that_ran_out_stands_out_and_is_renewed_once_only(
    shelf: Shelf, as_reader: AsReader
) -> None:
    copy = shelf.lend("Os Maias", HOA, on="2026-02-02")
    client = as_reader(HOA)
    assert "1 cuốn đã quá hẹn" in plain(client.get("/loans"))
    assert client.post("/loans/renew", {"copy": copy}).status_code == 302
    assert "đã quá hẹn" not in plain(client.get("/loans"))
    before = shelf.facts()
    answer = client.post("/loans/renew", {"copy": copy})
    assert answer.status_code == 409
    assert "đã gia hạn hết số lần cho phép" in plain(answer)
    assert shelf.facts() == before


@pytest.mark.parametrize("act", ["RENEWING", "ASKING"])
def test_every_refusal_of_an_act_has_words_for_the_reader(act: str) -> None:
    from django.utils import translation

    from tusach.ledger.draft import Refusal
    from tusach.node.opac import refusing

    table: dict[str, str] = getattr(refusing, act)
    day = "2026-12-10"
    values = {"due_on": day, "until": day, "on": day, "most": 2, "open": 3}
    for language in ("vi", "en"):
        with translation.override(language):
            said = {code: refusing.say_to_reader(Refusal(code, values), table) for code in table}
            other = refusing.say_to_reader(Refusal("never.heard", {}), table)
            assert "%(" not in "".join((*said.values(), other))
            assert refusing.say_to_reader(Refusal("reader.expired", {}), table) == other
    assert refusing.OTHERWISE not in table.values()


def test_what_came_back_is_shown_as_far_as_it_is_kept(shelf: Shelf, as_reader: AsReader) -> None:
    copy = shelf.lend("Os Maias", HOA)
    circulation.take_back(shelf.node, copy, shelf.at())
    page = plain(as_reader(HOA).get("/loans?history=1"))
    assert "Bạn không giữ cuốn nào" in page
    assert "Os Maias" in page.partition("Đã trả")[2]
    assert "Os Maias" not in plain(as_reader(PAO).get("/loans"))


def test_a_reader_is_told_for_how_long_which_months_are_kept(
    shelf: Shelf, as_reader: AsReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_reader(HOA)
    assert "tháng là bạn có mượn" not in plain(client.get("/loans"))
    monkeypatch.setattr(Node, "marked_months", lambda node, place, on: 13)
    assert "thêm 13 tháng là bạn có mượn" in plain(client.get("/loans"))


def test_looking_and_renewing_leave_nothing_personal_behind(
    shelf: Shelf, as_reader: AsReader, caplog: pytest.LogCaptureFixture
) -> None:
    copy = shelf.lend("Os Maias", HOA)
    client = as_reader(HOA)
    with caplog.at_level(logging.DEBUG):
        client.get("/loans")
        client.post("/loans/renew", {"copy": copy})
    for secret in (HOA, NAMES[HOA], shelf.cards[HOA], copy):
        assert secret not in caplog.text
    assert not AccessLook.objects.exists()


def test_staff_and_strangers_have_no_loans_here(shelf: Shelf, as_staff: Client) -> None:
    assert as_staff.get("/loans").status_code == 403
    assert reading().get("/loans").status_code == 302
    assert reading().post("/loans/renew", {"copy": "0" * 32}).status_code in (302, 403)
    assert reading().get("/loans", **FRAGMENT).headers["HX-Redirect"] == "/card"


def test_the_account_of_a_reader_is_their_loans(shelf: Shelf, as_reader: AsReader) -> None:
    assert as_reader(HOA).get("/account").headers["Location"] == "/loans"


def test_a_readers_language_is_theirs_to_choose(shelf: Shelf, as_reader: AsReader) -> None:
    client = as_reader(HOA)
    client.post("/language", {"language": "en", "next": "/loans"})
    assert "You have no books at home" in plain(client.get("/loans"))


def test_a_loan_in_its_days_of_grace_is_not_called_late(shelf: Shelf, as_reader: AsReader) -> None:
    for days, is_late in ((10, False), (0, True)):
        values = {"loan_days": 5, "grace_days": days, "skip_closed_days": False}
        body = RuleSet("lending", values, "2026-11-01", place=shelf.at().place)
        assert not isinstance(placing.set_rule(shelf.node, body, shelf.at()), Refusal)
        copy = shelf.lend("Os Maias", HOA, on="2026-11-12")
        assert shelf.due_on(copy) == "2026-11-17"
        page = as_reader(HOA).get("/loans")
        assert page.context["late"] == int(is_late)
        title = shelf.node.store.state(copy, "copy").registered.title
        assert ("đã quá hẹn" in plain(reading().get(f"/title/{title}"))) is is_late
        circulation.take_back(shelf.node, copy, shelf.at())


@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_a_book_that_came_back_meanwhile_is_not_renewed_but_said(
    shelf: Shelf, as_reader: AsReader, extra: dict[str, str]
) -> None:
    copy, client = shelf.lend("Os Maias", HOA), as_reader(HOA)
    assert client.get("/loans").status_code == 200
    circulation.take_back(shelf.node, copy, shelf.at())
    before = shelf.facts()
    answer = client.post("/loans/renew", {"copy": copy}, **extra)
    assert answer.status_code == 409
    assert "Cuốn này đã được ghi là trả rồi" in plain(answer)
    assert shelf.facts() == before
    assert as_reader(PAO).post("/loans/renew", {"copy": copy}, **extra).status_code == 404


def test_a_stop_without_an_end_refuses_renewing_in_words(shelf: Shelf, as_reader: AsReader) -> None:
    copy = shelf.lend("Os Maias", HOA, on="2026-11-05")
    state = shelf.node.store.state(HOA, "reader")
    on = shelf.at().on
    wish = readers.block(state, acts=("renew",), reason="overdue_many", on=on, until=None)
    assert not isinstance(wish, Refusal)
    shelf.node.store.tell(None, wish)
    answer = as_reader(HOA).post("/loans/renew", {"copy": copy})
    assert answer.status_code == 409
    assert "Thẻ của bạn đang tạm dừng gia hạn" in plain(answer)
