"""Holds and wishes on the pages of the desk: kept, freed, sent, answered by whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from tests.node.desk.conftest import ADULT, CHILD, FRAGMENT, HERE, THERE, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.copies.states import AVAILABLE, ON_LOAN, RESERVED
from tusach.library.holds.rules import Wishing
from tusach.library.holds.story import READY, WAITING
from tusach.node.acts import asking, registering
from tusach.node.acts.asking import Wanting

pytestmark = pytest.mark.django_db


def ask(library: Library, reader: str, title: int = 0) -> str:
    wanting = Wanting(title=library.titles[title])
    told = asking.place_hold(library.node, reader, wanting, library.at(by=HERE))
    assert not isinstance(told, Refusal), told
    return told.subject


def kept(library: Library, reader: str = ADULT) -> str:
    hold = ask(library, reader)
    told = asking.keep(library.node, hold, library.copies[0], library.at(by=HERE))
    assert not isinstance(told, Refusal), told
    return hold


def copy_is(library: Library) -> str:
    return str(library.node.store.state(library.copies[0], "copy").status)


def status(library: Library, hold: str) -> str:
    return str(library.node.store.state(hold, "hold").status("2026-11-23"))


def test_a_kept_copy_is_kept_no_longer_by_a_button_on_its_page(
    library: Library, desk: Desk, english: None
) -> None:
    hold, client, copy = kept(library), desk(), library.copies[0]
    assert "Keep it no longer" in words(client.get(f"/desk/copies/{copy}"))
    page = words(client.post(f"/desk/copies/{copy}/care", {"what": "freed"}, **FRAGMENT))
    assert "Take it off the shelf" in page and "Its shelf: K 0" in page
    assert (copy_is(library), status(library, hold)) == (AVAILABLE, WAITING)
    assert "Keep it no longer" not in words(client.get(f"/desk/copies/{copy}"))
    again = words(client.post(f"/desk/copies/{copy}/care", {"what": "freed"}, **FRAGMENT))
    assert "Take it off the shelf" not in again


def test_what_waits_for_nobody_is_listed_and_put_back_or_kept_for_who_is_next(
    library: Library, desk: Desk, english: None
) -> None:
    node, client, copy = library.node, desk(), library.copies[0]
    hold = kept(library)
    heading = "Nobody waits for these any more"
    assert heading not in words(client.get("/desk/holds"))
    asking.end(node, hold, library.at(library.hut), reason="wish")
    following = ask(library, CHILD)
    page = words(client.get("/desk/holds"))
    assert heading in page and f"/desk/copies/{copy}/free" in page
    page = words(client.post(f"/desk/copies/{copy}/free", follow=True))
    assert heading not in page and "Kept for Nông Văn Páo" in page
    assert (status(library, following), copy_is(library)) == (READY, RESERVED)
    client.post(f"/desk/copies/{copy}/free")
    refused = words(client.post(f"/desk/copies/{copy}/free", follow=True))
    assert "kept for nobody" in refused
    assert client.post("/desk/copies/odd/free").status_code == 404


def test_giving_up_a_kept_book_says_where_the_book_goes(
    library: Library, desk: Desk, english: None
) -> None:
    client, first, following = desk(), kept(library), ask(library, CHILD)
    end = {"reason": "not_fetched"}
    page = words(client.post(f"/desk/holds/{first}/end", end, follow=True))
    assert "The hold is over" in page and "Kept for Nông Văn Páo" in page
    page = words(client.post(f"/desk/holds/{following}/end", end, follow=True))
    assert "Its shelf: K 0" in page and copy_is(library) == AVAILABLE
    waits = ask(library, ADULT, title=2)
    page = words(client.post(f"/desk/holds/{waits}/end", end, follow=True))
    assert "The hold is over" in page and "Its shelf" not in page


def test_only_what_was_asked_for_is_kept_and_sent(
    library: Library, desk: Desk, english: None
) -> None:
    hold, client = ask(library, CHILD), desk()
    for what in ("keep", "send"):
        form = {"copy": library.copies[4]}
        page = words(client.post(f"/desk/holds/{hold}/{what}", form, follow=True))
        assert "not the book that was asked for" in page
    assert status(library, hold) == WAITING


def test_an_unknown_title_is_asked_for_by_nobody(library: Library, desk: Desk) -> None:
    answer = desk().post(f"/desk/titles/{'ab' * 16}/hold", {"reader": ADULT})
    assert answer.status_code == 404
    assert library.node.store.query("SELECT subject FROM hold") == []


def test_a_wish_is_answered_at_its_own_place(library: Library, desk: Desk) -> None:
    told = asking.wish(library.node, Wishing(wish="", text="sách"), library.at(by=HERE))
    assert not isinstance(told, Refusal)
    address = f"/desk/wishes/{told.subject}"
    assert desk(THERE).post(address, {"answer": ""}).status_code == 404
    assert library.node.store.state(told.subject, "wish").ended is None
    assert desk().post(address, {"answer": ""}).status_code == 302
    assert library.node.store.state(told.subject, "wish").ended is not None


def test_the_list_of_wishes_names_who_wished(library: Library, desk: Desk, english: None) -> None:
    node, at = library.node, library.at(by=HERE)
    asking.wish(node, Wishing(wish="", text="truyện tranh", author="Tô Hoài"), at, reader=CHILD)
    asking.wish(node, Wishing(wish="", text="sách của ai đó"), at)
    there = library.at(library.hut)
    asking.wish(node, Wishing(wish="", text="sách nơi khác"), there)
    page = words(desk().get("/desk/wishes"))
    assert "truyện tranh" in page and "Tô Hoài" in page and "Nông Văn Páo" in page
    assert "sách của ai đó" in page and "sách nơi khác" not in page


def lend_on(client: Any, copy: str, **more: str) -> str:
    form = {"copy": copy, "first": "take_back", "screen": "reader", "reader": ADULT, **more}
    return words(client.post(f"/desk/readers/{ADULT}/lend", form, **FRAGMENT))


def test_a_refused_lending_leaves_the_book_with_whoever_had_it_and_says_so(
    library: Library, desk: Desk, english: None
) -> None:
    node, copy, client = library.node, library.copies[0], desk()
    library.lend(copy, CHILD)
    at = library.at(by=HERE)
    registering.block_reader(node, ADULT, at, acts=("lend",), reason="barred", until=None)
    page = lend_on(client, copy)
    assert "Nothing was entered" in page and "Take it back only" in page
    assert (copy_is(library), library.loans_of(CHILD)) == (ON_LOAN, [copy])


def test_taken_back_and_lent_though_others_wait_by_a_clear_word(
    library: Library, desk: Desk, english: None
) -> None:
    copy, client = library.copies[0], desk()
    for one in library.copies[:2]:
        library.lend(one, CHILD)
    hold = ask(library, "3" * 32)
    page = lend_on(client, copy)
    assert "Lend it all the same" in page and 'name="first" value="take_back"' in page
    page = lend_on(client, copy, despite="1")
    assert "It was taken back first" in page
    assert (library.loans_of(ADULT), status(library, hold)) == ([copy], WAITING)
