"""Library workers: the list of those one may see, one person, what they learnt and have shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.workers import facts, rules
from tusach.library.workers.ability import Measure, is_capable, is_trained, shown
from tusach.library.workers.story import WorkerState
from tusach.node.acts import working
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.writing import day, term
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.programme import forms
from tusach.node.programme.courses import offered
from tusach.node.programme.showing import Asked, Listing, Thing, bound, show_list, show_thing

UNKNOWN = "–"


def subjects(room: Room) -> list[str]:
    """Everybody who works or worked at a place of which one may see the people."""
    mine = {place for place, _name in room.places(Act.KEEP_RECORDS)}
    found = room.node.store.query(
        "SELECT DISTINCT subject, place FROM work WHERE tenant = ? ORDER BY subject",
        (room.node.tenant,),
    )
    return list(dict.fromkeys(subject for subject, place in found if place in mine))


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
    courses = offered(room)
    rows = []
    for subject in subjects(room):
        state: WorkerState = room.node.store.state(subject, "worker")
        now = state.works_on(room.today)
        said = (now or state.works)[-1]
        until = said.valid_until
        cells = (
            name_of(subject),
            room.name(said.place),
            term(said.how),
            day(said.valid_from),
            day(until) if until else "",
            standing(state, courses, room.today) if now else _("left"),
        )
        rows.append((not now, cells[0], subject, cells))
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
        choices={"place": room.places(Act.KEEP_RECORDS), "how": forms.terms(forms.WAYS)},
    )
    if state is not None:
        form.fields["name"].required = False
        form.fields["name"].help_text = _("Empty: as it is.")
    subject = state.subject if state else room.node.store.random.new_id()

    def deed(told: dict[str, Any]) -> Any:
        body = facts.WorkerEngaged(
            place=told["place"],
            how=told["how"],
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            decision=told["decision"],
        )
        at = rules.At(room.today, told["place"])
        return lambda worker: rules.engage(
            worker, body, at, name=told["name"], contact=told["contact"]
        )

    return Asked(
        step="engage",
        title=_("Works at one more library") if state else _("Somebody new"),
        button=_("Enter"),
        form=form,
        noun="worker",
        subject=lambda: subject,
        deed=deed,
        place=lambda told: str(told["place"]),
        is_quiet=state is not None,
    )


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def worker(request: HttpRequest, room: Room, worker: str) -> HttpResponse:
    """One worker: where, what was learnt, what was shown."""
    state: WorkerState = room.node.store.state(worker, "worker")
    if not state.works:
        raise Http404
    if worker not in subjects(room):
        look(room.staff, worker, "refused")
        raise PermissionDenied
    look(room.staff, worker, "worker page")
    courses = offered(room)
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
    return show_thing(request, room, thing, _all_asked(request, room, state, courses))


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("POST",))
def forget(request: HttpRequest, room: Room, worker: str) -> HttpResponse:
    """The name of a worker is erased everywhere."""
    if worker not in subjects(room):
        raise PermissionDenied
    state: WorkerState = room.node.store.state(worker, "worker")
    done = working.forget(room.node, worker, room.at(state.place or ""))
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
        told, course = one.told, courses.get(one.told.course)
        name = room.words(course.names) if course else _("course not known here")
        rows.append((name, day(told.done_on), _result(told, one.ended_on), told.certificate))
    return rows


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
    courses: Mapping[str, facts.CourseOffered],
) -> list[Asked]:
    place = state.place or ""
    at = rules.At(room.today, place)
    asked = [_seen(request, room, state, at)]
    if courses:
        asked.insert(0, _learnt(request, room, state, courses))
    if any(one.valid_until is None or one.valid_until > room.today for one in state.works):
        asked.append(_leaving(request, room, state))
    asked.append(_engaging(request, room, state))
    return asked


def _asked(state: WorkerState, at: rules.At, **told: Any) -> Asked:
    return Asked(noun="worker", subject=lambda: state.subject, place=lambda _told: at.place, **told)


def _learnt(
    request: HttpRequest,
    room: Room,
    state: WorkerState,
    courses: Mapping[str, facts.CourseOffered],
) -> Asked:
    named = [(subject, room.words(one.names)) for subject, one in courses.items()]
    form = forms.ResultForm(
        bound(request, "learnt"),
        prefix="learnt",
        initial={"done_on": room.today},
        choices={"course": named},
    )
    at = rules.At(room.today, state.place or "")

    def deed(told: dict[str, Any]) -> Any:
        result = told["result"]
        body = facts.WorkerTrained(
            course=told["course"],
            done_on=told["done_on"],
            passed={"passed": True, "failed": False}.get(result),
            missed=result == "missed",
            certificate=told["certificate"],
        )
        course = room.node.store.state(told["course"], "course")
        return lambda worker: rules.train(worker, course, body, at)

    return _asked(
        state,
        at,
        step="learnt",
        title=_("Result of a course"),
        button=_("Enter the result"),
        form=form,
        deed=deed,
    )


def _seen(request: HttpRequest, room: Room, state: WorkerState, at: rules.At) -> Asked:
    items = forms.terms(forms.ITEMS)
    form = forms.SeenForm(
        bound(request, "seen"),
        prefix="seen",
        initial={"seen_on": room.today},
        choices={"shown": items, "lacking": items},
    )

    def deed(told: dict[str, Any]) -> Any:
        body = facts.WorkerObserved(
            seen_on=told["seen_on"],
            shown=tuple(told["shown"]),
            lacking=tuple(told["lacking"]),
            by=room.staff.staff_id,
        )
        return lambda worker: rules.observe(worker, body, at)

    return _asked(
        state,
        at,
        step="seen",
        title=_("Seen at work"),
        button=_("Enter what was seen"),
        form=form,
        deed=deed,
    )


def _leaving(request: HttpRequest, room: Room, state: WorkerState) -> Asked:
    places = {one.place: room.name(one.place) for one in state.works}
    form = forms.LeaveForm(
        bound(request, "leave"),
        prefix="leave",
        initial={"last_on": room.today},
        choices={
            "place": list(places.items()),
            "reason": [("", _("none")), *forms.terms(forms.WHY_LEFT)],
        },
    )

    def deed(told: dict[str, Any]) -> Any:
        body = facts.WorkerLeft(told["place"], told["last_on"], told["reason"])
        at = rules.At(room.today, told["place"])
        return lambda worker: rules.leave(worker, body, at)

    return Asked(
        step="leave",
        title=_("Leaves the work"),
        button=_("End the work"),
        form=form,
        noun="worker",
        subject=lambda: state.subject,
        deed=deed,
        place=lambda told: str(told["place"]),
        said="programme.ended",
        icon="cross",
        is_quiet=True,
    )
