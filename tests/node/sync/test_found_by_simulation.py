"""What the simulator of a province found between nodes, each told again in a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store.telling import draft, named, tell
from tests.node.sync.province import Province, Wire, key

from tusach.library import scopes
from tusach.library.visits.facts import VisitCounted
from tusach.node.store.keys import VOUCH, Installation
from tusach.node.store.offering import paths
from tusach.node.store.receive import Parcel, receive_all
from tusach.node.store.retell import scope_digests
from tusach.node.store.store import Store
from tusach.node.sync.asking import synchronise


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def counts(store: Store, n: int = 3) -> None:
    """So many people came to the store's own place."""
    place = store.identity.place or named("place A")
    subject = named(f"visits {place} {n}")
    body = VisitCounted("on_site", n)
    tell(store, draft("visit.counted/1", subject, body, scopes.operations(place), place=place))


def heir(old: Installation, name: str) -> Installation:
    fresh = key(name)
    return Installation(fresh.seed, old.public_hex, old.sign(VOUCH + fresh.public_key).hex())


def renewed(store: Store, *names: str) -> None:
    """The store goes on under one key after another, each vouched for by the one before."""
    for name in names:
        fresh = heir(store.installation, name)
        store.renew = lambda fresh=fresh: fresh
        store.succeed()


def test_a_hub_that_goes_on_under_a_new_key_is_no_stranger_to_its_libraries(
    province: Province,
) -> None:
    one = province.library("A")
    synchronise(one, Wire(province.hub))
    renewed(province.hub, "hub anew", "hub anew again")
    counts(one)
    assert synchronise(one, Wire(province.hub)).sent > 0
    assert scope_digests(one).items() <= scope_digests(province.hub).items()


def test_a_library_whose_key_changed_twice_between_exchanges_is_still_known(
    province: Province,
) -> None:
    one = province.library("A")
    synchronise(one, Wire(province.hub))
    renewed(one, "A anew", "A anew again")
    counts(one)
    assert synchronise(one, Wire(province.hub)).waiting == 0
    assert scope_digests(one).items() <= scope_digests(province.hub).items()


def test_what_stands_before_a_fork_and_has_no_seal_of_its_own_is_not_sent_for_ever(
    province: Province,
) -> None:
    hub, place = province.hub, named("place A")
    one, twin = province.library("A"), province.store("A", place=place)
    counts(one, 1)
    (stream,) = _rows(one, place)
    receive_all(twin, _paths(one, stream), source="what both have")
    counts(twin, 2)
    counts(one, 3)
    synchronise(one, Wire(hub))  # the hub has the last seal alone, and nothing where they part
    (stream,) = _rows(twin, place)
    receive_all(hub, _paths(twin, stream), source="a stick")
    for _ in range(3):
        last = synchronise(one, Wire(hub))
    assert (last.sent, last.received, last.waiting) == (0, 0, 0)


def _rows(store: Store, place: str) -> list[str]:
    store.seal()
    with store.engine.reading() as reading:
        return [row.stream for row in reading.streams() if row.scope == scopes.operations(place)]


def _paths(store: Store, stream: str) -> list[Parcel]:
    with store.engine.reading() as reading:
        row = reading.stream(stream)
        assert row is not None
        return paths(reading, row)


def test_what_was_told_and_not_sealed_is_not_lost_where_its_stream_forks(
    province: Province,
) -> None:
    one, twin = province.library("A"), province.store("A", place=named("place A"))
    for store in (one, twin):
        synchronise(store, Wire(province.hub))
    counts(one, 1)
    one.seal()
    image = _paths(one, _rows(one, named("place A"))[0])
    receive_all(twin, image, source="what both have")
    counts(twin, 2)
    counts(one, 3)
    other = _paths(twin, _rows(twin, named("place A"))[0])
    fresh = heir(one.installation, "A anew")
    one.renew = lambda: fresh
    receive_all(one, other, source="a stick")  # its own last fact has no seal yet
    synchronise(one, Wire(province.hub))
    assert scope_digests(one).items() <= scope_digests(province.hub).items()


def test_a_node_that_changed_its_key_before_it_was_enrolled_sees_what_it_told(
    province: Province,
) -> None:
    one = province.store("alone", place=named("place A"))
    counts(one)
    subject = named(f"visits {named('place A')} 3")
    assert one.state(subject, "visits").total == 3
    renewed(one, "alone anew")
    one.forget()
    assert one.state(subject, "visits").total == 3
