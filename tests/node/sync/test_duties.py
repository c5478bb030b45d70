"""What machines do by themselves after they have heard something, and what is said if they fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation
from tests.node.store import homes as scene
from tests.node.sync.machines import Machines, carry, lend, machines, meet, reader, stock, take_back
from tests.node.sync.province import Wire

from tusach.library.copies.states import CopyState
from tusach.node.acts import duties
from tusach.node.acts.node import Node
from tusach.node.keeping import doctor
from tusach.node.store.protocol import StoreFault
from tusach.node.sync.asking import synchronise
from tusach.node.wording.health import say_finding


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def copy_at(node: Node, copy: str) -> CopyState:
    state: CopyState = node.store.state(copy, "copy")
    return state


@pytest.mark.parametrize("by", ["exchange", "stick"])
def test_a_book_lent_at_one_library_and_brought_back_at_another_is_back_for_both(
    network: Machines, by: str
) -> None:
    hub, one, other = network.hub, network.join("nui"), network.join("song")
    copy = stock(one)
    meet(one, hub)
    meet(other, hub)
    lent = lend(one, copy, reader(one, "Lý Thị Mẩy"))
    take_back(other, copy)
    for node in (one, other, one):
        if by == "exchange":
            meet(node, hub)
        else:
            carry(node, hub)
            carry(hub, node, node.own_place() or "")
    (loan,) = copy_at(one, copy).loans
    assert (loan.fact, loan.ended_on, loan.ended_at) == (lent, scene.ON, other.own_place())
    for node in (hub, one, other):
        assert copy_at(node, copy).holder == other.own_place()
        assert duties.failures(node.home) == {}
    assert not one.store.open_loans(one.store.vault.query("SELECT reader FROM reader_name")[0][0])


def test_a_duty_that_cannot_be_done_stops_no_exchange_and_is_told_by_the_doctor(
    network: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, one = network.hub, network.join("nui")

    def full(_: Node) -> int:
        raise StoreFault("store.full")

    def odd(_: Node) -> int:
        raise ZeroDivisionError

    done: list[Node] = []
    monkeypatch.setattr(duties, "DUTIES", (full, odd, lambda node: len(done.append(node) or "")))
    stock(one)
    assert meet(one, hub).waiting == 0
    assert done[-1] is hub, "one fault does not stop the next duty"
    found = [item for item in doctor.examine(hub.home) if item.code.startswith("health.duty")]
    assert {item.code for item in found} == {"health.duty_failed", "health.duty_broke_off"}
    assert not doctor.is_well(found)
    for language in ("vi", "en"):
        with translation.override(language):
            said, todo = zip(*(say_finding(one.code, one.values) for one in found), strict=True)
        assert all(said) and all(todo)
    monkeypatch.setattr(duties, "DUTIES", ())
    duties.perform(hub)
    assert not any(one.code.startswith("health.duty") for one in doctor.examine(hub.home))


def test_what_is_owed_is_told_when_a_day_begins_and_once_a_day(network: Machines) -> None:
    hub, one, other = network.hub, network.join("nui"), network.join("song")
    copy = stock(one)
    meet(one, hub)
    meet(other, hub)
    lend(one, copy, reader(one, "Lý Thị Mẩy"))
    take_back(other, copy)
    hub.store.perform = int  # as a version before this one took it in
    meet(one, hub)
    meet(other, hub)
    daily = duties.Daily(hub)
    assert daily.tick()
    assert not daily.tick()
    meet(one, hub)
    assert copy_at(one, copy).open_loan is None


def test_a_note_of_failures_that_cannot_be_read_is_as_none(tmp_path: Path) -> None:
    assert duties.failures(tmp_path) == {}
    for raw in (b"", b"\xff\xfe", json.dumps(["x"]).encode()):
        (tmp_path / duties.FILE).write_bytes(raw)
        assert duties.failures(tmp_path) == {}


def test_what_follows_is_told_once_however_many_messages_an_exchange_takes(
    network: Machines,
) -> None:
    """Sixty facts in messages of ten: each side looks once at what it owes, not at each of them."""
    hub, one = network.hub, network.join("nui")
    meet(one, hub)
    done: list[str] = []
    for name, node in (("hub", hub), ("library", one)):
        told = node.store.perform

        def counted(name: str = name, told: Callable[[], object] = told) -> None:
            done.append(name)
            told()

        node.store.perform = counted
    for nr in range(30):
        stock(one, f"Sách của núi {nr}")
        stock(hub, f"Sách của tỉnh {nr}")
        one.store.seal()
        hub.store.seal()
    found = synchronise(one.store, Wire(hub.store), at_once=10)
    assert found.sent >= 60 and found.received >= 60
    assert found.asked > 10
    assert sorted(done) == ["hub", "library"]
