"""What the place that lent a copy has to be told of the loan's end, when it came about elsewhere.

A place never holds the circulation of another, so the hub says there that the loan is over, and
takes that back when what it stood for does not count any more. Source: docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from tusach.ledger.draft import Draft
from tusach.ledger.mechanism import FACT_VOIDED, SUPERVISOR, FactVoided
from tusach.ledger.story import Told
from tusach.library import scopes
from tusach.library.copies.facts import CopyWithdrawn, LoanEndedElsewhere
from tusach.library.copies.states import Loan

ENDED_ELSEWHERE = "loan.ended_elsewhere/1"
_SPEAKING = frozenset({ENDED_ELSEWHERE, "copy.withdrawn/1"})
END, TAKE_BACK = "end", "take_back"


class Owed(NamedTuple):
    """One thing to tell in the scope of `place`, which lent the copy by the fact `loan`.

    what: `end`, the loan ended at the place `at` on a day; `take_back`, the fact `told` ends it and
    nothing else that is held does. Whether that is to be taken back, only a node can say that holds
    all that the teller of `told` knew.
    """

    loan: str
    what: str
    place: str
    on: str
    at: str
    told: str


def owed(loans: Iterable[Loan], tellings: Sequence[Told]) -> tuple[Owed, ...]:
    """What is owed of these loans of one copy; tellings: the facts of the copy that count."""
    away = [one for one in loans if one.ended_at != one.place and one.ended_at and one.place]
    away = [one for one in away if one.ended_by]
    if not away:
        return ()
    spoken = [one for one in tellings if one.kind in _SPEAKING]
    ends = [one for one in spoken if isinstance(one.body, LoanEndedElsewhere)]
    said = {one.id for one in ends}
    known = {one.body.loan for one in ends}
    # A withdrawal lies in the catalogue, which the place holds itself.
    known_by = {one.id for one in spoken if isinstance(one.body, CopyWithdrawn)}
    return tuple(
        _owed(loan, said)
        for loan in away
        if loan.ended_by in said or not (loan.fact in known or loan.ended_by in known_by)
    )


def _owed(loan: Loan, said: Container[str]) -> Owed:
    by, place, on, at = loan.ended_by, loan.place, loan.ended_on, loan.ended_at
    assert by and place and on and at
    is_told = by in said
    return Owed(loan.fact, TAKE_BACK if is_told else END, place, on, at, by if is_told else "")


def draft(one: Owed, copy: str, *, on: str) -> Draft:
    """What is owed, as a wish of the hub. on: its business date."""
    scope = scopes.circulation(one.place)
    if one.what == TAKE_BACK:
        body: FactVoided | LoanEndedElsewhere = FactVoided(one.told, "unfounded", SUPERVISOR)
        kind = FACT_VOIDED
    else:
        body = LoanEndedElsewhere(loan=one.loan, ended_on=one.on, at=one.at)
        kind = ENDED_ELSEWHERE
    return Draft(kind=kind, subject=copy, scope=scope, on=on, place=one.place, body=body)
