"""Putting titles into the search file and taking them out.

Slots follow one rule, so that any order of adding and removing ends in the same file content: sort
all titles by (wished slot, id); each takes its wish, or the next slot after the title before it.
Two titles seldom wish the same slot; then the few in that run are laid anew.

A full-text row is taken out by giving the old words back, so the titles table keeps them. Rows go
into the full-text table in ascending order, a batch at a time: out of order, every row would make
a segment of its own.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tusach.library.catalogue.folding import both_forms, fold
from tusach.library.catalogue.isbn import valid_isbn13
from tusach.library.catalogue.sorting import sort_key
from tusach.node.store import search_tables
from tusach.node.store.search_checking import check_of
from tusach.node.store.search_shapes import Entry, Shelf

NAMES_APART = " | "
_TITLE_CHARACTERS = 600
_NAME_CHARACTERS = 200
_MOST_NAMES = 12
_MOST_SUBJECTS = 30
_SORT_CHARACTERS = 80

_ADD_WORDS = (
    "INSERT INTO {0} VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET titles = {0}.titles + ?2"
)
_DELETE_FOUND = (
    "INSERT INTO found (found, rowid, tf, tx, af, ax, sf) VALUES ('delete', ?, ?, ?, ?, ?, ?)"
)
_INSERT_FOUND = "INSERT INTO found (rowid, tf, tx, af, ax, sf) VALUES (?, ?, ?, ?, ?, ?)"


class Texts(NamedTuple):
    """The words of one title as they stand in the full-text table."""

    tf: str
    tx: str
    af: str
    ax: str
    sf: str


class _Kept(NamedTuple):
    """The values of one title, in the order of the columns of `titles` and `fields`."""

    title_id: str
    tf: str
    tx: str
    af: str
    ax: str
    sf: str
    head: int
    popularity: int
    sort_key: str
    language: str
    kind: str
    audience: str
    dewey: str
    year: int | None
    isbns: str

    def check(self) -> int:
        return check_of(*self)


class Differences(NamedTuple):
    """What a batch changes in the vocabulary."""

    folded: Counter[str]
    exact: Counter[str]
    titles: int


class Writing:
    """One batch of changes inside one transaction; `finish` before the commit.

    differences: what the batch changes in the vocabulary.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._taken_out: dict[int, Texts] = {}
        self._put_in: dict[int, Texts] = {}
        self.differences = Differences(Counter(), Counter(), 0)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add the titles or replace what was known of them; of two with one id the last counts."""
        ready = []
        for entry in {each.title_id: each for each in entries}.values():
            texts, head = texts_of(entry)
            ready.append((_wish(entry.title_id, texts, head, entry.popularity), entry, texts, head))
        # In the order of the slots each page of the file is touched once.
        ready.sort(key=lambda each: (each[0], each[1].title_id))
        for wish, entry, texts, head in ready:
            self._put(entry, texts, head, wish)

    def _put(self, entry: Entry, texts: Texts, head: int, wish: int) -> None:
        kept = _kept(entry, texts, head)
        before = self._row(entry.title_id)
        if before is None:
            slot = self._take_in(kept, texts, wish)
        elif before[1:] == (texts, head, max(entry.popularity, 0)):
            slot = before[0]
            self._db.execute("UPDATE titles SET checked = ? WHERE slot = ?", (kept.check(), slot))
        else:
            self._leave(entry.title_id, before[0], before[1])
            slot = self._take_in(kept, texts, wish)
        self._write_fields(slot, kept)

    def remove(self, title_id: str) -> None:
        """Forget the title; its shelves stay, since a copy may be known before its title."""
        before = self._row(title_id)
        if before is None:
            return
        self._db.execute("DELETE FROM isbns WHERE title_id = ?", (title_id,))
        self._db.execute("UPDATE shelves SET slot = NULL WHERE title_id = ?", (title_id,))
        self._leave(title_id, before[0], before[1])

    def set_shelves(self, title_id: str, shelves: Iterable[Shelf]) -> None:
        """Say where copies of one title stand now; full-text rows are not touched."""
        found = self._db.execute("SELECT slot FROM titles WHERE title_id = ?", (title_id,))
        row = found.fetchone()
        slot = row[0] if row else None
        rows = []
        for _, place_id, copies, available in shelves:
            checked = check_of(title_id, place_id, copies, available)
            rows.append((title_id, place_id, copies, available, checked, slot))
        self._db.execute("DELETE FROM shelves WHERE title_id = ?", (title_id,))
        self._db.executemany("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?, ?, ?, ?)", rows)
        if slot is not None:
            self._db.execute(
                "UPDATE fields SET available = ? WHERE slot = ?",
                (sum(max(0, row[3]) for row in rows), slot),
            )

    def flush(self) -> None:
        """Write the gathered full-text rows in ascending order."""
        taken, put = self._taken_out, self._put_in
        self._db.executemany(_DELETE_FOUND, [(slot, *taken[slot]) for slot in sorted(taken)])
        self._db.executemany(_INSERT_FOUND, [(slot, *put[slot]) for slot in sorted(put)])
        taken.clear()
        put.clear()

    def finish(self) -> None:
        """Write what is still gathered, then the word counts."""
        self.flush()
        folded, exact, titles = self.differences
        if not (folded or exact or titles):
            return
        for table, counts in (("words", folded), ("exact_words", exact)):
            counts.pop("|", None)
            changed = sorted((word, by) for word, by in counts.items() if by)
            self._db.executemany(_ADD_WORDS.format(table), changed)
            gone = [(word,) for word, by in changed if by < 0]
            self._db.executemany(
                f"DELETE FROM {table} WHERE word = ? AND titles <= 0",  # noqa: S608
                gone,
            )
        self._db.execute("UPDATE state SET value = value + ? WHERE name = 'titles'", (titles,))
        self._db.execute("UPDATE state SET value = value + 1 WHERE name = 'generation'")

    def _row(self, title_id: str) -> tuple[int, Texts, int, int] | None:
        row = self._db.execute(
            "SELECT slot, tf, tx, af, ax, sf, head, popularity FROM titles WHERE title_id = ?",
            (title_id,),
        ).fetchone()
        return (row[0], Texts(*row[1:6]), row[6], row[7]) if row else None

    def _take_in(self, kept: _Kept, texts: Texts, wish: int) -> int:
        slot = self._make_room(kept.title_id, wish)
        self._db.execute(
            "INSERT INTO titles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (slot, *kept[:9], kept.check()),
        )
        self._db.execute("UPDATE shelves SET slot = ? WHERE title_id = ?", (slot, kept.title_id))
        self._gain(slot, texts)
        self._count(texts, 1)
        return slot

    def _leave(self, title_id: str, slot: int, texts: Texts) -> None:
        self._db.execute("DELETE FROM titles WHERE title_id = ?", (title_id,))
        self._db.execute("DELETE FROM fields WHERE slot = ?", (slot,))
        self._lose(slot, texts)
        self._count(texts, -1)
        # Titles that this one had pushed on go back.
        follower = slot
        moved = []
        while (row := self._at(follower + 1)) is not None and row[1] <= follower:
            moved.append((row[0], follower + 1, follower))
            follower += 1
        for neighbour, origin, target in moved:
            self._move(neighbour, origin, target)

    def _make_room(self, title_id: str, wish: int) -> int:
        if self._at(wish) is None:
            return wish
        first = wish
        while self._at(first - 1) is not None:
            first -= 1
        run = []
        last = first
        while (row := self._at(last)) is not None:
            run.append((row[1], row[0], last))
            last += 1
        ordered = sorted([*run, (wish, title_id, -1)])
        target, slots = -1, {}
        for wished, each, _ in ordered:
            target = max(wished, target + 1)
            slots[each] = target
        for _, each, origin in sorted(run, key=lambda row: -row[2]):
            if slots[each] != origin:
                self._move(each, origin, slots[each])
        return slots[title_id]

    def _at(self, slot: int) -> tuple[str, int] | None:
        """Id and wished slot of the title in that slot."""
        row = self._db.execute(
            "SELECT title_id, tf, head, popularity FROM titles WHERE slot = ?", (slot,)
        ).fetchone()
        if row is None:
            return None
        return row[0], search_tables.wished_slot(
            row[0], length=_length(row[1], row[2]), popularity=row[3]
        )

    def _move(self, title_id: str, origin: int, target: int) -> None:
        row = self._row(title_id)
        if row is None:  # pragma: no cover - the caller has just read it
            return
        self._lose(origin, row[1])
        self._gain(target, row[1])
        for table in ("titles", "fields", "shelves"):
            self._db.execute(
                f"UPDATE {table} SET slot = ? WHERE slot = ?",  # noqa: S608
                (target, origin),
            )

    def _gain(self, slot: int, texts: Texts) -> None:
        self._put_in[slot] = texts

    def _lose(self, slot: int, texts: Texts) -> None:
        if self._put_in.pop(slot, None) is None:
            self._taken_out[slot] = texts

    def _write_fields(self, slot: int, kept: _Kept) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO fields SELECT ?, ?, ?, ?, ?, ?,"
            " coalesce((SELECT sum(max(available, 0)) FROM shelves WHERE slot = ?1), 0)",
            (slot, *kept[9:14]),
        )
        self._db.execute("DELETE FROM isbns WHERE title_id = ?", (kept.title_id,))
        if kept.isbns:
            self._db.executemany(
                "INSERT INTO isbns VALUES (?, ?)",
                [(isbn, kept.title_id) for isbn in kept.isbns.split()],
            )

    def _count(self, texts: Texts, by: int) -> None:
        folded, exact, titles = self.differences
        for word in {*texts.tf.split(), *texts.af.split(), *texts.sf.split()}:
            folded[word] += by
        for word in {*texts.tx.split(), *texts.ax.split()}:
            exact[word] += by
        self.differences = Differences(folded, exact, titles + by)


def texts_of(entry: Entry) -> tuple[Texts, int]:
    """Both forms of every field, and the number of words of the main title."""
    head, head_exact = both_forms(entry.title[:_TITLE_CHARACTERS])
    tail, tail_exact = both_forms(entry.subtitle[:_TITLE_CHARACTERS])
    names = [both_forms(name[:_NAME_CHARACTERS]) for name in entry.authors[:_MOST_NAMES]]
    subjects = [*entry.subjects[:_MOST_SUBJECTS], entry.series]
    return Texts(
        tf=f"{head} {tail}" if tail else head,
        tx=f"{head_exact} {tail_exact}" if tail else head_exact,
        af=NAMES_APART.join(folded for folded, _ in names),
        ax=NAMES_APART.join(full for _, full in names),
        sf=NAMES_APART.join(fold(text[:_NAME_CHARACTERS]) for text in subjects if text),
    ), len(head.split())


def _kept(entry: Entry, texts: Texts, head: int) -> _Kept:
    hundred = entry.dewey.strip()[:1]
    return _Kept(
        entry.title_id,
        *texts,
        head=head,
        popularity=max(entry.popularity, 0),
        sort_key=sort_key(entry.title[:_SORT_CHARACTERS]),
        language=entry.language,
        kind=entry.kind,
        audience=entry.audience,
        dewey=hundred if hundred.isdecimal() and hundred.isascii() else "",
        year=entry.year,
        isbns=" ".join(sorted({isbn_key(isbn) for isbn in entry.isbns} - {""})),
    )


def isbn_key(text: str) -> str:
    """What an ISBN is looked up by: 13 digits when it is right, else its characters as given."""
    right = valid_isbn13(text)
    if right:
        return right
    kept = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    return kept if 8 <= len(kept) <= 20 else ""


def _wish(title_id: str, texts: Texts, head: int, popularity: int) -> int:
    return search_tables.wished_slot(
        title_id, length=_length(texts.tf, head), popularity=popularity
    )


def _length(tf: str, head: int) -> int:
    return (len(tf.split()) + head + 1) // 2
