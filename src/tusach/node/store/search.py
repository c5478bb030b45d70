"""Finding titles: the one door to the search file of a home.

The index is disposable: only the store writes it, `retell` rebuilds it, and a rebuilt index gives
the same answers and the same scores as one that grew. `SearchIndex` may be shared by all threads
of the one process that writes; another process opens it with ``readonly=True``.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from tusach.library.catalogue.query import parse
from tusach.library.catalogue.vocabulary import Vocabulary
from tusach.node.store import roomy, search_tables
from tusach.node.store.search_checking import check_of, faults
from tusach.node.store.search_facets import Facets
from tusach.node.store.search_reading import COUNT_CAP, Reading
from tusach.node.store.search_seeking import Seeking
from tusach.node.store.search_shapes import (
    NO_FILTERS,
    Answer,
    Entry,
    Filters,
    Hit,
    Order,
    SearchDamaged,
    Shelf,
)
from tusach.node.store.search_writing import Differences, Writing

_CHUNK: Final = 20_000
_DEEPEST: Final = 10_000
_IDLE_READERS: Final = 8
_ZERO_HITS_KEPT: Final = 5_000
_ZERO_HIT_LENGTH: Final = 80
_MOST_DIGITS_KEPT: Final = 5
_STATE: Final = "SELECT value FROM state WHERE name = ?"
_T = TypeVar("_T")


class SearchIndex:
    """The titles of a home, findable; see the module for who may share it."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Open the search file; one that is missing is made empty, unless `readonly`.

        Raises SearchDamaged when the file cannot be trusted: call `discard` and rebuild.
        """
        self._path = Path(path)
        self._lock = threading.RLock()
        self._idle: list[sqlite3.Connection] = []
        self._writer = None if readonly else search_tables.open_for_writing(self._path)
        self._writing: Writing | None = None
        self._vocabulary = Vocabulary()
        self._generation = -1
        with self._reader():
            pass

    # -- writing ---------------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Join several changes, and the mark, into one transaction."""
        with self._lock:
            if self._writing is not None:
                yield
                return
            database = self._writable()
            database.execute("BEGIN IMMEDIATE")
            self._writing = Writing(database)
            try:
                yield
                self._writing.finish()
                database.execute("COMMIT")
            except BaseException:
                database.execute("ROLLBACK")
                raise
            else:
                self._learn(self._writing.differences)
            finally:
                self._writing = None

    @contextmanager
    def much(self) -> Iterator[None]:
        """Many titles come in a row meanwhile: more memory for them."""
        with self._lock:
            roomy.spread(self._writable(), share=2)
        try:
            yield
        finally:
            with self._lock:
                if self._writer is not None:
                    roomy.draw_in(self._writer, search_tables.CACHE_KIB)

    def index(self, entries: Iterable[Entry]) -> None:
        """Add titles, or replace what was known of them."""
        with self.batch():
            writing = self._now_writing()
            for part in _parts(entries, _CHUNK):
                writing.put(part)
                writing.flush()

    def remove(self, title_ids: Iterable[str]) -> None:
        """Forget titles; unknown ids are no error."""
        with self.batch():
            for title_id in title_ids:
                self._now_writing().remove(title_id)

    def set_shelves(self, title_id: str, shelves: Iterable[Shelf]) -> None:
        """Say where all copies of the title stand now; the title may still be unknown."""
        with self.batch():
            self._now_writing().set_shelves(title_id, shelves)

    @property
    def mark(self) -> int:
        """Arrival number up to which the ledger is folded into this file."""
        with self._reader() as reader:
            return int(reader.execute(_STATE, ("mark",)).fetchone()[0])

    @mark.setter
    def mark(self, arrival: int) -> None:
        with self.batch():
            search_tables.set_mark(self._writable(), arrival)

    def rebuild(
        self,
        entries: Iterable[Entry],
        *,
        shelves: Iterable[tuple[str, tuple[Shelf, ...]]] = (),
        mark: int = 0,
    ) -> None:
        """Forget everything and index `entries` anew; until the end the mark stands at 0."""
        with self._lock:
            database = self._writable()
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA cache_size = -65536")
            try:
                self._clear()
                for part in _parts(entries, _CHUNK):
                    self.index(part)
                for group in _parts(shelves, _CHUNK):
                    with self.batch():
                        for title_id, rows in group:
                            self._now_writing().set_shelves(title_id, rows)
                self.settle()
                self.mark = mark
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                database.execute("PRAGMA synchronous = NORMAL")
                database.execute(f"PRAGMA cache_size = -{search_tables.CACHE_KIB}")

    def settle(self) -> None:
        """Join the pieces that many additions left, so that reading is quickest."""
        with self._lock:
            self._writable().execute("INSERT INTO found (found) VALUES ('optimize')")

    def verify(self) -> None:
        """Read the whole file and raise SearchDamaged at the first fault; seconds for 100,000."""
        with self._reader() as reader:
            try:
                fault = next(faults(reader), None)
            except (TypeError, ValueError) as error:
                fault = f"a row is bent: {error}"
            if fault:
                raise SearchDamaged(f"{self._path.name}: {fault}")

    def close(self) -> None:
        """Close every connection; a call after this fails."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    # -- reading ---------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Number of titles in the index."""
        with self._reader() as reader:
            return int(reader.execute(_STATE, ("titles",)).fetchone()[0])

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Filters = NO_FILTERS,
        order: Order = "relevance",
        with_facets: bool = False,
        asked_on: date | None = None,
    ) -> Answer:
        """The titles that answer `text`, whatever it holds; an empty text gives all titles.

        limit, offset: a page of the answer, no deeper than 10,000.  asked_on: when given, a query
        without any hit is counted under that day, without its reader.
        """
        began = time.perf_counter_ns()
        page = slice(min(max(offset, 0), _DEEPEST), min(max(offset, 0), _DEEPEST) + max(limit, 0))
        query = parse(text, self._vocabulary)
        with self._reader() as reader:
            blank = not text.strip()
            seeking = Seeking(Reading(reader, self._vocabulary), query, filters, blank=blank)
            result = seeking.result(page, order)
            facets = seeking.facets() if with_facets else {}
        if asked_on is not None and not result.total and not any(filters):
            self._note_zero_hit(query.folded, asked_on)
        return Answer(
            total=min(result.total, COUNT_CAP),
            total_is_capped=result.total > COUNT_CAP,
            hits=result.hits,
            facets=facets,
            searched_for=result.searched_for,
            microseconds=(time.perf_counter_ns() - began) // 1_000,
        )

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[Hit, ...]:
        """Titles while the reader still types: the last word may be unfinished."""
        query = parse(prefix, self._vocabulary)
        with self._reader() as reader:
            return Seeking(Reading(reader, self._vocabulary), query, NO_FILTERS).suggested(limit)

    def facets(self, text: str, *, filters: Filters = NO_FILTERS) -> Facets:
        """Counts of the answer by field; at most 10,000 titles are counted."""
        query = parse(text, self._vocabulary)
        with self._reader() as reader:
            reading, blank = Reading(reader, self._vocabulary), not text.strip()
            return Seeking(reading, query, filters, blank=blank).facets()

    def zero_hits(self, *, limit: int = 100) -> tuple[tuple[str, int, str], ...]:
        """Queries that found nothing: words, how often, the last day; most frequent first."""
        with self._reader() as reader:
            rows = reader.execute(
                "SELECT words, times, last_on FROM zero_hits ORDER BY times DESC, words LIMIT ?",
                (limit,),
            )
            return tuple(rows.fetchall())

    # -- inside ----------------------------------------------------------------------------------

    def _writable(self) -> sqlite3.Connection:
        if self._writer is None:
            raise sqlite3.ProgrammingError("the search file is open for reading only, or closed")
        return self._writer

    def _now_writing(self) -> Writing:
        assert self._writing is not None, "inside a batch"  # noqa: S101
        return self._writing

    def _clear(self) -> None:
        database = self._writable()
        database.execute("BEGIN IMMEDIATE")
        for table in ("titles", "fields", "isbns", "shelves", "words", "exact_words"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608
        database.execute("INSERT INTO found (found) VALUES ('delete-all')")
        search_tables.set_mark(database, 0)
        database.execute("UPDATE state SET value = 0 WHERE name = 'titles'")
        database.execute("UPDATE state SET value = value + 1 WHERE name = 'generation'")
        database.execute("COMMIT")
        self._vocabulary = Vocabulary()
        self._generation += 1

    def _learn(self, differences: Differences) -> None:
        self._vocabulary.change(
            differences.folded.items(), differences.exact.items(), titles=differences.titles
        )
        self._generation += 1

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own, inside one snapshot."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = search_tables.open_for_reading(self._path)
        try:
            reader.execute("BEGIN")
            generation = int(reader.execute(_STATE, ("generation",)).fetchone()[0])
            if self._generation < 0 or (self._writer is None and generation != self._generation):
                self._vocabulary = search_tables.load_vocabulary(reader)
                self._generation = generation
            yield reader
            reader.execute("COMMIT")
        except search_tables.DAMAGE as error:
            reader.close()
            raise search_tables.search_fault(error, self._path) from error
        except BaseException:
            reader.close()
            raise
        if len(self._idle) < _IDLE_READERS:
            self._idle.append(reader)
        else:
            reader.close()

    def _note_zero_hit(self, words: str, asked_on: date) -> None:
        digits = sum(letter.isdigit() for letter in words)
        # Long numbers are cards and telephones, not books.
        if self._writer is None or not words or digits > _MOST_DIGITS_KEPT:
            return
        if len(words) > _ZERO_HIT_LENGTH:
            return
        with self._lock:
            database = self._writable()
            known = database.execute(
                "SELECT times, last_on FROM zero_hits WHERE words = ?", (words,)
            ).fetchone()
            times, last_on = known or (0, "")
            row = (words, times + 1, max(last_on, asked_on.isoformat()))
            database.execute(
                "INSERT OR REPLACE INTO zero_hits VALUES (?, ?, ?, ?)", (*row, check_of(*row))
            )
            if not known:
                database.execute(
                    "DELETE FROM zero_hits WHERE words IN (SELECT words FROM zero_hits"
                    " ORDER BY times DESC, last_on DESC, words LIMIT -1 OFFSET ?)",
                    (_ZERO_HITS_KEPT,),
                )


def discard(path: Path) -> None:
    """Remove a search file that nobody has open, with its companions; missing ones are no error."""
    for companion in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{companion}").unlink(missing_ok=True)


def _parts(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    part: list[_T] = []
    for thing in things:
        part.append(thing)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
