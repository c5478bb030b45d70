"""What is typed from paper is laid among a copy's loans by its day, not by when it was typed.

A sheet is typed weeks after what it tells, in any order, at two machines, and the desk has gone on
meanwhile. So a row finds its place by its date: it never takes a copy away from whoever has it now,
and a return of the sheet ends the loan that ran on its day. Loans that somebody took back by name
keep their days; the others end by the first return after them, else by the next loan, else by the
first sign that the copy stood in a place (implied). Rows typed in any order make the same loans.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies import facts
from tusach.library.copies.contests import contest, settled
from tusach.library.copies.evidence import kept, open_count
from tusach.library.copies.states import CopyState, Early, Loan, Mark

EVER = "9999-12-31"


def lent_by_date(state: CopyState, told: Told, loan: Loan, telling: Telling) -> CopyState:
    """The copy with one loan of a sheet more."""
    gone = state.withdrawn_on
    if state.withdrawn_by is not None and gone is not None and gone <= loan.lent_on:
        telling.disagree("copy.lent_after_withdrawal", state.withdrawn_by, told.id)
    for earlier in state.loans:
        if _is_fixed(earlier, state) and earlier.lent_on < loan.lent_on < (earlier.ended_on or ""):
            contest(telling, earlier.fact, told.id)
    laid = _laid(replace(state, loans=(*state.loans, loan)))
    mine = laid.loans[-1]
    if mine.ended_by is None:
        laid = replace(
            laid,
            holder=None,
            last_seen_at=loan.place,
            last_seen_on=loan.lent_on,
            on_way=_later(state.on_way, loan),
            reserved=_later(state.reserved, loan),
            withheld=_later(state.withheld, loan),
        )
        if state.lost_on <= loan.lent_on:
            laid = replace(laid, lost_by=None, lost_on="", lost_reason="")
    return settled(laid, telling)


def returned_by_date(
    state: CopyState, told: Told, body: facts.CopyReturned, telling: Telling
) -> CopyState:
    """The copy after a return of a sheet: of its own row's loan, else of the loan of its day."""
    loans = list(state.loans)
    own = next((at for at, loan in enumerate(loans) if loan.paper == body.paper), None)
    if own is not None:
        ends = replace(
            loans[own],
            ended_by=told.id,
            ended_on=max(told.on, loans[own].lent_on),
            ended_at=told.place,
            implied=False,
        )
        loans[own] = ends
        changed = _laid(replace(state, loans=tuple(loans)))
    else:
        early = Early(fact=told.id, loan=None, on=told.on, place=told.place)
        changed = _laid(replace(state, unmatched=(*state.unmatched, early)))
    changed = settled(changed, telling)
    if changed.standing:
        return changed
    if told.on < max(state.kept_on, state.lost_on) or changed.withdrawn_by is not None:
        return changed
    return kept(changed, told)


def _later(mark: Mark | None, loan: Loan) -> Mark | None:
    return mark if mark is not None and mark.on > loan.lent_on else None


def _is_fixed(loan: Loan, state: CopyState) -> bool:
    """Whether a fact that means this very loan has ended it."""
    if loan.ended_by is None or loan.implied:
        return False
    return all(one.fact != loan.ended_by for one in state.by_day)


def _laid(state: CopyState) -> CopyState:
    """The copy with every loan that nobody took back by name ended by what came next."""
    free = {one.fact: one for one in (*state.by_day, *state.unmatched)}
    state = replace(state, by_day=tuple(free.values()))
    order = sorted(
        range(len(state.loans)),
        key=lambda at: (
            state.loans[at].lent_on,
            (state.loans[at].ended_on or EVER) if _is_fixed(state.loans[at], state) else EVER,
            state.loans[at].paper,
            state.loans[at].fact,
        ),
    )
    loans = list(state.loans)
    waiting = sorted(free.values(), key=lambda one: (one.on, one.fact))
    for nr, at in enumerate(order):
        if not _is_fixed(state.loans[at], state):
            later = [state.loans[one] for one in order[nr + 1 :]]
            loans[at] = _ended(state.loans[at], later, waiting, state)
            waiting = [one for one in waiting if one.fact != loans[at].ended_by]
    changed = replace(
        state, loans=tuple(loans), unmatched=tuple(waiting), standing=open_count(loans)
    )
    return _where(changed)


def _ended(loan: Loan, later: Sequence[Loan], waiting: Sequence[Early], state: CopyState) -> Loan:
    """A loan with the end that its days give it."""
    until = later[0].lent_on if later else EVER
    back = next((one for one in waiting if loan.lent_on <= one.on <= until), None)
    if back is not None:
        return replace(
            loan, ended_by=back.fact, ended_on=back.on, ended_at=back.place, implied=False
        )
    on_paper = [one for one in later if one.paper]
    following = (later if loan.paper else on_paper)[:1]
    if not loan.paper and not following and loan.ended_by is not None:
        if loan.implied:
            return loan
        # The return that had ended it belongs to another loan: this one is open again.
        return replace(loan, ended_by=None, ended_on=None, ended_at=None)
    for one in following:
        if loan.implied and (loan.ended_on or EVER) <= one.lent_on and not loan.paper:
            return loan
        return replace(
            loan, ended_by=one.fact, ended_on=one.lent_on, ended_at=one.place, implied=True
        )
    if loan.paper and state.kept_by is not None and state.kept_on > loan.lent_on:
        return replace(
            loan,
            ended_by=state.kept_by,
            ended_on=state.kept_on,
            ended_at=state.kept_at,
            implied=True,
        )
    return replace(loan, ended_by=None, ended_on=None, ended_at=None, implied=False)


def _where(state: CopyState) -> CopyState:
    """Whose hands it is in, where its loans say something else than before."""
    if state.standing:
        return replace(state, holder=None)
    if state.holder is not None or state.withdrawn_by is not None:
        return state
    last = max(state.loans, key=lambda loan: loan.ended_on or "", default=None)
    if last is None or (state.kept_at is not None and state.kept_on >= (last.ended_on or "")):
        return replace(state, holder=state.kept_at)
    return replace(state, holder=last.ended_at or state.kept_at)
