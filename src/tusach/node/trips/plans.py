"""Plans of trips: made in the background, looked at as a calendar, changed in one of three ways."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Closure, Problem
from tusach.library.trips.replan import Way
from tusach.library.trips.wishes import units_in_force
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips import home_wishes, plan_pins, publishing
from tusach.node.trips.plan_forms import ROAD, ChangeForm, PlanForm
from tusach.node.trips.plan_jobs import RUNNING, PlanJob, plan_jobs_of
from tusach.node.trips.plan_shown import WAYS, shown, ways_shown
from tusach.node.trips.promised_plan import plan_of_trips
from tusach.node.trips.publishing import hindrance
from tusach.node.trips.routing.replanning import ways
from tusach.node.trips.routing.router import has_solver

_BOTH = ("GET", "HEAD", "POST")


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=_BOTH, everywhere=True)
def plans(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Every plan, and the form for one more."""
    form = PlanForm(request.POST or None)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        begun = _begin(counter, form.cleaned_data)
        if isinstance(begun, PlanJob):
            return redirect("trips:route-plan", job=begun.id)
        wrong = counter.say(begun)
    jobs = plan_jobs_of(counter.node)
    values = {
        "form": form,
        "wrong": wrong,
        "jobs": [{"job": one, "broken_off": jobs.is_broken_off(one)} for one in jobs.all()],
        "has_solver": has_solver(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "trips/plans.html", values, status=status)


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, everywhere=True)
def plan(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """One plan: its progress while it is made, then its weeks, its gaps and its roads."""
    return _page(request, counter, _job(counter, job))


def _page(
    request: HttpRequest,
    counter: Counter,
    found: PlanJob,
    *,
    wrong: str = "",
) -> HttpResponse:
    job, status = found.id, 422 if wrong else 200
    values: dict[str, Any] = {"job": found, "runs": _runs(counter, found), "wrong": wrong}
    values["broken_off"] = plan_jobs_of(counter.node).is_broken_off(found)
    made = None if values["runs"] else plan_jobs_of(counter.node).plan_of(job)
    if made is not None:
        values |= {"plan": made[1], **shown(counter, *made)}
        broken = values["found_conflicts"]
        values["conflicts"] = plan_pins.say_with_pins(counter, found, made[0], broken)
        stands_against = hindrance(counter.node, *made, on=counter.on)
        values["no_promise"] = counter.say(stands_against) if stands_against else ""
    return render(request, "trips/route_plan.html", values, status=status)


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def promise(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """The trips of a plan are promised to their places."""
    found = _job(counter, job)
    made = None if _runs(counter, found) else plan_jobs_of(counter.node).plan_of(job)
    if made is None:
        raise Http404
    done = publishing.promise(counter.node, *made, counter.at, made_by=found.planner)
    if isinstance(done, Refusal):
        return _page(request, counter, found, wrong=counter.say(done))
    toasts.add(request, "trips.plan_promised", **msgspec.structs.asdict(done))
    return redirect("trips:route-plan", job=job)


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, everywhere=True)
def progress(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """How far a plan is; leads to its page when it is made."""
    found = _job(counter, job)
    page = reverse("trips:route-plan", args=(job,))
    if not request.headers.get("HX-Request"):
        return redirect(page)
    if not _runs(counter, found):
        return HttpResponse(headers={"HX-Redirect": page})
    return render(request, "trips/parts/planning.html", {"job": found})


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def stop(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """Stop looking; the best plan so far is kept."""
    _job(counter, job)
    jobs = plan_jobs_of(counter.node)
    jobs.stop(job)
    jobs.join(5)
    return redirect("trips:route-plan", job=job)


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def remove(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """Throw a plan away."""
    _job(counter, job)
    plan_jobs_of(counter.node).remove(job)
    return redirect("trips:route-plans")


@rule(staff("provincial"))
@at_desk(Act.PLAN_TRIPS, methods=_BOTH, everywhere=True)
def again(request: HttpRequest, counter: Counter, job: str) -> HttpResponse:
    """What happened, then three ways to go on with their price; one of them is kept as a plan."""
    found = _job(counter, job)
    made = plan_jobs_of(counter.node).plan_of(job)
    if made is None:
        raise Http404
    problem, before = made
    units = [
        (unit.code, counter.words(unit.names))
        for unit in units_in_force(counter.node.profile, problem.from_on)
    ]
    names = [one.id for one in problem.vehicles]
    form = ChangeForm(request.POST or None, units=units, vehicles=names)
    values: dict[str, Any] = {"job": found, "form": form}
    if request.method == "POST" and form.is_valid():
        changed = _changed(counter, problem, form)
        today = max(date.fromisoformat(counter.today), problem.from_on)
        left, three = ways(changed, before, from_on=today)
        chosen = next((one for one in three if one.code == request.POST.get("way")), None)
        if chosen is not None:
            return _keep(counter, found, changed, chosen)
        values |= {"broken": len(left.broken), "ways": ways_shown(counter, changed, before, three)}
    is_wrong = request.method == "POST" and not form.is_valid()
    return render(request, "trips/plan_again.html", values, status=422 if is_wrong else 200)


def _begin(counter: Counter, asked: dict[str, Any]) -> PlanJob | Refusal:
    node = counter.node
    first, last = date.fromisoformat(asked["from_on"]), date.fromisoformat(asked["until_on"])
    names = home_wishes.vehicles(node, asked["vehicles"])
    problem = home_wishes.problem_of(node, first, last, names)
    if isinstance(problem, Refusal):
        return problem
    job = PlanJob(
        id=node.store.random.new_id(),
        by=counter.staff.staff_id,
        made_ms=max(node.store.now_ms(), 0),
        from_on=first,
        until_on=last,
        vehicles=names,
        seconds=asked["seconds"],
    )
    if not plan_jobs_of(node).start(job, problem, stands=plan_of_trips(node, problem)):
        return Refusal("plan.running", {})
    return job


def _job(counter: Counter, job: str) -> PlanJob:
    found = plan_jobs_of(counter.node).get(job)
    if found is None:
        raise Http404
    return found


def _runs(counter: Counter, job: PlanJob) -> bool:
    return job.state == RUNNING and not plan_jobs_of(counter.node).is_broken_off(job)


def _changed(counter: Counter, problem: Problem, form: ChangeForm) -> Problem:
    """The problem after what the form says."""
    days = form.days()
    if form.cleaned_data["what"] == ROAD:
        unit = form.cleaned_data["unit"]
        rows = {one.at for one in problem.stops if unit in (one.id, one.unit)}
        shut = [Closure(start=row, from_on=days[0], until_on=days[-1]) for row in sorted(rows)]
        return replace(problem, closures=(*problem.closures, *shut))
    name = form.cleaned_data["vehicle"]
    return replace(
        problem,
        vehicles=tuple(
            replace(one, days_off=tuple(sorted({*one.days_off, *days}))) if one.id == name else one
            for one in problem.vehicles
        ),
    )


def _keep(counter: Counter, found: PlanJob, problem: Problem, way: Way) -> HttpResponse:
    node = counter.node
    plan_: Plan = way.plan
    job = PlanJob(
        id=node.store.random.new_id(),
        by=counter.staff.staff_id,
        made_ms=max(node.store.now_ms(), 0),
        from_on=found.from_on,
        until_on=found.until_on,
        vehicles=found.vehicles,
        seconds=found.seconds,
        of=found.id,
        way=way.code if way.code in WAYS else "",
        changed=len(way.moved),
        pins=found.pins,
        used=found.used,
    )
    plan_jobs_of(node).keep(job, problem, plan_)
    return redirect("trips:route-plan", job=job.id)
