"""Parcels as the program writes them: two stores on disk, receipts exchanged, a commune at work.

The same commune as in `codec` (its dice, its numbers), told through a store with SQLite files and
a vault, each act durable; the hub has read a parcel and the library its receipt before. Measured is
the file of `sync.parcels.write`, which the hub then reads into its own store, whole.
"""

from __future__ import annotations

import hashlib
import io
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.parcels.codec import COPIES, DAYS, GROUPS, LOANS, READERS, RETURNS, TENANT

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.copies.facts import CopyLent, CopyRegistered, CopyReturned, LentPrivate
from tusach.library.nodes.facts import NodeEnrolled, node_subject
from tusach.library.places.codes import COPY, printed_code
from tusach.library.places.facts import PlaceFounded
from tusach.library.readers.facts import ReaderPrivate, ReaderRegistered
from tusach.library.register import FOLDERS
from tusach.node.store.keys import Installation, box_key
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.store import Identity, Store, World
from tusach.node.store.vault import Vault
from tusach.node.sync import parcels

PLACE = derived(TENANT, "place", "X1")
LIBRARIAN = derived(TENANT, "staff", "1")
HUB = Installation(hashlib.sha256(b"hub").digest())
COMMUNE = Installation(hashlib.sha256(b"commune").digest())


class Told:
    """A clock that stands where it was set, and goes on by some seconds at each act."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

    def now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)


class Two:
    """A hub and a library in a folder, and what goes between them on a stick."""

    def __init__(self, folder: Path) -> None:
        self.clock = Told()
        self.homes = {}
        self.stores = {}
        for name, own, place in (("hub", HUB, None), ("library", COMMUNE, PLACE)):
            home = self.homes[name] = folder / name
            home.mkdir()
            self.stores[name] = Store(
                SqliteEngine(home / "ledger.sqlite", TENANT),
                Vault(home / "vault.sqlite"),
                own,
                folders=FOLDERS,
                identity=Identity(TENANT, name, root=HUB.public_hex, place=place),
                world=World(clock=self.clock, built_ms=0),
            )
        self.hub, self.library = self.stores["hub"], self.stores["library"]

    def written(self, giver: str) -> bytes:
        store, home = self.stores[giver], self.homes[giver]
        whom = PLACE if giver == "hub" else "hub"
        self.clock.now += timedelta(seconds=30)
        return b"".join(parcels.write(store, home, parcels.recipients_of(store, whom)))

    def read(self, taker: str, raw: bytes) -> parcels.Read:
        found = parcels.read(self.stores[taker], self.homes[taker], io.BytesIO(raw))
        assert not (found.spoiled or found.aside or found.unknown or found.early), found
        return found

    def exchange(self) -> None:
        """Both hold everything, and each has the other's word for it."""
        for _ in range(2):
            self.read("library", self.written("hub"))
            self.read("hub", self.written("library"))

    def close(self) -> None:
        for store in self.stores.values():
            store.close()


def told(store: Store, *drafts: Draft) -> tuple[str, ...]:
    done = store.tell(None, drafts)
    assert not isinstance(done, Refusal), done
    return done.facts


class Commune:
    """The library of `codec.Commune`, told through its store."""

    def __init__(self, two: Two, seed: int) -> None:
        self.two, self.clock, self.store = two, two.clock, two.library
        self.dice = random.Random(seed)
        self.on = date(2026, 1, 5)
        self.loans: list[tuple[str, str]] = []
        self.lent = 0
        self.readers: dict[str, dict[str, str]] = {}
        place = PlaceFounded(code="X1", name="Xã Một", kind="commune", unit=None)
        self.rules = told(
            two.hub,
            self.draft("place.founded/1", PLACE, place, scopes.CONTROL),
            _enrolled(HUB, "hub", ()),
            _enrolled(COMMUNE, "library", (PLACE,)),
        )
        two.read("library", two.written("hub"))
        self._stock()
        two.exchange()

    def draft(self, kind: str, subject: str, body: Any, scope: str, **more: Any) -> Draft:
        self.clock.now += timedelta(milliseconds=self.dice.randrange(2_000, 9_000))
        return Draft(
            kind=kind, subject=subject, scope=scope, on=self.on.isoformat(), place=PLACE,
            body=body, **more,
        )  # fmt: skip

    def _stock(self) -> None:
        self.copies = []
        drafts = []
        for nr in range(COPIES):
            code = printed_code(COPY, 23, nr)
            title, copy = derived(TENANT, "title", f"bench\n{nr}"), derived(TENANT, "copy", code)
            described = TitleDescribed(
                record=hashlib.sha256(b"%d" % nr).hexdigest(), format="typed",
                title=f"Truyện kể số {nr}", control=str(nr), source="bench",
                year=1950 + nr % 70, languages=("vi",),
            )  # fmt: skip
            registered = CopyRegistered(title=title, code=code, owner=PLACE)
            drafts += [
                self.draft("title.described/1", title, described, scopes.CATALOGUE),
                self.draft("copy.registered/1", copy, registered, scopes.CATALOGUE),
            ]
            self.copies.append(copy)
        for nr in range(READERS):
            words = {
                "group": self.dice.choice(GROUPS), "age_band": self.dice.choice(("0_14", "15_59")),
                "sex": self.dice.choice(("f", "m")),
            }  # fmt: skip
            reader = derived(TENANT, "reader", str(nr))
            self.readers[reader] = words
            body = ReaderRegistered(valid_until="2026-12-31", **words)
            name = ReaderPrivate(name=f"Nông Thị {nr}", birth_year=1950 + nr)
            drafts.append(
                self.draft("reader.registered/1", reader, body, scopes.people(PLACE), private=name)
            )
        told(self.store, *drafts)

    def month(self) -> None:
        """So many loans and returns, people coming one after the other on the open days."""
        acts = ["lend"] * LOANS + ["return"] * RETURNS
        self.dice.shuffle(acts)
        per_day = -(-len(acts) // DAYS)
        for _ in range(DAYS):
            self.on += timedelta(days=3 if self.on.weekday() == 4 else 1)
            self.clock.now = datetime(self.on.year, self.on.month, self.on.day, 1, tzinfo=UTC)
            self.clock.now += timedelta(milliseconds=self.dice.randrange(3_600_000))
            day, acts = acts[:per_day], acts[per_day:]
            while day:
                size = self.dice.choice((1, 1, 2, 3))
                group, day = day[:size], day[size:]
                self.clock.now += timedelta(milliseconds=self.dice.randrange(900_000))
                reader = self.dice.choice(list(self.readers))
                for act in group:
                    self._act(act, reader)
                self.store.seal()
                self.clock.now += timedelta(milliseconds=self.dice.randrange(15_000, 25_000))

    def _act(self, act: str, reader: str) -> None:
        scope = scopes.circulation(PLACE)
        if act == "return" and self.loans:
            place = min(int(self.dice.expovariate(1 / 60)), len(self.loans) - 1)
            copy, loan = self.loans.pop(place)
            told(self.store, self.draft("copy.returned/2", copy, CopyReturned(loan), scope))
            return
        out = {copy for copy, _ in self.loans}
        copy = self.dice.choice([one for one in self.copies if one not in out])
        due = self.on + timedelta(days=14 + self.dice.choice((0, 0, 0, 1, 2)))
        calendar = self.rules[1:2] if self.dice.random() < 0.9 else self.rules[1:]
        words = self.readers[reader]
        body = CopyLent(due.isoformat(), self.rules[0], PLACE, tuple(calendar), **words)
        private = LentPrivate(reader, tuple(self.store.story(reader).heads))
        (loan,) = told(self.store, self.draft("copy.lent/2", copy, body, scope, private=private))
        self.loans.append((copy, loan))
        self.lent += 1


def _enrolled(own: Installation, role: str, places: tuple[str, ...]) -> Draft:
    body = NodeEnrolled(own.public_hex, box_key(own.public_hex), role, places, "2027-12-31")
    return Draft(
        kind="node.enrolled/1", subject=node_subject(TENANT, own.public_hex),
        scope=scopes.CONTROL, on="2026-01-05", body=body,
    )  # fmt: skip


def carried(two: Two, loans: int) -> dict[str, Any]:
    """The figures of the parcel that the library writes for the hub now, with so many loans."""
    began = time.perf_counter()
    raw = two.written("library")
    writing = time.perf_counter() - began
    began = time.perf_counter()
    found = two.read("hub", raw)
    reading = time.perf_counter() - began
    return {
        "facts": found.stored,
        "loans": loans,
        "file_bytes": len(raw),
        "bytes_per_loan": round(len(raw) / loans, 2),
        "bytes_per_fact": round(len(raw) / found.stored, 2),
        "write_ms": round(1000 * writing),
        "read_ms": round(1000 * reading),
    }


def measure() -> dict[str, dict[str, Any]]:
    """The figures by parcel."""
    figures = {}
    with tempfile.TemporaryDirectory(prefix="bench-parcels-") as folder:
        two = Two(Path(folder))
        commune = Commune(two, 3)
        for nr in range(3):
            before = commune.lent
            commune.month()
            what = f"month {nr + 1}, the hub has acknowledged what was before"
            figures[what] = carried(two, commune.lent - before)
            two.exchange()
        before = commune.lent
        for _ in range(12):
            commune.month()
        figures["year of loans, the same"] = carried(two, commune.lent - before)
        two.close()
    return figures
