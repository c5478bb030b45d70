"""What a place has to be told of its loans and sendings, when their end came about elsewhere.

A place never holds the circulation of another, so the hub says there that the loan or the sending
is over, and takes that back when what it stood for does not count any more.
Source: docs/decisions/0023, 0039, 0052.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

import msgspec

from tusach.ledger.draft import Draft
from tusach.ledger.mechanism import FACT_VOIDED, SUPERVISOR, FactVoided
from tusach.ledger.story import Told
from tusach.library import scopes
from tusach.library.copies.facts import (
    CopyArrivedElsewhere,
    CopySeenElsewhere,
    CopyWithdrawn,
    LoanEndedElsewhere,
)
from tusach.library.copies.states import CopyState, Loan

ENDED_ELSEWHERE, ARRIVED_ELSEWHERE = "loan.ended_elsewhere/1", "copy.arrived_elsewhere/1"
SEEN_ELSEWHERE = "copy.seen_elsewhere/1"
_SPEAKING = frozenset({ENDED_ELSEWHERE, ARRIVED_ELSEWHERE, SEEN_ELSEWHERE, "copy.withdrawn/1"})
END, ARRIVED, PARTED, TAKE_BACK = "end", "arrived", "parted", "take_back"


class Owed(NamedTuple):
    """One thing to tell in the scope of `place`.

    of: a loan or a sending told there, or that a copy was asked for there. what: `end`, it ended at
    the place `at` on a day; `arrived`, the copy did; `parted`, it was seen there though the place
    has it by the fact `of`; `take_back`, the fact `told` says so and nothing else that is held
    does. Whether that is to be taken back, only a node can say that holds all that the teller of
    `told` knew.
    """

    of: str
    what: str
    place: str
    on: str
    at: str
    told: str


def owed(state: CopyState, tellings: Sequence[Told]) -> tuple[Owed, ...]:
    """What is owed of one copy; tellings: the facts of the copy that count."""
    away = [one for one in state.loans if one.ended_at != one.place and one.ended_at and one.place]
    away = [one for one in away if one.ended_by]
    if not (away or state.arrivals or state.partings):
        return ()
    spoken = [one for one in tellings if one.kind in _SPEAKING]
    return (
        *_of_loans(away, spoken),
        *_of_sendings(state, spoken),
        *_of_holdings(state, spoken),
    )


def _of_loans(away: Iterable[Loan], spoken: Sequence[Told]) -> tuple[Owed, ...]:
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


def _of_sendings(state: CopyState, spoken: Sequence[Told]) -> tuple[Owed, ...]:
    arrivals = [one for one in spoken if isinstance(one.body, CopyArrivedElsewhere)]
    said = {one.id for one in arrivals}
    known = {one.body.sent for one in arrivals}
    return tuple(
        Owed(one.sent, TAKE_BACK, one.place, one.on, one.at, one.by)
        if one.by in said
        else Owed(one.sent, ARRIVED, one.place, one.on, one.at, "")
        for one in state.arrivals
        if one.by in said or one.sent not in known
    )


def _of_holdings(state: CopyState, spoken: Sequence[Told]) -> tuple[Owed, ...]:
    words = [one for one in spoken if isinstance(one.body, CopySeenElsewhere)]
    said = {one.id for one in words}
    known = {one.body.held for one in words}
    return tuple(
        Owed(one.held, TAKE_BACK, one.place, one.on, one.at, one.by)
        if one.by in said
        else Owed(one.held, PARTED, one.place, one.on, one.at, "")
        for one in state.partings
        if one.by in said or one.held not in known
    )


def _owed(loan: Loan, said: Container[str]) -> Owed:
    by, place, on, at = loan.ended_by, loan.place, loan.ended_on, loan.ended_at
    assert by and place and on and at
    is_told = by in said
    return Owed(loan.fact, TAKE_BACK if is_told else END, place, on, at, by if is_told else "")


def draft(one: Owed, copy: str, *, on: str) -> Draft:
    """What is owed, as a wish of the hub. on: its business date."""
    if one.what == TAKE_BACK:
        return taken_back(one, copy, on=on)
    body: msgspec.Struct
    if one.what == ARRIVED:
        kind, body = ARRIVED_ELSEWHERE, CopyArrivedElsewhere(one.of, one.on, one.at)
    elif one.what == PARTED:
        kind, body = SEEN_ELSEWHERE, CopySeenElsewhere(one.of, one.on, one.at)
    else:
        kind, body = ENDED_ELSEWHERE, LoanEndedElsewhere(one.of, one.on, one.at)
    return told_there(one, kind, copy, body, on=on)


def taken_back(one: Owed, subject: str, *, on: str) -> Draft:
    """What was told does not count any more."""
    return told_there(
        one, FACT_VOIDED, subject, FactVoided(one.told, "unfounded", SUPERVISOR), on=on
    )


def told_there(one: Owed, kind: str, subject: str, body: msgspec.Struct, *, on: str) -> Draft:
    """A word of the hub in the scope of the place to which it is owed."""
    scope = scopes.circulation(one.place)
    return Draft(kind=kind, subject=subject, scope=scope, on=on, place=one.place, body=body)
