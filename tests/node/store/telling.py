"""Stores for tests: told time, chance that repeats, and a small library told as facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived, sha256
from tusach.ledger.kind import ADMINISTRATOR, HUB
from tusach.ledger.mechanism import FactVoided
from tusach.library import scopes
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.copies.facts import CopyLent, CopyRegistered, CopyReturned, LentPrivate
from tusach.library.places.facts import PlaceFounded
from tusach.library.readers import facts as readers
from tusach.library.register import FOLDERS
from tusach.library.staff.facts import StaffAppointed, StaffNamed, StaffNamedPrivate
from tusach.library.visits.facts import VisitCounted
from tusach.node.store.keys import Installation
from tusach.node.store.memory import MemoryEngine
from tusach.node.store.postgres import PostgresEngine
from tusach.node.store.protocol import Engine
from tusach.node.store.receive import Parcel, Received, receive
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.store import Done, Identity, Store, World
from tusach.node.store.vault import Vault

TENANT, ON, BEGAN_MS = "04", "2026-02-20", 1_772_500_000_000
ENGINES = ("memory", "sqlite", "postgres")


def named(name: str) -> str:
    """A stable id for a thing of a test."""
    return derived(TENANT, "test", name)


PLACE = named("place")


class StandingClock:
    """A clock that goes on by one millisecond a look (or none), and otherwise stands."""

    def __init__(self, ms: int = BEGAN_MS, *, step: int = 1) -> None:
        self.ms = ms
        self.step = step

    def now_ms(self) -> int:
        self.ms += self.step
        return self.ms


class CountedRandom:
    """Chance that repeats for one name: every value fresh, none surprising."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.drawn = 0

    def _next(self) -> bytes:
        self.drawn += 1
        return hashlib.sha256(f"{self.name} {self.drawn}".encode()).digest()

    def seed(self) -> bytes:
        return self._next()

    def new_id(self) -> str:
        return self._next()[:16].hex()


def open_engine(kind: str, folder: Path, url: Callable[[], str]) -> Engine:
    """An empty engine of a kind."""
    if kind == "memory":
        return MemoryEngine(TENANT)
    if kind == "sqlite":
        return SqliteEngine(folder / "ledger.sqlite", TENANT)
    return PostgresEngine(url(), TENANT)


def open_store(engine: Engine, folder: Path, name: str = "A", *, clock: Any = None) -> Store:
    """A store over an engine, with its vault in a folder."""
    return Store(
        engine,
        Vault(folder / "vault.sqlite", shared=not engine.single_writer),
        Installation(hashlib.sha256(name.encode()).digest()),
        folders=FOLDERS,
        identity=Identity(TENANT, HUB),
        world=World(clock=clock or StandingClock(), random=CountedRandom(name), built_ms=0),
    )


def tell(store: Store, *drafts: Draft) -> Done:
    """The drafts, told by the node itself; a refusal fails the test."""
    done = store.tell(None, drafts)
    assert not isinstance(done, Refusal), done
    return done


def draft(kind: str, subject: str, body: Any, scope: str, **more: Any) -> Draft:
    """A wish at the place of the tests, on its day."""
    return Draft(
        kind=kind,
        subject=subject,
        scope=scope,
        on=more.pop("on", ON),
        place=more.pop("place", PLACE),
        body=body,
        **more,
    )


def founded() -> Draft:
    body = PlaceFounded(code="TV", name="Thư viện thử", kind="provincial", unit=None)
    return draft("place.founded/1", PLACE, body, scopes.CONTROL)


def appointed(name: str) -> list[Draft]:
    """A member of staff, with the name that belongs to the vault."""
    who = named(f"staff {name}")
    post = StaffAppointed(ADMINISTRATOR, PLACE, "2026-01-01")
    return [
        draft("staff.appointed/1", who, post, scopes.CONTROL),
        draft(
            "staff.named/1",
            who,
            StaffNamed(),
            scopes.people(PLACE),
            private=StaffNamedPrivate(name=name, contact="0900 000 001"),
        ),
    ]


def registered(name: str, card: str = "") -> list[Draft]:
    """A reader, with a card where a number is given."""
    who, scope = named(f"reader {name}"), scopes.people(PLACE)
    private = readers.ReaderPrivate(name=name, birth_year=1990, phone="0912345678")
    body = readers.ReaderRegistered("adult", "2027-12-31")
    found = [draft("reader.registered/1", who, body, scope, private=private)]
    if card:
        own = readers.CardPrivate(card)
        issued = readers.ReaderCardIssued(own=False)
        found.append(draft("reader.card_issued/1", who, issued, scope, private=own))
    return found


def erased(store: Store, name: str) -> Draft:
    """The person is to be erased everywhere."""
    who = named(f"reader {name}")
    state = store.state(who, "reader")
    body = readers.PersonErased(state.parts, "wish")
    return draft("person.erased/1", who, body, scopes.people(PLACE))


def described(name: str, *, edition: str = "") -> Draft:
    """A title with its raw record."""
    raw = f"raw record of {name} {edition}".encode()
    body = TitleDescribed(
        record=sha256(raw),
        format="typed",
        title=name,
        edition=edition,
        year=1999,
        languages=("vi",),
    )
    return draft("title.described/1", named(f"title {name}"), body, scopes.CATALOGUE, blobs=(raw,))


def stocked(name: str, nr: int = 1) -> Draft:
    """A copy of a title."""
    code = f"{name} {nr}"
    body = CopyRegistered(
        title=named(f"title {name}"), code=code, owner=PLACE, accession=code, own_number=False
    )
    return draft("copy.registered/1", named(f"copy {code}"), body, scopes.CATALOGUE)


def lent(name: str, reader: str, nr: int = 1, on: str = ON) -> Draft:
    """A copy goes to a reader."""
    body = CopyLent(due_on="2026-03-16", rule=None, governed_by=PLACE)
    return draft(
        "copy.lent/2",
        named(f"copy {name} {nr}"),
        body,
        scopes.circulation(PLACE),
        private=LentPrivate(named(f"reader {reader}")),
        on=on,
    )


def returned(store: Store, name: str, nr: int = 1, on: str = ON) -> Draft:
    """A copy comes back."""
    copy = named(f"copy {name} {nr}")
    loan = store.state(copy, "copy").open_loan
    body = CopyReturned(loan.fact if loan else None)
    return draft("copy.returned/2", copy, body, scopes.circulation(PLACE), on=on)


def counted(n: int, sheet: str = "") -> Draft:
    """So many people came."""
    subject = derived(TENANT, "visits", f"{PLACE}@{ON}")
    return draft("visit.counted/1", subject, VisitCounted("on_site", n, sheet=sheet),
                 scopes.operations(PLACE))  # fmt: skip


def voided(fact: str, subject: str, scope: str) -> Draft:
    """Another fact does not count."""
    return draft("fact.voided/1", subject, FactVoided(fact, "slip", "supervisor"), scope)


def small_library(store: Store) -> None:
    """Every noun of the first kinds once, a loan that is open and one that has ended."""
    tell(store, founded(), *appointed("Nông Thị Hoa"))
    tell(store, *registered("Hoàng Văn Páo", "OLD-7"), *registered("Lý Thị Mẩy"))
    tell(store, described("Dế Mèn phiêu lưu ký"), described("Việt Nam sử lược"))
    tell(store, stocked("Dế Mèn phiêu lưu ký"), stocked("Dế Mèn phiêu lưu ký", 2))
    tell(store, stocked("Việt Nam sử lược"))
    tell(store, lent("Dế Mèn phiêu lưu ký", "Hoàng Văn Páo"))
    tell(store, lent("Việt Nam sử lược", "Lý Thị Mẩy"))
    tell(store, returned(store, "Việt Nam sử lược"), counted(12, "0001"))


def parcels(store: Store) -> list[Parcel]:
    """Everything a store has sealed, one parcel a stream, with all private parts."""
    store.seal()
    found = []
    parts = tuple(store.vault.parts())
    with store.engine.reading() as reading:
        blobs = tuple(raw for _, raw in reading.blobs())
        for row in reading.streams():
            frames = tuple(one.raw for one in reading.chain(row.stream, 1, 100_000))
            seals = tuple(reading.seals(row.stream))
            found.append(Parcel(row.stream, frames, seals, parts, blobs))
    return found


def hand_over(giver: Store, taker: Store) -> list[Received]:
    """All that one store has, brought to another."""
    return [receive(taker, one, source="test") for one in parcels(giver)]


def facts(store: Store) -> int:
    """How many facts a store holds."""
    with store.engine.reading() as reading:
        return reading.arrival()


def ids(done: Done | Sequence[str]) -> tuple[str, ...]:
    """The ids of what was told."""
    return done.facts if isinstance(done, Done) else tuple(done)
