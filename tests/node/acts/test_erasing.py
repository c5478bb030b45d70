"""A person is erased: told once for all registrations, carried out, confirmed, on the board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.node.desk.conftest import ADULT, BEGUN, CHILD, STRANGER, TODAY, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.nodes.facts import node_subject
from tusach.library.readers import rules as readers
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, erasing, settling
from tusach.node.acts.duties import perform
from tusach.node.acts.erasure_board import board
from tusach.node.demo.quarrels import Vehicle
from tusach.node.demo.world import SeededRandom, ToldClock
from tusach.node.store.store import Done
from tusach.node.store.verify import verify
from tusach.node.sync.enrolling import lead

__all__ = ["library_alone"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(library_alone: Library) -> Iterator[Library]:
    yield library_alone
    faults = verify(library_alone.node.store).faults  # its titles have no records
    assert [one for one in faults if one.code != "verify.blob_missing"] == []


def erase(library: Library, reader: str = ADULT) -> Done:
    done = erasing.erase(library.node, reader, library.at(), reason="wish")
    assert not isinstance(done, Refusal), done
    return done


def merged(library: Library, one: str, other: str) -> None:
    """Two registrations turn out to be one person."""
    state = library.node.store.state(one, "reader")
    drafts = readers.merge(state, other, on=BEGUN)
    assert not isinstance(drafts, Refusal)
    library.node.store.tell(None, drafts)


def names(library: Library) -> set[str]:
    return {row[0] for row in library.node.store.vault.query("SELECT reader FROM reader_name")}


def test_every_registration_of_the_person_is_erased_wherever_it_was_made(library: Library) -> None:
    merged(library, ADULT, STRANGER)
    found = erasing.person(library.node, STRANGER)
    assert found.registrations == (ADULT, STRANGER)
    assert found.answers_for == (CHILD,)
    assert len(erase(library, STRANGER).facts) == 2
    assert names(library) == {CHILD}
    assert len({one.place for one in erasing.erasures(library.node)}) == 2


def test_who_still_has_a_copy_is_not_erased_under_whatever_registration(library: Library) -> None:
    merged(library, ADULT, STRANGER)
    library.lend(library.copies[0], ADULT)
    before = library.facts()
    refused = erasing.erase(library.node, STRANGER, library.at(), reason="wish")
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values) == ("reader.has_copies", {"open": 1})
    assert library.facts() == before
    at = library.at()
    for told in (
        circulation.lose(library.node, library.copies[0], at, reason="reader"),
        circulation.withdraw(library.node, library.copies[0], at, reason="lost"),
    ):
        assert not isinstance(told, Refusal)
    erase(library)


def test_without_a_reason_of_the_list_nothing_is_erased(library: Library) -> None:
    refused = erasing.erase(library.node, ADULT, library.at(), reason="Ms X wants it")
    assert isinstance(refused, Refusal)
    assert refused.code == "reason.missing"
    assert ADULT in names(library)


def test_nobody_is_erased_twice(library: Library) -> None:
    erase(library)
    refused = erasing.erase(library.node, ADULT, library.at(), reason="wish")
    assert isinstance(refused, Refusal)
    assert refused.code == "reader.unknown"


def test_an_erasure_cannot_be_undone_at_the_desk_nor_as_a_settlement(library: Library) -> None:
    (fact,) = erase(library).facts
    before = library.facts()
    for refused in (
        circulation.undo(library.node, fact, library.at()),
        settling.undo(library.node, [fact], library.at()),
    ):
        assert refused == Refusal("undo.erasure", {})
    assert library.facts() == before


def test_a_node_confirms_by_itself_once_and_the_board_says_so(library: Library) -> None:
    done = erase(library)
    own = node_subject(library.node.tenant, library.node.store.own_key)
    assert library.node.store.state(own, "node").erasures == tuple(sorted(done.facts))
    before = library.facts()
    assert perform(library.node) == 0
    assert library.facts() == before
    (one,) = board(library.node)
    assert one.done
    assert [each.state for each in one.nodes] == ["done"]
    assert one.due_on == "2026-12-23"
    assert board(library.node, [library.hut]) == []


@pytest.mark.parametrize("strangers", [1, 2])
def test_nobody_waits_for_what_told_here_before_the_network_and_is_no_machine_any_more(
    library: Library, strangers: int
) -> None:
    node = library.node
    for nr in range(strangers):
        clock = ToldClock()
        clock.put(date.fromisoformat(TODAY), 600, 420)
        vehicle = Vehicle(node, clock, SeededRandom(f"{nr}"), f"{nr}")
        body = VisitCounted("on_site", 3, group="")
        told = visits.count(body, tenant=node.tenant, place=library.main, on=TODAY, today=TODAY)
        assert not isinstance(told, Refusal)
        vehicle.tell(told)
        assert vehicle.hand_over()
        vehicle.close()
    lead(node)
    erase(library)
    (one,) = board(node)
    assert sorted(each.state for each in one.nodes) == ["done", *["replaced"] * strangers]
    assert one.done


def test_what_lies_beside_the_ledger_goes_before_anything_is_confirmed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: list[bool] = [False]
    asked: list[str] = []

    def remover(node: object, reader: str) -> bool:
        asked.append(reader)
        return ready[0]

    monkeypatch.setattr(erasing, "REMOVERS", [*erasing.REMOVERS, remover])
    erase(library)
    (one,) = board(library.node)
    assert [each.state for each in one.nodes] == ["waits"]
    assert not one.is_overdue(TODAY)
    assert one.is_overdue("2026-12-24")
    ready[0] = True
    assert perform(library.node) == 1
    assert set(asked) == {ADULT}
    (one,) = board(library.node)
    assert one.done
