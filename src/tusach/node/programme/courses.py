"""Courses: the list, and one course with those who took part, as far as one may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.library.workers import facts, rules
from tusach.library.workers.story import CourseState
from tusach.node.acts import working
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    language,
    new_id,
    show_list,
    show_thing,
)


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def courses(request: HttpRequest, room: Room) -> HttpResponse:
    """Every course: what it covers, when, how many passed."""
    passed = dict(
        room.node.store.query(
            "SELECT course, count(*) FROM course_result "
            "WHERE tenant = ? AND passed = 1 AND ended_on IS NULL GROUP BY course",
            (room.node.tenant,),
        )
    )
    off = working.called_off(room.node)
    rows = [
        (
            subject,
            (
                room.words(one.names),
                ", ".join(term(code) for code in one.covers),
                day(one.first),
                day(one.last),
                one.organiser,
                passed.get(subject, 0),
            ),
        )
        for subject, one in working.courses(room.node).items()
        if subject not in off
    ]
    listing = Listing(
        title=_("Courses"),
        intro=_("Trained is who passed courses on both library services and reading promotion."),
        heads=(
            _("Course"),
            _("Covers"),
            _("From"),
            _("Until"),
            _("Held by"),
            _("Passed, known here"),
        ),
        rows=rows,
        empty=_("No course is entered yet. The provincial library enters them."),
        name="courses",
        page="programme:course",
    )
    asked = [_offering(request, room, None)] if room.may(Act.SET_RULES) else []
    return show_list(request, room, listing, asked)


def _offering(request: HttpRequest, room: Room, state: CourseState | None) -> Asked:
    said = state.offered if state else None
    initial: dict[str, Any] = {"first": room.today, "last": room.today, "valid_months": 36}
    if said is not None:
        initial = {
            "name": room.words(said.names),
            "covers": said.covers,
            "first": said.first,
            "last": said.last,
            "hours": said.hours,
            "valid_months": said.valid_months,
            "organiser": said.organiser,
            "decision": said.decision,
        }
    form = forms.CourseForm(
        bound(request, "offer"),
        prefix="offer",
        initial=initial,
        choices={"covers": forms.terms(forms.COVERS)},
    )
    subject = state.subject if state else new_id(request, room)

    def doing(told: dict[str, Any]) -> Doing:
        names = dict(said.names) if said else {}
        body = facts.CourseOffered(
            names=names | {language(room): told["name"]},
            covers=tuple(told["covers"]),
            first=told["first"],
            last=told["last"],
            hours=told["hours"] or None,
            valid_months=told["valid_months"] or None,
            organiser=told["organiser"],
            decision=told["decision"],
        )
        return _doing(room, subject, lambda course, at: rules.offer(course, body, at))

    return Asked(
        step="offer",
        title=_("Put right") if state else _("A new course"),
        button=_("Enter"),
        form=form,
        doing=doing,
        new="" if state else subject,
        is_quiet=state is not None,
    )


def _doing(room: Room, subject: str, deed: Callable[[CourseState, rules.At], Any]) -> Doing:
    at = rules.At(room.today, room.at_node().place)
    return Doing(noun="course", subject=subject, place=at.place, rule=lambda one: deed(one, at))


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def course(request: HttpRequest, room: Room, course: str) -> HttpResponse:
    """One course and how it ended for those who work here."""
    state: CourseState = room.node.store.state(course, "course")
    said = state.offered
    if said is None:
        raise Http404
    counts = room.node.store.query(
        "SELECT coalesce(sum(attended), 0), coalesce(sum(passed), 0) FROM course_result "
        "WHERE tenant = ? AND course = ? AND ended_on IS NULL",
        (room.node.tenant, course),
    )[0]
    lines = [
        (_("Covers"), ", ".join(term(code) for code in said.covers)),
        (_("From"), day(said.first)),
        (_("Until"), day(said.last)),
        (_("Held by"), said.organiser or UNKNOWN),
        (_("Were there, known here"), str(counts[0])),
        (_("Passed, known here"), str(counts[1])),
    ]
    if state.called_off is not None:
        lines.insert(0, (_("Standing"), _("called off")))
    thing = Thing(
        title=room.words(said.names),
        back=reverse("programme:courses"),
        back_words=_("All courses"),
        lines=lines,
    )
    asked = []
    if room.may(Act.SET_RULES):
        asked.append(_offering(request, room, state))
        if state.called_off is None:
            asked.append(_calling_off(request, room, state))
    return show_thing(request, room, thing, asked)


def _calling_off(request: HttpRequest, room: Room, state: CourseState) -> Asked:
    form = forms.ReasonForm(
        bound(request, "off"),
        prefix="off",
        choices={"reason": forms.reasons(forms.WHY_NOT_HELD)},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.CourseCalledOff(told["reason"])
        return _doing(room, state.subject, lambda course, at: rules.call_off(course, body, at))

    return Asked(
        step="off",
        title=_("Does not take place"),
        button=_("Cancel it"),
        form=form,
        doing=doing,
        ends=True,
    )
