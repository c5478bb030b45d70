"""What may be done about a contradiction, the proposal first, each with its reason as a code.

Nothing here is certain: a person looks, and chooses. Source: docs/decisions/0025.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tusach.ledger.story import Disagreement, Story, Told
from tusach.library.copies import contests
from tusach.library.copies.care import RESERVED_TWICE
from tusach.library.copies.in_crates import PACKED_APART
from tusach.library.copies.states import CopyState, Loan
from tusach.library.crates import story as crates
from tusach.library.holds.story import FILLED_TWICE, RESERVED_AFTER_END
from tusach.library.nodes.story import ENROLLED_TWICE, REVOKED_APART
from tusach.library.quality.assessment import ANSWERED_APART, INSPECTED_APART
from tusach.library.sheets.story import PRINTED_TWICE, ROW_DIFFERS
from tusach.library.visits.story import APART, SHEET_TWICE

VOID, AGREE, HERE, TAKE, KEEPS = "void", "agree", "here", "take", "keeps"
OTHER_SHEET, DESCRIBE, MERGE, PARTED, SPLIT, CLOCK = (
    "sheet",
    "describe",
    "merge",
    "parted",
    "split",
    "clock",
)
IN_CRATE, STAYS = "in-crate", "stays"
UNMATCHED = "copy.returned_unmatched"
"""A return that no loan has explained for a long time; no contradiction, but a question."""


class Option(msgspec.Struct, frozen=True):
    """One way to settle. code: what is done; fact: the telling that it is done to, empty if none.

    why: a code, the reason why it is proposed; because: the telling that the reason speaks of.
    """

    code: str
    fact: str = ""
    why: str = ""
    because: str = ""

    @property
    def key(self) -> str:
        """What a form sends back."""
        return f"{self.code}-{self.fact}" if self.fact else self.code


Options = tuple[Option, ...]
_Told = Mapping[str, Told]


def options(one: Disagreement, story: Story) -> Options:
    """What may be done, the proposal first; nothing while it is not proven.

    An unproven contradiction may settle itself with the next exchange.
    """
    if not one.proven:
        return ()
    told = {found.id: found for found in story.tellings}
    find = _BY_CODE.get(one.code)
    return find(one.facts, story.state, told) if find else (Option(AGREE, one.facts[-1]),)


def _lent_twice(facts: Sequence[str], state: CopyState, told: _Told) -> Options:
    loans = {loan.fact: loan for loan in state.loans}
    first, second = (loans[fact] for fact in facts)
    keep, why = _likelier(first, second, state)
    other = second if keep is first else first
    found = [
        Option(VOID, other.fact, why, keep.fact),
        Option(VOID, keep.fact),
        Option(AGREE, other.fact),
    ]
    if state.standing:
        found.insert(1, Option(HERE))
    return tuple(found)


def _likelier(first: Loan, second: Loan, state: CopyState) -> tuple[Loan, str]:
    """The loan with the better evidence: renewed, taken back by somebody, else told first."""
    for loan, other in ((first, second), (second, first)):
        if loan.renewals and not other.renewals:
            return loan, "renewed_there"
    for loan, other in ((first, second), (second, first)):
        came_back = loan.ended_by is not None and not loan.implied
        if came_back and (other.ended_by is None or other.implied):
            return loan, "came_back_there"
    return first, "told_first"


def _without_return(facts: Sequence[str], state: CopyState, told: _Told) -> Options:
    earlier, later = facts
    return (
        Option(AGREE, later, "in_hand_again", later),
        Option(VOID, later),
        Option(VOID, earlier),
    )


def _out_of_custody(facts: Sequence[str], state: CopyState, told: _Told) -> Options:
    earlier, later = facts
    return (
        Option(VOID, earlier, "in_their_hands", later),
        Option(VOID, later),
        Option(AGREE, later),
    )


def _agree_or_void(why: str) -> Callable[[Sequence[str], CopyState, _Told], Options]:
    def found(facts: Sequence[str], state: CopyState, told: _Told) -> Options:
        return (Option(AGREE, facts[-1], why, facts[-1]), *(Option(VOID, one) for one in facts))

    return found


def _void_first(why: str) -> Callable[[Sequence[str], CopyState, _Told], Options]:
    def found(facts: Sequence[str], state: CopyState, told: _Told) -> Options:
        first, *rest = facts
        voids = (Option(VOID, one) for one in rest)
        return (Option(VOID, first, why, facts[-1]), *voids, Option(AGREE, facts[-1]))

    return found


def _void_last(why: str) -> Callable[[Sequence[str], object, _Told], Options]:
    def found(facts: Sequence[str], state: object, told: _Told) -> Options:
        return (Option(VOID, facts[-1], why, facts[0]), Option(VOID, facts[0]))

    return found


def _gone_while_lent(facts: Sequence[str], state: CopyState, told: _Told) -> Options:
    loan, withdrawn = facts
    found = [Option(VOID, withdrawn, "still_lent", loan), Option(VOID, loan)]
    if state.standing:
        found.insert(1, Option(HERE))
    return (*found, Option(AGREE, withdrawn))


def _corrected(facts: Sequence[str], state: object, told: _Told) -> Options:
    _, *rivals = facts
    return tuple(Option(TAKE, one, "told_latest" if nr == 0 else "", one) for nr, one in
                 enumerate(sorted(rivals, reverse=True)))  # fmt: skip


def _granted(facts: Sequence[str], state: object, told: _Told) -> Options:
    first, second = facts
    return Option(KEEPS, first, "told_first", first), Option(KEEPS, second)


def _sheet(facts: Sequence[str], state: object, told: _Told) -> Options:
    earlier, later = facts
    return Option(VOID, later, "counted_once", earlier), Option(OTHER_SHEET, later)


def _counted(facts: Sequence[str], state: object, told: _Told) -> Options:
    earlier, later = facts
    if told[earlier].body.n == told[later].body.n:
        return Option(VOID, later, "same_number", earlier), Option(AGREE, later)
    return Option(AGREE, later, "other_number", later), Option(VOID, later), Option(VOID, earlier)


def _described(facts: Sequence[str], state: object, told: _Told) -> Options:
    earlier, later = facts
    return Option(AGREE, later, "told_latest", later), Option(DESCRIBE, earlier)


def _ruled(facts: Sequence[str], state: object, told: _Told) -> Options:
    earlier, later = facts
    return Option(AGREE, later, "told_latest", later), Option(VOID, later)


def _either(facts: Sequence[str], state: object, told: _Told) -> Options:
    """Neither counts, so one of both has to go; nothing says which is the likelier."""
    earlier, later = facts
    return Option(VOID, earlier), Option(VOID, later)


def _in_a_crate(facts: Sequence[str], state: object, told: _Told) -> Options:
    earlier, later = facts
    return Option(IN_CRATE, later, "told_latest", later), Option(IN_CRATE, earlier)


def _elsewhere(facts: Sequence[str], state: object, told: _Told) -> Options:
    received = facts[-1]
    return Option(STAYS, received, "stands_there", received), Option(VOID, received)


def _leave(facts: Sequence[str], state: object, told: _Told) -> Options:
    return (Option(AGREE, facts[-1], "told_latest", facts[-1]),)


_BY_CODE: Mapping[str, Callable[..., Options]] = {
    contests.LENT_TWICE: _lent_twice,
    contests.PERHAPS_TWICE: _lent_twice,
    contests.WITHOUT_RETURN: _without_return,
    contests.OUT_OF_CUSTODY: _out_of_custody,
    contests.SEEN_WHILE_LENT: _agree_or_void("seen_there"),
    "loan.renewed_after_end": _agree_or_void("back_already"),
    "copy.lent_after_withdrawal": _void_first("lent_since"),
    "copy.lost_but_seen": _void_last("seen_elsewhere"),
    "copy.withdrawn_while_lent": _gone_while_lent,
    "copy.registered_twice": _void_last("told_first"),
    contests.PAPER_TWICE: _void_last("counted_once"),
    RESERVED_TWICE: _void_last("told_first"),
    FILLED_TWICE: _leave,
    RESERVED_AFTER_END: _leave,
    UNMATCHED: _agree_or_void("no_loan_known"),
    "fact.corrected_twice": _corrected,
    "block.granted_twice": _granted,
    PRINTED_TWICE: _leave,
    ROW_DIFFERS: _leave,
    SHEET_TWICE: _sheet,
    APART: _counted,
    "title.described_apart": _described,
    "rule.set_apart": _ruled,
    "market.declared_apart": _ruled,
    "market.rule_set_apart": _ruled,
    "market.judged_apart": _ruled,
    "calendar.announced_apart": _ruled,
    "request.answered_apart": _ruled,
    "worker.trained_apart": _ruled,
    "course.offered_apart": _ruled,
    "gathering.held_apart": _ruled,
    "gathering.cancelled_though_held": _leave,
    "agreement.signed_apart": _ruled,
    "model.recognised_apart": _ruled,
    "use.counted_apart": _ruled,
    "money.told_apart": _ruled,
    "report.frozen_apart": _ruled,
    "report.issued_apart": _ruled,
    "report.other_meant": _leave,
    "baseline.declared_apart": _ruled,
    "target.set_apart": _ruled,
    "indicator.defined_apart": _either,
    "population.told_apart": _ruled,
    "task.given_apart": _ruled,
    "task.done_though_withdrawn": _leave,
    ANSWERED_APART: _ruled,
    INSPECTED_APART: _ruled,
    "spotcheck.drawn_apart": _leave,
    "spotcheck.other_drawing": _leave,
    "spotcheck.answered_apart": _ruled,
    "place.founded_twice": _void_last("told_first"),
    PACKED_APART: _in_a_crate,
    crates.MADE_TWICE: _void_last("told_first"),
    crates.SENT_APART: _void_first("told_latest"),
    crates.RECEIVED_APART: _void_first("told_latest"),
    crates.RECEIVED_ELSEWHERE: _elsewhere,
    crates.MOVED_AFTER_END: _void_first("moved_since"),
    ENROLLED_TWICE: _leave,
    REVOKED_APART: _leave,
}
