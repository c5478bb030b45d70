"""Exchanges that nobody asks for: soon after something new, rarely in vain, one at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.node.cli.conftest import Ran, free_port
from tests.node.cli.test_network import hub as hub
from tests.node.cli.test_network import joined as joined
from tests.node.store import homes as scene
from tests.node.store.telling import StandingClock
from tests.node.sync.door import Door

from tusach.ledger.draft import Refusal
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.acts.node import Node
from tusach.node.settings.home import write_home
from tusach.node.store import links
from tusach.node.store.peers import reports_of
from tusach.node.store.protocol import MachineClock
from tusach.node.store.unsent import Counted, facts_in
from tusach.node.sync import backoff, coming_in, enrolling, requests, turn
from tusach.node.sync.attempts import Attempts
from tusach.node.sync.exchanging import Way, exchange
from tusach.node.sync.link import HttpLink
from tusach.node.sync.messages import BadMessage

Run = Callable[..., Ran]
HERE = "192.168.1.7"


@pytest.fixture
def province(joined: Path, hub: Path) -> Iterator[tuple[Node, Door]]:
    """The library at work, and the door of its hub, after the commands that joined them."""
    later = MachineClock().now_ms() + 60_000
    with scene.at_work(hub, ms=later) as central:
        door = Door(central)
        try:
            with scene.at_work(joined, ms=later) as node:
                yield node, door
        finally:
            door.shut()


def pass_by(node: Node, ms: int) -> None:
    clock = node.store.clock
    assert isinstance(clock, StandingClock)
    clock.ms += ms


def lend_one(node: Node) -> None:
    query = "SELECT subject FROM copy WHERE status = 'available' ORDER BY code"
    for (copy,) in node.store.query(query)[:1]:
        told = circulation.lend(node, copy, scene.readers_of(node)[0], scene.at_desk(node))
        assert not isinstance(told, Refusal), told


def waiting(node: Node) -> int:
    found = Counted(node.store, node.home).now()
    assert found is not None
    return found.count


def link_of(node: Node) -> links.Link:
    (found,) = links.links_of(node.home)
    return found


def test_a_loan_goes_to_the_province_by_itself_and_the_page_counts_what_has_not(
    province: tuple[Node, Door],
) -> None:
    node, door = province
    door.open()
    links.add(node.home, door.address)
    attempts = Attempts(node, network=lambda: HERE)
    assert waiting(node) > 5, "the province was never met"
    assert attempts.tick() == 1
    assert waiting(node) == 0
    pass_by(node, backoff.QUIET_MS + 1)
    attempts.tick()  # what it has heard was new here
    assert attempts.tick() == 0
    lend_one(node)
    assert waiting(node) == 1
    with node.store.engine.reading() as reading:
        found = Counted(node.store, node.home).now()
        assert found is not None
        assert [row.kind for row in facts_in(reading, found.wants)] == ["copy.lent/2"]
    assert attempts.tick() == 0, "more may be scanned"
    pass_by(node, backoff.QUIET_MS + 1)
    assert attempts.tick() == 1
    assert waiting(node) == 0
    assert link_of(node).sent == 1
    (said,) = reports_of(door.node.home).values()
    assert said.software
    assert said.disk_free
    assert said.ahead_ms is not None


@pytest.fixture
def stranger(library: Path, hub: Path) -> Iterator[tuple[Node, Door]]:
    """A library at work that no network knows yet, and the door of the hub."""
    later = MachineClock().now_ms() + 60_000
    with scene.at_work(hub, ms=later) as central:
        door = Door(central)
        door.open()
        try:
            with scene.at_work(library, ms=later) as node:
                yield node, door
        finally:
            door.shut()


def ask_there(node: Node, door: Door) -> coming_in.Asked:
    with HttpLink(door.address, coming_in.PATH) as link:
        return coming_in.ask(node, link, door.address)


def is_member(node: Node) -> bool:
    return node.store.standings is not None


def let_in(node: Node, door: Door) -> None:
    raw = requests.request(node)
    enrolling.found_place(door.node, raw, name="Biblioteca", kind="")
    enrolling.grant(door.node, raw, by=None, days=90)


def test_what_the_province_has_granted_is_fetched_by_itself_once_people_compared_its_number(
    stranger: tuple[Node, Door],
) -> None:
    node, door = stranger
    known = ask_there(node, door)
    attempts = Attempts(node, network=lambda: HERE)
    let_in(node, door)
    attempts.tick()
    assert not is_member(node), "nobody has said that it is the right province"
    with pytest.raises(BadMessage), HttpLink("127.0.0.1:1", coming_in.PATH) as nobody:
        coming_in.fetch(node, nobody, known)
    attempts.tick()
    assert is_member(node)
    assert node.store.standings.known[node.store.own_key].role == "library"
    assert links.links_of(node.home)[0].address == door.address
    pass_by(node, backoff.QUIET_MS + 1)
    assert attempts.tick() == 1, "and it exchanges there"
    assert coming_in.waits(node) is None


def test_a_province_that_waits_is_asked_ever_more_rarely_and_another_one_is_not_believed(
    stranger: tuple[Node, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    node, door = stranger
    write_home(node.home, invited_by=door.node.store.own_key)
    door.node.store.identity.root or enrolling.lead(door.node)
    known = ask_there(node, door)
    assert known.compared, "the invitation says which province it is"
    asked: list[int] = []
    fetch = coming_in.fetch

    def counted(*of: Any) -> Any:
        asked.append(node.store.now_ms())
        return fetch(*of)

    monkeypatch.setattr(coming_in, "fetch", counted)
    attempts = Attempts(node, network=lambda: HERE)
    for _ in range(60):
        attempts.tick()
        pass_by(node, 30_000)
    assert 4 <= len(asked) <= 7
    false = msgspec.structs.replace(known, root="ab" * 32)
    (node.home / coming_in.ASKED).write_bytes(msgspec.json.encode(false))
    write_home(node.home, invited_by="ab" * 32)
    let_in(node, door)
    pass_by(node, 2 * backoff.LONGEST_MS)
    attempts.tick()
    assert not is_member(node)


def test_a_busy_desk_does_not_put_the_exchange_off_for_ever(province: tuple[Node, Door]) -> None:
    node, door = province
    door.open()
    links.add(node.home, door.address)
    attempts = Attempts(node, network=lambda: HERE)
    attempts.tick()
    asked = 0
    for _ in range(20):
        circulation.count_visits(node, VisitCounted("on_site", 1), scene.at_desk(node))
        pass_by(node, backoff.QUIET_MS // 2)
        asked += attempts.tick()
    assert asked == 1


def test_a_silent_province_is_asked_ever_more_rarely_and_at_once_when_the_network_is_back(
    province: tuple[Node, Door],
) -> None:
    node, door = province
    links.add(node.home, door.address)
    here: list[str | None] = [HERE]
    attempts = Attempts(node, network=lambda: here[0])
    tried = []
    for _ in range(2_000):
        before = link_of(node).failures
        attempts.tick()
        if link_of(node).failures > before:
            tried.append(link_of(node).tried_ms)
        pass_by(node, 5_000)
    gaps = [after - before for before, after in zip(tried, tried[1:], strict=False)]
    assert 5 <= len(tried) <= 12
    assert gaps[0] <= 45_000 < 5 * 60_000 < gaps[4] < gaps[-1]
    link = link_of(node)
    assert (link.fault, link.since_ms) == ("sync.no_answer", tried[0])
    lend_one(node)
    pass_by(node, backoff.LATEST_MS)
    assert attempts.tick() == 0, "nobody is hammered for one more loan"
    here[0] = None
    attempts.tick()
    here[0] = HERE
    door.open()
    assert attempts.tick() == 1
    assert (link_of(node).failures, link_of(node).fault) == (0, "")
    assert waiting(node) == 0


def test_a_command_and_the_thread_do_not_exchange_at_once(province: tuple[Node, Door]) -> None:
    node, door = province
    door.open()
    links.add(node.home, door.address)
    with turn.taken(node.home):
        assert turn.is_taken(node.home)
        assert Attempts(node, network=lambda: HERE).tick() == 0
        assert link_of(node).failures == 0, "that somebody else exchanges is no failure"
        with pytest.raises(BadMessage, match="sync.busy"):
            exchange(node, door.address)
    assert not turn.is_taken(node.home)
    assert exchange(node, door.address, Way(wait_s=5)).sent > 0


def test_a_thread_that_is_ended_leaves_off_and_touches_nothing_more(
    province: tuple[Node, Door],
) -> None:
    node, door = province
    door.open()
    links.add(node.home, door.address)
    attempts = Attempts(node, network=lambda: HERE)
    attempts._again.ending.set()
    with pytest.raises(BadMessage, match="sync.left_off"), contextlib.ExitStack():
        exchange(node, door.address, Way(through=attempts.until_the_end))
    assert door.node.store.known_arrival > 0
    attempts.begin()
    attempts.end()
    assert node.store.listeners, "others still listen"


def test_addresses_are_remembered_listed_asked_and_forgotten_by_the_command(
    joined: Path, hub: Path, run: Run
) -> None:
    assert run(joined, "sync", "--json").told["refusal"]["code"] == "sync.which"
    assert run(joined, "sync", "--remember", "--json").told["refusal"]["code"] == "sync.which"
    address = f"http://127.0.0.1:{free_port()}"
    first = run(joined, "sync", address, "--remember", "--json")
    assert first.told["refusal"]["code"] == "sync.no_answer", "and it is remembered all the same"
    again = run(joined, "sync", "--json")
    assert (again.exit, again.told["refusal"]["code"]) == (3, "sync.no_answer")
    (listed,) = run(joined, "sync", "--list", "--json").told["addresses"]
    assert (listed["address"], listed["failures"]) == (address, 2)
    assert address in run(joined, "sync", "--list").out
    assert run(joined, "sync", address, "--forget", "--json").told == {"forgotten": True}
    assert run(joined, "sync", "--list", "--json").told["addresses"] == []
