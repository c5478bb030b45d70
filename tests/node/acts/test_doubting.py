"""Doubts and spot checks at a real store, on both engines: records, readers as numbers, custody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.node.store import homes as scene

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library.copies.in_crates import CrateReceived
from tusach.library.doubts import rules
from tusach.library.doubts.story import SpotcheckState
from tusach.library.staff import rules as staff_rules
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, doubting, spot_checking
from tusach.node.acts.node import At, Node

MONTH = scene.ON[:7]
INSPECTOR = "d" * 32
LATER_MS = scene.LATER_MS + 8 * 86_400_000
"""In the month after."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Node]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    is_hub = request.param == "postgres"
    url = str(request.getfixturevalue("new_postgres_database")()) if is_hub else ""
    scene.found(home, database=url)
    scene.fill(home, readers=4, loans=24)
    with scene.at_work(home, ms=LATER_MS) as found:
        yield found


def here(node: Node, day: int = 20) -> At:
    return scene.at_desk(node, f"{MONTH}-{day:02}")


def a_doubt(node: Node) -> doubting.Doubt:
    return doubting.doubt(node, here(node).place, MONTH)


def test_records_of_visits_and_loans_come_with_how_they_were_entered(node: Node) -> None:
    before = len(a_doubt(node).records)
    circulation.count_visits(node, VisitCounted("on_site", 4, sheet="9"), here(node, 3))
    circulation.count_visits(node, VisitCounted("on_site", 4, sheet="9"), here(node, 3))
    circulation.count_visits(node, VisitCounted("on_site", 2), here(node, 4))
    found = a_doubt(node)
    assert len(found.records) == before + 2  # a sheet counts once
    by_day = {(one.what, one.on): one for one in found.records}
    assert by_day["visit", f"{MONTH}-03"].grade == "tally"
    assert by_day["visit", f"{MONTH}-04"].grade == "later"
    assert doubting.doubts(node, [here(node).place, "f" * 32], MONTH) == [found]


def test_readers_are_numbers_and_nothing_that_is_told_names_one(node: Node) -> None:
    found = a_doubt(node)
    readers = {one.who for one in found.records if one.what == "loan"}
    assert readers == {1, 2, 3, 4}
    raw = msgspec.json.encode(found)
    assert not [one for one in scene.readers_of(node) if one.encode() in raw]
    few = found.measured["few_readers"]
    assert few is not None
    assert few >= 750


def test_a_copy_whose_crate_came_elsewhere_contradicts_its_loan_here(node: Node) -> None:
    lent = scene.copies_of(node)
    free = [one for one in lent if node.store.state(one, "copy").standing == 0]
    copy, crate = free[0], derived(node.tenant, "test", "crate")
    elsewhere = derived(node.tenant, "test", "elsewhere")
    draft = Draft(
        kind="crate.received/1",
        subject=crate,
        also=(copy,),
        scope="catalogue",
        on=f"{MONTH}-20",
        place=elsewhere,
        body=CrateReceived(),
    )
    assert not isinstance(node.store.tell(None, (draft,)), Refusal)
    assert a_doubt(node).apart == ()
    circulation.lend(node, copy, scene.readers_of(node)[0], here(node, 21))
    (one,) = a_doubt(node).apart
    assert (one.copy, one.stood, one.what) == (copy, elsewhere, "lent")
    assert node.store.fact(one.use) is not None
    assert node.store.fact(one.stood_by) is not None


def test_the_drawing_is_the_same_on_both_engines_and_knows_who_told(node: Node) -> None:
    known = spot_checking.told_before(
        node, place=here(node).place, month=MONTH, of="loans", day="2099-01-01"
    )
    assert len(known) > 4
    of = spot_checking.subject(node, place=here(node).place, month=MONTH, of="loans")
    asked = rules.Drawing(
        month=MONTH, of="loans", source="drand", public_on="2026-03-02", public="ab12", n=4
    )
    at = rules.At(node.today(), here(node).place, None)
    drawn = spot_checking.draw(node, SpotcheckState(of), asked, at)
    assert not isinstance(drawn, Refusal), drawn
    assert set(drawn[0].body.drawn) <= set(known)
    assert isinstance(node.store.tell(None, drawn), Refusal)  # a library does not draw for itself
    who = staff_rules.appoint(
        INSPECTOR, name="Hoa", role="provincial", place=at.place, on=f"{MONTH}-01"
    )
    assert not isinstance(who, Refusal)
    for by, drafts in ((None, who), (INSPECTOR, drawn)):
        assert not isinstance(node.store.tell(by, drafts), Refusal)
    state = spot_checking.check(node, of)
    assert [one.subject for one in spot_checking.listed(node)] == [of]
    assert spot_checking.came_later(node, state) == 0
    assert spot_checking.is_same_frame(node, state)
    assert spot_checking.tellers(node, known) == set()
    records = spot_checking.records(node, state)
    assert {one.reader for one in records} <= set(scene.readers_of(node))
