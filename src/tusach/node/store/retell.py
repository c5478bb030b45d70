"""Every table dropped and told anew from the facts; nothing may change by it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import msgspec

from tusach.ledger.story import Story
from tusach.ledger.vector import digest
from tusach.node.store.erasing import erased_by, once_erased
from tusach.node.store.names import names_of
from tusach.node.store.protocol import Reading, TableRows, Writing
from tusach.node.store.rows import rows_of
from tusach.node.store.schema import TABLES
from tusach.node.store.store import Store
from tusach.node.store.vault_tables import NAME_TABLES

ROWS_AT_ONCE = 4_000
NAMED = frozenset({"reader", "staff", "copy"})


class Retold(msgspec.Struct, frozen=True):
    """How many facts and subjects were folded; digests of all tables before and after."""

    facts: int
    subjects: int
    digest_before: str
    digest_after: str


def retell(store: Store, *, progress: Callable[[int, int], None] | None = None) -> Retold:
    """Drop and rebuild all reading tables and tables of names, in one transaction each.

    progress(done, all): in facts, called now and then.
    """
    before = "" if store.engine.stale else tables_digest(store)
    with store.engine.reading() as reading:
        total = reading.arrival()
    facts = subjects = 0
    waiting: TableRows = {}
    with store.alone(), store.vault.retelling() as names, store.engine.writing() as writing:
        writing.drop_tables()
        for subject, held in store.engine.subjects():
            story = store.fold(subject, held)
            subjects += 1
            facts += len(story.held)
            for name, rows in rows_of(store.tenant, story).items():
                waiting.setdefault(name, []).extend(rows)
            _flush(writing, waiting, ROWS_AT_ONCE)
            if story.noun in NAMED:
                names.put(names_of(story, store.vault.part))
                if erased_by(story):
                    names.refuse(erased_by(story, held))
            names.keep_refusing(once_erased(held))
            if progress and subjects % 2_000 == 0:
                progress(min(facts, total), total)
        _flush(writing, waiting, 0)
        writing.make_indexes()
        writing.put_schema_mark()
    store.engine.stale = False
    store.forget()
    return Retold(total, subjects, before, tables_digest(store))


def stories(store: Store) -> Iterator[Story]:
    """Every subject, folded afresh from its facts."""
    for subject, held in store.engine.subjects():
        yield store.fold(subject, held)


def tables_digest(store: Store) -> str:
    """One value for all reading tables and tables of names, byte for byte."""
    found = hashlib.sha256()
    with store.engine.reading() as reading:
        for table in TABLES:
            _feed(found, reading, table.name)
    for name in NAME_TABLES:
        found.update(name.encode())
        for row in store.vault.table(name):
            found.update(repr(row).encode())
    return found.hexdigest()


def scope_digests(store: Store) -> dict[str, str]:
    """For each scope, one value of its set of facts: equal sets, equal digests."""
    hashes: dict[str, list[str]] = {}
    with store.engine.reading() as reading:
        for row in reading.streams():
            kept = hashes.setdefault(row.scope, [])
            first = 1
            while found := reading.chain(row.stream, first, 10_000):
                kept.extend(one.id for one in found)
                first = found[-1].number + 1
    return {scope: digest(ids) for scope, ids in sorted(hashes.items())}


def _feed(found: hashlib._Hash, reading: Reading, name: str) -> None:
    found.update(name.encode())
    for row in reading.table(name):
        found.update(repr(row).encode())


def _flush(writing: Writing, waiting: TableRows, least: int) -> None:
    for name, rows in waiting.items():
        if len(rows) > least:
            writing.put_many(name, rows)
            waiting[name] = []
