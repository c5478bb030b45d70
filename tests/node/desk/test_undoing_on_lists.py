"""What was done on the lists of holds and wishes, or at a title, is undone there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import ADULT, Desk, Library, words

from tusach.library.copies.states import AVAILABLE, RESERVED
from tusach.library.holds.story import ENDED, READY, WAITING

TODAY = "2026-11-23"


def hold_of(library: Library) -> str:
    ((hold,),) = library.node.store.query("SELECT subject FROM hold")
    return str(hold)


def status(library: Library, hold: str) -> str:
    return str(library.node.store.state(hold, "hold").status(TODAY))


def undo(client: Client, page: str) -> Any:
    """Press the undo of a page, with exactly the fields of its form."""
    form = re.search(r'<form method="post" action="(/desk/undo/\w+)"(.*?)</form>', page, re.S)
    assert form is not None, page
    assert "data-fragment" not in form[2], "the list would go on showing what was undone"
    assert "csrfmiddlewaretoken" in form[2]
    fields = dict(re.findall(r'name="(\w+)" value="(\w*)"', form[2]))
    return client.post(form[1], fields, follow=True)


@pytest.fixture
def hold(library: Library, desk: Desk) -> str:
    title = library.titles[0]
    page = words(desk().post(f"/desk/titles/{title}/hold", {"reader": ADULT}, follow=True))
    assert "/desk/undo/" in page
    return hold_of(library)


def test_a_hold_that_was_placed_at_a_title_is_undone_there(
    library: Library, desk: Desk, english: None
) -> None:
    client, title = desk(), library.titles[0]
    page = words(client.post(f"/desk/titles/{title}/hold", {"reader": ADULT}, follow=True))
    answer = undo(client, page)
    assert answer.redirect_chain == [(f"/desk/titles/{title}", 302)]
    assert "The last step does not count any more." in words(answer)
    assert library.node.store.query("SELECT subject FROM hold") == []


def test_a_hold_that_was_ended_by_a_slip_waits_again(
    library: Library, desk: Desk, hold: str, english: None
) -> None:
    client = desk()
    page = words(client.post(f"/desk/holds/{hold}/end", {"reason": "wish"}, follow=True))
    assert status(library, hold) == ENDED
    answer = undo(client, page)
    assert answer.redirect_chain == [("/desk/holds", 302)]
    assert status(library, hold) == WAITING
    assert "The last step does not count any more." in words(answer)


def test_a_copy_that_was_kept_by_a_slip_is_free_again(
    library: Library, desk: Desk, hold: str
) -> None:
    client, copy = desk(), library.copies[0]
    page = words(client.post(f"/desk/holds/{hold}/keep", {"copy": copy}, follow=True))
    assert (status(library, hold), library.node.store.state(copy, "copy").status) == (
        READY,
        RESERVED,
    )
    undo(client, page)
    assert (status(library, hold), library.node.store.state(copy, "copy").status) == (
        WAITING,
        AVAILABLE,
    )


def test_a_wish_and_its_answer_are_undone_one_after_the_other(library: Library, desk: Desk) -> None:
    client, ask = desk(), library.node.store.query
    told = words(client.post("/desk/wishes", {"text": "truyện Trạng Quỳnh"}, follow=True))
    ((wish,),) = ask("SELECT subject FROM wish")
    for form in ({"answer": "bought"}, {}):
        page = words(client.post(f"/desk/wishes/{wish}", form, follow=True))
        assert undo(client, page).redirect_chain == [("/desk/wishes", 302)]
        assert ask("SELECT answer, ended_on FROM wish") == [(None, None)]
    undo(client, told)
    assert ask("SELECT subject FROM wish") == []
    assert not library.node.store.vault.query("SELECT asked FROM asked_by")


def test_after_ten_minutes_it_is_too_late_and_the_list_says_so(
    library: Library, desk: Desk, hold: str, english: None
) -> None:
    client = desk()
    page = words(client.post(f"/desk/holds/{hold}/end", {"reason": "wish"}, follow=True))
    library.clock.minutes_pass(11)
    answer = undo(client, page)
    assert answer.redirect_chain == [("/desk/holds", 302)]
    assert "10 minutes" in words(answer)
    assert status(library, hold) == ENDED


def test_the_last_acts_at_the_desk_offer_the_undo_of_a_hold_too(
    library: Library, desk: Desk, hold: str
) -> None:
    fact = library.node.store.state(hold, "hold").placed_by
    assert f"/desk/undo/{fact}" in words(desk().get("/desk"))
