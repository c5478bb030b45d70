"""In which months somebody borrowed, kept when the links to the loans go: no book, day or number.

So the readers of a year can be counted although nobody knows any more who borrowed what. Nothing
of it is told, shown or given to others; it lies in the vault, goes some months later, and of who
is erased nothing is left but that some person was there. Source: docs/decisions/0063.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tusach.library.readers.story import roots

if TYPE_CHECKING:
    from tusach.library.copies.states import Loan
    from tusach.node.store.store import Store
    from tusach.node.store.transaction import Transaction

MONTHS, LOANS = "borrowed_in", "loan_marked"
AT_ONCE = 400
Row = tuple[Any, ...]


def no_months(place: str, today: str) -> int:
    """For how many months it is kept in which months somebody borrowed: not at all."""
    del place, today
    return 0


def first_month(today: str, months: int) -> str:
    """The oldest month that is still kept: so many before this one.

    >>> first_month("2026-11-28", 15)
    '2025-08'
    """
    at = int(today[:4]) * 12 + int(today[5:7]) - 1 - months
    return f"{at // 12:04}-{at % 12 + 1:02}"


def mark(transaction: Transaction, readers: Mapping[str, str]) -> None:
    """Whoever lent these borrowed in their months. readers: by fact of the loan, whose it is."""
    store, today = transaction.store, transaction.store.today()
    oldest: dict[str, str] = {}
    months, loans = set(), set()
    for fact, place, lent_on, *said in _loans(store, sorted(readers)):
        if place not in oldest:
            kept = store.marked_months(place, today)
            oldest[place] = first_month(today, kept) if kept else "9999"
        month = lent_on[:7]
        if month >= oldest[place]:
            months.add((readers[fact], place, month, *said))
            loans.add((fact, place, month))
    transaction.mark(MONTHS, sorted(months))
    transaction.mark(LOANS, sorted(loans))


def mark_late(transaction: Transaction, copy: str, loan: Loan) -> None:
    """The same of a loan that came when its link was to be gone already."""
    store, today, place = transaction.store, transaction.store.today(), loan.place or ""
    months, month = store.marked_months(place, today), loan.lent_on[:7]
    reader = transaction.reader_of(loan.fact, copy)
    if reader is None or not months or month < first_month(today, months):
        return
    said = (int(loan.inside), loan.group, loan.age_band, loan.sex)
    transaction.mark(MONTHS, [(reader, place, month, *said)])
    transaction.mark(LOANS, [(loan.fact, place, month)])


def _loans(store: Store, facts: Sequence[str]) -> Iterator[Row]:
    """(fact, place, day, inside, group, age band, sex) of these loans that count."""
    for start in range(0, len(facts), AT_ONCE):
        some = facts[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from store.query(
            "SELECT fact, coalesce(place, ''), lent_on, coalesce(inside, 0), coalesce(grp, ''), "  # noqa: S608
            f"coalesce(age_band, ''), coalesce(sex, '') FROM loan "
            f"WHERE tenant = ? AND fact IN ({marks})",
            (store.tenant, *some),
        )


class Unnamed:
    """People who are erased: that somebody borrowed in those months stays, of nobody.

    What names the reader goes with `Vault.forget_months`, once the erasure is carried out.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._same: Mapping[str, str] | None = None
        self._nobody: dict[str, str] = {}

    def take(self, reader: str) -> None:
        """This registration; all of one person are the same nobody."""
        store = self._transaction.store
        if store.marked_months is no_months:
            return  # nobody keeps months here
        query = store.vault.query
        if self._same is None:
            self._same = roots(query("SELECT reader, also FROM alias ORDER BY fact"))
        person = self._same.get(reader, reader)
        nobody = self._nobody.setdefault(person, secrets.token_hex(16))
        old = query(
            f"SELECT place, month, inside, grp, age_band, sex FROM {MONTHS} WHERE reader = ?",  # noqa: S608
            (reader,),
        )
        self._transaction.mark(MONTHS, [(nobody, *row) for row in old])
        loans = query("SELECT fact FROM loan_reader WHERE reader = ?", (reader,))
        mark(self._transaction, {fact: nobody for (fact,) in loans})


def keep_returns(store: Store, found: Sequence[tuple[str, str, str, int | None]]) -> None:
    """Whether new readers of a trip came back, where months are kept at all."""
    today = store.today()
    rows = [one for one in found if store.marked_months(one[1], today)]
    if rows:
        store.vault.keep_returns(rows)


def forget_old(store: Store) -> int:
    """Months that have been kept long enough go; how many places had some."""
    today = store.today()
    gone = 0
    for place, oldest in store.vault.query(
        f"SELECT place, min(month) FROM (SELECT place, month FROM {LOANS} "  # noqa: S608
        "UNION SELECT place, month FROM came_back) k GROUP BY place ORDER BY place"
    ):
        months = store.marked_months(place, today)
        before = first_month(today, months) if months else "9999"
        if oldest < before:
            store.vault.forget_months(place=place, before=before)
            gone += 1
    return gone


def marked(store: Store) -> tuple[list[Row], list[Row]]:
    """All months of readers, and all loans that are marked: (fact, place, month)."""
    query = store.vault.query
    return (
        query(f"SELECT reader, place, month, inside, grp, age_band, sex FROM {MONTHS}"),  # noqa: S608
        query(f"SELECT fact, place, month FROM {LOANS}"),  # noqa: S608
    )
