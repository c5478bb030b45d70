"""Whose the loans are, laid beside the tables of one look, so that people can be counted.

Who borrowed what lies in the vault alone and goes by a rule (decision 24). Here it is laid into
temporary tables that nobody else sees and that end with the look: a reader is then the least id
of the person's registrations, counted and never shown. A loan whose reader is not known (any
more) has a row without one, and what is counted of such rows is no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from tusach.library.habit.returning import Newcomer, outcomes
from tusach.library.readers.story import roots
from tusach.node.store.sql import SqlReading
from tusach.node.store.store import Store


@contextmanager
def linked_look(store: Store) -> Iterator[SqlReading]:
    """A look of now in which people can be counted."""
    with store.engine.own_look() as look:
        lay(look, links_of(store), today=store.today())
        yield look


def links_of(store: Store) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """By loan whose it was, and by registration whose it is, as far as it is known here."""
    same = roots(store.vault.query("SELECT reader, also FROM alias ORDER BY fact"))
    found = store.vault.query("SELECT fact, reader FROM loan_reader")
    return {fact: same.get(reader, reader) for fact, reader in found}, same


def lay(
    look: SqlReading, known: tuple[Mapping[str, str], Mapping[str, str]], *, today: str
) -> None:
    """From here on this look knows whose the loans are. known: as `links_of` says."""
    links, same = known
    _table(look, "link_row", "fact TEXT NOT NULL PRIMARY KEY, reader TEXT NOT NULL", links.items())
    columns = (
        "tenant TEXT, subject TEXT, reader TEXT, place TEXT, grp TEXT, age_band TEXT, sex TEXT, "
        "back_after BIGINT, on_day TEXT"
    )
    came = _newcomers(look, same)
    rows = [
        (
            look.tenant,
            one.who.subject,
            one.reader,
            one.who.place,
            one.who.group,
            one.who.age_band,
            one.who.sex,
            one.back_after,
            one.known_on,
        )
        for one in outcomes(came, _loans(look, links, came), today=today)
    ]
    _table(look, "newcomer_row", columns, rows)
    look.has_links = True


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
