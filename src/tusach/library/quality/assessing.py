"""May this be told of an assessment? The facts to tell, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.quality import facts
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import DOCUMENT, CriteriaSet, judged
from tusach.library.quality.lines import differs

PHOTOGRAPHED = "photographed"
WHY = ("counted_anew", "paper_missing", "changed_since", "read_otherwise", PHOTOGRAPHED, "other")
"""Why an inspector found otherwise than the commune said."""
LONGEST_PROOF, MOST_VALUE = 40, 100_000_000

Told = tuple[Draft, ...] | Refusal


class At(msgspec.Struct, frozen=True):
    """The business date and the place where it is told."""

    on: str
    place: str


def begin(state: AssessmentState, body: facts.AssessmentOpened, at: At) -> Told:
    """The commune is held against these criteria; opened once."""
    if state.opened is not None:
        return Refusal("assessment.open_already", {})
    return (draft("assessment.opened/1", state, at, body),)


def answer(
    state: AssessmentState, answers: Sequence[facts.Answer], criteria: CriteriaSet, at: At
) -> Told:
    """The commune says which criteria it meets; what it leaves out is not known."""
    wrong = _opened(state, criteria) or _odd(answers, criteria)
    if wrong is not None:
        return wrong
    if not answers:
        return Refusal("assessment.answers_missing", {})
    proofless = _those(
        answers, lambda one: one.met and not one.proof and _kind_of(criteria, one) == DOCUMENT
    )
    if proofless:
        return Refusal("assessment.proof_missing", {"criteria": proofless})
    body = facts.AssessmentAnswered(tuple(answers))
    if state.given is not None and state.given.told == body:
        return Refusal("assessment.nothing_new", {})
    return (draft("assessment.answered/1", state, at, body),)


def submit(state: AssessmentState, criteria: CriteriaSet, at: At) -> Told:
    """The commune stands for its answers; every must-have has one, met or not."""
    wrong = _opened(state, criteria)
    if wrong is not None:
        return wrong
    if state.given is None:
        return Refusal("assessment.answers_missing", {})
    if state.is_submitted:
        return Refusal("assessment.submitted_already", {})
    unknown = tuple(
        one.code for one in criteria.criteria if one.must and state.answer(one.code) is None
    )
    if unknown:
        return Refusal("assessment.must_unknown", {"criteria": unknown})
    body = facts.AssessmentSubmitted(state.given.fact)
    return (draft("assessment.submitted/1", state, at, body),)


def inspect(
    state: AssessmentState, body: facts.AssessmentInspected, criteria: CriteriaSet, at: At
) -> Told:
    """An inspector looked: a difference says why, and what is not met has a day in which to mend.

    at.on: no inspection is held after it. Refused where the commune answered anew in between.
    """
    wrong = _opened(state, criteria) or _odd(body.found, criteria)
    if wrong is not None:
        return wrong
    if not body.found:
        return Refusal("assessment.found_missing", {})
    if body.inspected_on > at.on:
        return Refusal("assessment.inspected_later", {"on": at.on})
    if body.answered != (state.given.fact if state.given else ""):
        return Refusal("assessment.answered_meanwhile", {})
    silent = _those(
        body.found, lambda one: differs(state.answer(one.criterion), one) and one.why not in WHY
    )
    if silent:
        return Refusal("assessment.why_missing", {"criteria": silent})
    if bare := without_photograph(state, body.found):
        return bare
    endless = _those(body.found, lambda one: one.met is (one.due_on is not None))
    if endless:
        return Refusal("assessment.due_missing", {"criteria": endless})
    early = _those(body.found, lambda one: (one.due_on or "9999") <= body.inspected_on)
    if early:
        return Refusal("assessment.due_early", {"criteria": early})
    if any(one.told == body for one in state.inspections):
        return Refusal("assessment.nothing_new", {})
    return (draft("assessment.inspected/1", state, at, body),)


def without_photograph(state: AssessmentState, found: Sequence[facts.Found]) -> Refusal | None:
    """Where a photograph is to say why, there is one of that criterion."""
    bare = _those(
        found, lambda one: one.why == PHOTOGRAPHED and not state.pictures_of(one.criterion)
    )
    return Refusal("assessment.photograph_missing", {"criteria": bare}) if bare else None


def opened_or_odd(
    state: AssessmentState, said: Sequence[facts.Found], criteria: CriteriaSet
) -> Refusal | None:
    """Why nothing can be found of these criteria, or None."""
    return _opened(state, criteria) or _odd(said, criteria)


_Said = facts.Answer | facts.Found
_Any = TypeVar("_Any", bound=_Said)


def _opened(state: AssessmentState, criteria: CriteriaSet) -> Refusal | None:
    if state.opened is None or state.opened.criteria != criteria.name:
        return Refusal("assessment.unknown", {})
    return None


def _odd(said: Sequence[_Said], criteria: CriteriaSet) -> Refusal | None:
    """What is said of other criteria, twice, or against its own number."""
    codes = [one.criterion for one in said]
    if len(set(codes)) != len(codes) or any(criteria.get(code) is None for code in codes):
        return Refusal("assessment.criteria_odd", {})
    wrong = _those(said, lambda one: not _is_sound(one, criteria))
    if wrong:
        return Refusal("assessment.value_odd", {"criteria": wrong, "most": MOST_VALUE})
    long = _those(said, lambda one: len(one.proof) > LONGEST_PROOF or len(one.proof.split()) > 1)
    if long:
        return Refusal("assessment.proof_odd", {"criteria": long, "most": LONGEST_PROOF})
    return None


def _is_sound(one: _Said, criteria: CriteriaSet) -> bool:
    criterion = criteria.get(one.criterion)
    if criterion is None or criterion.at_least is None:
        return one.value is None
    in_range = one.value is not None and 0 <= one.value <= MOST_VALUE
    return in_range and judged(criterion, one.value) is one.met


def _those(said: Sequence[_Any], is_wrong: Callable[[_Any], bool]) -> tuple[str, ...]:
    return tuple(one.criterion for one in said if is_wrong(one))


def _kind_of(criteria: CriteriaSet, one: facts.Answer) -> str:
    found = criteria.get(one.criterion)
    return found.kind if found else ""


def draft(kind: str, state: AssessmentState, at: At, body: msgspec.Struct) -> Draft:
    """A fact of an assessment, known to every machine."""
    return Draft(
        kind=kind,
        subject=state.subject,
        scope=scopes.CONTROL,
        on=at.on,
        place=at.place,
        body=body,
    )
