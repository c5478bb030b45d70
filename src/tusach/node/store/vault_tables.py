"""The tables of the vault: what is kept, and what is told anew from it.

Private parts, seeds of salts, the last act, what was erased and the numbers given out are kept;
tables of names are disposable.
"""

from __future__ import annotations

from typing import Any

NameRows = dict[str, list[tuple[Any, ...]]]
"""By table of names, rows to put."""

TABLES = (
    """CREATE TABLE IF NOT EXISTS part (commitment TEXT PRIMARY KEY, salt BLOB NOT NULL,
        raw BLOB NOT NULL) WITHOUT ROWID""",
    # The last act: its first fact says whether it was appended; what to take back where it was not.
    "CREATE TABLE IF NOT EXISTS act (what TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (what, value)) WITHOUT ROWID",
    # why: told (listed by facts of the person), link (a loan's reader, found here), or released
    # and a scope: it may come again where that scope is held again.
    "CREATE TABLE IF NOT EXISTS erased (commitment TEXT PRIMARY KEY, why TEXT NOT NULL) "
    "WITHOUT ROWID",
    # Salts of own private parts follow from these; an empty one has gone with something erased.
    """CREATE TABLE IF NOT EXISTS seed (stream TEXT NOT NULL, month TEXT NOT NULL,
        first INTEGER NOT NULL, seed BLOB NOT NULL, proof TEXT NOT NULL,
        PRIMARY KEY (stream, first)) WITHOUT ROWID""",
    # In which months a reader borrowed at a place, kept when the links to the loans go (`marking`).
    """CREATE TABLE IF NOT EXISTS borrowed_in (reader TEXT NOT NULL, place TEXT NOT NULL,
        month TEXT NOT NULL, inside INTEGER NOT NULL, grp TEXT NOT NULL, age_band TEXT NOT NULL,
        sex TEXT NOT NULL, PRIMARY KEY (reader, place, month, inside, grp, age_band, sex))
        WITHOUT ROWID""",
    # Loans whose links went so; of nobody.
    "CREATE TABLE IF NOT EXISTS loan_marked (fact TEXT PRIMARY KEY, place TEXT NOT NULL, "
    "month TEXT NOT NULL) WITHOUT ROWID",
    # Whether a new reader of a trip came back, known while the links were (`marking`).
    "CREATE TABLE IF NOT EXISTS came_back (subject TEXT PRIMARY KEY, place TEXT NOT NULL, "
    "month TEXT NOT NULL, back_after INTEGER) WITHOUT ROWID",
    # The highest number given of each block: it must never be given again, even after an erasure.
    "CREATE TABLE IF NOT EXISTS given (block TEXT PRIMARY KEY, number TEXT NOT NULL) WITHOUT ROWID",
)
NAME_TABLES = {
    "reader_name": (
        "CREATE TABLE IF NOT EXISTS reader_name (reader TEXT PRIMARY KEY, name TEXT NOT NULL, "
        "folded TEXT NOT NULL, birth_year INTEGER, hamlet TEXT, phone TEXT, household TEXT, "
        "guardian TEXT, guardian_name TEXT, place TEXT) WITHOUT ROWID"
    ),
    "card": (
        "CREATE TABLE IF NOT EXISTS card (fact TEXT PRIMARY KEY, number TEXT NOT NULL, "
        "reader TEXT NOT NULL, ended INTEGER NOT NULL) WITHOUT ROWID"
    ),
    "loan_reader": (
        "CREATE TABLE IF NOT EXISTS loan_reader (fact TEXT PRIMARY KEY, reader TEXT NOT NULL, "
        "copy TEXT NOT NULL) WITHOUT ROWID"
    ),
    # Who asked for something: a hold or a wish (asked), by the fact that told of it.
    "asked_by": (
        "CREATE TABLE IF NOT EXISTS asked_by (fact TEXT PRIMARY KEY, reader TEXT NOT NULL, "
        "asked TEXT NOT NULL, wish TEXT NOT NULL, author TEXT NOT NULL) WITHOUT ROWID"
    ),
    "staff_name": (
        "CREATE TABLE IF NOT EXISTS staff_name (staff TEXT PRIMARY KEY, name TEXT NOT NULL, "
        "contact TEXT) WITHOUT ROWID"
    ),
    "alias": (
        "CREATE TABLE IF NOT EXISTS alias (fact TEXT PRIMARY KEY, reader TEXT NOT NULL, "
        "also TEXT NOT NULL) WITHOUT ROWID"
    ),
}
INDEXES = (
    "CREATE INDEX IF NOT EXISTS card_number ON card (number)",
    "CREATE INDEX IF NOT EXISTS card_reader ON card (reader)",
    "CREATE INDEX IF NOT EXISTS loan_reader_reader ON loan_reader (reader)",
    "CREATE INDEX IF NOT EXISTS loan_reader_copy ON loan_reader (copy)",
    "CREATE INDEX IF NOT EXISTS asked_by_reader ON asked_by (reader)",
    "CREATE INDEX IF NOT EXISTS asked_by_asked ON asked_by (asked)",
    "CREATE INDEX IF NOT EXISTS alias_reader ON alias (reader)",
    "CREATE INDEX IF NOT EXISTS reader_folded ON reader_name (folded)",
    "CREATE INDEX IF NOT EXISTS reader_household ON reader_name (household)",
)
KEPT = {
    "part": 3,
    "act": 2,
    "erased": 2,
    "seed": 5,
    "given": 2,
    "borrowed_in": 7,
    "loan_marked": 3,
    "came_back": 4,
}
"""Tables that nothing can be told anew from, with their width: a backup holds them."""
TOLD, LINK = "told", "link"
"""Why a part was erased."""
RELEASED = "released "
"""Before a scope: why a part is away, until that scope is held again."""
OLD_TABLES = ("pending", "refused")
WIDTH = {"reader_name": 10, "card": 4, "loan_reader": 3, "asked_by": 5, "staff_name": 3, "alias": 3}
OWNER = {
    "reader_name": "reader",
    "card": "reader",
    "loan_reader": "copy",
    "asked_by": "asked",
    "staff_name": "staff",
    "alias": "reader",
}
OWNER_PLACE = {
    "reader_name": 0,
    "card": 2,
    "loan_reader": 2,
    "asked_by": 2,
    "staff_name": 0,
    "alias": 1,
}
"""Where in a row its subject stands."""


def insert_into(name: str) -> str:
    """The statement that puts a row into a table of names, or of months."""
    width = WIDTH.get(name) or KEPT[name]
    return f"INSERT OR REPLACE INTO {name} VALUES ({', '.join('?' * width)})"  # noqa: S608
