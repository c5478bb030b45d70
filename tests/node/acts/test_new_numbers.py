"""Numbers for cards at a library's own node, where nobody has granted a block yet."""

from pathlib import Path

import pytest

from tusach.ledger.draft import Refusal
from tusach.library.readers.rules import NewReader
from tusach.library.staff import rules as staff_rules
from tusach.node.acts import registering
from tusach.node.acts.node import At, Node, load_profile, open_node
from tusach.node.acts.province import place_drafts, programme_drafts
from tusach.node.store import home as homes

LIBRARIAN = "b" * 32


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A library's own node with its place and one librarian, and no block of numbers."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    profile = load_profile("lumira")
    home = tmp_path / "home"
    homes.create(home, role="library", tenant=profile.province.tenant, profile="lumira")
    made = open_node(home)
    assert profile.demonstration is not None
    place = profile.demonstration.places[0]
    made.store.tell(None, list(programme_drafts(profile, made.tenant, "2026-01-05")))
    made.store.tell(None, list(place_drafts(profile, made.tenant, place, "2026-01-05")))
    drafts = staff_rules.appoint(
        LIBRARIAN, name="B", role="librarian", place=made.place_id("main"), on="2026-01-05"
    )
    assert not isinstance(drafts, Refusal)
    made.store.tell(None, drafts)
    return made


def test_a_librarian_registers_a_family_and_the_node_grants_one_block(node: Node) -> None:
    at = At(node.place_id("main"), "2026-11-20", LIBRARIAN)
    family = [NewReader(subject="", name=name, group="grown") for name in ("One", "Two")]
    told = registering.register_readers(node, family, at)
    assert not isinstance(told, Refusal)
    first, second = told.cards
    assert first != second
    assert first[:6] == second[:6]
    assert node.store.query("SELECT count(*) FROM block") == [(1,)]
    node.close()


def test_a_refused_family_draws_no_number(node: Node) -> None:
    at = At(node.place_id("main"), "2026-11-20", LIBRARIAN)
    family = [NewReader(subject="", name=name, group="grown") for name in ("One", "  ")]
    told = registering.register_readers(node, family, at)
    assert isinstance(told, Refusal)
    assert told.values["line"] == 2
    assert node.store.query("SELECT count(*) FROM block") == [(0,)]
    node.close()
