"""Returns without a loan are listed at the hub once nobody is likely to explain them any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.store import homes as scene
from tests.node.sync.machines import Machines, lend, machines, meet, reader, stock, take_back

from tusach.node.acts.unmatched import unmatched_returns


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
    assert unmatched_returns(hub) == []
    (found,) = unmatched_returns(hub, days=0)
    assert (found.copy, found.fact, found.place, found.on) == (
        copy, back, other.own_place(), scene.ON)  # fmt: skip
    for node in (hub, other):
        node.store.clock.ms += 91 * 86_400_000  # type: ignore[attr-defined]
    assert [item.fact for item in unmatched_returns(hub)] == [back]
    assert unmatched_returns(other) == [], "elsewhere the loan is known to the hub alone"
    lend(one, copy, reader(one, "Lý Thị Mẩy"))
    meet(one, hub)
    assert unmatched_returns(hub) == [], "the loan came, late"
