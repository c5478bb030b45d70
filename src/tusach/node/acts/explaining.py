"""Why a loan is as it is: the rules that fit, every question with its answer, the due date.

It asks what lending and renewing ask, in the same order, and tells nothing: the first no of an
explanation is the refusal of the act.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.copies import rules
from tusach.library.copies.ages import Ages
from tusach.library.copies.checks import (
    Check,
    material_of,
    of_lending,
    of_renewal,
    renewal_days,
)
from tusach.library.copies.dates import Due
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.policy import LENDING, Case, Lending, matching
from tusach.library.copies.states import CopyState, Loan
from tusach.library.places.story import RuleVersion
from tusach.library.readers.story import ReaderState
from tusach.node.acts import asked
from tusach.node.acts.borrowing import borrower_of
from tusach.node.acts.circulation import NEVER, circumstances, wanted_before, wanted_by_others
from tusach.node.acts.governing import lending_desk
from tusach.node.acts.node import At, Node

OF_A_COPY = ("day", "stock", "copy", "on_loan", "reserved")
"""Questions that are about the copy alone, whoever asks for it."""
OF_A_CASE = ("for_loan", "age", "limit", "due")
"""Questions that can be answered where no copy and no reader are named."""


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """An answer with its reasons.

    case: whose rule was asked for. governing: desk, holder or owner. fitting: every version in
    force that fits, the one that holds first. due: the date that would be set, None where there is
    none. loan: that runs already, of this reader: then it is about renewing it. made_by: the rule
    that the loan was made by. made: how its date came about, where it comes out so today.
    """

    case: Case
    governing: str
    fitting: tuple[RuleVersion, ...]
    policy: Lending
    checks: tuple[Check, ...]
    due: Due | None
    loan: Loan | None = None
    made_by: RuleVersion | None = None
    made: Due | None = None

    @property
    def refusal(self) -> Refusal | None:
        """The first no."""
        return next((one.refusal for one in self.checks if one.refusal is not None), None)


def explain(
    node: Node,
    copy: str,
    reader: str,
    at: At,
    *,
    guest: ReaderState | None = None,
    inside: bool = False,
) -> Explained:
    """What would come of lending this copy to this reader now, or of renewing what they have."""
    store = node.store
    state: CopyState = store.state(copy, "copy")
    line = asked.line_for(node, store, state)
    mine = asked.mine_of(node, store, reader, copy=state, line=line)
    borrower = borrower_of(node, store, reader, at, guest=guest, holds=mine)
    loan = state.open_loan
    if loan is not None and loan.fact in store.open_loans(reader):
        return _of_loan(node, state, borrower, loan, at=at)
    policy, here = circumstances(node, state, borrower, at)
    wanted = None if inside else wanted_before(node, state, at, line=line, mine=borrower.holds)
    due = rules.due_date(borrower, here, policy, days=policy.loan_days, inside=inside)
    checks = (
        Check("wanted", wanted),
        *of_lending(state, borrower, here, policy, inside=inside),
        Check("due", due if isinstance(due, Refusal) else None),
    )
    return _explained(node, state, borrower, here, policy=policy, checks=checks, due=due)


def _of_loan(
    node: Node, state: CopyState, borrower: rules.Borrower, loan: Loan, *, at: At
) -> Explained:
    """Whether the loan may run longer, and until when."""
    policy, here = circumstances(node, state, borrower, at, loan=loan)
    due = rules.due_date(borrower, here, policy, days=renewal_days(policy), after=loan.due_on)
    late = due if isinstance(due, Refusal) else None
    if isinstance(due, Due) and due.on <= loan.due_on:
        late = Refusal("loan.renewal_not_later", {"due_on": loan.due_on})
    checks = (
        Check("wanted", wanted_by_others(node, node.store, state, borrower, at=at)),
        *of_renewal(state, loan, borrower, desk=here, policy=policy),
        Check("due", late),
    )
    found = _explained(node, state, borrower, here, policy=policy, checks=checks, due=due)
    versions = (one for told in node.rules() for one in told.versions)
    return replace(
        found,
        loan=loan,
        made_by=next((one for one in versions if one.fact == loan.rule), None),
        made=_made(node, borrower, loan),
    )


def _made(node: Node, borrower: rules.Borrower, loan: Loan) -> Due | None:
    """How a loan got its date; None where it was renewed, or where more is known today."""
    policy = node.rule_told(loan.rule) or Lending()
    then = At(loan.place or loan.governed_by, loan.lent_on)
    here = lending_desk(node, then, policy, governed_by=loan.governed_by, home=borrower.state.place)
    days, inside = policy.loan_days, loan.inside
    found = rules.due_date(borrower, here, policy, days=days, inside=inside)
    if isinstance(found, Refusal) or (found.on, found.by) != (loan.due_on, loan.due_by):
        return None
    return found


def _explained(
    node: Node,
    state: CopyState,
    borrower: rules.Borrower,
    here: rules.Desk,
    *,
    policy: Lending,
    checks: tuple[Check, ...],
    due: Due | Refusal,
) -> Explained:
    place = here.governed_by
    case = Case(
        place=place,
        place_kind=node.place(place).kind,
        group=borrower.state.group,
        material=material_of(state),
        on=here.on,
    )
    return Explained(
        case=case,
        governing=node.governing(here.place, on=here.on),
        fitting=matching(node.rules(), LENDING, case),
        policy=policy,
        checks=checks,
        due=due if isinstance(due, Due) else None,
    )


def explain_copy(node: Node, copy: str, at: At) -> dict[str, Explained]:
    """What would come of lending this copy now, by group of readers; each with a card that holds.

    Asked is what is about the copy alone, whether it may leave, and when it would be due.
    """
    state: CopyState = node.store.state(copy, "copy")
    line = asked.line_for(node, node.store, state)
    wanted = Check("wanted", wanted_before(node, state, at, line=line, mine=frozenset()))
    return {
        one.code: _for_group(node, state, one.code, at=at, wanted=wanted)
        for one in node.profile.lending.reader_groups
    }


def _for_group(node: Node, state: CopyState, group: str, *, at: At, wanted: Check) -> Explained:
    reader = ReaderState("", place=at.place, registered_on=at.on, group=group, valid_until=NEVER)
    borrower = rules.Borrower(state=reader, open_loans=0, heads=())
    policy, here = circumstances(node, state, borrower, at)
    due = rules.due_date(borrower, here, policy, days=policy.loan_days)
    asking = of_lending(state, borrower, here, policy)
    checks = tuple(one for one in asking if one.name in (*OF_A_COPY, "for_loan"))
    last = Check("due", due if isinstance(due, Refusal) else None)
    every = (wanted, *checks, last)
    return _explained(node, state, borrower, here, policy=policy, checks=every, due=due)


class Wondered(msgspec.Struct, frozen=True, kw_only=True):
    """A case that somebody makes up. age None: not known. copies: that the reader has already."""

    group: str
    material: str
    age: int | None = None
    copies: int = 0
    inside: bool = False


def try_out(node: Node, told: Wondered, at: At) -> Explained:
    """What the rules would say to such a case; nobody is named and nothing is told."""
    kind = CopyRegistered(title="", code="", owner=at.place, material=told.material)
    copy = CopyState("", registered=kind, owner=at.place, holder=at.place)
    state = ReaderState(
        "", place=at.place, registered_on=at.on, group=told.group, valid_until=NEVER
    )
    borrower = rules.Borrower(
        state=state,
        open_loans=told.copies,
        heads=(),
        inside=told.copies if told.inside else 0,
        ages=None if told.age is None else Ages(told.age, told.age),
    )
    policy = node.lending(at.place, group=told.group, material=told.material, on=at.on)
    here = lending_desk(node, at, policy, governed_by=at.place, home=at.place)
    here = replace(here, today=max(here.today, at.on))
    due = rules.due_date(borrower, here, policy, days=policy.loan_days, inside=told.inside)
    asking = of_lending(copy, borrower, here, policy, inside=told.inside)
    checks = tuple(one for one in asking if one.name in OF_A_CASE)
    last = Check("due", due if isinstance(due, Refusal) else None)
    return _explained(node, copy, borrower, here, policy=policy, checks=(*checks, last), due=due)
