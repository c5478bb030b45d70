"""The work list as people see it: tellings side by side, one tap, said when it is too late."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import words
from tests.node.worklist.conftest import ADULT, HERE, STRANGER, THERE, WIDE, Library

from tusach.ledger.draft import Refusal
from tusach.library.readers.rules import NewReader
from tusach.node.acts import cases, registering
from tusach.node.people.models import AccessLook

pytestmark = pytest.mark.usefixtures("english")
Desk = Callable[[str], Client]


def first_button(page: str) -> tuple[str, str]:
    """The address and the option of the first way that a page offers."""
    action = re.search(r'action="(/worklist/[0-9a-f]+/settle)"', page)
    option = re.search(r'name="option" value="([^"]+)"', page)
    assert action and option, page
    return action[1], option[1]


def test_nothing_waits_is_said(desk: Desk) -> None:
    assert "Nothing waits: all machines agree" in words(desk(HERE).get("/worklist/"))


def test_both_tellings_stand_side_by_side_with_place_day_machine_and_clock(
    library: Library, desk: Desk, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    page = words(desk(WIDE).get("/worklist/"))
    for place in (library.main, library.hut):
        assert page.count(f"</span> {library.node.place(place).name}</h3>") == 1
    assert page.count("23 Nov 2026") >= 2
    assert page.count("clock of the machine") == 2
    assert "this machine" in page and re.search(r"machine [0-9a-f]{8}", page)
    assert "To be looked at by:" in page


def test_a_name_is_shown_only_to_its_own_desk_and_the_look_is_logged(
    desk: Desk, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    here, there = words(desk(HERE).get("/worklist/")), words(desk(THERE).get("/worklist/"))
    assert "Nông Thị Hoa" in here and "Zé do Vale" not in here
    assert "Zé do Vale" in there and "Nông Thị Hoa" not in there
    looks = {(one.staff_id, one.subject_id) for one in AccessLook.objects.filter(why="work list")}
    assert looks == {(HERE, ADULT), (THERE, STRANGER)}


def test_one_tap_settles_and_the_next_page_takes_it_back(
    library: Library, desk: Desk, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    client = desk(WIDE)
    action, option = first_button(words(client.get("/worklist/")))
    page = words(client.post(action, {"option": option}, follow=True))
    assert "Settled." in page and "Nothing waits" in page
    undo = re.search(r'action="(/worklist/undo/[^"]+)"', page)
    assert undo
    page = words(client.post(undo[1].replace("&amp;", "&"), follow=True))
    assert "waits on the list again" in page
    assert len(cases.cases(library.node)) == 1


def test_a_choice_of_two_facts_is_taken_back_by_one_tap(
    library: Library, desk: Desk, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    client = desk(HERE)
    (case,) = cases.cases(library.node)
    page = words(client.post(f"/worklist/{case.id}/settle", {"option": "here"}, follow=True))
    undo = re.search(r'action="(/worklist/undo/[^"]+)"', page)
    assert undo and "also=" in undo[1]
    client.post(undo[1].replace("&amp;", "&"))
    assert [one.id for one in cases.cases(library.node)] == [case.id]


def test_the_second_tap_is_told_that_it_was_settled(
    library: Library, desk: Desk, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    client = desk(WIDE)
    action, option = first_button(words(client.get("/worklist/")))
    client.post(action, {"option": option})
    before = library.facts()
    page = words(desk(WIDE).post(action, {"option": option}, follow=True))
    assert "This was settled meanwhile" in page
    assert library.facts() == before
    gone = client.get(action.removesuffix("/settle"))
    assert gone.status_code == 404 and "This is settled already" in words(gone)


def test_a_case_of_another_place_is_not_shown(library: Library, desk: Desk) -> None:
    new = NewReader(subject="", name="Nông Thị Hoa", group="grown", birth_year=1985)
    told = registering.register_readers(library.node, (new,), library.at())
    assert not isinstance(told, Refusal)
    (case,) = cases.cases(library.node)
    assert desk(THERE).get(f"/worklist/{case.id}").status_code == 403
    assert "Nothing waits" in words(desk(THERE).get("/worklist/"))
    page = words(desk(HERE).get(f"/worklist/{case.id}"))
    assert "born 1985" in page and page.count("Nông Thị Hoa") == 2


def test_joined_registrations_are_listed_and_parted(library: Library, desk: Desk) -> None:
    new = NewReader(subject="", name="Nông Thị Hoa", group="grown", birth_year=1985)
    registering.register_readers(library.node, (new,), library.at())
    (case,) = cases.cases(library.node)
    client = desk(HERE)
    page = words(client.post(f"/worklist/{case.id}/settle", {"option": "merge"}, follow=True))
    assert "1 pair of registrations was joined" in page
    page = words(client.get("/worklist/joined"))
    action, option = first_button(page)
    page = words(client.post(action, {"option": option, "from": "joined"}, follow=True))
    assert "Nobody is joined" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=loans", True),
        ("kind=counts", False),
        ("days=7", False),
        ("kind=nonsense&days=x&place=y", True),
    ],
)
def test_the_list_is_narrowed_down(
    desk: Desk, lent_twice: Callable[[], str], query: str, found: bool
) -> None:
    lent_twice()
    page = words(desk(WIDE).get(f"/worklist/?{query}"))
    assert ("Lent twice at once" in page) is found
    assert ("Nothing of this kind waits" in page) is not found


def test_the_list_is_narrowed_to_a_place(
    library: Library, desk: Desk, lent_twice: Callable[[], str]
) -> None:
    lent_twice()
    for place, found in ((library.hut, True), ("0" * 32, False)):
        page = words(desk(WIDE).get(f"/worklist/?place={place}"))
        assert ("Lent twice at once" in page) is found


def test_office_and_desk_count_what_waits(
    desk: Desk, lent_twice: Callable[[], str], library: Library
) -> None:
    lent_twice()
    assert "1 thing is to be settled" in words(desk(HERE).get("/desk"))
    assert "to settle: entries contradict each other" in words(desk(WIDE).get("/office/"))
    answer = desk(WIDE).get("/office/attention/disagreements")
    assert (answer.status_code, answer["Location"]) == (302, "/worklist/")


def test_a_strange_undo_is_no_address(desk: Desk) -> None:
    assert desk(HERE).post(f"/worklist/undo/{'0' * 32}?also=x").status_code == 404
    page = words(desk(HERE).post(f"/worklist/undo/{'0' * 32}", follow=True))
    assert "toast-bad" in page
