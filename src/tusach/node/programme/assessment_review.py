"""Assessments looked at by another commune: the province asks it to, its librarian answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as fields
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.library.quality import facts, reviewing
from tusach.library.quality.assessing import At
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet, Criterion
from tusach.library.quality.facts import Found
from tusach.library.quality.lines import lines
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room
from tusach.node.pages.writing import day
from tusach.node.programme.assessment_forms import InspectForm, Words
from tusach.node.programme.assessment_words import hints
from tusach.node.programme.forms import _Chosen
from tusach.node.programme.showing import UNKNOWN, Asked, Cells, Doing, bound

Table = tuple[str, Sequence[str], Sequence[Cells]]
Named = Any
"""A refusal that calls criteria by their names, as the page of assessments words it."""


class AssignForm(_Chosen):
    """Another commune is asked to look."""

    reviewer = fields.ChoiceField(label=gettext_lazy("Commune that looks"))
    due_on = DayField(label=gettext_lazy("Until"), required=False)


class ReviewForm(InspectForm):
    """What was found; nothing is to be mended because of it."""

    reviewer = fields.ChoiceField(label=gettext_lazy("Commune that looks"))
    field_order = ("reviewer", "inspected_on")

    def __init__(self, *told: Any, reviewers: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*told, **more)
        chosen = self.fields["reviewer"]
        assert isinstance(chosen, fields.ChoiceField)
        chosen.choices = list(reviewers)
        self.fields["inspected_on"].label = _("Looked at on")

    def _ask(self, one: Criterion, words: Words, hint: str) -> None:
        super()._ask(one, words, hint)
        del self.fields[f"due_{one.code}"]

    def found(self) -> tuple[Found, ...]:
        """What was looked at, in the order of the criteria."""
        told = self.cleaned_data
        return tuple(
            Found(one.criterion, one.met, one.value, one.proof, told[f"why_{one.criterion}"])
            for one in self.answers()
        )


def tables(room: Room, state: AssessmentState) -> list[Table]:
    """Which communes are to look, until when, and when they did."""
    done = {one.told.reviewer: one.told.reviewed_on for one in state.reviews}
    rows = [
        (
            unit_name(room.node, reviewer),
            day(due) if due else UNKNOWN,
            day(done[reviewer]) if reviewer in done else UNKNOWN,
        )
        for reviewer, due in state.reviewers
    ]
    return [(_("Review by other communes"), (_("Commune"), _("Until"), _("Looked at on")), rows)]


def assigning(
    request: HttpRequest, room: Room, state: AssessmentState, units: Sequence[tuple[str, str]]
) -> list[Asked]:
    """The province asks another commune to look at what was handed in."""
    opened = state.opened
    assert opened is not None  # it has a page
    others = [one for one in units if one[0] != opened.unit]
    if not state.is_submitted or not others:
        return []
    form = AssignForm(bound(request, "assign"), prefix="assign", choices={"reviewer": others})
    place = room.at_node().place

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.AssessmentReviewAssigned(told["reviewer"], told["due_on"])
        at = At(room.today, place)
        return Doing(
            noun="assessment",
            subject=state.subject,
            place=place,
            rule=lambda one: reviewing.assign(one, body, at),
        )

    return [
        Asked(
            step="assign",
            title=_("Ask another commune to review"),
            button=_("Ask this commune"),
            form=form,
            doing=doing,
            is_quiet=True,
        )
    ]


def reviews(
    request: HttpRequest,
    room: Room,
    state: AssessmentState,
    criteria: CriteriaSet,
    *,
    own: Sequence[tuple[str, str]],
    named: Named,
) -> list[Asked]:
    """Whoever works in a commune that was asked says what was found."""
    asked = {reviewer for reviewer, _due in state.reviewers}
    reviewers = [one for one in own if one[0] in asked]
    if not reviewers:
        return []
    form = ReviewForm(
        bound(request, "review"),
        prefix="review",
        criteria=[line.criterion for line in lines(state, criteria, {})],
        words=room.words,
        hints=hints(room, state, criteria, {})[1],
        reviewers=reviewers,
        initial={"inspected_on": room.today, "answered": state.given.fact if state.given else ""},
    )
    place = room.at_node().place

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.AssessmentReviewed(
            told["reviewer"], told["inspected_on"], form.found(), told["answered"]
        )
        at = At(room.today, place)
        return Doing(
            noun="assessment",
            subject=state.subject,
            place=place,
            rule=lambda one: named(room, reviewing.review(one, body, criteria, at), criteria),
        )

    return [
        Asked(
            step="review",
            title=_("Review by another commune"),
            button=_("Enter what was seen"),
            form=form,
            doing=doing,
            is_quiet=True,
        )
    ]
