"""Counting on a real node: every kind of scan, pause, two machines, closing, missing, undo."""

from __future__ import annotations

import re

import pytest
from tests.node.stock.conftest import ADULT, CHILD, HERE, THERE, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.copies.states import AVAILABLE, LOST, RESERVED
from tusach.library.stocktaking.facts import StocktakingBegun
from tusach.node.acts import asking, circulation, registering
from tusach.node.acts import stocktaking as acts
from tusach.node.acts.asking import Wanting
from tusach.node.acts.registering import NewCopy
from tusach.node.store.retell import retell

pytestmark = pytest.mark.django_db
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def count(library: Library) -> str:
    done = acts.begin(library.node, StocktakingBegun(), library.at(by=HERE))
    assert isinstance(done, str), done
    return done


def scan(library: Library, count: str, code: str, **more: str) -> acts.Scanned:
    done = acts.scan(library.node, count, code, library.at(by=HERE), **more)
    assert not isinstance(done, Refusal), done
    return done


def status(library: Library, nr: int) -> str:
    return str(library.node.store.state(library.copies[nr], "copy").status)


def test_every_kind_of_scan_is_told_apart(library: Library, count: str) -> None:
    node, at = library.node, library.at(by=HERE)
    there = registering.register_copy(
        node, NewCopy(title=library.titles[0], code="HUT.1"), library.at(library.hut)
    )
    assert not isinstance(there, Refusal)
    library.lend(library.copies[1], ADULT)
    circulation.lose(node, library.copies[2], at, reason="missing")
    circulation.withdraw(node, library.copies[3], at, reason="worn")
    hows = [scan(library, count, library.code(library.copies[nr])).how for nr in (0, 0, 1, 2, 3, 3)]
    assert hows == ["seen", "again", "taken_back", "found", "withdrawn", "withdrawn"]
    assert scan(library, count, "HUT.1").how == "strange"
    assert scan(library, count, "VL.777").how == "unknown"
    assert (status(library, 1), status(library, 2)) == (AVAILABLE, AVAILABLE)
    found = acts.figures(node, count)
    assert (found.seen, found.missing, found.strange) == (3, 1, 3)
    assert acts.how_many(node, count) == 4
    card = acts.scan(node, count, library.cards[ADULT], at)
    assert isinstance(card, Refusal) and card.code == "stocktaking.card"


def test_a_scan_on_the_page_is_said_in_words_and_counted(
    library: Library, desk: Desk, count: str, english: None
) -> None:
    client = desk()
    code = library.code(library.copies[0])
    page = words(client.post(f"/stock/stocktaking/{count}/scan", {"code": code}, **FRAGMENT))
    assert "Counted." in page and 'hx-swap-oob="afterbegin:#pile"' in page
    assert '<strong class="big" id="tally" hx-swap-oob="true">1</strong>' in page
    again = words(client.post(f"/stock/stocktaking/{count}/scan", {"code": code}, **FRAGMENT))
    assert "Counted already" in again
    plain = client.post(f"/stock/stocktaking/{count}/scan", {"code": "VL.777"})
    assert plain.status_code == 302
    page = words(client.get(f"/stock/stocktaking/{count}"))
    assert "No copy has this number" in page and "2</strong> scanned" in page
    odd = words(client.post(f"/stock/stocktaking/{count}/scan", {"code": "An"}, **FRAGMENT))
    assert "no number of a label" in odd


def test_a_scan_is_undone_and_nothing_else_by_that_address(
    library: Library, desk: Desk, count: str
) -> None:
    client = desk()
    one = scan(library, count, library.code(library.copies[0]))
    client.post(f"/stock/stocktaking/{count}/unscan/{one.fact}", **FRAGMENT)
    assert acts.how_many(library.node, count) == 0
    loan = library.lend(library.copies[0], ADULT)
    client.post(f"/stock/stocktaking/{count}/unscan/{loan}", **FRAGMENT)
    assert status(library, 0) == "on_loan"


def test_a_scan_of_a_lent_copy_says_for_whom_it_is_kept_and_is_undone_whole(
    library: Library, desk: Desk, count: str, english: None
) -> None:
    node, copy, client = library.node, library.copies[0], desk()
    loan = library.lend(copy, ADULT)
    library.lend(library.copies[1], ADULT)
    wanting = Wanting(title=library.titles[0])
    hold = asking.place_hold(node, CHILD, wanting, library.at())
    assert not isinstance(hold, Refusal)
    address = f"/stock/stocktaking/{count}/scan"
    page = words(client.post(address, {"code": library.code(copy)}, **FRAGMENT))
    assert "taken back now" in page and "Kept for Nông Văn Páo" in page
    assert status(library, 0) == RESERVED
    (fact,) = re.findall(rf"/stock/stocktaking/{count}/unscan/(\w+)", page)
    client.post(f"/stock/stocktaking/{count}/unscan/{fact}", **FRAGMENT)
    state = node.store.state(copy, "copy")
    assert (state.status, state.open_loan.fact, state.reserved) == ("on_loan", loan, None)
    assert (node.store.state(hold.subject, "hold").ready, acts.how_many(node, count)) == (None, 0)


def test_a_lost_copy_that_is_counted_is_kept_for_who_waits_and_can_be_lost_again(
    library: Library, count: str
) -> None:
    node, copy, at = library.node, library.copies[0], library.at(by=HERE)
    hold = asking.place_hold(node, CHILD, Wanting(copy=copy), at)
    assert not isinstance(hold, Refusal)
    circulation.lose(node, copy, at, reason="missing")
    one = scan(library, count, library.code(copy))
    assert (one.how, one.next_in_line is not None) == ("found", True)
    assert status(library, 0) == RESERVED
    assert not isinstance(acts.unscan(node, one.fact, at), Refusal)
    assert (status(library, 0), acts.how_many(node, count)) == (LOST, 0)
    there = acts.unscan(node, one.fact, library.at(library.hut, by=HERE))
    assert isinstance(there, Refusal) and there.code == "undo.unknown"


def test_a_lost_copy_that_somebody_has_is_taken_back_and_counted(
    library: Library, count: str
) -> None:
    node, copy = library.node, library.copies[0]
    library.lend(copy, ADULT)
    circulation.lose(node, copy, library.at(by=HERE), reason="reader")
    one = scan(library, count, library.code(copy))
    assert (one.how, status(library, 0), acts.how_many(node, count)) == ("found", AVAILABLE, 1)
    assert library.loans_of(ADULT) == []


def test_it_rests_over_night_and_only_its_place_counts(
    library: Library, desk: Desk, count: str, english: None
) -> None:
    client = desk()
    client.post(f"/stock/stocktaking/{count}/change", {"what": "pause"})
    code = library.code(library.copies[0])
    page = words(client.post(f"/stock/stocktaking/{count}/scan", {"code": code}, **FRAGMENT))
    assert "rests since" in page and acts.how_many(library.node, count) == 0
    client.post(f"/stock/stocktaking/{count}/change", {"what": "resume"})
    scan(library, count, code)
    other = desk(THERE).post(f"/stock/stocktaking/{count}/scan", {"code": code}, **FRAGMENT)
    assert "belongs to" in words(other)
    again = client.post("/stock/stocktaking", {})
    assert again.status_code == 422 and "goes on at this place already" in words(again)


def test_closing_lists_what_is_missing_and_one_tap_marks_it_and_undoes_it(
    library: Library, desk: Desk, count: str, english: None
) -> None:
    client = desk()
    library.lend(library.copies[3], ADULT)
    for nr in (0, 1):
        scan(library, count, library.code(library.copies[nr]))
    before = acts.mark_missing(library.node, count, library.at(by=HERE))
    assert isinstance(before, Refusal) and before.code == "stocktaking.not_closed"
    client.post(f"/stock/stocktaking/{count}/change", {"what": "close"})
    told = library.node.store.state(count, "stocktaking").result
    assert (told.expected, told.seen, told.missing, told.on_loan) == (4, 2, 2, 1)
    page = words(client.get(f"/stock/stocktaking/{count}/found"))
    assert "Mark 2 copies as missing" in page
    client.post(f"/stock/stocktaking/{count}/change", {"what": "missing"})
    assert [status(library, nr) for nr in (0, 1, 2, 4)] == [AVAILABLE, AVAILABLE, LOST, LOST]
    page = words(client.get(f"/stock/stocktaking/{count}/found"))
    assert "2 copies count as missing now" in page and "Undo: 2 copies" in page
    client.post(f"/stock/stocktaking/{count}/change", {"what": "unmark"})
    assert [status(library, nr) for nr in (0, 1, 2, 4)] == [AVAILABLE] * 4
    late = acts.scan(library.node, count, library.code(library.copies[2]), library.at(by=HERE))
    assert isinstance(late, Refusal) and late.code == "stocktaking.closed"


def test_one_missing_copy_is_marked_by_itself(library: Library, count: str) -> None:
    at = library.at(by=HERE)
    acts.close(library.node, count, at)
    acts.mark_missing(library.node, count, at, only=library.copies[1])
    assert [status(library, nr) for nr in (0, 1)] == [AVAILABLE, LOST]


def test_what_was_not_minutes_ago_is_undone_no_more(library: Library, count: str) -> None:
    at = library.at(by=HERE)
    acts.close(library.node, count, at)
    acts.mark_missing(library.node, count, at)
    library.clock.minutes_pass(11)
    done = acts.unmark(library.node, count, at)
    assert isinstance(done, Refusal) and status(library, 0) == LOST


def test_only_a_part_is_counted_and_what_stands_wrongly_is_said(
    library: Library, desk: Desk, english: None
) -> None:
    body = StocktakingBegun(materials=("atlas",))
    count = acts.begin(library.node, body, library.at(by=HERE))
    assert isinstance(count, str)
    assert scan(library, count, library.code(library.copies[4])).how == "seen"
    assert scan(library, count, library.code(library.copies[0])).how == "wrong_shelf"
    found = acts.figures(library.node, count)
    assert (found.expected, found.seen, found.missing, found.strange) == (1, 1, 0, 1)
    page = words(desk().get(f"/stock/stocktaking/{count}/found"))
    assert "Stand on the wrong shelf (1)" in page


def test_the_tables_told_anew_say_the_same(library: Library, count: str) -> None:
    for nr in (0, 1):
        scan(library, count, library.code(library.copies[nr]))
    scan(library, count, "VL.777")
    acts.close(library.node, count, library.at(by=HERE))
    before = (
        library.node.store.query("SELECT * FROM stocktaking"),
        acts.figures(library.node, count),
    )
    retell(library.node.store)
    after = library.node.store.query("SELECT * FROM stocktaking"), acts.figures(library.node, count)
    assert before == after
