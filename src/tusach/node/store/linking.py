"""Whose the loans are, laid beside the tables of one look, so that people can be counted.

Who borrowed what lies in the vault alone and goes by a rule (decision 24). Here it is laid into
temporary tables that nobody else sees and that end with the look: a reader is then the least id
of the person's registrations, counted and never shown. A loan whose reader is not known (any
more) has a row without one, and what is counted of such rows is no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from tusach.library.habit.returning import Newcomer, outcomes
from tusach.library.readers.story import roots
from tusach.node.store import marking
from tusach.node.store.sql import SqlReading
from tusach.node.store.store import Store

Row = tuple[Any, ...]


_BORROWED = (
    "INSERT INTO month_row SELECT DISTINCT k.reader, l.place, substr(l.lent_on, 1, 7), "
    "coalesce(l.inside, 0), coalesce(l.grp, ''), coalesce(l.age_band, ''), coalesce(l.sex, '') "
    "FROM loan l LEFT JOIN link_row k ON k.fact = l.fact "
    "LEFT JOIN marked_row d ON d.fact = l.fact WHERE l.tenant = ? AND d.fact IS NULL"
)
"""Months of readers by the links that are here: all that figures may ask of borrowing.

Many loans are few months, and they are gone through once for all figures of a look.
"""


class Known(msgspec.Struct, frozen=True):
    """links: by loan whose it was; same: by registration whose it is, as far as it is known here.

    months: (reader, place, month, inside, group, age band, sex) of loans whose links went;
    marked: those loans, (fact, place, month). returns: by registration at a stop, after how many
    days they came back, as it was known when all links were.
    """

    links: Mapping[str, str]
    same: Mapping[str, str]
    months: Sequence[Row] = ()
    marked: Sequence[Row] = ()
    returns: Mapping[str, int | None] = {}


@contextmanager
def linked_look(store: Store) -> Iterator[SqlReading]:
    """A look of now in which people can be counted."""
    with store.engine.own_look() as look:
        lay(look, known_of(store), today=store.today())
        yield look


def known_of(store: Store, *, then: bool = False) -> Known:
    """What this vault knows. then: for a look at an earlier moment, of which months say nothing."""
    same = roots(store.vault.query("SELECT reader, also FROM alias ORDER BY fact"))
    found = store.vault.query("SELECT fact, reader FROM loan_reader")
    links = {fact: same.get(reader, reader) for fact, reader in found}
    if then:
        return Known(links, same)
    returns = dict(store.vault.query("SELECT subject, back_after FROM came_back"))
    return Known(links, same, *marking.marked(store), returns)


def newly_known(store: Store) -> list[tuple[str, str, str, int | None]]:
    """Returns that are known now and not kept: (registration, place, month, days or None)."""
    known = known_of(store)
    with store.engine.own_look() as look:
        came = _newcomers(look, known.same)
        found = list(outcomes(came, _loans(look, known.links, came), today=store.today()))
    return [
        (one.who.subject, one.who.place, one.known_on[:7], one.back_after)
        for one in found
        if one.reader is not None and one.who.subject not in known.returns
    ]


def lay(look: SqlReading, known: Known, *, today: str) -> None:
    """From here on this look knows whose the loans are."""
    links, same = known.links, known.same
    _table(look, "link_row", "fact TEXT NOT NULL PRIMARY KEY, reader TEXT NOT NULL", links.items())
    marked = "fact TEXT NOT NULL PRIMARY KEY, place TEXT, month TEXT"
    _table(look, "marked_row", marked, known.marked)
    months = "reader TEXT, place TEXT, month TEXT, inside BIGINT, grp TEXT, age_band TEXT, sex TEXT"
    _table(look, "month_row", months, [*_months(look, known)])
    look.cursor.execute(look.say(_BORROWED), (look.tenant,))
    look.cursor.execute("CREATE INDEX month_row_place ON month_row (place, month)")
    columns = (
        "tenant TEXT, subject TEXT, reader TEXT, place TEXT, grp TEXT, age_band TEXT, sex TEXT, "
        "back_after BIGINT, on_day TEXT"
    )
    came = _newcomers(look, same)
    returns = known.returns
    rows = [
        (
            look.tenant,
            one.who.subject,
            one.who.reader if one.who.subject in returns else one.reader,
            one.who.place,
            one.who.group,
            one.who.age_band,
            one.who.sex,
            returns.get(one.who.subject) if one.reader is None else one.back_after,
            one.known_on,
        )
        for one in outcomes(came, _loans(look, links, came), today=today)
    ]
    _table(look, "newcomer_row", columns, rows)
    look.has_links = True


def _months(look: SqlReading, known: Known) -> Iterator[Row]:
    """Months of readers; one of nobody known where a marked loan does not count any more."""
    for reader, *said in known.months:
        yield known.same.get(reader, reader), *said
    for place, month in look.rows(
        "SELECT DISTINCT d.place, d.month FROM marked_row d WHERE NOT EXISTS "
        "(SELECT 1 FROM loan l WHERE l.tenant = ? AND l.fact = d.fact) ORDER BY d.place, d.month",
        look.tenant,
    ):
        yield None, place, month, 0, "", "", ""


def _newcomers(look: SqlReading, same: Mapping[str, str]) -> list[Newcomer]:
    found = look.rows(
        "SELECT DISTINCT r.subject, r.place, r.registered_on, r.grp, r.age_band, r.sex "
        "FROM stop s JOIN reader r ON r.tenant = s.tenant AND r.place = s.place "
        "AND r.registered_on = s.day WHERE s.tenant = ? AND s.status = ?",
        look.tenant,
        "served",
    )
    return [
        Newcomer(subject, same.get(subject, subject), place, on, group or "", band or "", sex or "")
        for subject, place, on, group, band, sex in found
    ]


def _loans(
    look: SqlReading, links: Mapping[str, str], came: Iterable[Newcomer]
) -> Iterator[tuple[str | None, str]]:
    first = min((one.on for one in came), default=None)
    if first is None:
        return
    for fact, on in look.rows(
        "SELECT l.fact, l.lent_on FROM loan l WHERE l.tenant = ? AND l.lent_on > ?",
        look.tenant,
        first,
    ):
        yield links.get(fact), on


def _table(look: SqlReading, name: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    some = list(rows)
    look.cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
    marks = ", ".join("?" * (columns.count(",") + 1))
    look.cursor.executemany(look.say(f"INSERT INTO {name} VALUES ({marks})"), some)  # noqa: S608
