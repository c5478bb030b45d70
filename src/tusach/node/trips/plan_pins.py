"""What a person wants of a plan: set on its page, seen there, taken back, and planned once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.trips.conflicts import Conflict
from tusach.library.trips.pins import KINDS, NEVER, ON, VEHICLE, Pin, odd, pins_in, with_pins
from tusach.library.trips.problem import Problem
from tusach.node.acts.node import Node
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.office.place_forms import DayField
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips import home_wishes
from tusach.node.trips.plan_jobs import PlanJob, plan_jobs_of
from tusach.node.trips.plan_names import Names
from tusach.node.trips.plan_shown import stops_shown
from tusach.node.trips.promised_plan import plan_of_trips
from tusach.node.wording.plans import say_conflict, say_pin

MOST_PINS = 200


class PinForm(forms.Form):
    """A place on a day, never on a day, or by one vehicle."""

    kind = forms.ChoiceField(
        label=_("What do you want?"),
        choices=[
            (ON, _("Visit this place on this day")),
            (NEVER, _("Never visit it on this day")),
            (VEHICLE, _("Only this vehicle visits it")),
        ],
        initial=ON,
    )
    stop = forms.ChoiceField(label=_("Place"))
    on = DayField(label=_("Day"), required=False)
    vehicle = forms.ChoiceField(label=_("Vehicle"), required=False)

    def __init__(
        self, *args: Any, stops: Sequence[tuple[str, str]], vehicles: Sequence[str], **told: Any
    ) -> None:
        super().__init__(*args, **told)
        self.fields["stop"].choices = stops  # type: ignore[attr-defined]
        named = [(one, one) for one in vehicles]
        self.fields["vehicle"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day or a vehicle, as is asked."""
        found = super().clean() or self.cleaned_data
        kind = found.get("kind")
        if kind in (ON, NEVER) and not found.get("on") and "on" not in self.errors:
            self.add_error("on", _("Write the day."))
        if kind == VEHICLE and not found.get("vehicle"):
            self.add_error("vehicle", _("Choose the vehicle."))
        return found


def pin_form(counter: Counter, problem: Problem, typed: Any = None) -> PinForm:
    """The form, with the places and vehicles of a plan."""
    names = Names(counter.node, counter.words, problem.from_on)
    stops = sorted(((one.id, names.stop(one.id)) for one in problem.stops), key=lambda one: one[1])
    return PinForm(typed, stops=stops, vehicles=[one.id for one in problem.vehicles])


def pin_values(counter: Counter, job: PlanJob, problem: Problem) -> dict[str, Any]:
    """What the page of a plan shows of its pins."""
    names = Names(counter.node, counter.words, problem.from_on)
    return {
        "pins": [
            {"id": one.id, "words": say_pin(one, names.stop(one.stop)), "kept": one in job.used}
            for one in job.pins
        ],
        "is_stale": job.pins != job.used,
    }


def say_with_pins(
    counter: Counter, job: PlanJob, problem: Problem, found: Sequence[Conflict]
) -> list[str]:
    """Wishes that cannot be met together, each with the pins that are in it."""
    before = plan_jobs_of(counter.node).wishes_of(job.id) if job.used else None
    names = Names(counter.node, counter.words, problem.from_on)
    said = []
    for one in found:
        mine = pins_in(before, job.used, one) if before is not None else ()
        words = [say_pin(pin, names.stop(pin.stop)) for pin in mine]
        said.append(say_conflict(problem, one, words, place=names.stop))
    return said


def pinned_problem(
    node: Node, job: PlanJob, pins: Sequence[Pin]
) -> tuple[Problem, Problem] | Refusal:
    """The wishes of the days of a plan as facts tell them now: without and with these pins."""
    problem = home_wishes.problem_of(node, job.from_on, job.until_on, job.vehicles)
    if isinstance(problem, Refusal):
        return problem
    for one in pins:
        refused = odd(problem, one)
        if refused is not None:
            return refused
    return problem, with_pins(problem, pins)


def job_and_problem(counter: Counter, job: str) -> tuple[PlanJob, Problem]:
    """A plan that is there with its wishes, else no such page."""
    jobs = plan_jobs_of(counter.node)
    found, made = jobs.get(job), jobs.plan_of(job)
    if found is None or made is None:
        raise Http404
    return found, made[0]


def set_pin(counter: Counter, job: PlanJob, problem: Problem, form: PinForm) -> Refusal | None:
    """Keep what the form wants with the plan."""
    typed = form.cleaned_data
    kind = typed["kind"]
    assert kind in KINDS
    pin = Pin(
        id=counter.node.store.random.new_id(),
        kind=kind,
        stop=typed["stop"],
        on=date.fromisoformat(typed["on"]) if kind != VEHICLE else None,
        vehicle=typed["vehicle"] if kind == VEHICLE else "",
        by=counter.staff.staff_id,
    )
    if len(job.pins) >= MOST_PINS:
        return Refusal("pin.too_many", {"most": MOST_PINS})
    refused = odd(problem, pin, job.pins)
    if refused is None:
        plan_jobs_of(counter.node).set_pins(job, (*job.pins, pin))
    return refused


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def unpin(request: HttpRequest, counter: Counter, job: str, pin: str) -> HttpResponse:
    """Take one back."""
    found, _problem = job_and_problem(counter, job)
    kept = tuple(one for one in found.pins if one.id != pin)
    plan_jobs_of(counter.node).set_pins(found, kept)
    toasts.add(request, "trips.unpinned")
    return redirect("trips:route-plan-pin", job=job)


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=("GET", "HEAD", "POST"), everywhere=True)
def wishes(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """What is wished of each stop, what a person wants of the next plan, and one thing more."""
    found, problem = job_and_problem(counter, job)
    form = pin_form(counter, problem, request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = set_pin(counter, found, problem, form)
        if refused is None:
            toasts.add(request, "trips.pinned")
            return redirect("trips:route-plan-pin", job=job)
        form.add_error(None, counter.say(refused))
    return _page(request, counter, found, problem, form=form)


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def once_more(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """Plan these days once more, with what is pinned."""
    found, problem = job_and_problem(counter, job)
    new = go_on(counter, found)
    if isinstance(new, PlanJob):
        return redirect("trips:route-plan", job=new.id)
    form = pin_form(counter, problem, {})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, counter.say(new))
    return _page(request, counter, found, problem, form=form)


def _page(
    request: HttpRequest, counter: Counter, job: PlanJob, problem: Problem, *, form: PinForm
) -> HttpResponse:
    values = {"job": job, "pin_form": form, **pin_values(counter, job, problem)}
    values |= stops_shown(counter, problem)
    status = 422 if form.errors else 200
    return render(request, "trips/route_plan_wishes.html", values, status=status)


def go_on(counter: Counter, found: PlanJob) -> PlanJob | Refusal:
    """Begin a plan of the same days with the pins as they stand."""
    node = counter.node
    both = pinned_problem(node, found, found.pins)
    if isinstance(both, Refusal):
        return both
    before, problem = both
    new = PlanJob(
        id=node.store.random.new_id(),
        by=counter.staff.staff_id,
        made_ms=max(node.store.now_ms(), 0),
        from_on=found.from_on,
        until_on=found.until_on,
        vehicles=found.vehicles,
        seconds=found.seconds,
        of=found.id,
        pins=found.pins,
        used=found.pins,
    )
    if not plan_jobs_of(node).start(
        new, problem, before=before, stands=plan_of_trips(node, problem)
    ):
        return Refusal("plan.running", {})
    return new
