"""A real node on a temporary home, with books of a profile, two libraries and two readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.node.conftest import put_session
from tests.node.describing import describe_title

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.ident import sha256
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.readers.rules import NewReader
from tusach.library.staff import rules as staff_rules
from tusach.node.acts import circulation, current, registering
from tusach.node.acts.node import At, Node, load_profile, open_node
from tusach.node.acts.province import first_blocks, place_drafts, programme_drafts
from tusach.node.demo import stock
from tusach.node.demo.world import SeededRandom
from tusach.node.opac import front
from tusach.node.people import directory, logins, pins, sessions
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.store import home as homes
from tusach.node.store.store import World

BEGUN, TODAY = "2026-01-05", "2026-11-23"
NOON_MS = 1_795_435_200_000  # 2026-11-23 12:00 UTC
HOA, PAO = "1" * 32, "2" * 32
NAMES = {HOA: "Nông Thị Hoa", PAO: "Hoàng Văn Páo"}
LIBRARIAN = "b" * 32
FRAGMENT: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
PIN = "2468"


class ToldClock:
    """A clock that stands still, but for a millisecond each look."""

    def __init__(self) -> None:
        self.ms = NOON_MS

    def now_ms(self) -> int:
        self.ms += 1
        return self.ms


class Shelf:
    """The node with what a test asks of it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        assert node.profile.demonstration is not None
        self.codes = [place.code for place in node.profile.demonstration.places[:2]]
        self.main, self.other = (node.place_id(code) for code in self.codes)
        self.titles: dict[str, str] = {}
        self.copies: dict[str, list[str]] = {}
        self.raw: dict[str, bytes] = {}
        self.cards: dict[str, str] = {}

    def at(self, place: str | None = None, on: str = TODAY) -> At:
        """Where and when a test acts beside the pages."""
        return At(place or self.main, on)

    def lend(self, title: str, reader: str, on: str = TODAY) -> str:
        """Lend the first copy of a title; the copy."""
        copy = self.copies[title][0]
        told = circulation.lend(self.node, copy, reader, self.at(on=on))
        assert not isinstance(told, Refusal), told
        return copy

    def due_on(self, copy: str) -> str:
        """When an open loan is due."""
        loan = self.node.store.state(copy, "copy").open_loan
        assert loan is not None
        return str(loan.due_on)

    def facts(self) -> int:
        """How many facts the ledger holds."""
        with self.node.store.engine.reading() as reading:
            return reading.arrival()

    def describe(self, name: str, **more: Any) -> str:
        """A title typed by hand; its id."""
        number = len(self.titles)
        raw, said = f"typed {number}".encode(), {"authors": ("X. Y.",), **more}
        body = TitleDescribed(record=sha256(raw), format="typed", title=name, **said)
        done = describe_title(self.node, body, raw, self.at())
        assert not isinstance(done, Refusal), done
        self.titles[name] = _subject(self.node, done.facts[0])
        self.copies[name] = []
        return self.titles[name]

    def own(self, title: str, place: str | None = None, **more: Any) -> str:
        """One more copy of a title; the copy."""
        new = registering.NewCopy(title=self.titles[title], **{"call_number": "K 1", **more})
        done = registering.register_copy(self.node, new, self.at(place, on=BEGUN))
        assert not isinstance(done, Refusal), done
        copy = _subject(self.node, done.facts[-1])
        self.copies[title].append(copy)
        return copy

    def code(self, copy: str) -> str:
        """The number on a copy's label."""
        return str(self.node.store.state(copy, "copy").registered.code)


def _subject(node: Node, fact: str) -> str:
    row = node.store.fact(fact)
    assert row is not None
    return trusted(row.raw).subject


def _places(node: Node) -> None:
    profile, tenant = node.profile, node.tenant
    assert profile.demonstration is not None
    places = profile.demonstration.places[:2]
    node.store.tell(None, list(programme_drafts(profile, tenant, BEGUN)))
    for place in places:
        node.store.tell(None, list(place_drafts(profile, tenant, place, BEGUN)))
    ids = [node.place_id(one.code) for one in places]
    node.store.tell(None, list(first_blocks(node, ids, BEGUN)))
    drafts = staff_rules.appoint(
        LIBRARIAN, name="Bea Here", role="librarian", place=ids[0], on=BEGUN
    )
    assert not isinstance(drafts, Refusal)
    node.store.tell(None, drafts)


def _books(shelf: Shelf, most: int) -> None:
    """Real books of the profile as MARC records: two copies in the first place, one elsewhere."""
    node = shelf.node
    assert node.profile.books is not None
    count = min(most, len(node.profile.books.books))
    described = []
    with node.store.batch() as transaction:
        for record in stock.records(node.profile, SeededRandom("opac"), count):
            one = stock.describe(node, transaction, record, shelf.at(on=BEGUN))
            described.append((one, record[0]))
    for one, raw in described:
        name = node.store.state(one.title, "title").described.title
        shelf.titles[name], shelf.raw[name], shelf.copies[name] = one.title, raw, []
    with node.store.batch() as transaction:
        for place in (shelf.main, shelf.main, shelf.other):
            titles = [one for one, _raw in described]
            made = stock.register(node, transaction, titles, shelf.at(place, BEGUN))
            for (copy, _one), name in zip(made, shelf.titles, strict=True):
                shelf.copies[name].append(copy)


def _readers(shelf: Shelf) -> None:
    group = shelf.node.profile.lending.reader_groups
    grown = next(one for one in group if not one.needs_guardian and not one.stands_for_many)
    for reader, name in NAMES.items():
        new = NewReader(subject=reader, name=name, group=grown.code, birth_year=1985)
        done = registering.register_readers(shelf.node, [new], shelf.at(on=BEGUN))
        assert not isinstance(done, Refusal), done
        shelf.cards[reader] = done.cards[0]


@pytest.fixture
def profile_name() -> str:
    """Which profile the node is made of; a test may ask for another by `parametrize`."""
    return "lumira"


@pytest.fixture
def database() -> str:
    """The address of a PostgreSQL database, or an empty text for SQLite."""
    return ""


@pytest.fixture
def shelf(home: Path, db: None, profile_name: str, database: str) -> Iterator[Shelf]:
    """Two libraries with books and readers, open for the pages."""
    profile = load_profile(profile_name)
    zone = profile.province.time_zone
    home.joinpath("home.json").unlink()
    homes.create(
        home,
        role="hub",
        tenant=profile.province.tenant,
        profile=profile_name,
        offset_minutes=zone.utc_offset_minutes,
        **({"database": database} if database else {}),
    )
    node = open_node(home, world=World(clock=ToldClock(), random=SeededRandom("x"), built_ms=0))
    before_node, before = current.install(node), directory.install(LedgerDirectory(node))
    front.forget()
    _places(node)
    found = Shelf(node)
    _books(found, 30)
    _readers(found)
    yield found
    current.install(before_node)
    directory.install(before)
    node.close()


def reading(language: str = "vi", **more: Any) -> Client:
    """A stranger's browser somewhere in the network, in a language."""
    client = Client(REMOTE_ADDR="192.168.1.7", HTTP_HOST="node.local", **more)
    client.cookies["tusach-language"] = language
    return client


@pytest.fixture
def as_reader(shelf: Shelf) -> Callable[[str], Client]:
    """A function that gives a client in which a reader is logged in."""

    def make(reader: str = HOA) -> Client:
        client = reading()
        pins.set_pin(reader, PIN)
        put_session(client, lambda request: sessions.begin_reader(request, reader))  # type: ignore[arg-type]
        return client

    return make


@pytest.fixture
def as_staff(shelf: Shelf) -> Client:
    """A client in which the librarian of the first place is logged in."""
    client = reading()
    login = logins.create_login(LIBRARIAN, "bea")
    put_session(client, lambda request: sessions.begin_staff(request, login))  # type: ignore[arg-type]
    return client


def words(answer: Any) -> str:
    """The page or fragment that came back."""
    found: str = answer.content.decode()
    return found


def plain(answer: Any) -> str:
    """The page without tags, its spaces joined."""
    import html
    import re

    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", words(answer))).split())
