"""A hub that asks nobody reads what waits: at its start, and when it has heard of the sender."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.sync.machines import Machines, machines, stock

from tusach.node.acts.node import Node
from tusach.node.sync import enrolling, held_parcels, parcels, requests, turn
from tusach.node.sync.attempts import Attempts
from tusach.node.sync.enrolling import lead


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def let_in_elsewhere(hub: Node, node: Node) -> None:
    """What another hub, or another process, would tell: nobody reads anything for it."""
    with pytest.MonkeyPatch.context() as away:
        away.setattr(parcels, "read_again", lambda store, home: 0)
        asked = requests.request(node)
        enrolling.found_place(hub, asked, name="Thư viện", kind="")
        enrolling.grant(hub, asked, by=None, days=180)


def waits_at(hub: Node, node: Node) -> str:
    """A parcel of a machine that the hub does not know; a copy that is told of in it."""
    lead(hub)
    node.store.join(hub.store.own_key)
    copy = stock(node, "Quyển đang chờ")
    raw = b"".join(parcels.write(node.store, node.home, (hub.store.own_key,)))
    assert parcels.read(hub.store, hub.home, io.BytesIO(raw)).kept
    return copy


@pytest.mark.parametrize("is_new_process", [True, False])
def test_what_waits_is_read_without_anybody_asking(network: Machines, is_new_process: bool) -> None:
    hub, node = network.hub, network.alone("nui")
    copy = waits_at(hub, node)
    attempts = Attempts(hub, network=lambda: None)
    attempts.tick()
    assert held_parcels.are_there(hub.home), "nobody knows its sender yet"
    let_in_elsewhere(hub, node)
    if is_new_process:
        attempts = Attempts(hub, network=lambda: None)
    with turn.taken(hub.home):
        attempts.tick()  # somebody exchanges: it waits, and forgets nothing
    assert held_parcels.are_there(hub.home)
    attempts.tick()
    assert not held_parcels.are_there(hub.home)
    assert hub.store.state(copy, "copy").registered is not None
