"""Feeds the search file from the ledger: a side file with a mark 'folded up to'.

It may be thrown away at any moment; what is missing is caught up at the next start.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

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
    "WHERE tenant = ? AND title IS NOT NULL AND status IN ('available', 'on_loan')"
)
AT_ONCE = 400
MOST_POPULAR = 50
CAUGHT_UP_AT_ONCE = 20_000
"""Facts; beyond this a rebuild is quicker than catching up."""


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
        self.index = self._open()
        if fill:
            self.rebuild()
        elif not readonly:
            store.listeners.append(self.changed)
            self.catch_up()

    def _open(self) -> SearchIndex:
        try:
            return SearchIndex(self.path, readonly=self.readonly)
        except SearchDamaged:
            if self.readonly:
                raise
            discard(self.path)
            return SearchIndex(self.path)

    def changed(self, changed: Changed) -> None:
        """Take in what a commit has changed."""
        if self.paused:
            return
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
        if mark > newest or newest - mark > CAUGHT_UP_AT_ONCE or mark == 0:
            self.rebuild()
            return newest
        with self.store.engine.reading() as reading:
            kinds = {row.id: row.kind for row in reading.facts(mark, newest - mark)}
        titles, shelves = self._touched(kinds)
        with self._damage_mended():
            self._take(titles, titles | shelves, newest)
        return newest - mark

    def _touched(self, kinds: dict[str, str]) -> tuple[set[str], set[str]]:
        from tusach.ledger.fact import trusted

        titles: set[str] = set()
        shelves: set[str] = set()
        for key, kind in kinds.items():
            if not kind.startswith(("title.", "copy.", "loan.", "fact.")):
                continue
            row = self.store.fact(key)
            if row is None:
                continue
            subject = trusted(row.raw).subject
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
            self.index = SearchIndex(self.path)
            self.rebuild()

    def close(self) -> None:
        """End it."""
        self.index.close()


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
