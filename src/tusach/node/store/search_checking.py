"""Is the search file whole? Every row carries a check, and every posting is counted against it.

SQLite checks its own structure, not the letters inside; a bent bit in a title would rank or hide
it silently. So rows carry a CRC, and the words in the full-text table, the word counts and the
slots are compared with what the rows demand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final
from zlib import crc32

_COLUMNS: Final = ("tf", "tx", "af", "ax", "sf")
_INSTANCES: Final = "CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, found, instance)"
_ROWS: Final = (
    "SELECT titles.slot, fields.slot, title_id, tf, tx, af, ax, sf, head, popularity, sort_key,"
    " language, kind, audience, dewey, year, available, checked,"
    " (SELECT group_concat(isbn, ' ') FROM"
    "   (SELECT isbn FROM isbns WHERE isbns.title_id = titles.title_id ORDER BY isbn)),"
    " coalesce((SELECT sum(max(available, 0)) FROM shelves WHERE shelves.slot = titles.slot), 0)"
    " FROM titles LEFT JOIN fields USING (slot)"
)


def check_of(*values: object) -> int:
    """A short number that changes when any of the values does."""
    return crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the file, in words for the log; nothing when it is whole."""
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        yield str(verdict)
        return
    demanded = _Demanded()
    for row in connection.execute(_ROWS):
        if not demanded.add(row):
            yield f"title {row[2]!r} is bent"
    state = dict(connection.execute("SELECT name, value FROM state"))
    if state.get("titles") != demanded.titles:
        yield "the number of titles differs"
    if check_of(state.get("mark")) != state.get("mark_check"):
        yield "the mark is bent"
    for table, counted in (("words", demanded.folded), ("exact_words", demanded.exact)):
        if dict(connection.execute(f"SELECT word, titles FROM {table}")) != counted:  # noqa: S608
            yield f"the counts of {table} differ"
    connection.execute(_INSTANCES)
    postings = connection.execute('SELECT term, doc, col, "offset" FROM temp.places')
    if _sum(postings) != demanded.postings:
        yield "the full text differs from the titles"
    connection.execute("DROP TABLE temp.places")
    yield from _others(connection)


def _others(connection: sqlite3.Connection) -> Iterator[str]:
    for query, what in (
        ("SELECT count(*) FROM fields WHERE slot NOT IN (SELECT slot FROM titles)", "a field row"),
        (
            "SELECT count(*) FROM isbns WHERE title_id NOT IN (SELECT title_id FROM titles)",
            "a book number",
        ),
        (
            "SELECT count(*) FROM shelves LEFT JOIN titles USING (title_id)"
            " WHERE shelves.slot IS NOT titles.slot",
            "a shelf",
        ),
    ):
        if connection.execute(query).fetchone()[0]:
            yield f"{what} has no title"
    for row in connection.execute(
        "SELECT title_id, place_id, copies, available, checked FROM shelves"
    ):
        if check_of(*row[:-1]) != row[-1]:
            yield f"a shelf of {row[0]!r} is bent"
    for row in connection.execute("SELECT words, times, last_on, checked FROM zero_hits"):
        if check_of(*row[:-1]) != row[-1]:
            yield "a query without hits is bent"


class _Demanded:
    """What the title rows demand of all other tables."""

    def __init__(self) -> None:
        self.folded: Counter[str] = Counter()
        self.exact: Counter[str] = Counter()
        self.postings = 0
        self.titles = 0

    def add(self, row: tuple[object, ...]) -> bool:
        """Count one title; False when its row is bent."""
        slot, other_slot, title_id, *values, available, checked, isbns, shelved = row
        texts = [str(text) for text in values[:5]]
        words = [text.replace("|", " ").split() for text in texts]
        self.folded.update({*words[0], *words[2], *words[4]})
        self.exact.update({*words[1], *words[3]})
        self.titles += 1
        self.postings += _sum(
            (word, slot, column, at)
            for column, listed in zip(_COLUMNS, words, strict=True)
            for at, word in enumerate(listed)
        )
        return (
            slot == other_slot
            and available == shelved
            and checked == check_of(title_id, *values, isbns or "")
        )


def _sum(postings: Iterable[tuple[object, ...]]) -> int:
    # A sum does not depend on the order, which differs between the two sides.
    return sum(map(hash, postings))
