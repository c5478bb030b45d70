"""A library counts and its hub on PostgreSQL with it: one stocktaking, the same registers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.privacy.test_everywhere import Province, begin
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import LawDescribed
from tusach.library.stocktaking.facts import StocktakingBegun
from tusach.library.weeding.facts import Member
from tusach.library.weeding.rules import Decision
from tusach.node.acts import entering, labels, registers, stocktaking, weeding
from tusach.node.acts.erasure_board import board
from tusach.node.acts.node import Node
from tusach.node.acts.weeding import Wanted

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
YEAR = {"first": "2026-01-01", "last": "2026-12-31"}
WAYS = ("law", "damaged", "duplicate", "year", "kind")


@pytest.fixture
def province(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_postgres_database: Callable[[], str],
) -> Iterator[Province]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    found = Province(tmp_path, "")
    begin(found, database=new_postgres_database())
    yield found
    found.close()


def free(node: Node) -> list[str]:
    rows = node.store.query(
        "SELECT code FROM copy WHERE owner = ? AND status = 'available' ORDER BY code",
        (node.place_id(scene.CODE),),
    )
    return [row[0] for row in rows]


def test_scans_of_two_nodes_join_after_an_exchange(province: Province) -> None:
    library, hub = province.nodes["library"], province.nodes["hub"]
    at = scene.at_desk(library, library.today())
    count = stocktaking.begin(library, StocktakingBegun(), at)
    assert isinstance(count, str), count
    province.meet("library")
    codes = free(library)
    for node, some in ((library, codes[:3]), (hub, codes[2:5])):
        for code in some:
            done = stocktaking.scan(node, count, code, at)
            assert not isinstance(done, Refusal) and done.how == "seen", done
        stocktaking.scan(node, count, "X.1", at)
    assert stocktaking.how_many(library, count) == stocktaking.how_many(hub, count) == 3
    province.meet("library")
    both = [stocktaking.figures(node, count) for node in (library, hub)]
    assert both[0] == both[1]
    assert (stocktaking.how_many(library, count), both[0].strange) == (5, 1)
    assert not isinstance(stocktaking.close(hub, count, at), Refusal)
    province.meet("library")
    assert library.store.state(count, "stocktaking").result == both[0]


def test_both_engines_give_the_same_registers_labels_and_suggestions(province: Province) -> None:
    library, hub = province.nodes["library"], province.nodes["hub"]
    at = scene.at_desk(library, library.today())
    place = at.place
    copy = library.store.query(
        "SELECT subject, title FROM copy WHERE code = ?", (free(library)[0],)
    )
    entering.set_laws(library, copy[0][1], (LawDescribed("1/2000", expired_on="2020-01-01"),), at)
    dossier = weeding.begin(library, at, decision="12/QD")
    assert isinstance(dossier, str)
    weeding.propose(library, dossier, at, [copy[0][0]], reason="worn")
    weeding.name_council(library, dossier, at, [Member("Lò Thị Mai")])
    paper = Decision(number="15/QD", on=at.on, disposal="pulped")
    assert not isinstance(weeding.decide(library, dossier, at, paper), Refusal)
    assert not isinstance(weeding.carry_out(library, dossier, at, paper=""), Refusal)
    province.meet("library")

    def told(node: Node) -> list[object]:
        return [
            registers.register(node, place, **YEAR),
            registers.titles_of_lines(node, place, **YEAR),
            registers.one_by_one(node, place, **YEAR, most=50),
            labels.in_period(node, place, **YEAR),
            weeding.share_of(node, dossier, on=at.on),
            weeding.next_due(node, place, at.on),
            *(weeding.suggest(node, place, Wanted(by=way, before=2020), at.on) for way in WAYS),
        ]

    assert told(library) == told(hub)
    found = registers.register(hub, place, **YEAR)
    assert found.withdrawn.copies == 1 and found.after.copies == found.entered.copies - 1
    assert [one.name for one in weeding.council(hub, dossier)] == ["Lò Thị Mai"]
    weeding.forget_council(library, dossier, at)
    (told,) = board(library)
    assert {one.state for one in told.nodes} == {"done", "waits"}
    province.meet("library")
    assert weeding.council(hub, dossier) == ()
    (told,) = board(library)
    assert [one.role for one in told.nodes if one.state != "done"] == ["vehicle"]
    province.meet("van")
    province.meet("library")
    (told,) = board(library)
    assert told.done and len(told.nodes) == 3
