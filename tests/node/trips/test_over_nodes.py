"""A crate between machines: known before it comes, received without a network, set right after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.privacy.test_everywhere import Province, begin
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.crates.facts import CrateHandedOver, Signer, SignersPrivate
from tusach.library.crates.rules import Receipt
from tusach.library.places.served_facts import VisitRequested
from tusach.library.roads.facts import RoadClosed
from tusach.node.acts import cases, crates_read, crating, roads, serving
from tusach.node.acts.node import At, Node
from tusach.node.store.retell import retell
from tusach.node.store.store import Done

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
BACK = "2026-06-01"


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    """A hub with a desk, a library that sends crates, and its vehicle."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    found = Province(tmp_path, "")
    begin(found)
    yield found
    found.close()


def told(wish: Done | Refusal) -> tuple[str, ...]:
    assert not isinstance(wish, Refusal), wish
    return wish.facts


def library_of(province: Province) -> tuple[Node, At]:
    node = province.nodes["library"]
    return node, scene.at_desk(node, node.today())


def hub_of(province: Province) -> tuple[Node, At]:
    node = province.nodes["hub"]
    return node, At(node.place_id("centre"), node.today())


def packed(province: Province, n: int = 3) -> tuple[str, list[str]]:
    """A crate of the library with some of its books in it."""
    node, at = library_of(province)
    made = crating.make(node, 1, at, room=60)
    assert not isinstance(made, Refusal), made
    ((crate, _),) = made.crates
    rows = node.store.query(
        "SELECT subject FROM copy WHERE holder = ? AND status = 'available' ORDER BY code LIMIT ?",
        (at.place, n),
    )
    copies = [row[0] for row in rows]
    for copy in copies:
        told(crating.pack(node, crate, copy, at))
    return crate, copies


def send(province: Province, crate: str, to: str) -> None:
    node, at = library_of(province)
    told(crating.send(node, crate, at, to=to, back_on=BACK))


def holders(node: Node, copies: list[str]) -> set[str | None]:
    return {node.store.state(one, "copy").holder for one in copies}


def test_a_crate_is_known_with_its_list_before_it_comes_and_the_sender_learns_that_it_came(
    province: Province,
) -> None:
    (library, _), (hub, there) = library_of(province), hub_of(province)
    crate, copies = packed(province)
    send(province, crate, there.place)
    province.meet("library")
    (coming,) = crates_read.crates(hub, crates_read.COMING, place=there.place, on=there.on)
    assert (coming.crate, coming.inside, coming.back_on) == (crate, 3, BACK)
    told(crating.receive(hub, crate, there, Receipt(missing=(copies[0],))))
    province.meet("library")
    assert holders(library, copies[1:]) == {there.place}
    assert library.store.state(copies[0], "copy").status == "in_question"
    for node in (library, hub):
        again = retell(node.store)
        assert again.digest_before == again.digest_after


def test_the_vehicle_that_visits_the_library_knows_the_crate_too(province: Province) -> None:
    crate, copies = packed(province)
    _, there = hub_of(province)
    send(province, crate, there.place)
    province.meet("library")
    province.meet("van")
    van = province.nodes["van"]
    assert van.store.state(crate, "crate").under_way.copies == tuple(sorted(copies))


def test_received_before_anybody_there_was_told_of_it_the_list_is_added_by_itself(
    province: Province,
) -> None:
    (library, _), (hub, there) = library_of(province), hub_of(province)
    crate, copies = packed(province)
    send(province, crate, there.place)
    told(crating.receive(hub, crate, there, Receipt()))
    assert hub.store.state(crate, "crate").last.unlisted
    province.meet("library")
    state = hub.store.state(crate, "crate")
    assert (state.status, state.last.unlisted, len(state.journeys)) == ("here", False, 1)
    assert holders(hub, copies) == holders(library, copies) == {there.place}
    assert crating.complete_receipts(hub) == 0  # once


def test_a_crate_at_the_wrong_library_is_a_case_there_and_at_the_hub_until_it_goes_on(
    province: Province,
) -> None:
    (library, _), (hub, there) = library_of(province), hub_of(province)
    crate, _ = packed(province)
    meant = hub.place_id("somewhere_else")
    send(province, crate, meant)
    province.meet("library")
    told(crating.receive(hub, crate, there, Receipt(anyway=True)))
    province.meet("library")
    for node in (library, hub):
        (case,) = [one for one in cases.cases(node) if one.code == "crate.received_elsewhere"]
        assert case.proven and [one.code for one in case.options] == ["stays", "void"]
    told(crating.forward(hub, crate, there))
    province.meet("library")
    for node in (library, hub):
        assert not [one for one in cases.cases(node) if one.code.startswith("crate.")]


def test_names_of_who_signed_stay_with_their_library_and_the_hub(province: Province) -> None:
    library, at = library_of(province)
    hub, there = hub_of(province)
    crate, copies = packed(province)
    send(province, crate, there.place)
    names = SignersPrivate(gave=Signer("Bế Thị Lưu", "thủ thư"))
    body = CrateHandedOver("gave", "key", len(copies))
    told(crating.hand_over(library, crate, at, body, private=names))
    for name in ("library", "van"):
        province.meet(name)
    (signed,) = hub.store.state(crate, "crate").signed
    assert crating.signers_of(hub, signed.part) == names
    told(crating.forget_signers(library, crate, at))
    province.meet("library")
    assert crating.signers_of(hub, signed.part) is None


def test_what_a_place_tells_everybody_counts_at_the_hub(province: Province) -> None:
    (library, at), (hub, _) = library_of(province), hub_of(province)
    rows = library.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 2", ())
    ends = tuple(str(row[0]) for row in rows)
    told(roads.close(library, RoadClosed(ends, "landslide"), at))
    told(serving.request(library, VisitRequested(at.place, at.on, at.on), at))
    province.meet("library")
    assert [one.ends for one in roads.closed_roads(hub, at.on)] == [ends]
    assert [one.asked.place for one in serving.requests(hub) if one.asked] == [at.place]
