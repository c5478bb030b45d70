"""What contradicts what among the loans of one copy, and what settles it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from tusach.ledger.story import Disagreement, Telling
from tusach.library.copies.states import CopyState, Loan

LENT_TWICE, PERHAPS_TWICE = "copy.lent_twice", "copy.lent_perhaps_twice"
WITHOUT_RETURN, OUT_OF_CUSTODY = "copy.lent_without_return", "copy.lent_out_of_custody"
SEEN_WHILE_LENT = "copy.seen_while_lent"
PAPER_TWICE = "copy.paper_twice"

_TWICE = frozenset({LENT_TWICE, PERHAPS_TWICE})
_NO_RETURN = frozenset({WITHOUT_RETURN, OUT_OF_CUSTODY, SEEN_WHILE_LENT})


def contest(telling: Telling, earlier: str, later: str) -> None:
    """Lent twice; only perhaps, where what their tellers knew is not all held here."""
    lineage = telling.lineage
    proved = lineage.whole(later) and lineage.whole(earlier)
    telling.disagree(LENT_TWICE if proved else PERHAPS_TWICE, earlier, later)


def settled(state: CopyState, telling: Telling) -> CopyState:
    """The copy after an end: what that end explains is no contradiction any more.

    Loans told apart contest nothing once one is seen to have ended in time, and a return that had
    been missing is there. Else slips typed late would leave a loan contested for ever, and a
    contested loan is never overdue.
    """
    if not telling.disagreements:
        return state
    loans = {loan.fact: loan for loan in state.loans}
    kept = [one for one in telling.disagreements if _stands(one, loans)]
    telling.disagreements[:] = kept
    contested = {fact for one in kept if one.code in _TWICE for fact in one.facts}
    return replace(
        state,
        loans=tuple(
            replace(loan, contested=False)
            if loan.contested and loan.fact not in contested
            else loan
            for loan in state.loans
        ),
    )


def _stands(one: Disagreement, loans: Mapping[str, Loan]) -> bool:
    if one.code in _NO_RETURN:
        return loans[one.facts[0]].implied
    return one.code not in _TWICE or _overlap(*(loans[fact] for fact in one.facts))


def _overlap(one: Loan, other: Loan) -> bool:
    return one.lent_on < (other.ended_on or "9999") and other.lent_on < (one.ended_on or "9999")
