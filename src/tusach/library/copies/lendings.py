"""A lending laid into a copy's story: what came before it, what it ends, what it contradicts."""

from __future__ import annotations

from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies import facts
from tusach.library.copies.by_date import lent_by_date
from tusach.library.copies.contests import OUT_OF_CUSTODY, PAPER_TWICE, WITHOUT_RETURN, contest
from tusach.library.copies.evidence import ended, is_stale, open_count
from tusach.library.copies.states import PACKED, CopyState, Loan


def lent(state: CopyState, told: Told, body: facts.CopyLent, telling: Telling) -> CopyState:
    """The copy with one loan more; a row of a paper sheet that was told already changes nothing."""
    fact = told.held.fact
    if body.paper and (same := _told_already(state, body.paper)):
        if (same.lent_on, same.due_on, same.group) != (fact.on, body.due_on, body.group):
            telling.disagree(PAPER_TWICE, same.fact, told.id)
        return state
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
        paper=body.paper,
        inside=body.inside,
        due_by=body.due_by,
    )
    if body.paper:
        return lent_by_date(state, told, loan, telling)
    if state.withdrawn_by is not None:
        telling.disagree("copy.lent_after_withdrawal", state.withdrawn_by, told.id)
    if state.unmatched or state.early:
        state, loan = _explained(state, told, loan, telling)
    if loan.ended_by is None and is_stale(state, told, telling):
        loan = _overtaken(state, told, loan, telling)
    if loan.ended_by is not None:
        return replace(state, loans=(*state.loans, loan))
    loans = state.loans
    standing = 1
    if state.standing:
        loans, loan = _beside(state, told, loan, telling)
        standing += open_count(loans)
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
        on_way=None,
        reserved=None,
        withheld=None,
        short=None,
        crate=state.crate if state.crate is None or state.crate.word != PACKED else None,
    )


def _told_already(state: CopyState, paper: str) -> Loan | None:
    return next((loan for loan in state.loans if loan.paper == paper), None)


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
            loan = loan.renewed(one.fact, due_on=one.due_on, due_by=one.due_by)
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
        elif earlier.paper and earlier.lent_on < loan.lent_on:
            # Their days tell them apart: whoever typed the sheet did not see the desk.
            telling.disagree(WITHOUT_RETURN, earlier.fact, told.id)
        else:
            contest(telling, earlier.fact, told.id)
            loans[at] = replace(earlier, contested=True)
            loan = replace(loan, contested=True)
            continue
        loans[at] = ended(earlier, told, implied=True)
    return tuple(loans), loan
