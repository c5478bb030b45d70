"""Tasks by page: late ones first, done by one tap; given by hand, out of a plan, of findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as fields
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.exchange.sheets.writing import Table
from tusach.ledger.draft import Refusal
from tusach.library.quality.first_set import CRITERIA
from tusach.library.tasks import facts, rules
from tusach.library.tasks.story import OPEN, TaskState
from tusach.node.acts import tasks as acts
from tusach.node.acts.markets import unit_name
from tusach.node.office.listing import page_of
from tusach.node.office.place_forms import DayField, units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.writing import day, number, term
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.showing import (
    A_PAGE,
    UNKNOWN,
    Asked,
    Doing,
    Thing,
    bound,
    file_of,
    mine,
    new_id,
    show_thing,
    told,
)
from tusach.node.programme.task_words import what_words
from tusach.node.stock.forms import Line

BY_HAND = (*(one.action for one in CRITERIA), "remind", "visit_place")
SHOWN = ("open", "late", "ended", "all")


class GiveForm(forms._Chosen):  # noqa: SLF001 - fields with choices of the request
    """What is to be done, where, until when, by whom."""

    unit = fields.ChoiceField(label=gettext_lazy("Commune or ward"), required=False)
    what = fields.ChoiceField(label=gettext_lazy("What is to be done"))
    due_on = DayField(label=gettext_lazy("To be done by"))
    staff = fields.ChoiceField(label=gettext_lazy("By whom"), required=False)


class DoneForm(fields.Form):
    """When it was done, and the number of a paper."""

    done_on = DayField(label=gettext_lazy("Done on"))
    proof = Line(gettext_lazy("Number of the paper"), most=40)


class WithdrawForm(forms._Chosen):  # noqa: SLF001 - fields with choices of the request
    """Why it need not be done."""

    reason = fields.ChoiceField(label=gettext_lazy("Reason"), required=False)


def _own_units(room: Room) -> frozenset[str]:
    """The communes for which this person answers."""
    return frozenset(filter(None, (room.node.place(place).unit for place in mine(room))))


def _may_end(room: Room, state: TaskState, own: frozenset[str]) -> bool:
    if state.given is None or state.standing != OPEN:
        return False
    return room.may(Act.SET_RULES) or state.given.unit in own


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def tasks(request: HttpRequest, room: Room) -> HttpResponse:
    """What is to be done, late ones first; by commune and by standing."""
    asked = [_giving(request, room), _of_findings(request, room)] if room.may(Act.SET_RULES) else []
    if request.POST.get("step") == "findings" and asked:
        made = acts.give_all(
            room.node, room.staff.staff_id, acts.of_findings(room.node), acts.at(room.node)
        )
        return say_made(request, room, made)
    if told(request, room, asked):
        return redirect("programme:tasks")
    own, unit = _own_units(room), request.GET.get("unit", "")
    show = request.GET.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    found = [one for one in acts.listed(room.node) if _is_shown(one, show, unit, room.today)]
    if "as" in request.GET:
        return file_of(request, _table(room, found), "tasks")
    page = page_of(request, [_row(room, one, own) for one in found], A_PAGE)
    values = {
        "page": page,
        "asked": asked,
        "show": show,
        "shown": [
            ("open", _("to be done")),
            ("late", _("late")),
            ("ended", _("ended")),
            ("all", _("all tasks")),
        ],
        "units": units_of(room),
        "unit": unit,
        "late": len(acts.late(found, room.today)),
    }
    status = 422 if any(one.form.errors for one in asked) else 200
    return render(request, "programme/tasks.html", values, status=status)


def _is_shown(one: TaskState, show: str, unit: str, today: str) -> bool:
    if one.given is None or (unit and one.given.unit != unit):
        return False
    match show:
        case "late":
            return one.is_late(today)
        case "ended":
            return one.standing != OPEN
        case "all":
            return True
    return one.standing == OPEN


def _row(room: Room, one: TaskState, own: frozenset[str]) -> dict[str, Any]:
    assert one.given is not None  # those alone are shown
    return {
        "subject": one.subject,
        "where": _where(room, one),
        "what": what_words(one),
        "due_on": one.given.due_on,
        "start_on": one.given.start_on,
        "is_late": one.is_late(room.today),
        "standing": term(one.standing),
        "is_open": one.standing == OPEN,
        "source": term(one.given.source),
        "may_end": _may_end(room, one, own),
    }


def _where(room: Room, one: TaskState) -> str:
    unit = one.given.unit if one.given else ""
    return unit_name(room.node, unit) or unit[:8] if unit else _("the whole province")


def _table(room: Room, found: list[TaskState]) -> Table:
    rows = []
    for one in found:
        said = one.given
        assert said is not None  # those alone are shown
        rows.append(
            (
                _where(room, one),
                what_words(one),
                said.start_on,
                said.due_on,
                _("yes") if one.is_late(room.today) else _("no"),
                term(one.standing),
                term(said.source),
            )
        )
    header = (
        _("Commune or ward"),
        _("What is to be done"),
        _("Begins by"),
        _("To be done by"),
        _("Late"),
        _("Standing"),
        _("Comes from"),
    )
    return Table(name=_("Tasks"), header=header, rows=rows)


def _giving(request: HttpRequest, room: Room) -> Asked:
    people = [(one, name) for one in acts.staff_of(room.node) if (name := _name(one))]
    form = GiveForm(
        bound(request, "give"),
        prefix="give",
        choices={
            "unit": [("", _("the whole province")), *units_of(room)],
            "what": forms.terms(BY_HAND),
            "staff": [("", _("nobody yet")), *people],
        },
    )
    new = new_id(request, room)

    def doing(sent: dict[str, Any]) -> Doing:
        body = facts.TaskGiven(source=facts.OWN, of=new, **sent)
        subject = acts.subject_of(room.node, body)
        return _doing(room, subject, lambda one, at: rules.give(one, body, at))

    return Asked(
        step="give",
        title=_("Give a task"),
        button=_("Give"),
        form=form,
        doing=doing,
        new=new,
        is_quiet=True,
    )


def _name(staff_id: str) -> str:
    return directory.current().staff_name(staff_id)


def _of_findings(request: HttpRequest, room: Room) -> Asked:
    def doing(_sent: dict[str, Any]) -> Doing:
        raise AssertionError  # many tasks at once are told by `give_all`

    return Asked(
        step="findings",
        title=_("Findings of inspections"),
        button=_("Make tasks of all findings"),
        form=fields.Form(bound(request, "findings")),
        doing=doing,
        is_quiet=True,
    )


def _doing(room: Room, subject: str, deed: Callable[[TaskState, rules.At], rules.Answer]) -> Doing:
    at = acts.at(room.node, room.at_node().place)
    return Doing(noun="task", subject=subject, place=at.place or "", rule=lambda one: deed(one, at))


def say_made(request: HttpRequest, room: Room, made: acts.Made | Refusal) -> HttpResponse:
    """To the list, which says how many tasks there are now."""
    if isinstance(made, Refusal):
        toasts.add(request, "programme.tasks_refused", refusal=made.code, **dict(made.values))
    else:
        toasts.add(
            request, "programme.tasks_given", given=number(made.given), there=number(made.there)
        )
    return redirect("programme:tasks")


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("POST",))
def done(request: HttpRequest, room: Room, task: str) -> HttpResponse:
    """A task is done, today."""
    state = acts.task(room.node, task)
    if state.given is None:
        raise Http404
    if state.standing == OPEN and not _may_end(room, state, _own_units(room)):
        raise PermissionDenied
    wrong = acts.finish(room.node, room.staff.staff_id, task, acts.at(room.node))
    if wrong is None:
        toasts.add(request, "programme.task_done")
    return redirect("programme:tasks")


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def task(request: HttpRequest, room: Room, task: str) -> HttpResponse:
    """One task: where it comes from, by when, how it ended."""
    state = acts.task(room.node, task)
    said = state.given
    if said is None:
        raise Http404
    ended = state.ended
    lines = [
        (_("Commune or ward"), _where(room, state)),
        (_("To be done by"), day(said.due_on)),
        (_("Begins by"), day(said.start_on) if said.start_on else UNKNOWN),
        (_("By whom"), _name(said.staff) or UNKNOWN),
        (_("Comes from"), term(said.source)),
        (_("Given on"), day(state.given_on)),
        (_("Standing"), term(state.standing)),
    ]
    if ended is not None:
        if isinstance(ended.told, facts.TaskDone):
            lines.append((_("Done on"), day(ended.told.done_on)))
            lines.append((_("Number of the paper"), ended.told.proof or UNKNOWN))
        lines.append((_("Told by"), _name(ended.by or "") or UNKNOWN))
    links = []
    if said.source == facts.FINDING:
        address = reverse("programme:assessment", args=(said.of,))
        links.append((address, "check", _("The assessment")))
    thing = Thing(
        title=what_words(state),
        back=reverse("programme:tasks"),
        back_words=_("All tasks"),
        links=links,
        lines=lines,
    )
    asked = []
    if _may_end(room, state, _own_units(room)):
        asked.append(_finishing(request, room, state))
        if room.may(Act.SET_RULES):
            asked.append(_withdrawing(request, room, state))
    return show_thing(request, room, thing, asked)


def _finishing(request: HttpRequest, room: Room, state: TaskState) -> Asked:
    form = DoneForm(bound(request, "done"), prefix="done", initial={"done_on": room.today})

    def doing(sent: dict[str, Any]) -> Doing:
        body = facts.TaskDone(sent["done_on"], sent["proof"])
        return _doing(room, state.subject, lambda one, at: rules.finish(one, body, at))

    return Asked(step="done", title=_("Done"), button=_("It is done"), form=form, doing=doing)


def _withdrawing(request: HttpRequest, room: Room, state: TaskState) -> Asked:
    form = WithdrawForm(
        bound(request, "withdraw"),
        prefix="withdraw",
        choices={"reason": forms.reasons(forms.WHY_UNPROVED)},
    )

    def doing(sent: dict[str, Any]) -> Doing:
        return _doing(room, state.subject, lambda one, at: rules.withdraw(one, sent["reason"], at))

    return Asked(
        step="withdraw",
        title=_("It need not be done"),
        button=_("Withdraw the task"),
        form=form,
        doing=doing,
        ends=True,
    )
