"""A real node on a temporary home, with two invented libraries and the people who work there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.node.conftest import put_session
from tests.node.describing import describe_title

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.readers.rules import NewReader
from tusach.library.staff import rules as staff_rules
from tusach.node.acts import cases, circulation, current, registering
from tusach.node.acts.node import At, Node, load_profile, open_node
from tusach.node.acts.province import first_blocks, place_drafts, programme_drafts
from tusach.node.people import directory, logins, sessions
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.people.models import Login
from tusach.node.store import home as homes
from tusach.node.store.store import World

BEGUN, TODAY = "2026-01-05", "2026-11-23"
NOON_MS = 1_795_435_200_000  # 2026-11-23 11:00 where the invented province lies
WIDE, HERE, THERE = "a" * 32, "b" * 32, "c" * 32
ADULT, CHILD, STRANGER = "1" * 32, "2" * 32, "3" * 32


class ToldClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.ms = NOON_MS

    def now_ms(self) -> int:
        self.ms += 1
        return self.ms

    def minutes_pass(self, minutes: int) -> None:
        """Move it on."""
        self.ms += minutes * 60_000


class ToldRandom:
    """Chance that repeats: each value is fresh, none is surprising."""

    def __init__(self) -> None:
        self.drawn = 0

    def seed(self) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(32, "big")

    def new_id(self) -> str:
        self.drawn += 1
        return f"{self.drawn:032x}"


class Library:
    """The node with what a test asks of it."""

    def __init__(self, node: Node, clock: ToldClock) -> None:
        self.node = node
        self.clock = clock
        self.main = node.place_id("main")
        self.hut = node.place_id("brisa_hut")
        self.cards: dict[str, str] = {}
        self.copies: list[str] = []
        self.titles: list[str] = []

    def at(self, place: str | None = None, on: str = TODAY, by: str | None = None) -> At:
        """Where, when, by whom a test acts beside the pages."""
        return At(place or self.main, on, by)

    def lend(self, copy: str, reader: str, on: str = TODAY) -> str:
        """The fact of a loan, told beside the pages."""
        told = circulation.lend(self.node, copy, reader, self.at(on=on))
        assert not isinstance(told, Refusal), told
        return told.fact

    def code(self, copy: str) -> str:
        """The number on a copy's label."""
        said = self.node.store.state(copy, "copy").registered
        assert said is not None
        return str(said.code)

    def facts(self) -> int:
        """How many facts the ledger holds."""
        with self.node.store.engine.reading() as reading:
            return reading.arrival()

    def loans_of(self, reader: str) -> list[str]:
        """Copies that a reader has now."""
        return sorted(self.node.store.open_loans(reader).values())

    def registered_twice(self) -> str:
        """The adult is registered once more; the case that waits for it."""
        ((name,),) = self.node.store.vault.query(
            "SELECT name FROM reader_name WHERE reader = ?", (ADULT,)
        )
        twin = NewReader(subject="", name=name, group="grown", birth_year=1985)
        told = registering.register_readers(self.node, (twin,), self.at())
        assert not isinstance(told, Refusal), told
        (found,) = cases.cases(self.node)
        return found.id


def _found(node: Node) -> Library:
    profile, tenant = node.profile, node.tenant
    tell = node.store.tell
    assert profile.demonstration is not None
    tell(None, list(programme_drafts(profile, tenant, BEGUN)))
    for place in profile.demonstration.places:
        tell(None, list(place_drafts(profile, tenant, place, BEGUN)))
    places = [node.place_id(one.code) for one in profile.demonstration.places]
    tell(None, list(first_blocks(node, places, BEGUN)))
    for staff, name, role, place in (
        (WIDE, "Ana Wide", "provincial", places[0]),
        (HERE, "Bea Here", "librarian", places[0]),
        (THERE, "Caio There", "librarian", places[1]),
    ):
        drafts = staff_rules.appoint(staff, name=name, role=role, place=place, on=BEGUN)
        assert not isinstance(drafts, Refusal)
        tell(None, drafts)
    return Library(node, node.store.clock)  # type: ignore[arg-type]


def _fill(library: Library) -> None:
    node, at = library.node, library.at(on=BEGUN)
    for nr, name in enumerate(("Dế Mèn phiêu lưu ký", "Truyện Kiều", "Atlas of the valleys")):
        body = TitleDescribed(record=f"{nr:064x}", format="typed", title=name, authors=("X. Y.",))
        told = describe_title(node, body, f"record {nr}".encode(), at)
        assert not isinstance(told, Refusal)
        row = node.store.query("SELECT subject FROM title WHERE title = ?", (name,))
        library.titles.append(row[0][0])
    for title, material in ((0, "book"), (0, "book"), (1, "book"), (1, "book"), (2, "atlas")):
        new = registering.NewCopy(
            title=library.titles[title], material=material, call_number=f"K {title}"
        )
        told = registering.register_copy(node, new, at)
        assert not isinstance(told, Refusal)
        library.copies.append(_subject(node, told.facts[-1]))
    household = "f" * 32
    family = (
        NewReader(subject=ADULT, name="Nông Thị Hoa", group="grown", birth_year=1985,
                  hamlet="Nà Rẩy", household=household),
        NewReader(subject=CHILD, name="Nông Văn Páo", group="young", birth_year=2015,
                  hamlet="Nà Rẩy", household=household, guardian=ADULT),
    )  # fmt: skip
    stranger = NewReader(subject=STRANGER, name="Zé do Vale", group="grown", birth_year=1990)
    for some, place in ((family, library.main), ((stranger,), library.hut)):
        done = registering.register_readers(node, some, library.at(place, BEGUN))
        assert not isinstance(done, Refusal)
        library.cards.update(zip(done.readers, done.cards, strict=True))


def _subject(node: Node, fact: str) -> str:
    from tusach.ledger.fact import trusted

    row = node.store.fact(fact)
    assert row is not None
    return trusted(row.raw).subject


@pytest.fixture
def library(home: Path, db: None) -> Iterator[Library]:
    """Two libraries with stock and readers, open for the pages."""
    profile = load_profile("lumira")
    offset = profile.province.time_zone.utc_offset_minutes
    home.joinpath("home.json").unlink()
    homes.create(
        home, role="hub", tenant=profile.province.tenant, profile="lumira", offset_minutes=offset
    )
    world = World(clock=ToldClock(), random=ToldRandom(), built_ms=0)
    node = open_node(home, world=world)
    before_node, before = current.install(node), directory.install(LedgerDirectory(node))
    found = _found(node)
    _fill(found)
    yield found
    current.install(before_node)
    directory.install(before)
    node.close()


@pytest.fixture
def english(settings: Any) -> None:
    """Pages in English for this test."""
    settings.LANGUAGE_CODE = "en"


def at_reader(reader: str) -> dict[str, str]:
    """What a form carries that stands on a reader's page."""
    return {"screen": "reader", "reader": reader}


def words(answer: Any) -> str:
    """The page or fragment that came back."""
    found: str = answer.content.decode()
    return found


Desk = Callable[..., Client]
FRAGMENT: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def desk(library: Library) -> Callable[[str], Client]:
    """A function that gives a client in which a member of staff stands at their desk."""

    def make(staff: str = HERE) -> Client:
        known = Login.objects.filter(staff_id=staff).first()
        login = known or logins.create_login(staff, f"login-{staff[0]}")
        client = Client()
        put_session(client, lambda request: sessions.begin_staff(request, login))  # type: ignore[arg-type]
        if staff == WIDE:
            client.post("/place", {"place": library.main})
        return client

    return make
