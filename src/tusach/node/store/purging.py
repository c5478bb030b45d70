"""Who borrowed what, removed some time after the copy came back: by a rule, on each node alone.

Nothing is told of it: every node applies the rule to what it holds, each day and to whatever
arrives, so an old stick brings no link back. The place counts its readers of a month before; a
node that could not count waits for that, but not for ever. Source: docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from tusach.ledger.fact import Fact, trusted
from tusach.library.copies.story import CopyState
from tusach.library.readers.counting import borrowers_subject, may_go, month_of
from tusach.node.store import marking

if TYPE_CHECKING:
    from tusach.node.store.store import Store
    from tusach.node.store.transaction import Transaction

LinkDays = Callable[[str, str], int | None]
"""link_days(place, today): for how many days it is kept there who borrowed; None: for ever."""
MarkedMonths = Callable[[str, str], int]
"""marked_months(place, today): for how many months it is kept in which months one borrowed."""


AT_ONCE = 400
_OF_LOAN = "fact, place, lent_on, ended_on"
PATIENCE = 2
"""So many times the days of the rule a link waits for a count of the place; then it goes."""


class Link(msgspec.Struct, frozen=True):
    """A loan (or a hold, a wish) that is over, whose reader is known here.

    ended_on: of a voided one its own day. copy: the subject, a hold or wish where it is one.
    """

    fact: str
    copy: str
    reader: str
    place: str
    lent_on: str
    ended_on: str
    is_loan: bool

    @property
    def month(self) -> tuple[str, str]:
        """First and last day of the month in which it began."""
        return month_of(self.lent_on)


class Purged(msgspec.Struct, frozen=True):
    """gone: links removed. waits: those that wait until their month was counted."""

    gone: int
    waits: int


def old_links(store: Store) -> list[Link]:
    """Every link whose loan has ended long enough ago, by the rule of its place.

    Not where entries about the copy contradict each other: whoever settles them may need it.
    """
    link_days, today = store.link_days, store.today()
    if link_days is None:
        return []
    sql = "SELECT DISTINCT subject FROM disagreement WHERE tenant = ?"
    doubted = {row[0] for row in store.query(sql, (store.tenant,))}
    found = []
    of_places: dict[str, int | None] = {}
    for one in chain(_ended(store), _asked(store)):
        if one.place not in of_places:
            of_places[one.place] = link_days(one.place, today)
        days = of_places[one.place]
        due = may_go(lent_on=one.lent_on, ended_on=one.ended_on, days=days, today=today)
        if due and one.copy not in doubted:
            found.append(one)
    return found


def _ended(store: Store) -> Iterable[Link]:
    rows = store.vault.query("SELECT fact, copy, reader FROM loan_reader ORDER BY fact")
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        sql = f"SELECT {_OF_LOAN} FROM loan WHERE tenant = ? AND fact IN ({marks})"  # noqa: S608
        told = store.query(sql, (store.tenant, *(row[0] for row in some)))
        loans = {row[0]: row for row in told}
        for fact, copy, reader in some:
            if fact not in loans:
                one = _voided(store, fact, copy, reader)
                if one is not None:
                    yield one
            else:
                _, place, lent_on, ended_on = loans[fact]
                if ended_on is not None:
                    yield Link(fact, copy, reader, place or "", lent_on, ended_on, True)


def _asked(store: Store) -> Iterable[Link]:
    """Holds and wishes that are over: what somebody asked for is as private as what they had."""
    rows = store.vault.query("SELECT fact, asked, reader FROM asked_by ORDER BY fact")
    over = {}
    for table, since, until in (
        ("hold", "placed_on", "coalesce(filled_on, ended_on)"),
        ("wish", "told_on", "ended_on"),
    ):
        sql = f"SELECT subject, place, {since}, {until} FROM {table} WHERE tenant = ? "  # noqa: S608
        found = store.query(f"{sql}AND {until} IS NOT NULL", (store.tenant,))
        over.update({row[0]: row[1:] for row in found})
    for fact, asked, reader in rows:
        if asked in over:
            place, since, until = over[asked]
            yield Link(fact, asked, reader, place or "", since, until, False)


def _voided(store: Store, fact: str, copy: str, reader: str) -> Link | None:
    """A lending that does not count (any more); who it spoke of goes as of a loan."""
    row = store.fact(fact)
    if row is None:
        return None
    told = trusted(row.raw)
    return Link(fact, copy, reader, told.place or "", told.on, told.on, False)


def purge(store: Store, links: Sequence[Link]) -> Purged:
    """Remove these links for ever, but for those whose month has still to be counted."""
    going = [one for one in links if _is_counted(store, one) or _has_waited(store, one)]
    gone = 0
    for start in range(0, len(going), AT_ONCE):
        some = going[start : start + AT_ONCE]
        with store.batch() as transaction:
            marking.mark(transaction, {one.fact: one.reader for one in some if one.is_loan})
            for one in some:
                row = transaction.writing.fact(one.fact)
                assert row is not None  # its row of the table was made from it
                gone += transaction.unlink(one.fact, trusted(row.raw))
    return Purged(gone, len(links) - len(going))


def _is_counted(store: Store, one: Link) -> bool:
    subject = borrowers_subject(store.tenant, one.place, *one.month)
    return not one.is_loan or store.state(subject, "borrowers").counted is not None


def _has_waited(store: Store, one: Link) -> bool:
    assert store.link_days is not None
    today = store.today()
    days = store.link_days(one.place, today)
    long = None if days is None else days * PATIENCE
    return may_go(lent_on=one.lent_on, ended_on=one.ended_on, days=long, today=today)


def refuse_old(transaction: Transaction, links: Iterable[tuple[str, Fact]]) -> None:
    """Links that have just come and are older than the rule allows stay out, for ever."""
    store = transaction.store
    if store.link_days is None:
        return
    today = store.today()
    of_places: dict[str, int | None] = {}
    for fact, told in links:
        state = transaction.state(told.subject, "copy")
        loan = _loan(state, fact)
        if loan is None or loan.ended_on is None or transaction.story(told.subject).disagreements:
            continue
        place = loan.place or ""
        if place not in of_places:
            of_places[place] = store.link_days(place, today)
        days = of_places[place]
        if not may_go(lent_on=loan.lent_on, ended_on=loan.ended_on, days=days, today=today):
            continue
        subject = borrowers_subject(store.tenant, loan.place or "", *month_of(loan.lent_on))
        long = None if days is None else days * PATIENCE
        if transaction.state(subject, "borrowers").counted is not None or may_go(
            lent_on=loan.lent_on, ended_on=loan.ended_on, days=long, today=today
        ):
            marking.mark_late(transaction, told.subject, loan)
            transaction.unlink(fact, told)


def _loan(state: CopyState, fact: str) -> Any:
    return next((one for one in reversed(state.loans) if one.fact == fact), None)
