"""Library workers: the list of those one may see, one person, what they learnt and have shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.workers import facts, rules
from tusach.library.workers.ability import Measure, is_capable, is_trained, shown
from tusach.library.workers.story import Work, WorkerState
from tusach.node.acts import working
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.writing import day, term
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.programme import forms
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    mine,
    new_id,
    show_list,
    show_thing,
)


def _here(room: Room, state: WorkerState) -> list[Work]:
    """The work at places of which one may see the people."""
    names = mine(room)
    return [one for one in state.works if one.place in names]


def name_of(subject: str) -> str:
    """The name, where this machine holds it."""
    return directory.current().staff_name(subject) or _("name not known here")


def standing(state: WorkerState, courses: Mapping[str, facts.CourseOffered], on: str) -> str:
    """Capable, trained or neither, in words."""
    measure = Measure()
    if is_capable(state, courses, on, measure=measure):
        return _("capable")
    if is_trained(state, courses, on, measure=measure):
        return _("trained")
    return _("not trained yet")


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def workers(request: HttpRequest, room: Room) -> HttpResponse:
    """Who does library work where; those who left stand last."""
    look(room.staff, room.staff.staff_id, "workers")
    courses, rows = working.courses(room.node), []
    for state in working.workers(room.node):
        here = _here(room, state)
        if not here:
            continue
        now = [one for one in here if one.holds(room.today)]
        said = (now or here)[-1]
        until = said.valid_until
        cells = (
            name_of(state.subject),
            room.name(said.place),
            term(said.how),
            day(said.valid_from),
            day(until) if until else "",
            standing(state, courses, room.today) if now else _("left"),
        )
        rows.append((not now, cells[0], state.subject, cells))
    listing = Listing(
        title=_("Library workers"),
        intro=_("Everybody who does library work, with or without a login, paid or not."),
        heads=(_("Name"), _("Library"), _("Way of working"), _("From"), _("Until"), _("Standing")),
        rows=[(subject, cells) for *_order, subject, cells in sorted(rows)],
        empty=_("Nobody is entered yet. Enter whoever works here, also besides another post."),
        name="workers",
        page="programme:worker",
    )
    return show_list(request, room, listing, [_engaging(request, room, None)])


def _engaging(request: HttpRequest, room: Room, state: WorkerState | None) -> Asked:
    form = forms.WorkerForm(
        bound(request, "engage"),
        prefix="engage",
        initial={"valid_from": room.today},
        choices={"place": mine(room).items(), "how": forms.terms(forms.WAYS)},
    )
    if state is not None:
        form.fields["name"].required = False
        form.fields["name"].help_text = _("Empty: as it is.")
    subject = state.subject if state else new_id(request, room)

    def doing(told: dict[str, Any]) -> Doing:
        name, contact = told.pop("name"), told.pop("contact")
        body = facts.WorkerEngaged(**told)
        return _doing(
            room,
            subject,
            body.place,
            lambda one, at: rules.engage(one, body, at, name=name, contact=contact),
        )

    return Asked(
        step="engage",
        title=_("Works at one more library") if state else _("Somebody new"),
        button=_("Enter"),
        form=form,
        doing=doing,
        new="" if state else subject,
        is_quiet=state is not None,
    )


def _doing(
    room: Room, subject: str, place: str, deed: Callable[[WorkerState, rules.At], Any]
) -> Doing:
    at = rules.At(room.today, place)
    return Doing(noun="worker", subject=subject, place=place, rule=lambda one: deed(one, at))


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def worker(request: HttpRequest, room: Room, worker: str) -> HttpResponse:
    """One worker: where, what was learnt, what was shown."""
    state: WorkerState = room.node.store.state(worker, "worker")
    if not state.works:
        raise Http404
    here = _here(room, state)
    if not here:
        look(room.staff, worker, "refused")
        raise PermissionDenied
    look(room.staff, worker, "worker page")
    courses = working.courses(room.node)
    items = shown(state, room.today, months=Measure().months)
    thing = Thing(
        title=name_of(worker),
        back=reverse("programme:workers"),
        back_words=_("All library workers"),
        lines=(
            (_("Standing"), standing(state, courses, room.today)),
            (_("Seen doing well"), ", ".join(sorted(map(term, items))) or UNKNOWN),
        ),
        tables=(
            (
                _("Work"),
                (_("Library"), _("Way of working"), _("From"), _("Until")),
                _works(room, state),
            ),
            (
                _("Courses"),
                (_("Course"), _("Ended on"), _("Result"), _("Certificate")),
                _results(room, state, courses),
            ),
            (_("Seen at work"), (_("Day"), _("Done well"), _("Not yet")), _looks(state)),
        ),
        forget=reverse("programme:worker-forget", args=(worker,)) if state.named else "",
    )
    return show_thing(request, room, thing, _all_asked(request, room, state, courses=courses))


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("POST",))
def forget(request: HttpRequest, room: Room, worker: str) -> HttpResponse:
    """The name of a worker is erased everywhere."""
    state: WorkerState = room.node.store.state(worker, "worker")
    here = _here(room, state)
    if not here:
        raise PermissionDenied
    done = working.forget(room.node, worker, room.at(here[-1].place))
    if not isinstance(done, Refusal):
        toasts.add(request, "programme.forgotten")
    return redirect("programme:worker", worker=worker)


def _works(room: Room, state: WorkerState) -> list[tuple[str, ...]]:
    return [
        (
            room.name(one.place),
            term(one.how),
            day(one.valid_from),
            day(one.valid_until) if one.valid_until else "",
        )
        for one in state.works
    ]


def _results(
    room: Room, state: WorkerState, courses: Mapping[str, facts.CourseOffered]
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in state.results:
        told, name = one.told, _course_name(room, one.told.course, courses)
        rows.append((name, day(told.done_on), _result(told, one.ended_on), told.certificate))
    return rows


def _course_name(room: Room, course: str, courses: Mapping[str, facts.CourseOffered]) -> str:
    found = courses.get(course)
    return room.words(found.names) if found else _("course not known here")


def _result(told: facts.WorkerTrained, ended_on: str | None) -> str:
    if ended_on is not None:
        return _("counts no longer")
    if told.missed:
        return _("did not come")
    if told.passed is None:
        return _("was there, no test")
    return _("passed the test") if told.passed else _("did not pass")


def _looks(state: WorkerState) -> list[tuple[str, ...]]:
    return [
        (
            day(one.told.seen_on),
            ", ".join(map(term, one.told.shown)),
            ", ".join(map(term, one.told.lacking)),
        )
        for one in state.observations
        if one.ended_on is None
    ]


def _all_asked(
    request: HttpRequest,
    room: Room,
    state: WorkerState,
    *,
    courses: Mapping[str, facts.CourseOffered],
) -> list[Asked]:
    here = _here(room, state)
    place = here[-1].place
    off = working.called_off(room.node)
    running = {subject: one for subject, one in courses.items() if subject not in off}
    asked = []
    if running:
        asked.append(_learnt(request, room, state, place=place, courses=running))
    asked.append(_seen(request, room, state, place=place))
    if any(one.valid_until is None or one.valid_until > room.today for one in here):
        asked.append(_leaving(request, room, state))
    asked.append(_engaging(request, room, state))
    proofs = _proofs(room, state, courses)
    if proofs and room.may(Act.SET_RULES):
        asked.append(_unproving(request, room, state, place=place, proofs=proofs))
    return asked


def _learnt(
    request: HttpRequest,
    room: Room,
    state: WorkerState,
    *,
    place: str,
    courses: Mapping[str, facts.CourseOffered],
) -> Asked:
    named = [(subject, room.words(one.names)) for subject, one in courses.items()]
    form = forms.ResultForm(
        bound(request, "learnt"),
        prefix="learnt",
        initial={"done_on": room.today},
        choices={"course": named},
    )

    def doing(told: dict[str, Any]) -> Doing:
        result = told["result"]
        body = facts.WorkerTrained(
            course=told["course"],
            done_on=told["done_on"],
            passed={"passed": True, "failed": False}.get(result),
            missed=result == "missed",
            certificate=told["certificate"],
        )
        of = room.node.store.state(told["course"], "course")
        return _doing(room, state.subject, place, lambda one, at: rules.train(one, of, body, at))

    return Asked(
        step="learnt",
        title=_("Result of a course"),
        button=_("Enter the result"),
        form=form,
        doing=doing,
    )


def _seen(request: HttpRequest, room: Room, state: WorkerState, *, place: str) -> Asked:
    items = forms.terms(forms.ITEMS)
    form = forms.SeenForm(
        bound(request, "seen"),
        prefix="seen",
        initial={"seen_on": room.today},
        choices={"shown": items, "lacking": items},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.WorkerObserved(
            seen_on=told["seen_on"],
            shown=tuple(told["shown"]),
            lacking=tuple(told["lacking"]),
            by=room.staff.staff_id,
        )
        return _doing(room, state.subject, place, lambda one, at: rules.observe(one, body, at))

    return Asked(
        step="seen",
        title=_("Seen at work"),
        button=_("Enter what was seen"),
        form=form,
        doing=doing,
    )


def _leaving(request: HttpRequest, room: Room, state: WorkerState) -> Asked:
    names = mine(room)
    form = forms.LeaveForm(
        bound(request, "leave"),
        prefix="leave",
        initial={"last_on": room.today},
        choices={
            "place": {one.place: names[one.place] for one in _here(room, state)}.items(),
            "reason": forms.reasons(forms.WHY_LEFT),
        },
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.WorkerLeft(**told)
        return _doing(room, state.subject, body.place, lambda one, at: rules.leave(one, body, at))

    return Asked(
        step="leave",
        title=_("Leaves the work"),
        button=_("End the work"),
        form=form,
        doing=doing,
        ends=True,
    )


def _proofs(
    room: Room, state: WorkerState, courses: Mapping[str, facts.CourseOffered]
) -> list[tuple[str, str]]:
    """Results and observations that count, by their facts."""
    named = [
        (one.fact, f"{_course_name(room, one.told.course, courses)} · {day(one.told.done_on)}")
        for one in state.results
        if one.ended_on is None
    ]
    seen = [
        (one.fact, f"{_('Seen at work')} · {day(one.told.seen_on)}")
        for one in state.observations
        if one.ended_on is None
    ]
    return named + seen


def _unproving(
    request: HttpRequest,
    room: Room,
    state: WorkerState,
    *,
    place: str,
    proofs: Sequence[tuple[str, str]],
) -> Asked:
    form = forms.UnproveForm(
        bound(request, "unprove"),
        prefix="unprove",
        initial={"from_on": room.today},
        choices={"of": proofs, "reason": forms.reasons(forms.WHY_UNPROVED)},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.WorkerUnproved(**told)
        return _doing(room, state.subject, place, lambda one, at: rules.unprove(one, body, at))

    return Asked(
        step="unprove",
        title=_("A result counts no longer"),
        button=_("Take the result back"),
        form=form,
        doing=doing,
        ends=True,
    )
