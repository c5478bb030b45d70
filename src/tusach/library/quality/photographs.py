"""May there be a photograph of what was looked at, and may one be removed? Facts, or a refusal.

The bytes lie outside the ledger, as those of a stop do. Source: docs/decisions/0054 and 0064.
"""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.quality import facts
from tusach.library.quality.assessing import At, Told, draft
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet
from tusach.library.shapes import is_code
from tusach.library.trips.evidence import CONSENT, JPEG, LARGEST_BYTES, NO_CHILD

MOST_PICTURES = 24
"""Of one assessment: two for each criterion or so, some 4 MB at most."""


def photograph(
    state: AssessmentState, body: facts.AssessmentPhotographed, criteria: CriteriaSet, at: At
) -> Told:
    """There is a photograph of a criterion; whoever adds it answers for the children on it."""
    if state.opened is None or state.opened.criteria != criteria.name:
        return Refusal("assessment.unknown", {})
    if body.criterion and criteria.get(body.criterion) is None:
        return Refusal("assessment.criteria_odd", {})
    if body.taken_on > at.on:
        return Refusal("photograph.taken_later", {})
    wrong = _unfit(state, body)
    return wrong or (draft("assessment.photographed/1", state, at, body),)


def remove_photograph(state: AssessmentState, at: At, *, digest: str, reason: str) -> Told:
    """Its bytes are to be removed everywhere; there is no way back.

    Said again it is heard again: who said it before may have been nobody to say so.
    """
    if not any(one.told.hash == digest for one in state.pictures):
        return Refusal("photograph.unknown", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    body = facts.AssessmentPhotographRemoved(digest, reason)
    return (draft("assessment.photograph_removed/1", state, at, body),)


def _unfit(state: AssessmentState, body: facts.AssessmentPhotographed) -> Refusal | None:
    if body.children not in (NO_CHILD, CONSENT):
        return Refusal("photograph.children", {})
    if body.media != JPEG:
        return Refusal("photograph.no_picture", {})
    if not 0 < body.bytes <= LARGEST_BYTES:
        return Refusal("photograph.large", {"most_kb": LARGEST_BYTES // 1000})
    if body.hash in {digest for digest, _why, _fact in state.removed}:
        return Refusal("photograph.removed", {})
    if state.picture(body.hash) is not None:
        return Refusal("photograph.known", {})
    if len(state.kept) >= MOST_PICTURES:
        return Refusal("photograph.many", {"most": MOST_PICTURES})
    return None
