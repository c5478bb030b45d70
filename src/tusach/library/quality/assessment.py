"""An assessment after all its facts: what the commune says of itself, what inspectors found."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.quality import facts

ANSWERED_APART = "assessment.answered_apart"
INSPECTED_APART = "assessment.inspected_apart"


class Given(msgspec.Struct, frozen=True):
    """The answers of the commune with the fact that told them, and its day."""

    fact: str
    on: str
    told: facts.AssessmentAnswered

    def answer(self, criterion: str) -> facts.Answer | None:
        """What is said of a criterion, None where it is not known."""
        return next((one for one in self.told.answers if one.criterion == criterion), None)


class Inspection(msgspec.Struct, frozen=True):
    """What was found on one day, with the fact that told it."""

    fact: str
    told: facts.AssessmentInspected


class Review(msgspec.Struct, frozen=True):
    """What another commune found, with the fact that told it."""

    fact: str
    told: facts.AssessmentReviewed


class Picture(msgspec.Struct, frozen=True):
    """A photograph with the fact that told it. removed: why, empty while it is to be kept.

    removed_by: the facts that said so; whether one of them counts, who holds the bytes decides.
    """

    fact: str
    told: facts.AssessmentPhotographed
    removed: str = ""
    removed_by: tuple[str, ...] = ()


class AssessmentState(msgspec.Struct, frozen=True):
    """given: the answers that count. submitted: fact of the answers that the commune stands for.

    inspections: by their day, of one day as they were told. reviewers: communes that are to look,
    each once, with the day until which. reviews: by their day; they change nothing of the others.
    pictures: one for each hash, by the day on which they were taken. removed: (hash, why, fact).
    """

    subject: str
    opened: facts.AssessmentOpened | None = None
    given: Given | None = None
    submitted: str = ""
    submitted_on: str | None = None
    inspections: tuple[Inspection, ...] = ()
    reviewers: tuple[tuple[str, str | None], ...] = ()
    reviews: tuple[Review, ...] = ()
    pictures: tuple[Picture, ...] = ()
    removed: tuple[tuple[str, str, str], ...] = ()

    def picture(self, digest: str) -> Picture | None:
        """A photograph that is to be kept."""
        return next((one for one in self.kept if one.told.hash == digest), None)

    def pictures_of(self, criterion: str) -> tuple[Picture, ...]:
        """The photographs of a criterion that are to be kept."""
        return tuple(one for one in self.kept if one.told.criterion == criterion)

    @property
    def kept(self) -> tuple[Picture, ...]:
        """The photographs that are to be kept."""
        return tuple(one for one in self.pictures if not one.removed)

    @property
    def is_submitted(self) -> bool:
        """Whether the commune stands for the answers that count."""
        return self.given is not None and self.submitted == self.given.fact

    @property
    def standing(self) -> str:
        """opened, answered, submitted or inspected; empty before any."""
        if self.opened is None:
            return ""
        at_hand = self.given.fact if self.given else ""
        if any(one.told.answered == at_hand for one in self.inspections):
            return "inspected"
        if self.given is None:
            return "opened"
        return "submitted" if self.is_submitted else "answered"

    def answer(self, criterion: str) -> facts.Answer | None:
        """What the commune says of a criterion, None where it is not known."""
        return self.given.answer(criterion) if self.given else None

    def found(self, criterion: str) -> tuple[str, facts.Found] | None:
        """What was found last of a criterion, and on which day."""
        for one in reversed(self.inspections):
            for found in one.told.found:
                if found.criterion == criterion:
                    return one.told.inspected_on, found
        return None

    def reviewed(self, criterion: str) -> tuple[Review, facts.Found] | None:
        """What another commune found last of a criterion, and in which review."""
        for one in reversed(self.reviews):
            for found in one.told.found:
                if found.criterion == criterion:
                    return one, found
        return None


class AssessmentFolder:
    """Folds `assessment.*`."""

    noun = "assessment"

    def start(self, subject: str) -> AssessmentState:
        """An assessment that nobody opened."""
        return AssessmentState(subject)

    def step(self, state: AssessmentState, told: Told, telling: Telling) -> AssessmentState:
        """The assessment after one more fact; what was told apart and otherwise is shown."""
        body: Any = told.body
        match body:
            case facts.AssessmentOpened():
                return replace(state, opened=body)  # the subject says all that stands in it
            case facts.AssessmentAnswered():
                before = state.given
                is_other = before is not None and before.told != body
                if before and is_other and not telling.lineage.knew(told.id, before.fact):
                    telling.disagree(ANSWERED_APART, before.fact, told.id)
                return replace(state, given=Given(told.id, told.on, body))
            case facts.AssessmentSubmitted():
                return replace(state, submitted=body.answered, submitted_on=told.on)
            case facts.AssessmentReviewAssigned():
                others = tuple(one for one in state.reviewers if one[0] != body.reviewer)
                return replace(state, reviewers=(*others, (body.reviewer, body.due_on)))
            case facts.AssessmentReviewed():
                reviews = sorted(
                    (*state.reviews, Review(told.id, body)), key=lambda one: one.told.reviewed_on
                )
                return replace(state, reviews=tuple(reviews))
            case facts.AssessmentPhotographed():
                return _photographed(state, Picture(told.id, body))
            case facts.AssessmentPhotographRemoved():
                return _photograph_removed(state, told.id, body)
            case _:
                assert isinstance(body, facts.AssessmentInspected)  # no other kind is folded here
                return _inspected(state, Inspection(told.id, body), telling)


def _inspected(state: AssessmentState, new: Inspection, telling: Telling) -> AssessmentState:
    for one in state.inspections:
        if _contradicts(one, new) and not telling.lineage.knew(new.fact, one.fact):
            telling.disagree(INSPECTED_APART, one.fact, new.fact)
    both = sorted((*state.inspections, new), key=lambda one: one.told.inspected_on)
    return replace(state, inspections=tuple(both))


def _photographed(state: AssessmentState, new: Picture) -> AssessmentState:
    """The same bytes told twice are the first photograph; what was removed stays so."""
    if any(one.told.hash == new.told.hash for one in state.pictures):
        return state
    pictures = sorted((*state.pictures, new), key=lambda one: (one.told.taken_on, one.told.hash))
    return _with_removed(replace(state, pictures=tuple(pictures)))


def _photograph_removed(
    state: AssessmentState, fact: str, body: facts.AssessmentPhotographRemoved
) -> AssessmentState:
    removed = sorted((*state.removed, (body.hash, body.reason, fact)))
    return _with_removed(replace(state, removed=tuple(removed)))


def _with_removed(state: AssessmentState) -> AssessmentState:
    """Each photograph with all that was said of its removal."""
    pictures = []
    for one in state.pictures:
        gone = [(why, fact) for digest, why, fact in state.removed if digest == one.told.hash]
        facts_of = tuple(fact for _why, fact in gone)
        pictures.append(replace(one, removed=gone[0][0] if gone else "", removed_by=facts_of))
    return replace(state, pictures=tuple(pictures))


def _contradicts(one: Inspection, other: Inspection) -> bool:
    """Whether two inspections of one day found different things of one criterion."""
    if one.told.inspected_on != other.told.inspected_on:
        return False
    seen = {found.criterion: (found.met, found.value) for found in one.told.found}
    return any(
        seen.get(found.criterion, (found.met, found.value)) != (found.met, found.value)
        for found in other.told.found
    )
