"""What a crate should take: what readers there asked for first, each title with its reason."""

from __future__ import annotations

import re

import pytest
from tests.node.trips.conftest import ADULT, HERE, THERE, TODAY, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.holds.facts import WishAnswered
from tusach.library.holds.rules import Wishing
from tusach.node.acts import asking, circulation, crating, packing
from tusach.node.acts.asking import Wanting
from tusach.node.acts.packing import Asking, Promises

pytestmark = pytest.mark.django_db
STRANGER = "3" * 32


def made(library: Library) -> str:
    told = crating.make(library.node, 1, library.at(by=HERE), room=10)
    assert not isinstance(told, Refusal)
    return told.crates[0][0]


def asked(library: Library, title: int, reader: str = STRANGER) -> str:
    """A reader of the other library waits for a title."""
    hut = library.at(library.hut, by=THERE)
    told = asking.place_hold(library.node, reader, Wanting(title=library.titles[title]), hut)
    assert not isinstance(told, Refusal), told
    rows = library.node.store.query(
        "SELECT subject FROM hold WHERE title = ? ORDER BY placed_ms DESC", (library.titles[title],)
    )
    return str(rows[0][0])


def test_what_a_reader_there_asked_for_is_proposed_first_and_scanned_in_for_them(
    library: Library, desk: Desk, english: None
) -> None:
    hold, crate = asked(library, 1), made(library)
    page = words(desk().get(f"/trips/crates/{crate}/plan?to={library.hut}"))
    assert "promised to a reader" in page and "Truyện Kiều" in page
    assert "Zé do Vale" not in page  # a reader of the other library
    here = desk()
    told = {"code": library.code(library.copies[2]), "to": library.hut, "plan": "1"}
    answer = here.post(f"/trips/crates/{crate}/pack", told)
    assert answer.headers["Location"].endswith(f"/plan?to={library.hut}")
    assert "Packed, for a reader who asked" in words(here.get(answer.headers["Location"]))
    assert library.node.store.state(hold, "hold").status(TODAY) == "on_way"
    assert library.node.store.state(crate, "crate").for_holds == ((library.copies[2], hold),)


def test_what_was_read_is_proposed_with_its_reason_and_may_be_left_out_or_wanted(
    library: Library, desk: Desk, english: None
) -> None:
    library.lend(library.copies[0], ADULT)
    told = circulation.take_back(library.node, library.copies[0], library.at())
    assert not isinstance(told, Refusal)
    crate = made(library)
    address = f"/trips/crates/{crate}/plan"
    assert "Propose" in words(desk().get(address))
    page = words(desk().get(f"{address}?to={library.hut}"))
    assert "Dế Mèn phiêu lưu ký" in page and "expected: about" in page
    title = library.titles[0]
    left = words(desk().get(f"{address}?to={library.hut}&out={title}"))
    assert "Left out" in left and "take it in again" in left
    assert f"out={title}&amp;out={title}" not in left  # it is not proposed any more
    pinned = words(desk().get(f"{address}?to={library.hut}&pin={library.titles[1]}"))
    assert "wanted by you" in pinned and re.search(r"Truyện Kiều", pinned)


def test_what_was_there_lately_is_not_proposed_again(library: Library) -> None:
    node = library.node
    library.lend(library.copies[0], ADULT)
    circulation.take_back(node, library.copies[0], library.at())
    crate, hut = made(library), library.at(library.hut, by=THERE)
    crating.pack(node, crate, library.copies[0], library.at(by=HERE))
    crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on="2027-01-01")
    crating.receive(node, crate, hut, crating.Receipt())
    again = packing.plan(node, Asking(to=library.hut), library.at(by=HERE))
    assert library.titles[0] not in {one.title for one in again.lines}


def test_a_wish_that_was_answered_with_a_title_is_a_promise_too(library: Library) -> None:
    node, hut = library.node, library.at(library.hut, by=THERE)
    told = asking.wish(node, Wishing(wish="", text="Truyện Kiều"), hut, reader=STRANGER)
    assert not isinstance(told, Refusal)
    asking.answer_wish(node, told.subject, WishAnswered("here", title=library.titles[1]), hut)
    found = packing.promised(node, library.hut, TODAY)
    assert found == [(library.titles[1], told.subject)]
    assert packing.hold_for(node, library.copies[2], library.hut, TODAY) is None


def test_a_promise_for_which_no_copy_stands_here_is_said(
    library: Library, desk: Desk, english: None
) -> None:
    for nr in (2, 3):
        library.lend(library.copies[nr], ADULT)
    asked(library, 1)
    crate = made(library)
    page = words(desk().get(f"/trips/crates/{crate}/plan?to={library.hut}"))
    assert "1 book cannot be packed" in page and "for a reader who asked" in page


def test_only_a_crate_at_hand_is_planned(library: Library, desk: Desk) -> None:
    crate = made(library)
    assert desk(THERE).get(f"/trips/crates/{crate}/plan").status_code == 302


def test_slips_say_what_comes_for_whom_and_on_which_day_in_both_calendars(
    library: Library, desk: Desk, english: None
) -> None:
    node, hold, crate = library.node, asked(library, 1), made(library)
    crating.pack(node, crate, library.copies[2], library.at(by=HERE), hold=hold)
    crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on="2027-01-01")
    page = words(desk(THERE).get(f"/trips/crates/{crate}/slips"))
    assert "Zé do Vale" in page and "Truyện Kiều" in page
    assert "Ask at your library" in page
    assert "Zé do Vale" not in words(desk().get(f"/trips/crates/{crate}/slips"))
    empty = made(library)
    assert "Nothing in it was packed" in words(desk().get(f"/trips/crates/{empty}/slips"))


def test_promises_are_counted_as_fetched_waiting_or_come_to_nothing(
    library: Library, desk: Desk, english: None
) -> None:
    node, crate, hut = library.node, made(library), library.at(library.hut, by=THERE)
    first, second = asked(library, 1), asked(library, 0)
    crating.pack(node, crate, library.copies[2], library.at(by=HERE), hold=first)
    crating.pack(node, crate, library.copies[0], library.at(by=HERE), hold=second)
    assert packing.promises(node, library.main) == Promises(0, 2, 0)
    crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on="2027-01-01")
    crating.receive(node, crate, hut, crating.Receipt())
    told = circulation.lend(node, library.copies[2], STRANGER, hut)
    assert not isinstance(told, Refusal), told
    asking.end(node, second, hut, reason="not_fetched")
    assert packing.promises(node, library.main) == Promises(1, 0, 1)
    assert "1 fetched, 0 under way or waiting, 1 came to nothing" in words(
        desk().get("/trips/crates")
    )


def test_each_crate_is_proposed_for_where_most_would_be_read_of_it(
    library: Library, desk: Desk, english: None
) -> None:
    assert "No crate of this library holds books" in words(desk().get("/trips/crates/rotation"))
    node, crate = library.node, made(library)
    crating.pack(node, crate, library.copies[0], library.at(by=HERE))
    library.lend(library.copies[1], ADULT)
    page = words(desk().get("/trips/crates/rotation"))
    assert "Crate 1" in page and "100 % of its titles are new there" in page
    (address,) = re.findall(r'href="(\?not=[^"]+)"', page)
    again = words(desk().get(f"/trips/crates/rotation{address}&not=odd"))
    assert "Not wanted:" in again and "begin anew" in again and "no library has room" in again
    # What was there last month counts for nothing there.
    crating.send(node, crate, library.at(by=HERE), to=library.hut, back_on="2027-01-01")
    crating.receive(node, crate, library.at(library.hut, by=THERE), crating.Receipt())
    assert "0 % of its titles are new there" in words(desk().get("/trips/crates/rotation"))


def test_a_crate_is_proposed_by_what_is_read_at_each_place(library: Library) -> None:
    told = {"tale": {"A": 80}, "law": {"B": 80}}
    there, here = (packing.demand_of(told, one) for one in "AB")
    assert there["tale"] > there["law"] and here["law"] > here["tale"]
    assert packing.demand_of({}, "A") == {}
    few = packing.demand_of({"tale": {"A": 1}, "law": {"B": 79}}, "A")
    assert few["law"] > few["tale"]  # one loan says little: it is drawn towards all places
