"""The month of one place: what was done, how much of it came from paper, what is still missing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import msgspec

from tusach.library.sheets.facts import VISITS
from tusach.library.sheets.rules import days_of
from tusach.node.acts.clocks_off import streams_off
from tusach.node.acts.governing import late
from tusach.node.acts.month_visits import Visits, rule_on, visits_between
from tusach.node.acts.node import Node
from tusach.node.acts.registers import IN

CLOSING_DAYS = 10
"""So long into a month its page opens with the month before, which is being reported."""
_AT_ONCE = 500


class Sum(msgspec.Struct, frozen=True):
    """So many, and how many of them were told from paper."""

    n: int = 0
    paper: int = 0


class LoanSum(msgspec.Struct, frozen=True):
    """Loans that began, of one group and kind of material."""

    group: str
    material: str
    n: int
    paper: int


class SheetLeft(msgspec.Struct, frozen=True):
    """A sheet of which rows are still to be typed."""

    sheet: str
    code: str
    what: str
    left: int


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing or odd. days: open and without a count of visitors."""

    days: tuple[str, ...] = ()
    sheets: tuple[SheetLeft, ...] = ()
    unknown_readers: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    not_taken_back: tuple[str, ...] = ()
    clocks: int = 0

    @property
    def count(self) -> int:
        """How many things there are to look at."""
        some = (self.days, self.sheets, self.unknown_readers, self.contested, self.unmatched)
        return sum(map(len, some)) + len(self.not_taken_back) + self.clocks


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a month. last: its last day, or today. overdue: as of now."""

    month: str
    first: str
    last: str
    loans: tuple[LoanSum, ...]
    returns: Sum
    readers: Sum
    uses: Sum
    visits: Visits
    acquired: int
    withdrawn: int
    overdue: int
    holds: int
    holds_filled: int

    @property
    def lent(self) -> Sum:
        """All loans."""
        return Sum(sum(one.n for one in self.loans), sum(one.paper for one in self.loans))


def month_to_report(today: str) -> str:
    """The month whose page opens by itself.

    >>> month_to_report("2026-03-04"), month_to_report("2026-03-24")
    ('2026-02', '2026-03')
    """
    on = date.fromisoformat(today)
    if on.day > CLOSING_DAYS:
        return today[:7]
    return (on.replace(day=1) - timedelta(days=1)).isoformat()[:7]


def beside(month: str, step: int) -> str:
    """The month so many months later.

    >>> beside("2026-12", 1), beside("2026-01", -1)
    ('2027-01', '2025-12')
    """
    year, at = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + step, 12)
    return f"{year:04d}-{at + 1:02d}"


def figures(node: Node, place: str, month: str) -> Month:
    """The month of a place, as far as it has gone."""
    first, end = days_of(month)
    last, ask = min(end, node.today()), _Asking(node, place, first, end)
    lent = ask.rows(
        "SELECT grp, material, count(*), sum(CASE WHEN paper <> '' THEN 1 ELSE 0 END) FROM loan "
        "WHERE tenant = ? AND place = ? AND lent_on >= ? AND lent_on <= ? AND inside = 0 "
        "GROUP BY grp, material ORDER BY grp, material"
    )
    inside = ask.sum(
        "SELECT count(*), sum(CASE WHEN paper <> '' THEN 1 ELSE 0 END) FROM loan "
        "WHERE tenant = ? AND place = ? AND lent_on >= ? AND lent_on <= ? AND inside = 1"
    )
    used = ask.sum(
        "SELECT sum(n), sum(CASE WHEN paper <> '' THEN n ELSE 0 END) FROM used "
        "WHERE tenant = ? AND place = ? AND on_day >= ? AND on_day <= ?"
    )
    return Month(
        month=month,
        first=first,
        last=last,
        loans=tuple(LoanSum(*row) for row in lent),
        returns=ask.sum(
            "SELECT count(*), sum(CASE WHEN paper <> '' THEN 1 ELSE 0 END) FROM returned "
            "WHERE tenant = ? AND place = ? AND on_day >= ? AND on_day <= ?"
        ),
        readers=ask.sum(
            "SELECT count(*), sum(CASE WHEN subject IN (SELECT went_into FROM sheet_row) "
            "THEN 1 ELSE 0 END) FROM reader "
            "WHERE tenant = ? AND place = ? AND registered_on >= ? AND registered_on <= ?"
        ),
        uses=Sum(inside.n + used.n, inside.paper + used.paper),
        visits=visits_between(node, place, first, end),
        acquired=ask.count("copy WHERE {} AND owner = ? AND registered_on IS NOT NULL", IN),
        withdrawn=ask.count("copy WHERE {} AND owner = ?", "withdrawn_on"),
        overdue=_overdue(node, place),
        holds=ask.count("hold WHERE {} AND pickup = ?", "placed_on"),
        holds_filled=ask.count("hold WHERE {} AND pickup = ?", "filled_on"),
    )


class _Asking:
    """Questions about one place and span of days."""

    def __init__(self, node: Node, place: str, first: str, last: str) -> None:
        self.node, self.place, self.first, self.last = node, place, first, last

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        values = (self.node.tenant, self.place, self.first, self.last)
        return self.node.store.query(question, values)

    def sum(self, question: str) -> Sum:
        ((n, paper),) = self.rows(question)
        return Sum(int(n or 0), int(paper or 0))

    def count(self, what: str, day: str) -> int:
        # Both texts are written in this module; only values come from elsewhere.
        where = what.format(f"tenant = ? AND {day} >= ? AND {day} <= ?")
        values = (self.node.tenant, self.first, self.last, self.place)
        return int(self.node.store.query(f"SELECT count(*) FROM {where}", values)[0][0])  # noqa: S608


def _overdue(node: Node, place: str) -> int:
    """Loans of the place after their date, counted as its list of them has them."""
    past = late(node, node.today())
    # The clause is written in `governing`; only values come from elsewhere.
    found = node.store.query(
        "SELECT count(*) FROM copy WHERE tenant = ? AND loan_place = ? "  # noqa: S608
        f"AND {past.clause} AND status = 'on_loan' AND contested = 0 AND claimed_on IS NULL",
        (node.tenant, place, *past.values),
    )
    return int(found[0][0])


def missing(node: Node, place: str, month: str) -> Missing:
    """What is missing or odd in a month of a place, each with what it is about."""
    first, end = days_of(month)
    ask = _Asking(node, place, first, end)

    def subjects(question: str) -> tuple[str, ...]:
        return tuple(row[0] for row in ask.rows(question))

    return Missing(
        days=_days_uncounted(node, place, month),
        sheets=_sheets_left(node, place, month),
        unknown_readers=_unknown_readers(node, ask),
        contested=subjects(
            "SELECT subject FROM loan WHERE tenant = ? AND place = ? AND lent_on >= ? "
            "AND lent_on <= ? AND contested = 1 ORDER BY lent_on, fact"
        ),
        unmatched=subjects(
            "SELECT subject FROM unmatched WHERE tenant = ? AND place = ? AND on_day >= ? "
            "AND on_day <= ? ORDER BY on_day, fact"
        ),
        not_taken_back=subjects(
            "SELECT subject FROM loan WHERE tenant = ? AND place = ? AND lent_on >= ? "
            "AND lent_on <= ? AND implied = 1 ORDER BY lent_on, fact"
        ),
        clocks=len(streams_off(node)),
    )


def _days_uncounted(node: Node, place: str, month: str) -> tuple[str, ...]:
    """Days on which it was open and nobody said how many came, not even that nobody did."""
    first, end = days_of(month)
    state, last = node.place(place), min(end, node.today())
    counted = {
        row[0]
        for row in node.store.query(
            "SELECT DISTINCT on_day FROM visit "
            "WHERE tenant = ? AND place = ? AND on_day >= ? AND on_day <= ? "
            "UNION SELECT on_day FROM empty_day "
            "WHERE tenant = ? AND place = ? AND on_day >= ? AND on_day <= ?",
            2 * (node.tenant, place, first, end),
        )
    } | _days_on_sheets(node, place, month)
    days = []
    on = date.fromisoformat(max(first, state.founded_on or first))
    while on.isoformat() <= last and on.isoformat() < (state.closed_on or "9999"):
        text = on.isoformat()
        if text not in counted and node.calendar(place, text).is_open(on):
            days.append(text)
        on += timedelta(days=1)
    return tuple(days)


def _days_on_sheets(node: Node, place: str, month: str) -> set[str]:
    """Days whose row on a sheet of visits is done with."""
    done: set[str] = set()
    for lines, left in node.store.query(
        "SELECT lines, missing FROM sheet "
        "WHERE tenant = ? AND place = ? AND month = ? AND what = ?",
        (node.tenant, place, month, VISITS),
    ):
        rows = set(range(1, lines + 1)).difference(json.loads(left))
        done |= {f"{month}-{row:02d}" for row in rows}
    return done


def _sheets_left(node: Node, place: str, month: str) -> tuple[SheetLeft, ...]:
    rows = node.store.query(
        "SELECT subject, code, what, to_type FROM sheet "
        "WHERE tenant = ? AND place = ? AND month = ? AND to_type > 0 ORDER BY code",
        (node.tenant, place, month),
    )
    return tuple(SheetLeft(*row) for row in rows)


def _unknown_readers(node: Node, ask: _Asking) -> tuple[str, ...]:
    """Copies on loan of which this node does not know who has them."""
    rows = ask.rows(
        "SELECT loan, subject FROM copy WHERE tenant = ? AND loan_place = ? AND lent_on >= ? "
        "AND lent_on <= ? ORDER BY lent_on, loan"
    )
    known: set[str] = set()
    for at in range(0, len(rows), _AT_ONCE):
        some = [row[0] for row in rows[at : at + _AT_ONCE]]
        marks = ", ".join("?" * len(some))
        known |= {
            row[0]
            for row in node.store.vault.query(
                f"SELECT fact FROM loan_reader WHERE fact IN ({marks})",  # noqa: S608
                tuple(some),
            )
        }
    return tuple(copy for loan, copy in rows if loan not in known)


__all__ = [
    "LoanSum",
    "Missing",
    "Month",
    "SheetLeft",
    "Sum",
    "beside",
    "figures",
    "missing",
    "month_to_report",
    "rule_on",
]
