"""Is everything that lies in this home what was told? Faults are listed, nothing is changed.

Quick: what the databases say of themselves, chains, seals, private parts, blobs, identity. In
full also: every reading table, table of names and the search file against a fresh fold.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.fact import Fact, fact_hash, trusted
from tusach.ledger.ident import sha256
from tusach.ledger.private import is_proved
from tusach.ledger.seal import is_sealed
from tusach.ledger.stream import Broken, Head, Link, link, opening
from tusach.library.places.codes import is_printed_code
from tusach.node.store import seeding
from tusach.node.store.erasing import LINKING, PERSON_ERASED, erased_by, once_erased
from tusach.node.store.keys import Ed25519
from tusach.node.store.pool import machine_fault
from tusach.node.store.protocol import Reading, StoreFault, StreamRow
from tusach.node.store.retell import NAMED, with_names
from tusach.node.store.rows import rows_of
from tusach.node.store.schema import TABLES
from tusach.node.store.still import still
from tusach.node.store.store import Store
from tusach.node.store.vault_tables import LINK, NAME_TABLES, OWNER_PLACE, TOLD

CHUNK = 5_000


class Fault(msgspec.Struct, frozen=True):
    """where: file, stream, table or subject; code: worded in the locale; said: the detail."""

    where: str
    code: str
    said: str = ""


class Verified(msgspec.Struct, frozen=True):
    """What was looked at, and what is wrong."""

    streams: int
    facts: int
    seals: int
    faults: tuple[Fault, ...]


def verify(
    store: Store, *, quick: bool = False, progress: Callable[[int, int], None] | None = None
) -> Verified:
    """Look at everything of a store, as of one moment. progress(done, all): in facts."""
    check = _Check(store, progress)
    with still(store):
        check.run("ledger", check.databases)
        check.run("vault", check.refusals)
        check.run("ledger", check.chains)
        check.run("ledger", check.blobs)
        check.run("vault", check.parts)
        check.run("vault", check.seeds)
        check.run("vault", check.act)
        check.run("ledger", check.quarantine)
        if not quick:
            check.run("tables", check.tables)
    return Verified(check.streams, check.facts, check.seals, tuple(check.faults))


class _Check:
    def __init__(self, store: Store, progress: Callable[[int, int], None] | None) -> None:
        self.store = store
        self.progress = progress
        self.faults: list[Fault] = []
        self.streams = self.facts = self.seals = 0
        self.commitments: dict[str, str] = {}
        self.own: set[str] = set()
        self.links: set[str] = set()
        self.refused = frozenset[str]()
        self.erasing: set[str] = set()
        self.gone: list[tuple[str, int]] = []
        self.records: list[tuple[str, str]] = []

    def run(self, where: str, part: Callable[[], None]) -> None:
        """A part of the check; a database that cannot be read is a fault, not a crash.

        What the machine refuses now (a full disk) says nothing of the files: raised as StoreFault.
        """
        try:
            part()
        except (StoreFault, ValueError, KeyError, TypeError, OSError, sqlite3.Error) as fault:
            refused = machine_fault(fault)
            if refused is not None:
                raise refused from fault
            if isinstance(fault, StoreFault):
                self.fault(where, fault.code, str(fault.values.get("said", "")))
                return
            self.fault(where, "verify.unreadable", f"{type(fault).__name__}: {fault}")

    def fault(self, where: str, code: str, said: str = "") -> None:
        self.faults.append(Fault(where, code, said))

    def databases(self) -> None:
        for said in self.store.engine.check():
            self.fault("ledger", "verify.database", said)
        for said in self.store.vault.check():
            self.fault("vault", "verify.database", said)

    def refusals(self) -> None:
        self.refused = frozenset(self.store.vault.refused())

    def chains(self) -> None:
        own = self._own_installations()
        told, kept = _Sum(), _Sum()
        with self.store.engine.reading() as reading:
            total = reading.arrival()
            for row in reading.streams():
                self.streams += 1
                self._chain(reading, row, told, own=row.installation in own)
                if self.progress:
                    self.progress(self.facts, total)
            if self.facts != total:
                self.fault("ledger", "verify.arrivals", f"{self.facts} of {total}")
            for arrival, subject in reading.touches():
                kept.add((arrival, subject))
        if told.value != kept.value:
            self.fault("ledger", "verify.touch", f"{kept.count} of {told.count}")

    def _own_installations(self) -> set[str]:
        """This installation and those that it succeeds in this home."""
        own = {self.store.installation.public_hex, self.store.installation.succeeds}
        with self.store.engine.reading() as reading:
            openings = []
            for row in reading.streams():
                first = reading.chain(row.stream, 1, 1) if row.first == 1 else []
                found = link(Head(row.trunk), first[0].raw) if first else None
                if isinstance(found, Link):
                    openings.append(opening(found.fact))
        for _ in range(len(openings)):
            more = {one.succeeds for one in openings if one.installation in own} - own
            if not more:
                break
            own |= more
        return {one for one in own if one}

    def _chain(self, reading: Reading, row: StreamRow, told: _Sum, *, own: bool) -> None:
        head, hashes, first = parent_of(reading, row), {}, row.first
        wanted = {seal.sealed.number for seal in reading.seals(row.stream)}
        while rows := reading.chain(row.stream, first, CHUNK):
            for one in rows:
                found = link(head, one.raw)
                if isinstance(found, Broken):
                    self.fault(f"stream {row.stream}", "verify.chain", found.reason)
                    return
                fact = found.fact
                if (one.id, one.number, one.kind) != (found.id, fact.number, fact.kind):
                    self.fault(f"fact {one.id}", "verify.columns")
                if fact.number == 1:
                    opened = opening(fact)
                    if (row.scope, row.installation) != (opened.scope, opened.installation):
                        self.fault(f"stream {row.stream}", "verify.columns")
                head = Head(row.trunk, fact.number, found.hash)
                if fact.number in wanted:
                    hashes[fact.number] = found.hash
                for subject in {fact.subject, *fact.also}:
                    told.add((one.arrival, subject))
                self._note(fact, found.id, own=own)
            self.facts += len(rows)
            first = rows[-1].number + 1
        if (head.number, head.hash) != (row.number, row.hash):
            self.fault(f"stream {row.stream}", "verify.head", f"{head.number} of {row.number}")
        self._seals(reading, row, hashes)

    def _note(self, fact: Fact, key: str, *, own: bool) -> None:
        if fact.kind == PERSON_ERASED:
            self.erasing.add(fact.subject)
        if fact.commitment is not None:
            self.commitments[fact.commitment] = key
            if fact.commitment in self.refused:
                self.gone.append((fact.stream, fact.number))
            if own:
                (self.links if fact.kind.startswith(LINKING) else self.own).add(fact.commitment)
        if fact.kind.startswith("title.described/") and own:
            body = msgspec.json.decode(fact.body)
            self.records.append((body.get("record", ""), key))

    def _seals(self, reading: Reading, row: StreamRow, hashes: dict[int, str]) -> None:
        verifier, public = Ed25519(), bytes.fromhex(row.installation)
        highest = 0
        for seal in reading.seals(row.stream):
            self.seals += 1
            number = seal.sealed.number
            right = seal.sealed.stream == row.trunk and hashes.get(number) == seal.sealed.hash
            if not right or not is_sealed(seal, public, verifier):
                self.fault(f"stream {row.stream}", "verify.seal", str(number))
            highest = max(highest, number)
        if highest != row.sealed:
            self.fault(f"stream {row.stream}", "verify.sealed", f"{highest} of {row.sealed}")

    def blobs(self) -> None:
        held = set()
        with self.store.engine.reading() as reading:
            for digest, raw in reading.blobs():
                held.add(digest)
                if sha256(raw) != digest:
                    self.fault(f"blob {digest}", "verify.blob")
        for record, key in self.records:
            if record not in held:
                self.fault(f"fact {key}", "verify.blob_missing", record)

    def parts(self) -> None:
        refused = self.refused
        act = self.store.vault.act()
        pending = act.parts if act else frozenset()
        leaving = {commitment for commitment, _ in act.erased} if act else set()
        held = set()
        for part in self.store.vault.parts():
            held.add(part.commitment)
            if not is_proved(part):
                self.fault(f"part {part.commitment}", "verify.part")
            elif part.commitment not in self.commitments and part.commitment not in pending:
                self.fault(f"part {part.commitment}", "verify.part_unknown")
            elif part.commitment in refused - leaving:
                self.fault(f"part {part.commitment}", "verify.part_erased")
        # An erasure takes the links of loans, holds and wishes, and no fact lists them: what came
        # back from elsewhere after it, to a home that was put back, came without.
        own = self.own if refused else self.own | self.links
        for commitment in sorted(own - held - refused - self.store.vault.away().keys()):
            self.fault(f"fact {self.commitments[commitment]}", "verify.part_missing", commitment)

    def seeds(self) -> None:
        """Each reads as it was written, and none leads to a part that was erased."""
        for stream in seeding.bent(self.store.vault):
            self.fault("vault", "verify.seed", stream)
        for stream, number in seeding.lead_to(self.store.vault, self.gone):
            self.fault("vault", "verify.seed", f"{stream} {number}")

    def act(self) -> None:
        act = self.store.vault.act()
        if act is not None and not act.whole:
            self.fault("vault", "verify.act")
        for block, number in self.store.vault.query("SELECT block, number FROM given"):
            if not (isinstance(number, str) and is_printed_code(number) and number[:6] == block):
                self.fault("vault", "verify.given", str(block))

    def quarantine(self) -> None:
        with self.store.engine.reading() as reading:
            for place in reading.bent_aside():
                self.fault(f"quarantine {place}", "verify.quarantine")

    def tables(self) -> None:
        """Fresh rows, summed without order, against the rows that lie there."""
        if self.store.engine.stale:
            self.fault("tables", "verify.schema")
            return
        fresh, lying = _Sums(), _Sums()
        erased: set[str] = set()
        doubted = self._doubted()
        for story, held, named in with_names(self.store):
            for name, rows in rows_of(self.store.tenant, story).items():
                fresh.add(name, rows)
            if story.subject not in doubted:
                for name, rows in named.items():
                    fresh.add(name, rows)
            if story.noun in NAMED and erased_by(story):
                erased.update(erased_by(story, held))
        with self.store.engine.reading() as reading:
            for table in TABLES:
                lying.add(table.name, reading.table(table.name))
        for name in NAME_TABLES:
            rows = self.store.vault.table(name)
            lying.add(name, [row for row in rows if row[OWNER_PLACE[name]] not in doubted])
        for name in sorted(fresh.sums.keys() | lying.sums.keys()):
            if fresh.sums.get(name, 0) != lying.sums.get(name, 0):
                counts = f"{lying.counts[name]} of {fresh.counts[name]}"
                self.fault(f"table {name}", "verify.table", counts)
        self._erased(erased)

    def _doubted(self) -> frozenset[str]:
        """Subjects whose names an act has changed that broke off: settled at the next start."""
        act = self.store.vault.act()
        if act is None or (self.store.fact(act.fact) is not None and not act.erased):
            return frozenset()
        return act.subjects

    def _erased(self, told: set[str]) -> None:
        kept = dict(self.store.vault.query("SELECT commitment, why FROM erased"))
        listed = {one for one, why in kept.items() if why == TOLD}
        links = {one for one, why in kept.items() if why == LINK}
        away = self.store.vault.away()
        strange = (links | away.keys()) - self.commitments.keys()
        act = self.store.vault.act()
        leaving = {commitment for commitment, _ in act.erased} if act else set()
        known = sum(map(len, (listed, links, away)))
        more = listed - told - leaving
        if more:
            with self.store.engine.reading() as reading:
                for subject in self.erasing:
                    more -= once_erased(reading.held(subject))
        if told - leaving - listed or more or strange or len(kept) != known:
            self.fault("vault", "verify.refused")


def parent_of(reading: Reading, row: StreamRow) -> Head:
    """Where a row of a stream goes on from: nothing for a trunk, for a branch a fact held here."""
    if row.first > 1:
        for first in reading.chain(row.stream, row.first, 1):
            parent = reading.fact(trusted(first.raw).previous[:32])
            if parent is not None and parent.number == row.first - 1:
                return Head(row.trunk, parent.number, fact_hash(parent.raw))
    return Head(row.trunk)


class _Sum:
    """A sum over hashes: equal sets, equal sums, in whatever order."""

    def __init__(self) -> None:
        self.value = 0
        self.count = 0

    def add(self, row: tuple[Any, ...]) -> None:
        raw = hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
        self.value += int.from_bytes(raw, "big")
        self.count += 1


class _Sums:
    """For each table a sum over the hashes of its rows: equal sets of rows, equal sums."""

    def __init__(self) -> None:
        self.sums: dict[str, int] = {}
        self.counts: Counter[str] = Counter()

    def add(self, name: str, rows: Any) -> None:
        total = self.sums.get(name, 0)
        for row in rows:
            raw = hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest()
            total += int.from_bytes(raw, "big")
            self.counts[name] += 1
        if self.counts[name]:
            self.sums[name] = total


def home_file_fault(home: Path) -> Fault | None:
    """Whether `home.json` reads as it was written, or None."""
    from tusach.node.settings.home import FILE, is_whole

    return None if is_whole(home) else Fault(FILE, "verify.home_file")
