"""People are settled by who owns the links, and the number is known where no link ever was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.acts.test_settled import asked
from tests.node.store.homes import ON
from tests.node.sync.machines import Machines, lend, machines, meet, reader, stock, take_back

from tusach.library.habit.story import SETTLED_TWICE
from tusach.library.programme.evaluate import Figure
from tusach.node.acts import figures
from tusach.node.acts.duties import perform
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node

DAY_MS = 86_400_000
MONTH = ON[:7]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Machines]:
    with machines(tmp_path) as made:
        yield made


def settled(node: Node) -> list[tuple[str, str, int]]:
    """Level, place or commune, people of the month, as this node knows them told."""
    rows = node.store.query(
        "SELECT level, of_subject, num FROM settlement WHERE tenant = ? AND period = ? "
        "AND reading = ? ORDER BY level, of_subject",
        (node.tenant, MONTH, "with_inside"),
    )
    return [(level, of, num) for level, of, num in rows if level != "unit"]


def answer(node: Node) -> Answer:
    return figures.answers(node, [asked("active_borrowers", MONTH, "with_inside")])[0]


def days_later(days: int, *nodes: Node) -> None:
    for node in nodes:
        node.store.clock.ms += days * DAY_MS  # type: ignore[attr-defined]


def test_a_library_settles_its_place_and_the_hub_the_province(network: Machines) -> None:
    one, other = network.join("hill"), network.join("ford")
    for node, name in ((one, "Nông Thị Hoa"), (one, "Sầm Văn Páo"), (other, "Lý A Sùng")):
        copy = stock(node, f"Sách của {name}")
        lend(node, copy, reader(node, name))
        take_back(node, copy)
    for node in (one, other, one):
        meet(node, network.hub)
    assert answer(network.hub).figure == Figure(3)
    assert answer(one).figure == Figure(2)

    days_later(150, one, other, network.hub)
    for node in (one, other, network.hub):
        perform(node)
    for node in (one, other, one):
        meet(node, network.hub)

    whole = ("province", "", 3)
    places = [("place", str(one.own_place()), 2), ("place", str(other.own_place()), 1)]
    known = ((network.hub, places), (one, places[:1]), (other, places[1:]))
    for node, own in known:
        assert node.store.vault.query("SELECT fact FROM loan_reader") == []
        assert settled(node) == sorted([*own, whole])
        found = answer(node)
        assert found.figure == Figure(3)
        assert found.settled is not None and found.settled.loans == 3
        twice = "SELECT 1 FROM disagreement WHERE tenant = ? AND code = ?"
        assert not node.store.query(twice, (node.tenant, SETTLED_TWICE))
