"""Trips: the list, one trip, the form to plan one by hand, and its sheet on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.trips.facts import PlannedStop, TripPlanned
from tusach.library.trips.story import TripState
from tusach.node.acts import travelling as acts
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages import toasts
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, may, rule, staff
from tusach.node.trips.trip_forms import CHECKLIST, LINES, CancelForm, PlanForm
from tusach.node.trips.trip_shown import CHIPS, status_words, stops_shown
from tusach.node.wording.hours import clock

MOST_LISTED = 200
_LIST = (
    "SELECT subject, vehicle, first_on, last_on, status, promised, stops, crew, driven_m FROM trip "
    "WHERE tenant = ? ORDER BY first_on DESC, subject LIMIT 200"
)


def may_plan(counter: Counter) -> bool:
    """Whether this person plans and promises trips."""
    return may(counter.staff, Act.PLAN_TRIPS, counter.place or None)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def trips(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Trips under way, to come, and past."""
    node = counter.node
    names = ("trip", "vehicle", "first_on", "last_on", "status", "promised", "stops", "crew", "m")
    found = node.store.query(_LIST, (node.tenant,))
    rows = [_listed(counter, dict(zip(names, row, strict=True))) for row in found]
    over = {"returned", "closed", "cancelled"}
    values = {
        "under_way": [one for one in rows if one["status"] == "under_way"],
        "to_come": [one for one in reversed(rows) if one["status"] in ("planned", "published")],
        "past": [one for one in rows if one["status"] in over],
        "may_plan": may_plan(counter),
        "full": len(rows) == MOST_LISTED,
    }
    return render(request, "trips/trips.html", values)


def _listed(counter: Counter, row: dict[str, Any]) -> dict[str, Any]:
    node = counter.node
    stops = node.store.query(
        "SELECT place FROM trip_stop WHERE tenant = ? AND subject = ? ORDER BY nr",
        (node.tenant, row["trip"]),
    )
    return {
        **row,
        "vehicle_name": place_name(node, row["vehicle"]),
        "chip": CHIPS[row["status"]],
        "words": status_words(row["status"]),
        "names": [place_name(node, place) for (place,) in stops],
    }


def trip_or_404(counter: Counter, trip: str) -> TripState:
    """A trip that this node knows."""
    state = acts.trip_of(counter.node, trip)
    if state.plan is None:
        raise Http404
    return state


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def trip(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """One trip: its plan, what became of each stop, and what may be done next."""
    return _page(request, counter, trip_or_404(counter, trip), CancelForm())


def _page(
    request: HttpRequest, counter: Counter, state: TripState, form: CancelForm, *, status: int = 200
) -> HttpResponse:
    values = {**trip_values(counter, state), "form": form, "may_plan": may_plan(counter)}
    return render(request, "trips/trip.html", values, status=status)


def trip_values(counter: Counter, state: TripState) -> dict[str, Any]:
    """What every page of a trip shows."""
    plan = state.plan
    assert plan is not None
    stops = stops_shown(counter, state)
    return {
        "state": state,
        "plan": plan,
        "trip": state.subject,
        "status": state.status,
        "chip": CHIPS[state.status],
        "words": status_words(state.status),
        "vehicle": place_name(counter.node, plan.vehicle),
        "is_here": plan.vehicle == counter.place,
        "stops": stops,
        "nights": [(one.on, _night(counter, one.at)) for one in plan.nights],
        "kilometres": None if plan.metres is None else plan.metres // 1000,
        "driven_km": None if state.driven_m is None else state.driven_m // 1000,
        "came": sum(one.came or 0 for one in stops),
        "uncounted": sum(one.status == "served" and one.came is None for one in stops),
        "loans": sum(one.loans for one in stops),
        "unsaid": any(one.status in ("to_come", "open") for one in stops),
        "over": state.status in ("returned", "closed", "cancelled"),
    }


def _night(counter: Counter, where: str) -> str:
    """The name of the place or unit where the crew sleeps."""
    said = counter.node.store.state(where, "unit").declared
    return counter.words(said.names) if said is not None else place_name(counter.node, where)


@rule(staff("librarian"))
@at_desk(Act.PLAN_TRIPS, methods=("GET", "HEAD", "POST"), everywhere=True)
def plan_trip(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Plan a trip by hand."""
    return _plan(request, counter, None)


@rule(staff("librarian"))
@at_desk(Act.PLAN_TRIPS, methods=("GET", "HEAD", "POST"), everywhere=True)
def change_trip(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """Plan a trip anew, saying why."""
    return _plan(request, counter, trip_or_404(counter, trip))


def _plan(request: HttpRequest, counter: Counter, state: TripState | None) -> HttpResponse:
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        counter=counter,
        initial=_typed(state.plan) if state is not None and state.plan is not None else None,
        changes=state is not None,
    )
    if request.method == "POST" and form.is_valid():
        body = form.body(state.plan if state is not None else None)
        subject = state.subject if state is not None else ""
        found = acts.plan(counter.node, body, counter.at, trip=subject)
        if not isinstance(found, Refusal):
            toasts.add(request, "trips.planned")
            return redirect("trips:trip", trip=found)
        form.add_error(None, counter.say(found))
    values = {
        "form": form,
        "lines": [[form[f"{name}_{nr}"] for name in PlanForm.OF_A_LINE] for nr in range(LINES)],
        "trip": state.subject if state is not None else "",
    }
    return render(request, "trips/plan_trip.html", values, status=422 if form.errors else 200)


def _typed(plan: TripPlanned) -> dict[str, Any]:
    """A plan as the form shows it."""
    found: dict[str, Any] = {"vehicle": plan.vehicle}
    for nr, one in enumerate(plan.stops[:LINES]):
        found |= _line(nr, one)
    return found


def _line(nr: int, one: PlannedStop) -> dict[str, Any]:
    return {
        f"stop_{nr}": one.stop,
        f"place_{nr}": one.place,
        f"on_{nr}": one.on,
        f"arrive_{nr}": clock(one.arrive_minute),
        f"leave_{nr}": clock(one.leave_minute),
    }


@rule(staff("librarian"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def publish(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """Promise the days of a trip to its places."""
    done = acts.publish(counter.node, trip, counter.at)
    if isinstance(done, Refusal):
        return refused(request, counter, trip, done)
    toasts.add(request, "trips.published")
    return redirect("trips:trip", trip=trip)


@rule(staff("librarian"))
@at_desk(Act.PLAN_TRIPS, methods=("POST",), everywhere=True)
def cancel(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """Call a trip off."""
    state = trip_or_404(counter, trip)
    form = CancelForm(request.POST)
    if form.is_valid():
        done = acts.cancel(counter.node, trip, counter.at, reason=form.cleaned_data["reason"])
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.cancelled", tone="note")
            return redirect("trips:trip", trip=trip)
        form.add_error(None, counter.say(done))
    return _page(request, counter, state, form, status=422)


def refused(request: HttpRequest, counter: Counter, trip: str, refusal: Refusal) -> HttpResponse:
    """The page of the trip with what stands against it."""
    form = CancelForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, counter.say(refusal))
    return _page(request, counter, trip_or_404(counter, trip), form, status=422)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def sheet(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """The order of the trip and the sheet of its days, on paper."""
    state = trip_or_404(counter, trip)
    least = acts.least_crew(counter.node, state.plan.first_on if state.plan else counter.on)
    values = {
        **trip_values(counter, state),
        "least": range(least),
        "checklist": CHECKLIST,
        "has_press": has_press(),
        "province": counter.words(counter.node.profile.province.names),
    }
    return render(request, "trips/sheet.html", values)
