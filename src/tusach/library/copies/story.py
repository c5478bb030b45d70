"""A copy after all facts: where it is, on which loans it was, and what contradicts what.

Disagreements (docs/decisions/0001; spec/wire.md section 5):
lent twice by tellers who did not know of each other: both loans stay, the copy is contested;
lent while a known loan was open: the earlier one ends there, flagged; returned where no loan was
known: it closes the loan that its teller did not know of, whenever that arrives.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies import facts

AVAILABLE, ON_LOAN, LOST, WITHDRAWN, UNREGISTERED = (
    "available",
    "on_loan",
    "lost",
    "withdrawn",
    "unregistered",
)


class Loan(msgspec.Struct, frozen=True):
    """One loan. fact: the lending. ended_by: the fact that ended it, None while it is open.

    implied: nobody took the copy back; a later loan shows that it had come back.
    """

    fact: str
    place: str | None
    lent_on: str
    due_on: str
    governed_by: str
    rule: str | None
    group: str
    age_band: str
    sex: str
    material: str
    renewals: tuple[str, ...] = ()
    ended_on: str | None = None
    ended_by: str | None = None
    ended_at: str | None = None
    implied: bool = False
    contested: bool = False


class CopyState(msgspec.Struct, frozen=True):
    """A copy. owner, holder, home (should be at) and last seen are different things.

    holder: place whose hands it is in, None while a reader has it. unmatched: returns that no loan
    explains yet, as (fact, place).
    """

    subject: str
    registered: facts.CopyRegistered | None = None
    registered_by: str | None = None
    registered_on: str | None = None
    owner: str | None = None
    home: str | None = None
    holder: str | None = None
    last_seen_at: str | None = None
    last_seen_on: str | None = None
    loans: tuple[Loan, ...] = ()
    unmatched: tuple[tuple[str, str | None], ...] = ()
    lost_by: str | None = None
    lost_reason: str = ""
    withdrawn_on: str | None = None
    withdrawn_by: str | None = None

    @property
    def open_loans(self) -> tuple[Loan, ...]:
        """Loans that nothing has ended; more than one only while contested."""
        return tuple(loan for loan in self.loans if loan.ended_by is None)

    @property
    def open_loan(self) -> Loan | None:
        """The loan that holds the copy: of contested ones the first in the one order."""
        found = self.open_loans
        return found[0] if found else None

    @property
    def status(self) -> str:
        """One word for the copy, the strongest that is true."""
        if self.withdrawn_on is not None:
            return WITHDRAWN
        if self.lost_by is not None:
            return LOST
        if self.open_loan is not None:
            return ON_LOAN
        return AVAILABLE if self.registered is not None else UNREGISTERED


class CopyFolder:
    """Folds `copy.*` and `loan.*`."""

    noun = "copy"

    def start(self, subject: str) -> CopyState:
        """A copy of which nothing is known."""
        return CopyState(subject)

    def step(self, state: CopyState, told: Told, telling: Telling) -> CopyState:
        """The copy after one more fact."""
        body: Any = told.body
        match body:
            case facts.CopyRegistered():
                return _registered(state, told, body, telling)
            case facts.CopyLent():
                return _lent(state, told, body, telling)
            case facts.CopyReturned():
                return _returned(state, told, body, telling)
            case facts.LoanRenewed():
                return _renewed(state, told, body, telling)
            case facts.LoanEndedElsewhere():
                return _ended_elsewhere(state, told, body)
            case facts.CopyAssigned():
                return replace(state, home=body.home)
            case facts.CopySeen():
                return _seen(replace(state, lost_by=None, lost_reason=""), told, holds=True)
            case facts.CopyLost():
                return replace(state, lost_by=told.id, lost_reason=body.reason)
            case facts.CopyWithdrawn():
                return replace(state, withdrawn_on=told.on, withdrawn_by=told.id, holder=None)
        return state


def _registered(
    state: CopyState, told: Told, body: facts.CopyRegistered, telling: Telling
) -> CopyState:
    if state.registered is not None:
        if state.registered != body:
            telling.disagree("copy.registered_twice", state.registered_by or "", told.id)
        return state
    home = body.home or body.owner
    holder = state.holder
    if holder is None and state.open_loan is None:
        holder = home
    return replace(
        state,
        registered=body,
        registered_by=told.id,
        registered_on=told.on,
        owner=body.owner,
        home=state.home or home,
        holder=holder,
        last_seen_at=state.last_seen_at or told.place or home,
        last_seen_on=state.last_seen_on or told.on,
    )


def _lent(state: CopyState, told: Told, body: facts.CopyLent, telling: Telling) -> CopyState:
    loan = Loan(
        fact=told.id,
        place=told.place,
        lent_on=told.on,
        due_on=body.due_on,
        governed_by=body.governed_by,
        rule=body.rule,
        group=body.group,
        age_band=body.age_band,
        sex=body.sex,
        material=body.material,
    )
    if state.withdrawn_on is not None:
        telling.disagree("copy.lent_after_withdrawal", state.withdrawn_by or "", told.id)
    loans = list(state.loans)
    lineage = telling.lineage
    for place, earlier in enumerate(loans):
        if earlier.ended_by is not None:
            continue
        if lineage.knew(told.id, earlier.fact):
            telling.disagree("copy.lent_without_return", earlier.fact, told.id)
            loans[place] = replace(
                earlier, ended_by=told.id, ended_on=told.on, ended_at=told.place, implied=True
            )
        else:
            proved = lineage.whole(told.id) and lineage.whole(earlier.fact)
            code = "copy.lent_twice" if proved else "copy.lent_perhaps_twice"
            telling.disagree(code, earlier.fact, told.id)
            loans[place] = replace(earlier, contested=True)
            loan = replace(loan, contested=True)
    unmatched = state.unmatched
    for key, at in unmatched:
        if not lineage.knew(told.id, key):
            # A return that this teller did not know of: the copy came back from this very loan.
            loan = replace(loan, ended_by=key, ended_on=told.on, ended_at=at)
            unmatched = tuple(one for one in unmatched if one[0] != key)
            break
    seen = replace(state, lost_by=None, lost_reason="", loans=(*loans, loan), unmatched=unmatched)
    if loan.ended_by is not None:
        return replace(seen, holder=loan.ended_at)
    return _seen(seen, told, holds=False)


def _returned(
    state: CopyState, told: Told, body: facts.CopyReturned, telling: Telling
) -> CopyState:
    ending = next((loan for loan in state.open_loans if loan.fact == body.loan), None)
    if ending is None:
        ending = state.open_loan
    seen = _seen(replace(state, lost_by=None, lost_reason=""), told, holds=True)
    if ending is None:
        if body.loan is None:
            return replace(seen, unmatched=(*state.unmatched, (told.id, told.place)))
        return seen
    ended = replace(ending, ended_by=told.id, ended_on=told.on, ended_at=told.place)
    return replace(seen, loans=tuple(ended if one is ending else one for one in state.loans))


def _renewed(state: CopyState, told: Told, body: facts.LoanRenewed, telling: Telling) -> CopyState:
    loans = []
    for loan in state.loans:
        if loan.fact == body.loan:
            if loan.ended_by is not None and not telling.lineage.knew(told.id, loan.ended_by):
                telling.disagree("loan.renewed_after_end", loan.ended_by, told.id)
            loan = replace(
                loan,
                due_on=max(loan.due_on, body.due_on),
                renewals=(*loan.renewals, told.id),
            )
        loans.append(loan)
    return replace(state, loans=tuple(loans))


def _ended_elsewhere(state: CopyState, told: Told, body: facts.LoanEndedElsewhere) -> CopyState:
    loans = tuple(
        replace(loan, ended_by=told.id, ended_on=body.ended_on, ended_at=body.at)
        if loan.fact == body.loan and loan.ended_by is None
        else loan
        for loan in state.loans
    )
    changed = replace(state, loans=loans)
    if changed.open_loan is None and state.open_loan is not None:
        return replace(changed, holder=body.at, last_seen_at=body.at, last_seen_on=body.ended_on)
    return changed


def _seen(state: CopyState, told: Told, *, holds: bool) -> CopyState:
    return replace(
        state,
        holder=told.place if holds else None,
        last_seen_at=told.place,
        last_seen_on=told.on,
    )


FOLDERS = (CopyFolder(),)
