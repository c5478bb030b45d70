"""A hub and a library of its network in one process; pages show whichever is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client
from msgspec.json import encode
from msgspec.structs import replace
from tests.node.conftest import put_session
from tests.node.desk.conftest import HERE, THERE, TODAY, WIDE, Library, ToldClock, ToldRandom
from tests.node.desk.conftest import library as library_alone
from tests.node.office.conftest import CHIEF, jobs, office
from tests.node.office.conftest import library as library_with_chief
from tests.node.sync.door import Door

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.nodes.facts import NODE_ENROLLED, NodeEnrolled, node_subject
from tusach.node.acts import circulation, current
from tusach.node.acts.node import Node, open_node
from tusach.node.people import directory, logins, sessions
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.settings import machine
from tusach.node.store import home as homes
from tusach.node.store.keys import Installation, box_key
from tusach.node.store.store import World
from tusach.node.sync import enrolling, errands, requests, waiting
from tusach.node.sync.certifying import draft, tell
from tusach.node.sync.exchanging import exchange
from tusach.node.sync.requests import FORM, Request, signed_bytes

__all__ = ["CHIEF", "HERE", "THERE", "TODAY", "WIDE", "Library", "jobs", "office"]
__all__ += ["library_alone", "library_with_chief"]

LAPTOP = Installation(hashlib.sha256(b"laptop").digest())


class Network(msgspec.Struct, frozen=True):
    """The hub with its two libraries, and the node of one of these; door: of the hub."""

    library: Library
    branch: Node
    clock: ToldClock
    door: Door

    @property
    def hub(self) -> Node:
        return self.library.node

    def met(self) -> None:
        """Both hold the same."""
        self.door.open()
        exchange(self.branch, self.door.address)
        self.door.shut()

    def count_one(self) -> None:
        """Something is done at the branch."""
        from tusach.library.visits.facts import VisitCounted
        from tusach.node.acts.node import At

        at = At(self.library.hut, TODAY)
        told = circulation.count_visits(self.branch, VisitCounted("on_site", 1), at)
        assert not isinstance(told, Refusal), told
        self.branch.store.seal()


class Seeds(ToldRandom):
    """Chance of another machine."""

    def __init__(self) -> None:
        self.drawn = 10**9


@pytest.fixture
def library(library_with_chief: Library) -> Library:
    return library_with_chief


@pytest.fixture
def network(library: Library, tmp_path: Path) -> Iterator[Network]:
    """The hub has taken the library of Brisa into its network, and nothing was exchanged yet."""
    home, hub = tmp_path / "branch", library.node
    told = {"profile": "lumira", "offset_minutes": hub.store.identity.offset_minutes}
    homes.create(home, role="library", tenant=hub.tenant, place="brisa_hut", **told)
    clock = ToldClock()
    branch = open_node(home, world=World(clock=clock, random=Seeds(), built_ms=0))
    asked = requests.request(branch, "laptop of Brisa")
    _, answer = enrolling.grant(hub, asked, by=None, days=180)
    enrolling.accept(branch, answer)
    door = Door(hub)
    yield Network(library, branch, clock, door)
    errands.wait_for_all()
    door.shut()
    branch.close()


@pytest.fixture
def at(network: Network) -> Iterator[Callable[..., Client]]:
    """A function that gives a client at a node: at(node, staff)."""
    before_node, before = current.install(network.hub), directory.current()

    def make(node: Node, staff: str = THERE, *, language: str = "en") -> Client:
        current.install(node)
        directory.install(LedgerDirectory(node))
        login = logins.Login.objects.filter(staff_id=staff).first() or logins.create_login(
            staff, f"login-{staff[0]}"
        )
        client = Client(HTTP_HOST="localhost")
        put_session(client, lambda request: sessions.begin_staff(request, login))  # type: ignore[arg-type]
        client.cookies["tusach-language"] = language
        if staff in (WIDE, CHIEF):
            client.post("/place", {"place": network.library.main})
        return client

    yield make
    current.install(before_node)
    directory.install(before)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that this machine takes for a stick."""
    folder = tmp_path / "media" / "STICK"
    folder.mkdir(parents=True)
    plugged_in(folder, tmp_path, monkeypatch)
    return folder


def plugged_in(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sdx1 {folder} vfat rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(machine, "MOUNTS", mounts)
    monkeypatch.setattr(machine, "MEDIA_FOLDERS", (str(tmp_path),))


def words(answer: Any) -> str:
    """The page that came back."""
    found: str = answer.content.decode()
    return found


def followed(client: Client, answer: Any) -> str:
    """The page to which a form sends on, when what was asked for is done."""
    assert answer.status_code == 302, words(answer)
    errands.wait_for_all()
    return words(client.get(answer["Location"]))


def let_in(library: Library, key: Installation, label: str = "", until: str = "2027-06-01") -> str:
    """A machine of the hut is enrolled; its subject."""
    store = library.node.store
    enrolling.lead(library.node)
    public = key.public_hex
    body = NodeEnrolled(public, box_key(public), "library", (library.hut,), until, label)
    tell(store, None, [draft(store, NODE_ENROLLED, public, body)])
    return node_subject(store.tenant, public)


def asked_by(library: Library, key: Installation, **more: str) -> bytes:
    """The request of a machine of the main place, as its file."""
    made = Request(FORM, library.node.tenant, "library", "main", "", (key.public_hex,), **more)
    signed = replace(made, signature=key.sign(signed_bytes(made)).hex())
    return encode(signed)


def asks(library: Library, name: str, *, granted: bool = False) -> str:
    """A machine of the librarian's place that asks to be let in; its subject."""
    raw = asked_by(library, Installation(sha256(name.encode())[:32].encode()))
    found = waiting.keep(library.node, raw, source=waiting.BY_FILE)
    if granted:
        enrolling.grant(library.node, raw, by=None, days=90)
    return found.subject


@pytest.fixture
def laptop(library: Library) -> str:
    """The subject of a laptop of the hut."""
    return let_in(library, LAPTOP, "old laptop")
