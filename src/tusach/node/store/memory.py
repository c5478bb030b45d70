"""The engine in memory: for tests and the simulator. Commits are whole, as on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

import msgspec

from tusach.ledger.fact import trusted
from tusach.ledger.order import Held
from tusach.ledger.seal import Seal
from tusach.node.store.protocol import (
    FactRow,
    Puts,
    Quarantined,
    StreamRow,
    SubjectChanges,
    SubjectRows,
    TableRows,
)
from tusach.node.store.schema import BY_NAME, EVERY, KEYS, NAMES, TABLES, tables_of


class MemoryEngine:
    """Everything in dictionaries; a transaction is a list of changes applied at its end."""

    single_writer = True
    stale = False

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self._lock = threading.RLock()
        self._facts: list[FactRow] = []
        self._by_id: dict[str, FactRow] = {}
        self._by_subject: dict[str, tuple[FactRow, ...]] = {}
        self._chains: dict[str, dict[int, FactRow]] = {}
        self._streams: dict[str, StreamRow] = {}
        self._blobs: dict[str, bytes] = {}
        self._seals: dict[str, dict[int, Seal]] = {}
        self._aside: list[Quarantined] = []
        self._errands: dict[str, tuple[tuple[str, ...], int]] = {}
        self._tables: dict[str, dict[str, list[tuple[Any, ...]]]] = {t.name: {} for t in TABLES}

    @contextmanager
    def reading(self) -> Iterator[MemoryEngine]:
        with self._lock:
            yield self

    @contextmanager
    def writing(self) -> Iterator[_MemoryWriting]:
        with self._lock:
            writing = _MemoryWriting(self)
            yield writing
            writing.commit()

    def stream(self, stream: str) -> StreamRow | None:
        return self._streams.get(stream)

    def streams(self, of: str = "") -> list[StreamRow]:
        rows = (self._streams[key] for key in sorted(self._streams))
        return [row for row in rows if not of or row.installation == of]

    def branches(self, trunk: str) -> list[StreamRow]:
        found = [row for row in self._streams.values() if row.branch_of == trunk]
        return sorted(found, key=lambda row: (row.first, row.stream))

    def held(self, subject: str) -> list[Held]:
        return [Held(row.id, trusted(row.raw)) for row in self._by_subject.get(subject, ())]

    def fact(self, fact_id: str) -> FactRow | None:
        return self._by_id.get(fact_id)

    def facts(self, after: int, limit: int) -> list[FactRow]:
        return self._facts[after : after + limit]

    def chain(self, stream: str, first: int, limit: int) -> list[FactRow]:
        numbers = self._chains.get(stream, {})
        row = self._streams.get(stream)
        if row is None:
            return []
        first = max(first, row.first)
        found = (numbers.get(number) for number in range(first, min(first + limit, row.number + 1)))
        return [row for row in found if row is not None]

    def arrival(self) -> int:
        return len(self._facts)

    def blob(self, digest: str) -> bytes | None:
        return self._blobs.get(digest)

    def seals(self, stream: str) -> list[Seal]:
        found = self._seals.get(stream, {})
        return [found[number] for number in sorted(found)]

    def seal(self, stream: str, number: int) -> Seal | None:
        return self._seals.get(stream, {}).get(number)

    def quarantined(self) -> list[Quarantined]:
        return list(self._aside)

    def bent_aside(self) -> list[int]:
        return []

    def table(self, name: str) -> list[tuple[Any, ...]]:
        width = 2 + len(BY_NAME[name].key)
        rows = [row for rows in self._tables[name].values() for row in rows]
        return sorted(rows, key=lambda row: row[:width])

    def touches(self) -> Iterator[tuple[int, str]]:
        for row in self._facts:
            for subject in sorted(row.touched):
                yield row.arrival, subject

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        yield from sorted(self._blobs.items())

    def errands(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        for key, (facts, told_ms) in sorted(self._errands.items()):
            yield key, facts, told_ms

    def subject_rows(self, name: str, subject: str) -> list[tuple[Any, ...]]:
        return list(self._tables[name].get(subject, ()))

    def own_look(self) -> AbstractContextManager[Any]:
        raise NotImplementedError("the memory engine answers no SQL")

    def keep(self, puts: Puts) -> bool:
        """Nothing is counted by SQL here."""
        return False

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        raise NotImplementedError("the memory engine answers no SQL; use table or subject_rows")

    def subjects(self) -> Iterator[tuple[str, list[Held]]]:
        for subject in sorted(self._by_subject):
            yield subject, self.held(subject)

    def open_of(self, facts: Sequence[str]) -> set[str]:
        names = NAMES["loan"]
        fact, ended = names.index("fact"), names.index("ended_by")
        with self._lock:
            told = (self._by_id.get(one) for one in facts)
            copies = {row.touched[0] for row in told if row is not None}
            rows = [row for copy in copies for row in self._tables["loan"].get(copy, ())]
        wanted = set(facts)
        return {row[fact] for row in rows if row[fact] in wanted and row[ended] is None}

    def arrival_now(self) -> int:
        return len(self._facts)

    def check(self) -> list[str]:
        return []

    def much(self) -> AbstractContextManager[None]:
        """Nothing to make ready."""
        return nullcontext()

    def close(self) -> None:
        """Nothing to end."""


class _MemoryWriting:
    """A transaction: reads see what was there before it, writes come at its end."""

    def __init__(self, engine: MemoryEngine) -> None:
        self._engine = engine
        self._changes: list[Callable[[], None]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def commit(self) -> None:
        for change in self._changes:
            change()

    def append(self, rows: Sequence[FactRow]) -> None:
        self._changes.append(lambda: self._append(rows))

    def _append(self, rows: Sequence[FactRow]) -> None:
        engine = self._engine
        for row in rows:
            engine._facts.append(row)
            engine._by_id[row.id] = row
            engine._chains.setdefault(row.stream, {})[row.number] = row
            for subject in row.touched:
                engine._by_subject[subject] = (*engine._by_subject.get(subject, ()), row)

    def put_stream(self, row: StreamRow) -> None:
        self._changes.append(lambda: self._engine._streams.__setitem__(row.stream, row))

    def put_blob(self, digest: str, raw: bytes) -> None:
        self._changes.append(lambda: self._engine._blobs.update({digest: raw}))

    def errand(self, key: str) -> tuple[str, ...] | None:
        found = self._engine._errands.get(key)
        return found[0] if found else None

    def put_errand(self, key: str, facts: Sequence[str], told_ms: int) -> None:
        self._changes.append(lambda: self._engine._errands.update({key: (tuple(facts), told_ms)}))

    def put_seal(self, seal: Seal, stream: str = "") -> None:
        seals, key = self._engine._seals, stream or seal.sealed.stream
        self._changes.append(
            lambda: seals.setdefault(key, {}).__setitem__(seal.sealed.number, seal)
        )

    def cut(self, stream: str, branch: StreamRow) -> None:
        self._changes.append(lambda: self._cut(stream, branch))

    def _cut(self, stream: str, branch: StreamRow) -> None:
        engine, to = self._engine, branch.stream
        chain, seals = engine._chains.get(stream, {}), engine._seals.get(stream, {})
        for number in [one for one in chain if one >= branch.first]:
            row = msgspec.structs.replace(chain.pop(number), stream=to)
            engine._chains.setdefault(to, {})[number] = row
            engine._facts[row.arrival - 1] = engine._by_id[row.id] = row
        for number in [one for one in seals if one >= branch.first]:
            engine._seals.setdefault(to, {})[number] = seals.pop(number)

    def put_quarantine(self, row: Quarantined) -> None:
        self._changes.append(lambda: self._set_aside(row))

    def _set_aside(self, row: Quarantined) -> None:
        known = {(one.source, one.raw) for one in self._engine._aside}
        if (row.source, row.raw) not in known:
            self._engine._aside.append(row)

    def put_stories(self, many: Iterable[SubjectRows | SubjectChanges]) -> None:
        for one in many:
            if isinstance(one, SubjectChanges):
                self._changes.append(partial(self._change, one))
            else:
                self._changes.append(partial(self._put, one))

    def _change(self, one: SubjectChanges) -> None:
        for name in {*one.come, *one.gone, *(name for name, _ in one.turned)}:
            table, key_of = self._engine._tables[name], KEYS[name]
            rows = list(table.get(one.subject, ()))
            for key in one.gone.get(name, ()):
                del rows[_place(rows, key, key_of)]
            for (other, columns), told in one.turned.items():
                if other == name:
                    _turn(name, columns, told, rows)
            table[one.subject] = [*rows, *one.come.get(name, ())]

    def _put(self, one: SubjectRows) -> None:
        if one.was:
            self._put_rows(one.subject, one.was, {})
        self._put_rows(one.subject, one.noun, one.rows)

    def _put_rows(self, subject: str, noun: str, rows: TableRows) -> None:
        for name in {*tables_of(noun), *EVERY, *rows}:
            table = self._engine._tables[name]
            if name in rows:
                table[subject] = rows[name]
            else:
                table.pop(subject, None)

    def put_many(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self._changes.append(lambda: self._put_many(name, rows))

    def _put_many(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        table = self._engine._tables[name]
        for row in rows:
            table.setdefault(row[1], []).append(row)

    def make_indexes(self) -> None:
        """There are none."""

    def put_schema_mark(self) -> None:
        """Tables in memory are never of another version."""

    def drop_tables(self) -> None:
        for table in self._engine._tables.values():
            self._changes.append(table.clear)


def _place(rows: Sequence[tuple[Any, ...]], key: Any, key_of: Callable[..., Any]) -> int:
    """Where the row of this key stands: mostly near the end, as what is told last is told on."""
    at = len(rows) - 1
    while key_of(rows[at]) != key:
        at -= 1
    return at


def _turn(
    name: str, columns: Sequence[str], told: Sequence[tuple[Any, ...]], rows: list[tuple[Any, ...]]
) -> None:
    """These columns of rows have other values. told: those, and the key of the row."""
    places = [NAMES[name].index(column) for column in columns]
    for values in told:
        at = _place(rows, values[len(columns) :], KEYS[name])
        row = list(rows[at])
        for place, value in zip(places, values, strict=False):
            row[place] = value
        rows[at] = tuple(row)
