"""The search file: its tables, its connections, and how damage is noticed.

One SQLite file a home, disposable. Only one connection ever writes or checkpoints it (SQLite
before 3.51.3 may lose a WAL reset otherwise); readers open it read-only. The full-text table is
contentless and its tokenizer is `ascii`: the text arrives folded, every byte above 0x7F belongs to
a word, and no Unicode version of the engine can differ from ours.

The rowid of a title, its *slot*, is its static rank: hits come out in a useful order without
sorting, and a broad word costs no more than a rare one.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from math import log
from pathlib import Path
from typing import Final

from tusach.library.catalogue.folding import FOLDING_VERSION
from tusach.library.catalogue.vocabulary import Vocabulary
from tusach.node.store.looking import open_to_look
from tusach.node.store.pool import machine_fault
from tusach.node.store.protocol import StoreFault
from tusach.node.store.search_checking import check_of
from tusach.node.store.search_shapes import SearchDamaged

# A bent byte in a table may come up as text that is no UTF-8.
DAMAGE: Final = (sqlite3.DatabaseError, UnicodeDecodeError)
_LAYOUT: Final = 1
APPLICATION_ID: Final = 0x54535348
VERSION: Final = _LAYOUT * 1_000 + FOLDING_VERSION
CACHE_KIB: Final = 8_192
_LEVELS: Final = 255
_HASH_BITS: Final = 28

_SCHEMA = """
CREATE TABLE titles (
  slot INTEGER PRIMARY KEY, title_id TEXT NOT NULL UNIQUE,
  tf TEXT NOT NULL, tx TEXT NOT NULL, af TEXT NOT NULL, ax TEXT NOT NULL, sf TEXT NOT NULL,
  head INTEGER NOT NULL, popularity INTEGER NOT NULL, sort_key TEXT NOT NULL,
  checked INTEGER NOT NULL
);
CREATE TABLE fields (
  slot INTEGER PRIMARY KEY, language TEXT NOT NULL, kind TEXT NOT NULL, audience TEXT NOT NULL,
  dewey TEXT NOT NULL, year INTEGER, available INTEGER NOT NULL
);
CREATE TABLE shelves (
  title_id TEXT NOT NULL, place_id TEXT NOT NULL, copies INTEGER NOT NULL,
  available INTEGER NOT NULL, checked INTEGER NOT NULL, slot INTEGER,
  PRIMARY KEY (title_id, place_id)
) WITHOUT ROWID;
CREATE INDEX shelves_by_slot ON shelves (slot, place_id, available);
CREATE TABLE isbns (
  isbn TEXT NOT NULL, title_id TEXT NOT NULL, PRIMARY KEY (isbn, title_id)
) WITHOUT ROWID;
CREATE INDEX isbns_by_title ON isbns (title_id);
CREATE TABLE words (word TEXT PRIMARY KEY, titles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE exact_words (word TEXT PRIMARY KEY, titles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE zero_hits (
  words TEXT PRIMARY KEY, times INTEGER NOT NULL, last_on TEXT NOT NULL,
  checked INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state VALUES ('mark', 0), ('titles', 0), ('generation', 0);
CREATE VIRTUAL TABLE found USING fts5(
  tf, tx, af, ax, sf, content='', columnsize=0, detail=full, tokenize='ascii'
);
INSERT INTO found (found, rank) VALUES ('hashsize', 8388608);
"""


def search_fault(error: Exception, path: Path) -> SearchDamaged | StoreFault:
    """Damage, or the machine's fault of now (a full disk), which says nothing of the file."""
    refused = machine_fault(error, path)
    return refused or SearchDamaged(f"{path.name}: {error}")


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The one writing connection; a file that is missing is made, a damaged one refused."""
    fresh = not path.exists() or path.stat().st_size == 0
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise search_fault(error, path) from error
    try:
        if fresh:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            set_mark(connection, 0)
        _recognise(connection, path)
        # NORMAL keeps the file whole after a power cut; what was lost is folded in again, since
        # the mark is written in the same transaction.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except DAMAGE as error:
        connection.close()
        raise search_fault(error, path) from error
    except SearchDamaged:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that can neither write nor checkpoint. Raises SearchDamaged: there is none."""
    if not path.exists():
        raise SearchDamaged(f"{path.name} is not there")
    try:
        connection = open_to_look(path)
    except sqlite3.Error as error:
        raise search_fault(error, path) from error
    try:
        _recognise(connection, path)
        connection.execute("PRAGMA cache_size = -2048")
        connection.execute("PRAGMA temp_store = MEMORY")
    except DAMAGE as error:
        connection.close()
        raise search_fault(error, path) from error
    except SearchDamaged:
        connection.close()
        raise
    return connection


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise SearchDamaged(f"{path.name}: not a search file")
    if version != VERSION:
        raise SearchDamaged(f"{path.name}: version {version}, needed {VERSION}")
    connection.execute("SELECT value FROM state WHERE name = 'mark'").fetchone()
    connection.execute("SELECT rowid FROM found WHERE found MATCH '\"a\"' LIMIT 1").fetchone()


def set_mark(connection: sqlite3.Connection, arrival: int) -> None:
    """Write the mark and its check; the caller holds the transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO state VALUES ('mark', ?), ('mark_check', ?)",
        (arrival, check_of(arrival)),
    )


def load_vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """The words of the whole index, for the memory of the process."""
    titles = connection.execute("SELECT value FROM state WHERE name = 'titles'").fetchone()
    try:
        return Vocabulary(
            connection.execute("SELECT word, titles FROM words"),
            connection.execute("SELECT word, titles FROM exact_words"),
            titles=int(titles[0]),
        )
    except (TypeError, ValueError) as error:
        # A bent header of a row turns a word into a number or into nothing.
        raise SearchDamaged(f"the words are bent: {error}") from error


def wished_slot(title_id: str, *, length: int, popularity: int) -> int:
    """The slot a title would like: short and much asked for titles first, then by chance of hash.

    It depends on nothing but the title, so that a rebuilt index has the same order.  length: words
    of the title.
    """
    worth = 0.44 / max(length, 1) + 0.015 * log(1 + max(popularity, 0))
    level = _LEVELS - min(_LEVELS, int(400 * worth))
    digest = blake2b(title_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (level << _HASH_BITS) | (int.from_bytes(digest, "big") >> (64 - _HASH_BITS))
