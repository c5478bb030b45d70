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

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies import facts
from tusach.library.copies.contests import (
    OUT_OF_CUSTODY,
    SEEN_WHILE_LENT,
    WITHOUT_RETURN,
    contest,
    settled,
)
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
        return state if step is None else step(state, told, told.body, telling)


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
        owner=body.owner,
        home=state.home or home,
        holder=home if seen_nowhere else state.holder,
        last_seen_at=state.last_seen_at or told.place or home,
        last_seen_on=state.last_seen_on or told.on,
    )


def _lent(state: CopyState, told: Told, body: facts.CopyLent, telling: Telling) -> CopyState:
    fact = told.held.fact
    loan = Loan(
        fact=told.id,
        place=fact.place,
        lent_on=fact.on,
        due_on=body.due_on,
        governed_by=body.governed_by,
        rule=body.rule,
        group=body.group,
        age_band=body.age_band,
        sex=body.sex,
        material=body.material,
        taken_from=state.holder,
    )
    if state.withdrawn_by is not None:
        telling.disagree("copy.lent_after_withdrawal", state.withdrawn_by, told.id)
    if state.unmatched or state.early:
        state, loan = _explained(state, told, loan, telling)
    if loan.ended_by is None and _is_stale(state, told, telling):
        loan = _overtaken(state, told, loan, telling)
    if loan.ended_by is not None:
        return replace(state, loans=(*state.loans, loan))
    loans = state.loans
    standing = 1
    if state.standing:
        loans, loan = _beside(state, told, loan, telling)
        standing += _open(loans)
    return replace(
        state,
        loans=(*loans, loan),
        standing=standing,
        holder=None,
        last_seen_at=fact.place,
        last_seen_on=fact.on,
        lost_by=None,
        lost_on="",
        lost_reason="",
    )


def _explained(
    state: CopyState, told: Told, loan: Loan, telling: Telling
) -> tuple[CopyState, Loan]:
    """What came before the lending that it speaks of: named ends and renewals, or a return.

    Named facts come first only where clocks are wrong and a fact between them is not held here.
    """
    for one in state.early:
        if one.loan != loan.fact:
            continue
        if one.due_on is not None:
            renewals = (*loan.renewals, one.fact)
            loan = replace(loan, due_on=max(loan.due_on, one.due_on), renewals=renewals)
        elif loan.ended_by is None:
            on = max(one.on, loan.lent_on)
            loan = replace(loan, ended_by=one.fact, ended_on=on, ended_at=one.place)
    early = tuple(one for one in state.early if one.loan != loan.fact)
    unmatched = state.unmatched
    for one in unmatched:
        # A return of which this teller did not know, and not older than the loan, is its return.
        fits = loan.ended_by is None and loan.lent_on <= one.on
        if fits and not telling.lineage.knew(told.id, one.fact):
            loan = replace(loan, ended_by=one.fact, ended_on=one.on, ended_at=one.place)
            unmatched = tuple(other for other in unmatched if other is not one)
            break
    return replace(state, early=early, unmatched=unmatched), loan


def _overtaken(state: CopyState, told: Told, loan: Loan, telling: Telling) -> Loan:
    """A loan of an earlier day than the newest evidence, told apart from it: it is history."""
    for earlier in state.loans:
        if earlier.lent_on <= loan.lent_on < (earlier.ended_on or loan.lent_on):
            contest(telling, earlier.fact, told.id)
    return replace(
        loan, ended_by=state.kept_by, ended_on=state.kept_on, ended_at=state.kept_at, implied=True
    )


def _beside(
    state: CopyState, told: Told, loan: Loan, telling: Telling
) -> tuple[tuple[Loan, ...], Loan]:
    """The open loans beside a new one: ended by it, or contested together with it."""
    loans = list(state.loans)
    for at, earlier in enumerate(loans):
        if earlier.ended_by is not None:
            continue
        in_time = earlier.lent_on <= loan.lent_on
        if in_time and telling.lineage.knew(told.id, earlier.fact):
            telling.disagree(WITHOUT_RETURN, earlier.fact, told.id)
        elif in_time and earlier.taken_from and earlier.place != loan.place == earlier.taken_from:
            # The copy was proved to be in these hands before the other place said it lent it.
            telling.disagree(OUT_OF_CUSTODY, earlier.fact, told.id)
        else:
            contest(telling, earlier.fact, told.id)
            loans[at] = replace(earlier, contested=True)
            loan = replace(loan, contested=True)
            continue
        loans[at] = _ended(earlier, told, implied=True)
    return tuple(loans), loan


def _returned(
    state: CopyState, told: Told, body: facts.CopyReturned, telling: Telling
) -> CopyState:
    if state.standing == 1:
        last = state.loans[-1]
        if last.fact == body.loan and last.ended_by is None and not last.contested:
            # By far the most: the one open loan, named.
            return _kept(state, told, (*state.loans[:-1], _ended(last, told)))
    named = next((loan for loan in state.loans if loan.fact == body.loan), None)
    ending = _ending(state, told, named)
    loans = tuple(
        _ended(one, told, implied=one is not ending)
        if one is ending or (one.ended_by is None and _speaks_of(told, one, telling))
        else one
        for one in state.loans
    )
    changed = settled(replace(state, loans=loans, standing=_open(loans)), telling)
    if ending is None and named is None:
        changed = _awaiting(changed, told, body.loan)
    if changed.standing:
        return changed
    return _still_there(changed) if _is_stale(state, told, telling) else _kept(changed, told)


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
        early = Early(
            fact=told.id, loan=body.loan, on=told.on, place=told.place, due_on=body.due_on
        )
        return replace(state, early=(*state.early, early))
    if loan.ended_by is not None and not telling.lineage.knew(told.id, loan.ended_by):
        telling.disagree("loan.renewed_after_end", loan.ended_by, told.id)
    renewed = replace(
        loan,
        due_on=max(loan.due_on, body.due_on),
        renewals=(*loan.renewals, told.id),
        proven=loan.contested,
    )
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
        ended = replace(loan, ended_by=told.id, ended_on=on, ended_at=body.at)
        loans = tuple(ended if one is loan else one for one in state.loans)
        changed = replace(state, loans=loans, standing=state.standing - 1)
    changed = settled(changed, telling)
    if changed.standing:
        return changed
    if body.ended_on < max(state.kept_on, state.lost_on):
        return _still_there(changed)
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
    )


def _assigned(
    state: CopyState, told: Told, body: facts.CopyAssigned, telling: Telling
) -> CopyState:
    return replace(state, home=body.home)


def _seen(state: CopyState, told: Told, body: facts.CopySeen, telling: Telling) -> CopyState:
    """Where it stands, nobody has it: ends every loan that began no later."""
    if _is_stale(state, told, telling):
        return state
    loans = list(state.loans)
    for at, loan in enumerate(loans):
        if loan.ended_by is None and loan.lent_on <= told.on:
            telling.disagree(SEEN_WHILE_LENT, loan.fact, told.id)
            loans[at] = _ended(loan, told, implied=True)
    changed = settled(replace(state, loans=tuple(loans), standing=_open(loans)), telling)
    return changed if changed.standing else _kept(changed, told)


def _lost(state: CopyState, told: Told, body: facts.CopyLost, telling: Telling) -> CopyState:
    if _is_stale(state, told, telling):
        return state
    kept = state.kept_by
    if kept is not None and state.kept_at != told.place and not telling.lineage.knew(told.id, kept):
        telling.disagree("copy.lost_but_seen", kept, told.id)
    return replace(state, lost_by=told.id, lost_on=told.on, lost_reason=body.reason)


def _withdrawn(
    state: CopyState, told: Told, body: facts.CopyWithdrawn, telling: Telling
) -> CopyState:
    if state.withdrawn_by is not None:
        return state
    loans = list(state.loans)
    for at, loan in enumerate(loans):
        if loan.ended_by is None and telling.lineage.knew(told.id, loan.fact):
            loans[at] = _ended(loan, told)
        elif loan.ended_by is None:
            telling.disagree("copy.withdrawn_while_lent", loan.fact, told.id)
    return replace(
        state,
        loans=tuple(loans),
        standing=_open(loans),
        withdrawn_on=told.on,
        withdrawn_by=told.id,
        holder=None,
    )


def _is_stale(state: CopyState, told: Told, telling: Telling) -> bool:
    """Whether newer evidence, of which this teller did not know, says where the copy is."""
    if state.kept_by is None or told.on >= state.kept_on:
        return False
    return not telling.lineage.knew(told.id, state.kept_by)


def _ended(loan: Loan, told: Told, *, implied: bool = False) -> Loan:
    fact = told.held.fact
    return replace(
        loan,
        ended_by=told.id,
        ended_on=max(fact.on, loan.lent_on),
        ended_at=fact.place,
        implied=implied,
    )


def _still_there(state: CopyState) -> CopyState:
    """Nobody has it any more, and newer evidence says where it stands."""
    return state if state.holder is not None else replace(state, holder=state.kept_at)


def _kept(state: CopyState, told: Told, over: tuple[Loan, ...] | None = None) -> CopyState:
    fact = told.held.fact
    return replace(
        state,
        loans=state.loans if over is None else over,
        standing=state.standing if over is None else 0,
        holder=fact.place,
        kept_by=told.id,
        kept_at=fact.place,
        kept_on=fact.on,
        last_seen_at=fact.place,
        last_seen_on=fact.on,
        lost_by=None,
        lost_on="",
        lost_reason="",
    )


def _open(loans: Sequence[Loan]) -> int:
    return sum(loan.ended_by is None for loan in loans)


_STEPS: dict[type[msgspec.Struct], Callable[[CopyState, Told, Any, Telling], CopyState]] = {
    facts.CopyRegistered: _registered,
    facts.CopyLent: _lent,
    facts.CopyReturned: _returned,
    facts.LoanRenewed: _renewed,
    facts.LoanEndedElsewhere: _ended_elsewhere,
    facts.CopyAssigned: _assigned,
    facts.CopySeen: _seen,
    facts.CopyLost: _lost,
    facts.CopyWithdrawn: _withdrawn,
}

FOLDERS = (CopyFolder(),)
