"""What a fact shows of where a copy is: kept in a place's hands, a loan ended by it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies.contests import SEEN_WHILE_LENT, settled
from tusach.library.copies.states import CopyState, Loan


def is_stale(state: CopyState, told: Told, telling: Telling) -> bool:
    """Whether newer evidence, of which this teller did not know, says where the copy is."""
    if state.kept_by is None or told.on >= state.kept_on:
        return False
    return not telling.lineage.knew(told.id, state.kept_by)


def ended(loan: Loan, told: Told, *, implied: bool = False) -> Loan:
    """The loan, ended by this fact; never on a day before its own."""
    fact = told.held.fact
    return replace(
        loan,
        ended_by=told.id,
        ended_on=max(fact.on, loan.lent_on),
        ended_at=fact.place,
        implied=implied,
    )


def still_there(state: CopyState) -> CopyState:
    """Nobody has it any more, and newer evidence says where it stands."""
    return state if state.holder is not None else replace(state, holder=state.kept_at)


def kept(state: CopyState, told: Told) -> CopyState:
    """The copy is in the hands of the fact's place: nobody has it, it is not lost, not on its way.

    Kept for somebody, or withheld, it goes on being so only where that was told.
    """
    fact = told.held.fact
    waits = state.reserved is not None and state.reserved.place == fact.place
    stays = state.withheld is not None and state.withheld.place == fact.place
    return replace(
        state,
        on_way=None,
        reserved=state.reserved if waits else None,
        withheld=state.withheld if stays else None,
        holder=fact.place,
        kept_by=told.id,
        kept_at=fact.place,
        kept_on=fact.on,
        last_seen_at=fact.place,
        last_seen_on=fact.on,
        lost_by=None,
        lost_on="",
        lost_reason="",
        short=None,
    )


def open_count(loans: Sequence[Loan]) -> int:
    """How many of these loans nothing has ended."""
    return sum(loan.ended_by is None for loan in loans)


def seen(state: CopyState, told: Told, telling: Telling) -> CopyState:
    """The place of the fact has it and nobody else: ends every loan that began no later."""
    if is_stale(state, told, telling):
        return state
    loans = list(state.loans)
    for at, loan in enumerate(loans):
        if loan.ended_by is None and loan.lent_on <= told.on:
            telling.disagree(SEEN_WHILE_LENT, loan.fact, told.id)
            loans[at] = ended(loan, told, implied=True)
    changed = settled(replace(state, loans=tuple(loans), standing=open_count(loans)), telling)
    return changed if changed.standing else kept(changed, told)
