"""A hub and two libraries, each with its own files: guests, double loans, readers known twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.describing import describe_title
from tests.node.desk.conftest import BEGUN, TODAY, ToldClock, ToldRandom
from tests.node.sync.province import Wire

from tusach.ledger.draft import Draft, Refusal
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.nodes.facts import NodeEnrolled, NodeRevoked, node_subject
from tusach.library.readers.rules import NewReader
from tusach.library.readers.visiting import VisitorCard
from tusach.node.acts import cases, circulation, registering, settling
from tusach.node.acts.guests import back_of_card, guest, guest_card
from tusach.node.acts.node import At, Node, load_profile, open_node
from tusach.node.acts.province import first_blocks, place_drafts, programme_drafts
from tusach.node.store import home as homes
from tusach.node.store.store import World
from tusach.node.sync.asking import synchronise


class Chance(ToldRandom):
    """Chance of one machine: other ids than those of the other machines."""

    def __init__(self, machine: int) -> None:
        super().__init__()
        self.drawn = machine << 64


class Network:
    """Three nodes at work; `here` and `there` serve a place each."""

    def __init__(self, folder: Path) -> None:
        self.profile = load_profile("lumira")
        self.hub = self._node(folder, 1, "hub", "")
        self.root = self.hub.store.own_key
        self.hub.store.join(self.root)
        demonstration = self.profile.demonstration
        assert demonstration is not None
        tell = self.hub.store.tell
        tell(None, list(programme_drafts(self.profile, self.hub.tenant, BEGUN)))
        for place in demonstration.places:
            tell(None, list(place_drafts(self.profile, self.hub.tenant, place, BEGUN)))
        self.places = [self.hub.place_id(one.code) for one in demonstration.places]
        tell(None, list(first_blocks(self.hub, self.places, BEGUN)))
        self.here = self._library(folder, 2, "main")
        self.there = self._library(folder, 3, "brisa_hut")

    def _node(self, folder: Path, nr: int, role: str, place: str) -> Node:
        home = folder / f"{role}{nr}"
        offset = self.profile.province.time_zone.utc_offset_minutes
        words = {"profile": "lumira", "offset_minutes": offset}
        if place:
            words["place"] = place
        homes.create(home, role=role, tenant=self.profile.province.tenant, **words)
        clock = ToldClock()
        clock.ms += nr * 1_000
        return open_node(home, world=World(clock=clock, random=Chance(nr), built_ms=0))

    def _library(self, folder: Path, nr: int, code: str) -> Node:
        node = self._node(folder, nr, "library", code)
        place = node.place_id(code)
        key = node.store.own_key
        body = NodeEnrolled(key, "b" * 64, "library", (place,), "2027-12-31")
        self._of_node(key, "node.enrolled/1", body)
        node.store.join(self.root, place=place)
        self.meet(node)
        return node

    def _of_node(self, key: str, kind: str, body: object) -> None:
        subject = node_subject(self.hub.tenant, key)
        wish = Draft(kind=kind, subject=subject, scope="control", on=BEGUN, body=body)
        told = self.hub.store.tell(None, (wish,))
        assert not isinstance(told, Refusal), told

    def revoke(self, node: Node) -> None:
        """The machine counts no more."""
        self._of_node(node.store.own_key, "node.revoked/1", NodeRevoked("stolen", ()))

    def meet(self, *nodes: Node) -> None:
        """Each exchanges with the hub, twice, so that all know what the others brought."""
        for node in (*nodes, *nodes):
            synchronise(node.store, Wire(self.hub.store))


def at(node: Node) -> At:
    place = node.store.identity.place
    return At(place or "", TODAY)


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    made = Network(tmp_path)
    yield made
    for node in (made.hub, made.here, made.there):
        node.close()


def reader(node: Node, name: str = "Nông Thị Hoa", card: str = "") -> tuple[str, str]:
    new = NewReader(subject="", name=name, group="grown", birth_year=1985, card=card)
    told = registering.register_readers(node, (new,), at(node))
    assert not isinstance(told, Refusal), told
    return told.readers[0], told.cards[0]


def copy(node: Node) -> str:
    body = TitleDescribed(record="a" * 64, format="typed", title="Truyện Kiều")
    describe_title(node, body, b"", at(node))
    (title,) = node.store.query("SELECT subject FROM title")[0]
    told = registering.register_copy(node, registering.NewCopy(title=title), at(node))
    assert not isinstance(told, Refusal), told
    return str(node.store.query("SELECT subject FROM copy ORDER BY code DESC")[0][0])


def back_of(network: Network) -> tuple[str, str, str]:
    """A reader of `here`, the number and the back of the card; `there` has met the hub since."""
    who, number = reader(network.here)
    state = network.here.store.state(who, "reader")
    network.meet(network.here, network.there)
    return who, number, back_of_card(network.here, state, number)


def test_a_guest_borrows_without_a_name_and_the_hub_joins_it_to_the_home_reader(
    network: Network,
) -> None:
    hub, there = network.hub, network.there
    who, _, text = back_of(network)
    book = copy(there)
    card = guest_card(there, text, TODAY)
    assert isinstance(card, VisitorCard) and card.reader == who
    told = circulation.lend(there, book, who, at(there), guest=guest(card, at(there)))
    assert not isinstance(told, Refusal), told
    assert there.store.vault.query("SELECT name FROM reader_name") == []
    network.meet(there, network.here)
    assert list(hub.store.open_loans(who).values()) == [book]
    assert hub.store.vault.query("SELECT name FROM reader_name") == [("Nông Thị Hoa",)]
    assert network.here.store.open_loans(who) == {}
    assert cases.cases(hub) == ()


def test_a_card_sealed_by_a_machine_that_was_shut_out_is_refused(network: Network) -> None:
    _, _, text = back_of(network)
    network.revoke(network.here)
    network.meet(network.there)
    found = guest_card(network.there, text, TODAY)
    assert isinstance(found, Refusal) and found.code == "visitor.signer_revoked"


def test_a_machine_that_is_not_known_yet_is_known_after_an_exchange(network: Network) -> None:
    here, there = network.here, network.there  # `there` was admitted after `here` met the hub
    who, number = reader(there)
    text = back_of_card(there, there.store.state(who, "reader"), number)
    found = guest_card(here, text, TODAY)
    assert isinstance(found, Refusal) and found.code == "visitor.signer_unknown"
    network.meet(here)
    assert isinstance(guest_card(here, text, TODAY), VisitorCard)


def test_who_was_registered_for_now_is_joined_at_the_hub_with_one_tap(network: Network) -> None:
    hub, here, there = network.hub, network.here, network.there
    who, number = reader(here)
    book = copy(there)
    twin, same = reader(there, "Hoa", card=number)
    assert same == number
    told = circulation.lend(there, book, twin, at(there))
    assert not isinstance(told, Refusal), told
    network.meet(here, there)
    (case,) = cases.cases(hub)
    assert (case.why, {case.subject, *case.others}) == ("same_card", {who, twin})
    assert set(case.desks) == set(network.places)
    done = settling.choose(hub, case.id, "merge", At("", TODAY))
    assert not isinstance(done, Refusal), done
    assert list(hub.store.open_loans(who).values()) == [book]
    assert cases.cases(hub) == ()
    network.meet(here, there)
    assert twin in here.store.person(who) or who in there.store.person(twin)
    assert list(there.store.open_loans(twin).values()) == [book]


def test_a_copy_lent_at_two_libraries_is_seen_and_settled_at_the_hub(network: Network) -> None:
    hub, here, there = network.hub, network.here, network.there
    book = copy(here)
    network.meet(here, there)
    for node in (here, there):
        told = circulation.lend(node, book, reader(node)[0], at(node))
        assert not isinstance(told, Refusal), told
    network.meet(here, there)
    assert cases.cases(here) == cases.cases(there) == ()
    case = next(one for one in cases.cases(hub) if one.code == "copy.lent_twice")
    assert set(case.desks) == set(network.places)
    done = settling.choose(hub, case.id, case.options[0].key, At("", TODAY))
    assert not isinstance(done, Refusal), done
    network.meet(here, there)
    loans = [len(node.store.state(book, "copy").open_loans) for node in (here, there)]
    assert sorted(loans) == [0, 1]
    assert len(hub.store.state(book, "copy").open_loans) == 1


def test_a_library_amends_nothing_of_another_place(network: Network) -> None:
    scope = f"circulation:{network.there.store.identity.place}"
    place = network.there.store.identity.place
    assert settling.standing_of(network.here, None, place, scope) is None
    assert settling.standing_of(network.there, None, place, scope) == "teller"
    assert settling.standing_of(network.hub, None, place, scope) == "supervisor"
    assert settling.standing_of(network.here, None, place, "catalogue") == "teller"
    assert settling.standing_of(network.here, None, place, "control") is None
