"""A machine that told two things under one number: seen, explained, and looked into by people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from tests.node.network.conftest import CHIEF, TODAY, Library, let_in, words

from tusach.ledger.draft import Refusal
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.demo.quarrels import Vehicle
from tusach.node.demo.world import SeededRandom, ToldClock

Office = Callable[..., Client]


def copied(library: Library, nr: int) -> Vehicle:
    """One of several copies of a machine's disk: they have its key in common, and no memory."""
    clock = ToldClock()
    clock.put(date.fromisoformat(TODAY), 600 + nr, 420)
    found = Vehicle(library.node, clock, SeededRandom(f"chance {nr}"), "one disk")
    body = VisitCounted("on_site", nr + 1)
    told = visits.count(body, tenant=library.node.tenant, place=library.hut, on=TODAY, today=TODAY)
    assert not isinstance(told, Refusal)
    found.tell(told)
    return found


def forked(library: Library) -> str:
    """The subject of a machine whose disk was copied; both copies have told since."""
    first, second = (copied(library, nr) for nr in range(2))
    subject = let_in(library, first.store.installation, "laptop of the hut")
    for one in (first, second):
        assert one.hand_over()
        one.close()
    return subject


def test_the_list_of_machines_says_that_one_told_two_ways_and_both_count(
    library: Library, office: Office
) -> None:
    subject, chief = forked(library), office(CHIEF)
    page = words(chief.get("/network/board"))
    assert "two ways: look at it" in page
    machine = words(chief.get(f"/network/machines/{subject}"))
    assert "told different things under the same numbers" in machine
    assert "Nothing is lost: both ways are kept and count." in machine
    assert "1 entry on a second way" in machine or "2 entries on a second way" in machine
    assert library.node.store.query("SELECT sum(n) FROM visit WHERE place = ?", (library.hut,)) == [
        (3,)
    ]


def test_who_looked_into_it_says_so_and_the_mark_goes_until_there_is_another_way(
    library: Library, office: Office
) -> None:
    subject, chief = forked(library), office(CHIEF)
    chief.post(f"/network/machines/{subject}/forks-seen")
    assert "two ways: look at it" not in words(chief.get("/network/board"))
    machine = words(chief.get(f"/network/machines/{subject}"))
    assert "told different things under the same numbers" in machine
    assert "We have looked into it" not in machine
    third = copied(library, 2)
    assert third.hand_over()
    third.close()
    assert "two ways: look at it" in words(chief.get("/network/board"))
