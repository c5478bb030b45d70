"""A copy is sent to another place by hand, with the reason for it, and arrives there."""

from __future__ import annotations

import pytest
from tests.node.desk.conftest import ADULT, FRAGMENT, THERE, Desk, Library, words

from tusach.node.desk import parts

pytestmark = pytest.mark.django_db

REASONS = {
    "manual": "sent by hand",
    "return_home": "back to its shelf",
    "return_owner": "back to its owner",
    "repair": "in repair",
}


@pytest.mark.parametrize("reason", parts.SENT_REASONS)
def test_both_places_see_where_a_copy_goes_and_why_and_it_arrives_there(
    library: Library, desk: Desk, english: None, reason: str
) -> None:
    copy, client = library.copies[0], desk()
    goal = library.node.place(library.hut)
    assert goal.name in words(client.get(f"/desk/copies/{copy}"))
    sent = {"what": "away", "to": goal.code.lower(), "reason": reason}
    page = words(client.post(f"/desk/copies/{copy}/care", sent, **FRAGMENT))
    assert "It counts as being with you until it is seen there." in page
    for who in (client, desk(THERE)):
        said = words(who.get(f"/desk/copies/{copy}"))
        assert f"On its way to {goal.name}: {REASONS[reason]}." in said
    state = library.node.store.state(copy, "copy")
    assert (state.status, state.holder) == ("on_way", library.main)
    desk(THERE).post(f"/desk/copies/{copy}/care", {"what": "arrived"}, **FRAGMENT)
    state = library.node.store.state(copy, "copy")
    assert (state.status, state.holder) == ("available", library.hut)


def test_sending_is_undone_by_its_button(library: Library, desk: Desk, english: None) -> None:
    copy, client = library.copies[0], desk()
    sent = {"what": "away", "to": library.node.place(library.hut).code, "reason": "manual"}
    client.post(f"/desk/copies/{copy}/care", sent, **FRAGMENT)
    (fact,) = library.node.store.query("SELECT id FROM fact WHERE kind = 'copy.sent/1'")[0]
    client.post(f"/desk/undo/{fact}", **FRAGMENT)
    assert library.node.store.state(copy, "copy").status == "available"


@pytest.mark.parametrize(("to", "said"), [("NOWHERE", "no place with the code"), ("", "no place")])
def test_a_goal_that_is_no_place_is_refused_in_words(
    library: Library, desk: Desk, english: None, to: str, said: str
) -> None:
    before = library.facts()
    form = {"what": "away", "to": to, "reason": "manual"}
    page = words(desk().post(f"/desk/copies/{library.copies[0]}/care", form, **FRAGMENT))
    assert said in page
    assert library.facts() == before


def test_what_a_reader_has_is_not_sent_and_here_is_no_goal(
    library: Library, desk: Desk, english: None
) -> None:
    copy, client = library.copies[0], desk()
    here = library.node.place(library.main).code
    form = {"what": "away", "to": here, "reason": "manual"}
    page = words(client.post(f"/desk/copies/{copy}/care", form, **FRAGMENT))
    assert "Choose another place" in page
    library.lend(copy, ADULT)
    assert "Send it to another place" not in words(client.get(f"/desk/copies/{copy}"))


def test_where_there_are_too_many_places_to_list_the_code_is_typed(
    library: Library, desk: Desk, english: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_GOALS", 0)
    page = desk().get(f"/desk/copies/{library.copies[0]}").content.decode()
    assert 'placeholder="Code of the place"' in page
