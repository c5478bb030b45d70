"""What pages show of loans, copies and titles: read in few queries, already in plain values."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from tusach.library.copies.checks import is_past
from tusach.library.copies.rules import is_overdue
from tusach.library.copies.states import CopyState, Loan
from tusach.node.acts.circulation import loan_reader
from tusach.node.acts.node import Node
from tusach.node.desk.counter import Counter

PAST_LOANS = 30
AT_ONCE = 200


class TitleShown(msgspec.Struct, frozen=True):
    """A title in a line: what it is called and by whom."""

    title: str
    words: str
    authors: str = ""
    year: int | None = None
    extra: str = ""


class LoanShown(msgspec.Struct, frozen=True, kw_only=True):
    """A loan in a line. days_over: 0 where it is not overdue. ended_on: None while it is open.

    back_at: name of the place where it came back, where that is not the one that lent it.
    """

    fact: str
    copy: str
    code: str
    title: TitleShown
    lent_on: str
    due_on: str
    days_over: int = 0
    renewals: int = 0
    contested: bool = False
    ended_on: str | None = None
    back_at: str = ""
    reader: str | None = None


class CopyShown(msgspec.Struct, frozen=True, kw_only=True):
    """A copy as a page shows it; places by name. chip: a state of the design system."""

    copy: str
    code: str
    accession: str
    title: TitleShown
    chip: str
    owner: str = ""
    holder: str = ""
    home: str = ""
    seen_at: str = ""
    seen_on: str | None = None
    is_here: bool = False
    belongs_here: bool = False
    location: str = ""
    call_number: str = ""
    material: str = ""
    legal: bool = False
    loan: LoanShown | None = None
    several_loans: bool = False


def marks(values: Collection[Any]) -> str:
    """As many question marks as values, for `IN (…)`."""
    return ", ".join("?" * len(values))


def place_name(node: Node, place: str | None) -> str:
    """What a place is called; empty where it is not known."""
    return node.place(place).name if place else ""


def titles_of(node: Node, titles: Iterable[str | None]) -> dict[str, TitleShown]:
    """Titles by subject."""
    wanted = sorted({one for one in titles if one})
    if not wanted:
        return {}
    rows = node.store.query(
        "SELECT subject, title, subtitle, authors, year, publisher FROM title "  # noqa: S608
        f"WHERE tenant = ? AND subject IN ({marks(wanted)})",
        (node.tenant, *wanted),
    )
    return {row[0]: _title(row) for row in rows}


def title_of(node: Node, title: str | None) -> TitleShown:
    """One title; one without words where nobody has described it here."""
    return titles_of(node, (title,)).get(title or "", TitleShown(title or "", ""))


def _title(row: tuple[Any, ...]) -> TitleShown:
    subject, title, subtitle, authors, year, publisher = row
    whole = f"{title}: {subtitle}" if title and subtitle else title or subtitle or ""
    return TitleShown(subject, whole, "; ".join(json.loads(authors or "[]")), year, publisher or "")


def days_over(due_on: str, on: str) -> int:
    """How many days after the due date a day is; 0 where it is not."""
    return max(0, (date.fromisoformat(on) - date.fromisoformat(due_on)).days)


def open_loans(counter: Counter, reader: str) -> tuple[LoanShown, ...]:
    """What a reader has now, the first due first."""
    found = loans(counter, counter.node.store.open_loans(reader))
    return tuple(sorted(found, key=lambda loan: (loan.due_on, loan.title.words, loan.code)))


def past_loans(counter: Counter, reader: str) -> tuple[LoanShown, ...]:
    """What a reader had, as far as this node still keeps it, the latest first."""
    person = counter.node.store.person(reader)
    told = counter.node.store.vault.query(
        f"SELECT fact, copy FROM loan_reader WHERE reader IN ({marks(person)})",  # noqa: S608
        person,
    )
    still = counter.node.store.open_loans(reader)
    rows: list[LoanShown] = []
    ended = [(fact, copy) for fact, copy in told if fact not in still]
    for first in range(0, len(ended), AT_ONCE):
        rows.extend(loans(counter, dict(ended[first : first + AT_ONCE])))
    rows = [loan for loan in rows if loan.ended_on is not None]
    rows.sort(key=lambda loan: (loan.ended_on or "", loan.lent_on), reverse=True)
    return tuple(rows[:PAST_LOANS])


def loans(counter: Counter, facts: Mapping[str, str]) -> list[LoanShown]:
    """Loans by their lending facts, each with its copy."""
    if not facts:
        return []
    node = counter.node
    copies = sorted(set(facts.values()))
    # By copy first: that is the table's own key, so no other loan is looked at.
    rows = node.store.query(
        "SELECT l.fact, l.subject, l.lent_on, l.due_on, l.renewals, l.contested, l.ended_on, "  # noqa: S608
        "CASE WHEN l.ended_at <> l.place THEN l.ended_at END, c.code, c.title, l.rule FROM loan l "
        "LEFT JOIN copy c ON c.tenant = l.tenant AND c.subject = l.subject "
        f"WHERE l.tenant = ? AND l.subject IN ({marks(copies)}) "
        f"AND l.fact IN ({marks(facts)})",
        (node.tenant, *copies, *facts),
    )
    titles = titles_of(node, [row[9] for row in rows])
    found = []
    grace = node.grace()
    for fact, copy, lent_on, due_on, renewals, contested, ended_on, at, code, title, rule in rows:
        past = is_past(due_on, counter.on, grace.get(rule or "", 0))
        over = days_over(due_on, counter.on) if past and not (ended_on or contested) else 0
        found.append(
            LoanShown(
                fact=fact,
                copy=copy,
                code=code or "",
                title=titles.get(title or "", TitleShown(title or "", "")),
                lent_on=lent_on,
                due_on=due_on,
                days_over=over,
                renewals=renewals,
                contested=bool(contested),
                ended_on=ended_on,
                back_at=place_name(node, at),
            )
        )
    return found


def copy_shown(counter: Counter, copy: str) -> CopyShown | None:
    """A copy as it stands now; None where nobody has registered it here."""
    node = counter.node
    state: CopyState = node.store.state(copy, "copy")
    said = state.registered
    if said is None and not state.loans:
        return None
    loan = state.open_loan
    title = title_of(node, said.title if said else None)
    code = said.code if said else ""
    return CopyShown(
        copy=copy,
        code=code,
        accession=said.accession if said else "",
        title=title,
        chip=chip_of(counter, state),
        owner=place_name(node, state.owner),
        holder=place_name(node, state.holder),
        home=place_name(node, state.home),
        seen_at=place_name(node, state.last_seen_at),
        seen_on=state.last_seen_on,
        is_here=state.holder == counter.place,
        belongs_here=state.home == counter.place,
        location=said.location if said else "",
        call_number=said.call_number if said else "",
        material=said.material if said else "",
        legal=bool(said and said.legal),
        loan=_loan(counter, loan, copy=copy, title=title, code=code) if loan else None,
        several_loans=len(state.open_loans) > 1,
    )


def _loan(counter: Counter, loan: Loan, *, copy: str, title: TitleShown, code: str) -> LoanShown:
    return LoanShown(
        fact=loan.fact,
        copy=copy,
        code=code,
        title=title,
        lent_on=loan.lent_on,
        due_on=loan.due_on,
        days_over=days_over(loan.due_on, counter.on) if _late(counter, loan) else 0,
        renewals=len(loan.renewals),
        contested=loan.contested,
        reader=loan_reader(counter.node, loan.fact),
    )


def _late(counter: Counter, loan: Loan) -> bool:
    grace = counter.node.grace().get(loan.rule or "", 0)
    return is_overdue(loan, counter.on, grace_days=grace)


def chip_of(counter: Counter, state: CopyState) -> str:
    """The design system's word for how a copy stands, seen from this desk."""
    if len(state.open_loans) > 1:
        return "in-question"
    match state.status:
        case "available":
            return "available" if state.holder == counter.place else "elsewhere"
        case "on_loan":
            loan = state.open_loan
            return "overdue" if loan and _late(counter, loan) else "on-loan"
        case "lost":
            return "missing" if state.lost_reason == "missing" else "lost"
        case "withdrawn" | "withheld":
            return state.status
        case "reserved":
            return "on-hold"
        case "on_way":
            return "in-transit"
        case "packed":
            return "in-crate"
        case "in_question":
            return "in-question"
    return "unknown"


def names_of(node: Node, readers: Iterable[str]) -> dict[str, str]:
    """Names of readers, where this node holds them."""
    wanted = sorted(set(readers))
    if not wanted:
        return {}
    rows = node.store.vault.query(
        f"SELECT reader, name FROM reader_name WHERE reader IN ({marks(wanted)})",  # noqa: S608
        wanted,
    )
    return dict(rows)
