"""Every table dropped and told anew from the facts; nothing may change by it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tusach.ledger.order import Held
from tusach.ledger.story import Story
from tusach.ledger.vector import digest
from tusach.node.store.asking import parts_of
from tusach.node.store.erasing import erased_by, once_erased
from tusach.node.store.names import names_of
from tusach.node.store.protocol import Reading, TableRows
from tusach.node.store.rows import rows_of
from tusach.node.store.schema import TABLES
from tusach.node.store.store import Store
from tusach.node.store.vault_tables import NAME_TABLES, NameRows

ROWS_AT_ONCE = 4_000
STORIES_AT_ONCE, PARTS_AT_ONCE = 1_000, 2_000
NAMED = frozenset(
    {"reader", "staff", "copy", "hold", "wish", "delivery", "weeding", "crate", "worker"}
)


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
    naming: NameRows = {}
    with store.alone(), store.vault.retelling() as names, store.engine.writing() as writing:
        writing.drop_tables()
        for story, held, named in with_names(store):
            subjects += 1
            facts += len(story.held)
            for name, rows in rows_of(store.tenant, story).items():
                waiting.setdefault(name, []).extend(rows)
            _flush(writing.put_many, waiting, ROWS_AT_ONCE)
            for name, rows in named.items():
                naming.setdefault(name, []).extend(rows)
            _flush(names.put_many, naming, ROWS_AT_ONCE)
            if story.noun in NAMED and erased_by(story):
                names.refuse(erased_by(story, held))
            names.keep_refusing(once_erased(held))
            if progress and subjects % 2_000 == 0:
                progress(min(facts, total), total)
        _flush(writing.put_many, waiting, 0)
        _flush(names.put_many, naming, 0)
        writing.make_indexes()
        writing.put_schema_mark()
    store.engine.stale = False
    store.forget()
    return Retold(total, subjects, before, tables_digest(store))


Named = tuple[Story, list[Held], NameRows]
"""A subject folded afresh, all facts of it that are held, its rows of names."""


def with_names(store: Store) -> Iterator[Named]:
    """Every subject with its rows of names; the vault is asked for many parts at once."""
    some: list[tuple[Story, list[Held]]] = []
    wanted: list[str] = []
    for subject, held in store.engine.subjects():
        story = store.fold(subject, held)
        some.append((story, held))
        if story.noun in NAMED:
            wanted += [one.fact.commitment for one in story.held if one.fact.commitment]
        if len(some) >= STORIES_AT_ONCE or len(wanted) >= PARTS_AT_ONCE:
            yield from _named(store, some, wanted)
            some, wanted = [], []
    yield from _named(store, some, wanted)


def _named(
    store: Store, some: list[tuple[Story, list[Held]]], wanted: list[str]
) -> Iterator[Named]:
    find = parts_of(store.vault, wanted).get
    for story, held in some:
        yield story, held, names_of(story, find) if story.noun in NAMED else {}


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


def _flush(
    put: Callable[[str, list[tuple[Any, ...]]], None], waiting: TableRows, least: int
) -> None:
    for name, rows in waiting.items():
        if len(rows) > least:
            put(name, rows)
            waiting[name] = []
