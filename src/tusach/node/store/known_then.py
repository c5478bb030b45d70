"""What was known when so many facts had arrived: the rows of that moment, laid over those of now.

Only subjects that were told of since are folded again, out of the facts that had arrived; all
other rows are those that lie there. Where since then another word of certificates or of clocks
came, everything is folded again, as it would have been. Nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tusach.ledger import clock as clocks
from tusach.ledger.fact import trusted
from tusach.ledger.order import Corrections, Held
from tusach.library.programme.definition import Reading
from tusach.node.store.correcting import told_corrections
from tusach.node.store.figure_changes import SEEN
from tusach.node.store.protocol import FactRow, TableRows
from tusach.node.store.rows import rows_of
from tusach.node.store.schema import BY_NAME
from tusach.node.store.sql import SqlReading
from tusach.node.store.standings import Standings, standings_of
from tusach.node.store.store import Store

AT_ONCE = 2_000
_AIMS = ("baseline", "target", "indicator_told")
_BESIDE = ("place", "unit", "visit", "empty_day", "settlement", *_AIMS)
_LINKED = {"borrowing": ("loan",), "newcomer": ("loan", "reader", "stop")}
COUNTED = (*SEEN, "settlement", *_AIMS)
"""Tables that figures, and what is said beside them, are read from."""


class Then(SqlReading):
    """A look that knows the first so many facts alone."""

    until = 0

    def arrival(self) -> int:
        return min(self.until, super().arrival())

    def held(self, subject: str) -> list[Held]:
        found = self.rows(
            "SELECT f.id, f.raw FROM touch t JOIN fact f ON f.tenant = t.tenant "
            "AND f.arrival = t.arrival WHERE t.tenant = ? AND t.subject = ? AND t.arrival <= ? "
            "ORDER BY t.arrival",
            self.tenant,
            subject,
            self.until,
        )
        return [Held(key, trusted(bytes(raw))) for key, raw in found]

    def chain(self, stream: str, first: int, limit: int) -> list[FactRow]:
        return [row for row in super().chain(stream, first, limit) if row.arrival <= self.until]


def tables_for(reading: Reading) -> frozenset[str]:
    """The tables that a reading is counted from, and what is said beside every figure."""
    sides = (reading.numerator, reading.denominator)
    sources = {one.source for side in sides if side for one in side.looks_at}
    counted = {name for name, seen in SEEN.items() if sources & {one.source for one in seen}}
    linked = {name for source in sources for name in _LINKED.get(source, ())}
    return frozenset({*counted, *linked, *_BESIDE})


@contextmanager
def known_then(
    store: Store, arrival: int, tables: Collection[str] = COUNTED
) -> Iterator[SqlReading]:
    """The tables that figures count, as they were when fact number `arrival` was the newest.

    tables: those that are asked; others may stand as they are now.
    """
    with store.engine.own_look() as look:
        then = Then(look.cursor, look.tenant, mark=look.mark)
        then.until = arrival
        if arrival < look.arrival():
            _lay(store, look, then, tables=tables)
        yield then


def day_told(store: Store, row: FactRow) -> str:
    """The date on which a fact was told, by its teller's clock, in the tenant's time zone."""
    told_ms = trusted(row.raw).told_ms
    return clocks.day(told_ms, offset_minutes=store.identity.offset_minutes)


def arrival_on(store: Store, day: str) -> int:
    """The newest fact that was here when that day ended, as far as this installation can say.

    Others' facts carry no moment of their coming; they stand before the first fact that was told
    here on a later day.
    """
    with store.engine.reading() as reading:
        newest = reading.arrival()
        later = [newest + 1]
        for row in reading.streams(store.own_key):
            low, high = row.first, row.number + 1
            while low < high:
                middle = (low + high) // 2
                found = reading.chain(row.stream, middle, 1)
                if found and day_told(store, found[0]) <= day:
                    low = middle + 1
                else:
                    high = middle
            later += [one.arrival for one in reading.chain(row.stream, low, 1)]
    return min(later) - 1


def _lay(store: Store, look: SqlReading, then: Then, *, tables: Collection[str]) -> None:
    nouns = {noun for name in tables for noun in BY_NAME[name].nouns}
    known = store.folders.register.kinds
    kinds = {name for name, kind in known.items() if kind.story in nouns or kind.story == "*"}
    standings = standings_of(store, then) if store.standings is not None else None
    corrections = _corrections(store, then, standings)
    if corrections != store.corrections or _is_other(store, standings):
        subjects = _all_subjects(look, kinds)
    else:
        subjects = _told_since(look, then.until, kinds)
    rows: TableRows = {name: [] for name in COUNTED if name in tables}
    for subject in sorted(subjects):
        held: Iterable[Held] = then.held(subject)
        if standings is not None:
            held = standings.counting(held)
        story = store.folders.fold(subject, held, corrections)
        for name, some in rows_of(store.tenant, story).items():
            if name in rows:
                rows[name].extend(some)
    _shadow(look, subjects, rows)


def _corrections(store: Store, then: Then, standings: Standings | None) -> Corrections:
    stories = []
    for row in then.streams():
        held: Iterable[Held] = then.held(row.stream)
        if standings is not None:
            held = standings.counting(held)
        stories.append(store.folders.fold(row.stream, held))
    return told_corrections(stories)


def _is_other(store: Store, standings: Standings | None) -> bool:
    now = store.standings
    return now is not None and standings is not None and now.known != standings.known


def _all_subjects(look: SqlReading, kinds: Collection[str]) -> set[str]:
    marks = ", ".join("?" * len(kinds))
    rows = look.rows(
        "SELECT DISTINCT t.subject FROM touch t JOIN fact f ON f.tenant = t.tenant "  # noqa: S608
        f"AND f.arrival = t.arrival WHERE t.tenant = ? AND f.kind IN ({marks})",
        look.tenant,
        *sorted(kinds),
    )
    return {subject for (subject,) in rows}


def _told_since(look: SqlReading, arrival: int, kinds: Collection[str]) -> set[str]:
    """Subjects that were told of since by these kinds, or beside another subject."""
    found: set[str] = set()
    while rows := look.facts(arrival, AT_ONCE):
        for row in rows:
            fact = trusted(row.raw)
            if fact.also or row.kind in kinds:
                found.update((fact.subject, *fact.also))
        arrival = rows[-1].arrival
    return found


def _shadow(look: SqlReading, subjects: set[str], rows: TableRows) -> None:
    """From here on a name of a table means, in this look, its rows of then.

    A temporary view hides a table of the same name; tables that are as they were stay as they are.
    """
    cursor, say = look.cursor, look.say
    postgres = look.mark != "?"
    schema = look.rows("SELECT current_schema()")[0][0] if postgres else "main"
    cursor.execute("CREATE TEMPORARY TABLE then_told (subject TEXT NOT NULL PRIMARY KEY)")
    cursor.executemany(say("INSERT INTO then_told VALUES (?)"), [(one,) for one in subjects])
    told = "SELECT x.subject FROM then_told x"
    for name, some in rows.items():
        table = BY_NAME[name]
        lies = f"SELECT 1 FROM {schema}.{name} t WHERE t.tenant = ? AND t.subject IN ({told})"  # noqa: S608
        if not some and not look.rows(f"{lies} LIMIT 1", look.tenant):
            continue
        columns = ["tenant TEXT", "subject TEXT", *table.columns]
        declared = ", ".join(columns)
        if postgres:
            declared = declared.replace(" INTEGER", " BIGINT")
        cursor.execute(f"CREATE TEMPORARY TABLE then_{name} ({declared})")
        marks = ", ".join("?" * len(columns))
        cursor.executemany(say(f"INSERT INTO then_{name} VALUES ({marks})"), some)  # noqa: S608
        names = ", ".join(table.names)
        cursor.execute(
            f"CREATE TEMPORARY VIEW {name} AS SELECT {names} FROM {schema}.{name} t "  # noqa: S608
            f"WHERE t.subject NOT IN ({told}) UNION ALL SELECT {names} FROM then_{name}"
        )


def rows_of_then(look: SqlReading, name: str) -> list[tuple[Any, ...]]:
    """All rows of a counted table as it was, in no order."""
    names = ", ".join(BY_NAME[name].names)
    found = look.rows(f"SELECT {names} FROM {name} WHERE tenant = ?", look.tenant)  # noqa: S608
    return [tuple(row) for row in found]
