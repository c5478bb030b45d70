"""May another commune look at an assessment, and say what it found? The facts, or a refusal."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.quality import facts
from tusach.library.quality.assessing import WHY, At, Told, draft, opened_or_odd, without_photograph
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet
from tusach.library.quality.lines import differs


def assign(state: AssessmentState, body: facts.AssessmentReviewAssigned, at: At) -> Told:
    """The province asks another commune to look at what was handed in; each commune once."""
    if state.opened is None:
        return Refusal("assessment.unknown", {})
    if not state.is_submitted:
        return Refusal("assessment.not_submitted", {})
    if body.reviewer == state.opened.unit:
        return Refusal("assessment.reviews_itself", {})
    if (body.reviewer, body.due_on) in state.reviewers:
        return Refusal("assessment.nothing_new", {})
    if body.due_on is not None and body.due_on < at.on:
        return Refusal("assessment.review_past", {"on": at.on})
    return (draft("assessment.review_assigned/1", state, at, body),)


def review(
    state: AssessmentState, body: facts.AssessmentReviewed, criteria: CriteriaSet, at: At
) -> Told:
    """The commune that was asked looked; a difference says why, as an inspector's does."""
    wrong = opened_or_odd(state, body.found, criteria)
    if wrong is not None:
        return wrong
    if body.reviewer not in {one for one, _due in state.reviewers}:
        return Refusal("assessment.not_asked", {})
    if not body.found:
        return Refusal("assessment.found_missing", {})
    if body.reviewed_on > at.on:
        return Refusal("assessment.inspected_later", {"on": at.on})
    if body.answered != (state.given.fact if state.given else ""):
        return Refusal("assessment.answered_meanwhile", {})
    silent = tuple(
        one.criterion
        for one in body.found
        if differs(state.answer(one.criterion), one) and one.why not in WHY
    )
    if silent:
        return Refusal("assessment.why_missing", {"criteria": silent})
    if bare := without_photograph(state, body.found):
        return bare
    if any(one.due_on is not None for one in body.found):
        return Refusal("assessment.criteria_odd", {})
    if any(one.told == body for one in state.reviews):
        return Refusal("assessment.nothing_new", {})
    return (draft("assessment.reviewed/1", state, at, body),)
