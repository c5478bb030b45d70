"""Which units and months of which sources are others after rows were written.

A source is marked where its rows lie: a happening in the month of its own day and the unit of its
place, also when it is told much later; a state from the month on in which it began. What moves
other rows into another unit, as a new commune of a place does, marks the whole source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from tusach.library.programme.sources import SOURCES
from tusach.node.store.cursor import Cursor
from tusach.node.store.protocol import TableRows, Turned
from tusach.node.store.schema import BY_NAME, KEYS, NAMES

EVERYWHERE, PROVINCE, NOWHERE, ANY_MONTH = "*", "", "-", ""
AT_ONCE = 400
Say = Callable[[str], str]
Mark = tuple[str, str, str]
"""Unit, source, month."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """How a source sees a table. day: the column that says when; "" = all its rows change.

    places, markets: columns that say where. reads: further columns that it counts or asks.
    """

    source: str
    day: str = ""
    places: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Columns whose change changes the source."""
        return frozenset(filter(None, (self.day, *self.places, *self.markets, *self.reads)))


_OF_PLACES = tuple(
    Seen(source=name, reads=("unit", "kind"))
    for name, source in SOURCES.items()
    if source.has_unit and name not in ("unit", "market", "model", "place", "population")
)
SEEN: dict[str, tuple[Seen, ...]] = {
    "unit": (
        Seen(source="unit", day="valid_from", reads=("kind", "ended_on")),
        Seen(source="population", reads=("valid_from", "ended_on", "followed_by")),
    ),
    "population": (
        Seen(source="population", day="counted_on", reads=("unit", "people", "next_on")),
    ),
    "place": (
        *_OF_PLACES,
        Seen(source="place", reads=("unit", "kind", "founded_on", "closed_on")),
    ),
    "market": (
        Seen(source="market", reads=("unit", "ended_on")),
        Seen(source="stop", reads=("unit",)),
    ),
    "model": (
        Seen(
            source="model",
            day="valid_from",
            reads=("unit", "declared", "valid_until", "withdrawn_on"),
        ),
    ),
    "work": (Seen(source="work", day="valid_from", reads=("place", "how", "valid_until")),),
    "course": (Seen(source="course", reads=("valid_months",)),),
    "course_covers": (Seen(source="course", reads=("what",)),),
    "course_result": (
        Seen(
            source="course",
            day="done_on",
            reads=("course", "attended", "passed", "valid_until", "ended_on"),
        ),
    ),
    "practice": (
        Seen(
            source="practice",
            day="seen_on",
            reads=("item", "shown", "valid_until", "ended_on"),
        ),
    ),
    "agreement": (Seen(source="agreement", day="valid_from", reads=("last_on",)),),
    "agreement_place": (Seen(source="agreement", reads=("place",)),),
    "agreement_about": (Seen(source="agreement", reads=("what",)),),
    "visit": (
        Seen(
            source="visit", day="on_day", places=("place",), reads=("channel", "grp", "n", "paper")
        ),
    ),
    "empty_day": (Seen(source="empty_day", day="on_day", places=("place",)),),
    "loan": (
        Seen(
            source="loan",
            day="lent_on",
            places=("place",),
            reads=("grp", "age_band", "sex", "material", "renewals", "paper", "inside"),
        ),
        Seen(source="use", day="lent_on", places=("place",), reads=("paper", "inside")),
        Seen(source="law_use", day="lent_on", places=("place",), reads=("inside",)),
    ),
    "used": (
        Seen(source="use", day="on_day", places=("place",), reads=("n", "paper")),
        Seen(source="law_use", day="on_day", places=("place",), reads=("n",)),
    ),
    "copy": (
        Seen(
            source="copy",
            day="registered_on",
            reads=("home", "title", "material", "legal", "withdrawn_on"),
        ),
        Seen(
            source="acquired",
            day="registered_on",
            places=("owner",),
            reads=("title", "material", "legal"),
        ),
        Seen(
            source="withdrawn",
            day="withdrawn_on",
            places=("owner",),
            reads=("title", "material", "legal", "withdrawn_why"),
        ),
        Seen(source="law_use", reads=("legal",)),
    ),
    "hold": (
        Seen(source="hold", day="placed_on", places=("pickup",), reads=("grp", "channel")),
        Seen(source="hold_met", reads=("placed_on", "pickup", "grp", "ready_on", "filled_on")),
    ),
    "trip": (Seen(source="stop", reads=("status",)),),
    "stop": (
        Seen(
            source="stop",
            day="day",
            places=("place",),
            markets=("market",),
            reads=("trip", "status", "classes", "came", "loans"),
        ),
    ),
    "crate_journey": (
        Seen(source="rotation", day="received_on", places=("at_place",), reads=("copies",)),
    ),
    "gathering": (
        Seen(source="gathering", day="last", places=("place",), reads=("kind", "state", "heads")),
    ),
    "online_use": (
        Seen(source="online", day="month", places=("place",), reads=("offer", "uses", "people")),
    ),
    "reader": (
        Seen(
            source="reader",
            day="registered_on",
            places=("place",),
            reads=("grp", "age_band", "sex"),
        ),
        Seen(
            source="member",
            day="registered_on",
            reads=("place", "grp", "age_band", "sex", "valid_until", "ended_on", "erased_on"),
        ),
    ),
}


class Noticing:
    """What the writing of some rows changes for figures: looked at before, marked after it."""

    def __init__(self, tenant: str, cursor: Cursor, say: Say) -> None:
        self.tenant = tenant
        self._cursor, self._say = cursor, say
        self._marks: set[Mark] = set()
        self._of_places: set[tuple[str, str, str]] = set()
        self._of_markets: set[tuple[str, str, str]] = set()
        self._again: list[tuple[str, Seen, frozenset[Any]]] = []

    def before(
        self,
        emptied: dict[str, list[tuple[str, str]]],
        gone: TableRows,
        turned: dict[Turned, list[tuple[Any, ...]]],
        come: TableRows,
    ) -> None:
        """These rows are about to be written; those that lie there still lie as they were."""
        for name, heads in emptied.items():
            for seen in SEEN.get(name, ()):
                subjects = [subject for _, subject in heads]
                self._note(name, seen, self._lying(name, subjects))
        for name, keys in gone.items():
            for seen in SEEN.get(name, ()):
                self._note(name, seen, self._of_keys(name, frozenset(keys)))
        for (name, columns), values in turned.items():
            for seen in SEEN.get(name, ()):
                if seen.columns.isdisjoint(columns):
                    continue
                keys_of = frozenset(tuple(one[len(columns) :]) for one in values)
                self._note(name, seen, self._of_keys(name, keys_of))
                if seen.day and not seen.columns.isdisjoint(columns):
                    self._again.append((name, seen, keys_of))
        for name, rows in come.items():
            for seen in SEEN.get(name, ()):
                self._note(name, seen, rows)

    def after(self) -> list[Mark]:
        """What is to be marked, in order, now that all is written."""
        for name, seen, keys in self._again:
            self._note(name, seen, self._of_keys(name, keys))
        for table, found in (("place", self._of_places), ("market", self._of_markets)):
            units = self._units(table, {place for place, _, _ in found})
            for place, source, month in found:
                self._marks.add((units.get(place, NOWHERE), source, month))
        return sorted(self._marks)

    def _note(self, name: str, seen: Seen, rows: Iterable[Sequence[Any]]) -> None:
        names = NAMES[name]
        day = names.index(seen.day) if seen.day else None
        places = [names.index(one) for one in seen.places]
        markets = [names.index(one) for one in seen.markets]
        for row in rows:
            if day is None:
                self._marks.add((EVERYWHERE, seen.source, ANY_MONTH))
                continue
            if row[day] is None:  # no source has a row without its day
                continue
            month = row[day][:7]
            if SOURCES[seen.source].is_state:
                self._marks.add((EVERYWHERE, seen.source, month))
                continue
            self._marks.add((PROVINCE, seen.source, month))
            where = [*places, *markets]
            if not any(row[one] for one in where):
                self._marks.add((NOWHERE, seen.source, month))
            self._of_places.update((row[one], seen.source, month) for one in places if row[one])
            self._of_markets.update((row[one], seen.source, month) for one in markets if row[one])

    def _of_keys(self, name: str, keys: frozenset[Any]) -> Iterator[Sequence[Any]]:
        key_of = KEYS[name]
        subjects = dict.fromkeys(key[1] for key in keys)
        return (row for row in self._lying(name, subjects) if key_of(row) in keys)

    def _lying(self, name: str, subjects: Iterable[str]) -> Iterator[Sequence[Any]]:
        columns = ", ".join(BY_NAME[name].names)
        return self._found(f"SELECT {columns} FROM {name}", subjects)  # noqa: S608

    def _units(self, table: str, subjects: Iterable[str]) -> dict[str, str]:
        found = self._found(f"SELECT subject, unit FROM {table}", subjects)  # noqa: S608
        return {subject: unit for subject, unit in found if unit}

    def _found(self, select: str, subjects: Iterable[str]) -> Iterator[Sequence[Any]]:
        waiting = iter(sorted(subjects))
        while some := list(islice(waiting, AT_ONCE)):
            marks = ", ".join("?" * len(some))
            self._cursor.execute(
                self._say(f"{select} WHERE tenant = ? AND subject IN ({marks})"),
                (self.tenant, *some),
            )
            yield from self._cursor.fetchall()


def put_marks(
    cursor: Cursor, say: Say, marks: Sequence[Mark], *, tenant: str, arrival: int
) -> None:
    """These changed with the fact of this arrival."""
    cursor.executemany(
        say(
            "INSERT INTO figure_change (tenant, subject, family, month, arrival) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, subject, family, month) "
            "DO UPDATE SET arrival = excluded.arrival"
        ),
        [(tenant, *mark, arrival) for mark in marks],
    )
