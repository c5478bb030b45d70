"""Feeds the search file from the ledger: a side file with a mark 'folded up to'.

It may be thrown away at any moment; what is missing is caught up at the next start. A search file
that cannot be written costs nobody an act: the act is told, the file follows later. Where several
processes write a ledger, the one that holds `search.lock` feeds the file, the others read it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tusach.ledger.fact import trusted
from tusach.node.settings import machine
from tusach.node.store.own_files import open_lock
from tusach.node.store.protocol import Reading, StoreFault
from tusach.node.store.search import SearchIndex, discard
from tusach.node.store.search_shapes import Entry, SearchDamaged, Shelf
from tusach.node.store.store import Store
from tusach.node.store.transaction import Changed

_ENTRY = (
    "subject, title, subtitle, authors, subjects, series, isbns, year, languages, kind, "
    "audience, dewey"
)
_SHELVES = (
    "SELECT title, coalesce(holder, loan_place, home, owner), count(*), "
    "sum(CASE WHEN status = 'available' THEN 1 ELSE 0 END) FROM copy "
    "WHERE tenant = ? AND title IS NOT NULL AND status NOT IN ('lost', 'withdrawn', 'unregistered')"
)
AT_ONCE = 400
MOST_POPULAR = 50
CAUGHT_UP_AT_ONCE = 20_000
"""Facts; beyond this a rebuild is quicker than catching up."""
PATIENCE = 2_000
"""Facts that an act at the desk takes in besides its own, where the file is behind."""
QUIET_S = 2.0
"""Much that comes from elsewhere is taken in at once, when no more has come for so long."""
LOCK = "search.lock"
FOUND_BY = ("title.", "copy.", "loan.", "crate.", "fact.")

log = logging.getLogger("tusach.search")


class Indexer:
    """The search index of a store, kept up to date by the store's commits."""

    def __init__(
        self, store: Store, path: Path, *, readonly: bool = False, fill: bool = False
    ) -> None:
        """fill: make a file anew for a store that is only looked at; nobody else is told."""
        self.store = store
        self.path = path
        self.readonly = readonly
        self.paused = False
        self.behind = False
        self._heard_at = 0.0
        self._lock_file: int | None = None
        self._index: SearchIndex | None = None
        if fill:
            self._index = SearchIndex(path)
            self.rebuild()
        elif not readonly:
            store.listeners.append(self.changed)
            self._begin()

    @property
    def index(self) -> SearchIndex:
        """The search file. Raises StoreFault where this process only reads, and it is not there."""
        if self._index is None:
            try:
                self._index = SearchIndex(self.path, readonly=True)
            except SearchDamaged as fault:
                raise StoreFault("search.missing", said=str(fault)) from fault
        return self._index

    @property
    def feeds(self) -> bool:
        """Whether this process writes the file."""
        return not self.readonly and (
            self.store.engine.single_writer or self._lock_file is not None
        )

    def _begin(self) -> None:
        if not self.store.engine.single_writer and not self._locked():
            return
        try:
            fresh = SearchIndex(self.path)
        except SearchDamaged:
            discard(self.path)
            fresh = SearchIndex(self.path)
        if self._index is not None:
            self._index.close()
        self._index = fresh
        self.catch_up()

    def _locked(self) -> bool:
        handle = open_lock(self.path.with_name(LOCK))
        if not machine.try_lock(handle):
            os.close(handle)
            return False
        self._lock_file = handle
        return True

    def much(self) -> contextlib.AbstractContextManager[None]:
        """Many titles come in a row meanwhile."""
        return self.index.much()

    def tick(self) -> None:
        """Now and then: take in what others told, or what could not be taken in before."""
        if self.readonly or self.paused or time.monotonic() - self._heard_at < QUIET_S:
            return
        with self.store.alone():
            try:
                if not self.feeds:
                    self._begin()
                elif self.behind or not self.store.engine.single_writer:
                    self.catch_up()
                    self.behind = False
            except (StoreFault, SearchDamaged, sqlite3.Error, OSError) as fault:
                self._note(fault)

    def settle(self) -> None:
        """Take in what was put off, now."""
        self._heard_at = 0.0
        self.tick()

    def changed(self, changed: Changed) -> None:
        """Take in what a commit has changed."""
        if self.paused or not self.feeds:
            return
        if changed.heard and len(changed.stories) > AT_ONCE:
            self.behind, self._heard_at = True, time.monotonic()
            return
        try:
            if self.behind and changed.arrival - self.index.mark > PATIENCE:
                return
            if self.behind or not self.store.engine.single_writer:
                self.catch_up()
                self.behind = False
            else:
                self._take_changed(changed)
        except (StoreFault, SearchDamaged, sqlite3.Error, OSError) as fault:
            self._note(fault)

    def _note(self, fault: Exception) -> None:
        if not self.behind:
            log.error("the search file stays behind for now: %s", type(fault).__name__)
        self.behind = True

    def _take_changed(self, changed: Changed) -> None:
        titles = {
            story.subject
            for story in changed.stories
            if story.noun == "title" and story.state.described is not None
        }
        copies = [
            story
            for story in changed.stories
            if story.noun == "copy" and story.state.registered is not None
        ]
        shelves = {story.state.registered.title for story in copies}
        counted = {story.state.registered.title for story in copies if not story.state.loans}
        if titles or shelves:
            with self._damage_mended():
                self._take(titles | counted, titles | shelves, changed.arrival)

    def _take(self, titles: set[str], shelves: set[str], arrival: int) -> None:
        standing = self.standing(shelves | titles)
        with self.index.batch():
            parts = _parts(sorted(titles))
            self.index.index(entry for part in parts for entry in self.entries(part))
            for title in sorted(shelves):
                self.index.set_shelves(title, standing.get(title, ()))
            self.index.mark = arrival

    def catch_up(self) -> int:
        """Fold in the facts since the mark; how many there were."""
        with self.store.engine.reading() as reading:
            newest = reading.arrival()
            mark = self.index.mark
            if mark == newest:
                return 0
            far = mark > newest or newest - mark > CAUGHT_UP_AT_ONCE or mark == 0
            subjects = set() if far else touched_since(reading, mark)
        if far:
            self.rebuild()
            return newest
        titles, shelves = self._touched(subjects)
        with self._damage_mended():
            self._take(titles, titles | shelves, newest)
        return newest - mark

    def _touched(self, subjects: Iterable[str]) -> tuple[set[str], set[str]]:
        titles: set[str] = set()
        shelves: set[str] = set()
        for subject in sorted(subjects):
            story = self.store.story(subject)
            if story.noun == "title":
                titles.add(subject)
            elif story.noun == "copy" and story.state.registered is not None:
                shelves.add(story.state.registered.title)
                titles.add(story.state.registered.title)
        return titles, shelves

    def rebuild(self) -> None:
        """Throw the index away and make it anew from the tables."""
        with self.store.engine.reading() as reading:
            newest = reading.arrival()
        self.index.rebuild(self._all_entries(), shelves=self._all_shelves(), mark=newest)

    def entries(self, titles: Sequence[str]) -> Iterator[Entry]:
        """The titles as the search knows them; at most some hundred at once."""
        marks = ", ".join("?" * len(titles))
        tenant = self.store.tenant
        copies = dict(
            self.store.query(
                f"SELECT title, count(*) FROM copy WHERE tenant = ? AND title IN ({marks}) "  # noqa: S608
                "AND status <> 'withdrawn' GROUP BY title",
                (tenant, *titles),
            )
        )
        rows = self.store.query(
            f"SELECT {_ENTRY} FROM title WHERE tenant = ? AND subject IN ({marks}) "  # noqa: S608
            "ORDER BY subject",
            (tenant, *titles),
        )
        for row in rows:
            yield _entry(row, int(copies.get(row[0], 0)))

    def shelves(self, title: str) -> tuple[Shelf, ...]:
        """Where the copies of a title stand now."""
        return self.standing((title,)).get(title, ())

    def standing(self, titles: Iterable[str]) -> dict[str, tuple[Shelf, ...]]:
        """Where the copies of these titles stand now; titles without copies are left out."""
        found: dict[str, list[Shelf]] = {}
        for part in _parts(sorted(titles)):
            marks = ", ".join("?" * len(part))
            rows = self.store.query(
                f"{_SHELVES} AND title IN ({marks}) GROUP BY 1, 2 ORDER BY 1, 2",
                (self.store.tenant, *part),
            )
            for title, place, n, free in rows:
                if place:
                    found.setdefault(title, []).append(Shelf(title, place, int(n), int(free)))
        return {title: tuple(shelves) for title, shelves in found.items()}

    def _all_entries(self) -> Iterator[Entry]:
        copies = dict(
            self.store.query(
                "SELECT title, count(*) FROM copy WHERE tenant = ? AND status <> 'withdrawn' "
                "GROUP BY title",
                (self.store.tenant,),
            )
        )
        after = ""
        while True:
            rows = self.store.query(
                f"SELECT {_ENTRY} FROM title WHERE tenant = ? AND subject > ? "  # noqa: S608
                "ORDER BY subject LIMIT 2000",
                (self.store.tenant, after),
            )
            if not rows:
                return
            for row in rows:
                yield _entry(row, int(copies.get(row[0], 0)))
            after = rows[-1][0]

    def _all_shelves(self) -> Iterator[tuple[str, tuple[Shelf, ...]]]:
        rows = self.store.query(f"{_SHELVES} GROUP BY 1, 2 ORDER BY 1, 2", (self.store.tenant,))
        title = ""
        found: list[Shelf] = []
        for other, place, n, free in rows:
            if other != title:
                if found:
                    yield title, tuple(found)
                title, found = other, []
            if place:
                found.append(Shelf(title, place, int(n), int(free)))
        if found:
            yield title, tuple(found)

    @contextlib.contextmanager
    def _damage_mended(self) -> Iterator[None]:
        """A bent search file costs nobody an act: it is thrown away and made anew."""
        try:
            yield
        except SearchDamaged:
            self.index.close()
            discard(self.path)
            self._index = SearchIndex(self.path)
            self.rebuild()

    def close(self) -> None:
        """End it."""
        if self._index is not None:
            self._index.close()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


def touched_since(reading: Reading, mark: int) -> set[str]:
    """Titles and copies that facts since a mark speak of."""
    found: set[str] = set()
    while rows := reading.facts(mark, AT_ONCE):
        mark = rows[-1].arrival
        for row in rows:
            if row.kind.startswith(FOUND_BY):
                fact = trusted(row.raw)
                found.update((fact.subject, *fact.also))
    return found


def _entry(row: Sequence[Any], copies: int) -> Entry:
    languages = json.loads(row[8] or "[]")
    return Entry(
        title_id=row[0],
        title=row[1],
        subtitle=row[2] or "",
        authors=tuple(json.loads(row[3] or "[]")),
        subjects=tuple(json.loads(row[4] or "[]")),
        series=row[5] or "",
        isbns=tuple(json.loads(row[6] or "[]")),
        year=row[7],
        language=languages[0] if languages else "",
        kind=row[9] or "",
        audience=row[10] or "",
        dewey=row[11] or "",
        popularity=min(copies, MOST_POPULAR),
    )


def _parts(titles: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(titles), AT_ONCE):
        yield titles[start : start + AT_ONCE]
