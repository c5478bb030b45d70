"""Photographs of an assessment: by criterion, to look at, to add and to remove."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.library.quality.assessment import AssessmentState, Picture
from tusach.library.quality.criteria import CriteriaSet
from tusach.node.acts import assessing
from tusach.node.acts import inspected as acts
from tusach.node.acts.markets import unit_name
from tusach.node.acts.photographs import LARGEST_SENT
from tusach.node.office.picture_forms import PictureForm, RemovePictureForm
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.bodies import takes_files
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.programme.showing import mine
from tusach.node.store import photographs as files
from tusach.node.store.store import Done

FORM_BYTES = 64 << 10
WHOLE = ""
"""The criterion of a photograph that shows the place as a whole."""


class ShotForm(PictureForm):
    """One photograph of what was looked at."""

    criterion = forms.ChoiceField(label=gettext_lazy("What it shows"), required=False)
    field_order = ("file", "criterion", "children", "taken_on")

    def __init__(self, *told: Any, shows: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["criterion"].choices = shows  # type: ignore[attr-defined]


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def pictures(request: HttpRequest, room: Room, assessment: str) -> HttpResponse:
    """All photographs of an assessment, by criterion."""
    return _page(request, room, *_found(room, assessment))


def _found(room: Room, assessment: str) -> tuple[AssessmentState, CriteriaSet]:
    state: AssessmentState = room.node.store.state(assessment, "assessment")
    criteria = assessing.sets().get(state.opened.criteria) if state.opened else None
    if criteria is None:
        raise Http404
    if not _may_see(room, state):
        raise PermissionDenied
    return state, criteria


def _may_see(room: Room, state: AssessmentState) -> bool:
    """Who answers for the commune, whoever was asked to look, the province, and its inspector."""
    return room.is_inspected or _may_add(room, state)


def _may_add(room: Room, state: AssessmentState) -> bool:
    if room.is_inspected or state.opened is None:
        return False
    asked = {state.opened.unit, *(reviewer for reviewer, _due in state.reviewers)}
    own = {room.node.place(place).unit for place in mine(room)}
    return room.may(Act.SET_RULES) or not asked.isdisjoint(own)


def _page(
    request: HttpRequest,
    room: Room,
    state: AssessmentState,
    criteria: CriteriaSet,
    *,
    form: forms.Form | None = None,
) -> HttpResponse:
    """form: that was filled in wrongly."""
    opened = state.opened
    assert opened is not None  # it has criteria
    names = _names(room, criteria)
    shot = form if isinstance(form, ShotForm) else _empty(request, room, criteria)
    groups = []
    for code, name in names.items():
        some = [one for one in state.pictures if one.told.criterion == code]
        if some:
            groups.append((name, [_shown(room, one) for one in some]))
    if any(one["here"] for _name, some in groups for one in some):
        look(room.staff, state.subject, "photographs of an assessment")
    values = {
        "assessment": state.subject,
        "title": f"{unit_name(room.node, opened.unit)}, {opened.year}",
        "groups": groups,
        "may_tell": _may_add(room, state),
        "shot": shot,
        "remove": RemovePictureForm(),
        "wrong": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "programme/pictures.html", values, status=status)


def _names(room: Room, criteria: CriteriaSet) -> dict[str, str]:
    whole = {WHOLE: _("The place as a whole")}
    return whole | {one.code: room.words(one.names) for one in criteria.criteria}


def _empty(request: HttpRequest, room: Room, criteria: CriteriaSet) -> ShotForm:
    asked = request.GET.get("criterion", "")
    begun = {"taken_on": room.today, "criterion": asked if criteria.get(asked) else WHOLE}
    return ShotForm(shows=list(_names(room, criteria).items()), initial=begun)


def _shown(room: Room, one: Picture) -> dict[str, Any]:
    gone = one.told.hash not in files.in_force(room.node.store)
    here = not gone and files.read(room.node.home, one.told.hash) is not None
    return {"fact": one.fact, "told": one.told, "why": one.removed, "here": here, "gone": gone}


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def picture(request: HttpRequest, room: Room, assessment: str, *, fact: str) -> HttpResponse:
    """The picture itself; where it is not here, the page that says why."""
    state, _criteria = _found(room, assessment)
    one = next((one for one in state.pictures if one.fact == fact), None)
    is_kept = one is not None and one.told.hash in files.in_force(room.node.store)
    raw = files.read(room.node.home, one.told.hash) if one is not None and is_kept else None
    if raw is None:
        return redirect("programme:pictures", assessment=assessment)
    return HttpResponse(
        raw,
        content_type="image/jpeg",
        # A picture that was removed must not come out of a browser's memory again.
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


@takes_files(LARGEST_SENT + FORM_BYTES, Act.KEEP_RECORDS)
@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("POST",))
def add(request: HttpRequest, room: Room, assessment: str) -> HttpResponse:
    """Add a photograph of what was looked at."""
    state, criteria = _found(room, assessment)
    form = ShotForm(request.POST, request.FILES, shows=list(_names(room, criteria).items()))
    if not form.is_valid():
        return _page(request, room, state, criteria, form=form)
    told = form.cleaned_data
    shot = acts.Shot(
        raw=told["file"].read(),
        criterion=told["criterion"],
        children=told["children"],
        taken_on=told["taken_on"],
    )
    done = acts.add(room.node, assessment, criteria, room.at_node(), shot=shot)
    return _next(request, room, assessment, done, form=form, said="programme.picture_kept")


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("POST",))
def remove(request: HttpRequest, room: Room, assessment: str, *, fact: str) -> HttpResponse:
    """Remove a photograph everywhere."""
    state, criteria = _found(room, assessment)
    one = next((one for one in state.pictures if one.fact == fact), None)
    form = RemovePictureForm(request.POST)
    if not form.is_valid():
        return _page(request, room, state, criteria, form=form)
    if one is None:
        form.add_error(None, room.say(Refusal("photograph.unknown", {})))
        return _page(request, room, state, criteria, form=form)
    done = acts.remove(
        room.node,
        assessment,
        room.at_node(),
        digest=one.told.hash,
        reason=form.cleaned_data["reason"],
    )
    return _next(request, room, assessment, done, form=form, said="programme.picture_removed")


def _next(
    request: HttpRequest,
    room: Room,
    assessment: str,
    done: Done | Refusal,
    *,
    form: forms.Form,
    said: str,
) -> HttpResponse:
    """The page again: what was done, or the form with the reason against it."""
    if isinstance(done, Refusal):
        form.add_error(None, room.say(done))
        return _page(request, room, *_found(room, assessment), form=form)
    toasts.add(request, said, tone="note")
    return redirect(reverse("programme:pictures", args=(assessment,)))
