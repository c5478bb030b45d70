"""The reading tables: disposable, keyed by (tenant, subject …), dropped and retold, never migrated.

No foreign key and no other unique constraint stands between them: a loan may arrive before its
reader. Source: docs/decisions/0009.
"""

from __future__ import annotations

import hashlib
from operator import itemgetter

from tusach.node.store.cell_tables import CELL_TABLES
from tusach.node.store.crate_rows import CRATE_TABLES
from tusach.node.store.market_rows import MARKET_TABLES
from tusach.node.store.programme_rows import PROGRAMME_TABLES
from tusach.node.store.settlement_rows import SETTLEMENT_TABLES
from tusach.node.store.stock_tables import STOCK_TABLES
from tusach.node.store.table import Table as Table
from tusach.node.store.trip_tables import TRIP_TABLES

TABLES = (
    Table(
        "unit",
        (
            "code TEXT",
            "kind TEXT",
            "names TEXT",
            "valid_from TEXT",
            "ended_on TEXT",
            "latitude INTEGER",
            "longitude INTEGER",
            "area_ha INTEGER",
            "formed_from TEXT",
            "border INTEGER",
            "followed_by TEXT",
        ),
        nouns=("unit",),
    ),
    Table(
        "place",
        (
            "code TEXT",
            "name TEXT",
            "kind TEXT",
            "unit TEXT",
            "owner TEXT",
            "address TEXT",
            "contact TEXT",
            "founded_on TEXT",
            "closed_on TEXT",
            "hours TEXT",
            "weekdays TEXT",
            "demonstration INTEGER",
        ),
        indexes=("tenant, unit",),
        nouns=("place",),
    ),
    # Days on which a vehicle comes to a place.
    Table(
        "place_visit",
        ("fact TEXT", "day TEXT", "vehicle TEXT", "called_off INTEGER", "source TEXT"),
        key=("day", "vehicle"),
        indexes=("tenant, vehicle, day",),
        nouns=("place",),
    ),
    Table(
        "post",
        ("fact TEXT", "role TEXT", "place TEXT", "valid_from TEXT", "valid_until TEXT"),
        key=("fact",),
        indexes=("tenant, place",),
        nouns=("staff",),
    ),
    Table(
        "rule",
        (
            "fact TEXT",
            "what TEXT",
            "place TEXT",
            "grp TEXT",
            "material TEXT",
            "valid_from TEXT",
            "valid_until TEXT",
            "vals TEXT",
            "citation TEXT",
            "provisional INTEGER",
        ),
        key=("fact",),
        nouns=("rule",),
    ),
    Table(
        "block",
        (
            "digit INTEGER",
            "block INTEGER",
            "holder TEXT",
            "installation TEXT",
            "provisional INTEGER",
        ),
        indexes=("tenant, holder, digit",),
        nouns=("block",),
    ),
    Table(
        "title",
        (
            "title TEXT",
            "subtitle TEXT",
            "responsibility TEXT",
            "authors TEXT",
            "publisher TEXT",
            "published_at TEXT",
            "year INTEGER",
            "edition TEXT",
            "extent TEXT",
            "series TEXT",
            "summary TEXT",
            "subjects TEXT",
            "dewey TEXT",
            "languages TEXT",
            "kind TEXT",
            "audience TEXT",
            "isbns TEXT",
            "control TEXT",
            "source TEXT",
            "record TEXT",
            "format TEXT",
            "notes TEXT",
            "fact TEXT",
        ),
        indexes=("tenant, record",),
        nouns=("title",),
    ),
    Table(
        "copy",
        (
            "title TEXT",
            "code TEXT",
            "accession TEXT",
            "own_number INTEGER",
            "owner TEXT",
            "home TEXT",
            "holder TEXT",
            "seen_at TEXT",
            "seen_on TEXT",
            "status TEXT",
            "material TEXT",
            "call_number TEXT",
            "location TEXT",
            "legal INTEGER",
            "price INTEGER",
            "registered_on TEXT",
            "loan TEXT",
            "loan_place TEXT",
            "lent_on TEXT",
            "due_on TEXT",
            "loan_rule TEXT",
            "loans INTEGER",
            "contested INTEGER",
            "on_way_to TEXT",
            "reserved_for TEXT",
            "reserved_until TEXT",
            "withheld TEXT",
            "claimed_on TEXT",
            "damages TEXT",
            "uses INTEGER",
            "counted_in TEXT",
            "source TEXT",
            "acquired_on TEXT",
            "delivery TEXT",
            "protected TEXT",
            "withdrawn_on TEXT",
            "withdrawn_why TEXT",
            "withdrawn_paper TEXT",
            "crate TEXT",
            "crate_word TEXT",
            "crate_until TEXT",
            "short_of TEXT",
        ),
        indexes=(
            "tenant, crate",
            "tenant, owner, withdrawn_on, registered_on",
            "tenant, counted_in",
            "tenant, reserved_for",
            "tenant, delivery",
            "tenant, title",
            "tenant, code",
            "tenant, accession",
            "tenant, home, location, registered_on, withdrawn_on, title, legal, material",
            "tenant, loan_place, due_on WHERE loan_place IS NOT NULL",
            "tenant, due_on, code WHERE loan IS NOT NULL",
            "tenant, holder WHERE status = 'available'",
            "tenant, owner WHERE status IN ('withdrawn', 'unregistered')",
        ),
        nouns=("copy",),
    ),
    Table(
        "loan",
        (
            "fact TEXT",
            "place TEXT",
            "lent_on TEXT",
            "due_on TEXT",
            "ended_on TEXT",
            "ended_by TEXT",
            "ended_at TEXT",
            "renewals INTEGER",
            "governed_by TEXT",
            "rule TEXT",
            "grp TEXT",
            "age_band TEXT",
            "sex TEXT",
            "material TEXT",
            "implied INTEGER",
            "contested INTEGER",
            "inside INTEGER",
            "due_by TEXT",
            "settled_by TEXT",
            "paper TEXT",
        ),
        key=("fact",),
        indexes=(
            "tenant, place, lent_on, inside, paper",
            "tenant, fact",
            "tenant, lent_on, place, inside, grp, age_band, sex, paper",
        ),
        nouns=("copy",),
    ),
    # What readers have asked for; who they are lies in the vault.
    Table(
        "hold",
        (
            "title TEXT",
            "wants TEXT",
            "pickup TEXT",
            "place TEXT",
            "grp TEXT",
            "channel TEXT",
            "placed_on TEXT",
            "placed_ms INTEGER",
            "placed_by TEXT",
            "needed_until TEXT",
            "suspended_until TEXT",
            "copy TEXT",
            "ready_on TEXT",
            "ready_until TEXT",
            "assigned TEXT",
            "filled_on TEXT",
            "ended_on TEXT",
            "ended_why TEXT",
        ),
        indexes=("tenant, title", "tenant, pickup, placed_on", "tenant, copy"),
        nouns=("hold",),
    ),
    Table(
        "wish",
        (
            "place TEXT",
            "grp TEXT",
            "language TEXT",
            "material TEXT",
            "title TEXT",
            "channel TEXT",
            "told_on TEXT",
            "told_by TEXT",
            "answer TEXT",
            "answered_on TEXT",
            "answer_title TEXT",
            "hold TEXT",
            "ended_on TEXT",
            "ended_why TEXT",
        ),
        indexes=("tenant, place, told_on",),
        nouns=("wish",),
    ),
    Table(
        "returned",
        ("fact TEXT", "place TEXT", "on_day TEXT", "paper TEXT"),
        key=("fact",),
        indexes=("tenant, place, on_day",),
        nouns=("copy",),
    ),
    Table(
        "used",
        ("fact TEXT", "place TEXT", "on_day TEXT", "n INTEGER", "paper TEXT"),
        key=("fact",),
        indexes=("tenant, place, on_day",),
        nouns=("copy",),
    ),
    # Printed sheets; missing: rows that nobody has typed, as a list.
    Table(
        "sheet",
        (
            "code TEXT",
            "what TEXT",
            "month TEXT",
            "lines INTEGER",
            "place TEXT",
            "printed_on TEXT",
            "to_type INTEGER",
            "missing TEXT",
        ),
        indexes=("tenant, place, month", "tenant, code"),
        nouns=("sheet",),
    ),
    Table(
        "sheet_row",
        ("nr INTEGER", "went_into TEXT"),
        key=("nr",),
        indexes=("tenant, went_into",),
        nouns=("sheet",),
    ),
    # Returns that no loan explains yet.
    Table("unmatched", ("fact TEXT", "place TEXT", "on_day TEXT"), key=("fact",), nouns=("copy",)),
    # What the hub has yet to tell at the place that lent, sent or was asked; usually empty.
    Table(
        "owed",
        (
            "fact TEXT",
            "what TEXT",
            "place TEXT",
            "on_day TEXT",
            "at TEXT",
            "told TEXT",
        ),
        key=("fact", "place"),
        nouns=("copy", "hold"),
    ),
    Table(
        "reader",
        (
            "place TEXT",
            "grp TEXT",
            "age_band TEXT",
            "sex TEXT",
            "registered_on TEXT",
            "valid_until TEXT",
            "ended_on TEXT",
            "erased_on TEXT",
            "blocks INTEGER",
            "cards INTEGER",
            "consents TEXT",
        ),
        indexes=("tenant, place, registered_on",),
        nouns=("reader",),
    ),
    Table(
        "visit",
        ("place TEXT", "on_day TEXT", "channel TEXT", "grp TEXT", "n INTEGER", "paper INTEGER"),
        key=("channel", "grp"),
        indexes=(
            "tenant, place, on_day, channel, n, paper",
            "tenant, on_day, place, channel, grp, n, paper",
        ),
        nouns=("visits",),
    ),
    Table(
        "borrowers",
        (
            "place TEXT",
            "first_on TEXT",
            "last_on TEXT",
            "readers INTEGER",
            "loans INTEGER",
            "unlinked INTEGER",
            "counts TEXT",
        ),
        indexes=("tenant, place, first_on",),
        nouns=("borrowers",),
    ),
    Table("disagreement", ("nr INTEGER", "code TEXT", "facts TEXT", "noun TEXT"), key=("nr",)),
    Table("needs_update", ("kind TEXT",), key=("kind",)),
    Table("dead_letter", ("fact TEXT", "reason TEXT"), key=("fact",)),
    *STOCK_TABLES,
    *TRIP_TABLES,
    *MARKET_TABLES,
    *CRATE_TABLES,
    *PROGRAMME_TABLES,
    *SETTLEMENT_TABLES,
)

FOLDS = 1
"""One more whenever the same facts give other rows, though the tables look as before: what is told
on changes only some rows of a subject, so rows of two folds must never lie together."""

BY_NAME = {table.name: table for table in TABLES}
NAMES = {table.name: table.names for table in TABLES}
KEYS = {table.name: itemgetter(*map(table.names.index, table.whole_key)) for table in TABLES}
"""By table, how the whole key of a row is read from it."""

EVERY = tuple(table.name for table in TABLES if not table.nouns)


def tables_of(noun: str) -> tuple[str, ...]:
    """The tables that a noun's stories write, besides those that every story writes."""
    return tuple(table.name for table in TABLES if noun in table.nouns)


def schema_hash() -> str:
    """A value that changes when any reading table or its making does: then all are retold."""
    told = repr((*TABLES, *CELL_TABLES)) if FOLDS == 1 else repr((TABLES, CELL_TABLES, FOLDS))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
