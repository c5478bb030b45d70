"""Whole homes for tests: a small invented library, told through the acts, closed again."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.node.describing import describe_title
from tests.node.store.telling import CountedRandom, StandingClock

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.readers.rules import NewReader
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, founding, registering
from tusach.node.acts.node import At, Node, load_profile, open_node
from tusach.node.store import home as homes
from tusach.node.store.protocol import Quarantined
from tusach.node.store.store import World

PROFILE, TENANT, CODE = "lumira", "LU", "main"
ON, BEGAN_MS = "2026-02-20", 1_772_000_000_000
LATER_MS = BEGAN_MS + 9_000_000
TITLES = ("Dế Mèn phiêu lưu ký", "Việt Nam sử lược", "Số đỏ", "Tắt đèn", "Chí Phèo")


def told_world(ms: int = BEGAN_MS) -> World:
    """Time and chance of a test."""
    return World(clock=StandingClock(ms), random=CountedRandom(f"world {ms}"), built_ms=0)


@contextlib.contextmanager
def at_work(home: Path, *, ms: int = LATER_MS, **more: object) -> Iterator[Node]:
    """The node of a home, opened as its one writing process."""
    with homes.writer(home, "test"):
        node = open_node(home, world=told_world(ms), **more)
        try:
            yield node
        finally:
            node.close()


def found(home: Path, *, database: str = "", role: str = "library") -> None:
    """A home with one place, its rules and its first person."""
    profile = load_profile(PROFILE)
    words = founding.home_words(profile, profile_name=PROFILE, place=CODE)
    if database:
        words["database"] = database
    homes.create(home, role=role, tenant=TENANT, **words)
    with at_work(home, ms=BEGAN_MS) as node:
        kind = profile.places.kinds[0].code
        place = founding.NewPlace(code=CODE, name="Biblioteca", kind=kind)
        founding.found(node, place, on=ON)
        founding.appoint_first(node, "Ana Wide", place=CODE, on=ON)


def at_desk(node: Node, on: str = ON) -> At:
    """At the place of the home."""
    return At(node.place_id(CODE), on)


def fill(home: Path, *, readers: int = 8, loans: int = 12) -> None:
    """Titles with records, copies, readers with cards, loans, a count, something set aside."""
    with at_work(home, ms=BEGAN_MS + 1_000_000) as node:
        at = at_desk(node)
        titles = [describe(node, name) for name in TITLES]
        for nr in range(2 * len(titles)):
            new = registering.NewCopy(title=titles[nr % len(titles)], call_number=f"C {nr}")
            assert not isinstance(registering.register_copy(node, new, at), Refusal)
        for nr in range(readers):
            new_reader(node, f"Reader {nr} Nguyễn")
        copies, cards = copies_of(node), readers_of(node)
        for nr in range(loans):
            circulation.lend(node, copies[nr % len(copies)], cards[nr % len(cards)], at)
            if nr % 3:
                circulation.take_back(node, copies[nr % len(copies)], at)
        circulation.count_visits(node, VisitCounted("on_site", 7), at)
        with node.store.batch() as transaction:
            for nr in range(3):
                piece = Quarantined(f"import list #{nr}", b"\0broken" * nr, "no record", nr)
                transaction.set_aside(piece)


def describe(node: Node, name: str) -> str:
    """A title with its record; its subject."""
    raw = f"the record of {name}".encode()
    body = TitleDescribed(
        record=sha256(raw), format="typed", title=name, control=name, source="test",
        authors=("Tô Hoài",), isbns=("9780306406157",), year=1941, languages=("vi",), kind="book",
        subjects=("Văn học",), dewey="895.9223",
    )  # fmt: skip
    done = describe_title(node, body, raw, at_desk(node))
    assert not isinstance(done, Refusal), done
    row = node.store.query("SELECT subject FROM title WHERE control = ?", (name,))
    return str(row[0][0])


def new_reader(node: Node, name: str) -> str:
    """A reader with the next card; the reader's id."""
    group = node.profile.lending.reader_groups[0].code
    new = NewReader(subject="", name=name, group=group, birth_year=1980, phone="0912")
    made = registering.register_readers(node, [new], at_desk(node))
    assert not isinstance(made, Refusal), made
    return made.readers[0]


def copies_of(node: Node) -> list[str]:
    """All copies."""
    return [row[0] for row in node.store.query("SELECT subject FROM copy ORDER BY code")]


def readers_of(node: Node) -> list[str]:
    """All readers."""
    return [row[0] for row in node.store.query("SELECT subject FROM reader ORDER BY subject")]


def cards_of(node: Node) -> list[str]:
    """All card numbers."""
    return [row[0] for row in node.store.vault.query("SELECT number FROM card ORDER BY number")]


def copied(home: Path, to: Path) -> Path:
    """What `cp -r` makes of a home."""
    shutil.copytree(home, to)
    return to


def settle_files(home: Path) -> None:
    """What logs still hold goes into the files, and nothing but the files stays."""
    for name in ("ledger", "vault", "search"):
        connection = sqlite3.connect(home / f"{name}.sqlite")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    for path in home.iterdir():
        if path.name.endswith(("-wal", "-shm", "-journal")):
            path.unlink()
