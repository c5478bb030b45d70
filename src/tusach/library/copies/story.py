"""A copy after all facts: where it is, on which loans it was, and what contradicts what.

Whoever lends, takes back or sees a copy has it in hand, so every fact is evidence of where it was
on its day. Tellers do not know each other's facts (a place never holds the circulation of another),
so evidence ends only what it can speak of: what its teller knew, and what began no later.

Lent twice by tellers who did not know of each other: both loans stay and are contested. Lent while
a known loan was open: the earlier one ends there, flagged. Returned where no loan was known: closes
the loan its teller did not know of, whenever that arrives. Source: docs/decisions/0001, 0005;
spec/wire.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies import care, facts, in_crates
from tusach.library.copies.arrivals import arrived_elsewhere, with_arrivals
from tusach.library.copies.by_date import returned_by_date
from tusach.library.copies.contests import settled
from tusach.library.copies.evidence import ended, is_stale, kept, open_count, seen, still_there
from tusach.library.copies.lendings import lent
from tusach.library.copies.partings import may_part, seen_elsewhere, with_partings
from tusach.library.copies.states import (
    AVAILABLE,
    LOST,
    ON_LOAN,
    UNREGISTERED,
    WITHDRAWN,
    CopyState,
    Early,
    Loan,
)

__all__ = [
    "AVAILABLE",
    "FOLDERS",
    "LOST",
    "ON_LOAN",
    "UNREGISTERED",
    "WITHDRAWN",
    "CopyFolder",
    "CopyState",
    "Loan",
]


class CopyFolder:
    """Folds `copy.*` and `loan.*`."""

    noun = "copy"

    def start(self, subject: str) -> CopyState:
        """A copy of which nothing is known."""
        return CopyState(subject)

    def step(self, state: CopyState, told: Told, telling: Telling) -> CopyState:
        """The copy after one more fact."""
        step = _STEPS.get(type(told.body))
        changed = state if step is None else step(state, told, told.body, telling)
        if may_part(state, changed, told.place):
            changed = with_partings(state, changed, told)
        if state.on_way is None and type(told.body) is not facts.CopySent:
            return changed
        return with_arrivals(state, changed, told)


def _registered(
    state: CopyState, told: Told, body: facts.CopyRegistered, telling: Telling
) -> CopyState:
    if state.registered is not None:
        if state.registered != body:
            telling.disagree("copy.registered_twice", state.registered_by or "", told.id)
        return state
    home = body.home or body.owner
    seen_nowhere = state.kept_by is None and not state.loans and state.lost_by is None
    return replace(
        state,
        registered=body,
        registered_by=told.id,
        registered_on=told.on,
        delivery=next(iter(told.held.fact.also), None),
        owner=body.owner,
        home=state.home or home,
        holder=home if seen_nowhere else state.holder,
        last_seen_at=state.last_seen_at or told.place or home,
        last_seen_on=state.last_seen_on or told.on,
    )


def _returned(
    state: CopyState, told: Told, body: facts.CopyReturned, telling: Telling
) -> CopyState:
    if body.paper:
        if body.paper in state.papers:
            return state
        state = replace(state, papers=(*state.papers, body.paper))
        return returned_by_date(state, told, body, telling)
    if state.standing == 1:
        last = state.loans[-1]
        if last.fact == body.loan and last.ended_by is None and not last.contested:
            # By far the most: the one open loan, named.
            loans = (*state.loans[:-1], ended(last, told))
            return kept(replace(state, loans=loans, standing=0), told)
    named = next((loan for loan in state.loans if loan.fact == body.loan), None)
    ending = _ending(state, told, named)
    loans = tuple(
        ended(one, told, implied=one is not ending)
        if one is ending or (one.ended_by is None and _speaks_of(told, one, telling))
        else one
        for one in state.loans
    )
    changed = settled(replace(state, loans=loans, standing=open_count(loans)), telling)
    if ending is None and named is None:
        changed = _awaiting(changed, told, body.loan)
    if changed.standing:
        return changed
    return still_there(changed) if is_stale(state, told, telling) else kept(changed, told)


def _ending(state: CopyState, told: Told, named: Loan | None) -> Loan | None:
    """The loan that a return is the return of."""
    if named is not None:
        if named.ended_by is None:
            return named
        # Ended only by what showed it had come back: this is the return that was missing.
        if named.implied and told.on <= (named.ended_on or ""):
            return named
    holding = state.open_loan
    return holding if holding is not None and holding.lent_on <= told.on else None


def _speaks_of(told: Told, loan: Loan, telling: Telling) -> bool:
    """Whether a copy in a place's hands shows that a loan is over: older, or known and no newer."""
    if loan.lent_on >= told.on:
        return loan.lent_on == told.on and telling.lineage.knew(told.id, loan.fact)
    return True


def _awaiting(state: CopyState, told: Told, loan: str | None) -> CopyState:
    early = Early(fact=told.id, loan=loan, on=told.on, place=told.place)
    if loan is None:
        return replace(state, unmatched=(*state.unmatched, early))
    return replace(state, early=(*state.early, early))


def _renewed(state: CopyState, told: Told, body: facts.LoanRenewed, telling: Telling) -> CopyState:
    loan = next((one for one in state.loans if one.fact == body.loan), None)
    if loan is None:
        early = Early(told.id, body.loan, told.on, told.place, body.due_on, body.due_by)
        return replace(state, early=(*state.early, early))
    if loan.ended_by is not None and not telling.lineage.knew(told.id, loan.ended_by):
        telling.disagree("loan.renewed_after_end", loan.ended_by, told.id)
    renewed = loan.renewed(told.id, due_on=body.due_on, due_by=body.due_by)
    renewed = replace(renewed, proven=loan.contested)
    return replace(state, loans=tuple(renewed if one is loan else one for one in state.loans))


def _ended_elsewhere(
    state: CopyState, told: Told, body: facts.LoanEndedElsewhere, telling: Telling
) -> CopyState:
    loan = next((one for one in state.loans if one.fact == body.loan), None)
    if loan is None:
        early = Early(fact=told.id, loan=body.loan, on=body.ended_on, place=body.at)
        changed = replace(state, early=(*state.early, early))
    elif loan.ended_by is not None:
        return state
    else:
        on = max(body.ended_on, loan.lent_on)
        over = replace(loan, ended_by=told.id, ended_on=on, ended_at=body.at)
        loans = tuple(over if one is loan else one for one in state.loans)
        changed = replace(state, loans=loans, standing=state.standing - 1)
    changed = settled(changed, telling)
    if changed.standing:
        return changed
    if body.ended_on < max(state.kept_on, state.lost_on):
        return still_there(changed)
    return replace(
        changed,
        holder=body.at,
        kept_by=told.id,
        kept_at=body.at,
        kept_on=body.ended_on,
        last_seen_at=body.at,
        last_seen_on=body.ended_on,
        lost_by=None,
        lost_on="",
        lost_reason="",
        on_way=None,
        reserved=None,
    )


def _arrived_elsewhere(
    state: CopyState, told: Told, body: facts.CopyArrivedElsewhere, _: Telling
) -> CopyState:
    return arrived_elsewhere(state, told, body)


def _seen_elsewhere(
    state: CopyState, told: Told, body: facts.CopySeenElsewhere, _: Telling
) -> CopyState:
    return seen_elsewhere(state, told, body)


def _assigned(
    state: CopyState, told: Told, body: facts.CopyAssigned, telling: Telling
) -> CopyState:
    return replace(state, home=body.home)


def _seen(state: CopyState, told: Told, body: facts.CopySeen, telling: Telling) -> CopyState:
    """Where it stands, nobody has it; of stocktakings the newest one is kept."""
    changed = seen(state, told, telling)
    return replace(changed, counted_in=body.count) if body.count else changed


def _lost(state: CopyState, told: Told, body: facts.CopyLost, telling: Telling) -> CopyState:
    if is_stale(state, told, telling):
        return state
    by, at = state.kept_by, state.kept_at
    if by is not None and at != told.place and not telling.lineage.knew(told.id, by):
        telling.disagree("copy.lost_but_seen", by, told.id)
    return replace(state, lost_by=told.id, lost_on=told.on, lost_reason=body.reason)


def _withdrawn(
    state: CopyState, told: Told, body: facts.CopyWithdrawn, telling: Telling
) -> CopyState:
    if state.withdrawn_by is not None:
        return state
    loans = list(state.loans)
    for at, loan in enumerate(loans):
        if loan.ended_by is None and telling.lineage.knew(told.id, loan.fact):
            loans[at] = ended(loan, told)
        elif loan.ended_by is None:
            telling.disagree("copy.withdrawn_while_lent", loan.fact, told.id)
    return replace(
        state,
        loans=tuple(loans),
        standing=open_count(loans),
        withdrawn_on=told.on,
        withdrawn_by=told.id,
        withdrawn_why=body.reason,
        withdrawn_paper=body.decision,
        holder=None,
    )


_STEPS: dict[type[msgspec.Struct], Callable[[CopyState, Told, Any, Telling], CopyState]] = {
    facts.CopyRegistered: _registered,
    facts.CopyLent: lent,
    facts.CopyReturned: _returned,
    facts.LoanRenewed: _renewed,
    facts.LoanEndedElsewhere: _ended_elsewhere,
    facts.CopyArrivedElsewhere: _arrived_elsewhere,
    facts.CopySeenElsewhere: _seen_elsewhere,
    facts.CopyAssigned: _assigned,
    facts.CopySeen: _seen,
    facts.CopyLost: _lost,
    facts.CopyWithdrawn: _withdrawn,
    **care.STEPS,
    **in_crates.STEPS,
}

FOLDERS = (CopyFolder(),)
