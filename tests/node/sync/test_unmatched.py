"""Returns without a loan are listed at the hub once nobody is likely to explain them any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.sync.machines import Machines, at, lend, machines, meet, reader, stock, take_back

from tusach.node.acts import cases, settling
from tusach.node.acts.cases import Case, late_returns
from tusach.node.acts.node import Node


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def test_a_return_that_no_loan_explains_in_ninety_days_stands_on_the_hubs_list(
    network: Machines,
) -> None:
    hub, one, other = network.hub, network.join("nui"), network.join("song")
    copy = stock(one)
    meet(one, hub)
    meet(other, hub)
    back = take_back(other, copy)
    meet(other, hub)
    assert listed(hub) == []
    (found,) = listed(hub, days=0)
    assert (found.subject, found.facts, found.desks) == (copy, (back,), (other.own_place(),))
    for node in (hub, other):
        node.store.clock.ms += 91 * 86_400_000  # type: ignore[attr-defined]
    assert [item.facts for item in listed(hub)] == [(back,)]
    assert listed(other) == [], "elsewhere the loan is known to the hub alone"
    lend(one, copy, reader(one, "Lý Thị Mẩy"))
    meet(one, hub)
    assert listed(hub) == [], "the loan came, late"


def test_one_that_people_have_settled_waits_no_more(network: Machines) -> None:
    hub, one, other = network.hub, network.join("nui"), network.join("song")
    copy = stock(one)
    meet(one, hub)
    meet(other, hub)
    take_back(other, copy)
    meet(other, hub)
    hub.store.clock.ms += 91 * 86_400_000  # type: ignore[attr-defined]
    (case,) = listed(hub)
    assert case in cases.cases(hub)
    done = settling.choose(hub, case.id, case.options[0].key, at(hub, hub.today()))
    assert isinstance(done, settling.Settled), done
    assert listed(hub) == []
    assert case.id not in {one.id for one in cases.cases(hub)}


def listed(node: Node, **days: int) -> list[Case]:
    return list(late_returns(node, **days))
