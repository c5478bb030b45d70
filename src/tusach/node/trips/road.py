"""On the road: a trip on the vehicle's own machine, one big button at a time, without a network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.trips.facts import TripReturned
from tusach.library.trips.rules import Going, Where
from tusach.library.trips.story import TripState
from tusach.node.acts import circulation
from tusach.node.acts import travelling as acts
from tusach.node.acts.serving import classes_at
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.pages import toasts
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.store.store import Done
from tusach.node.trips.trip_forms import DepartForm, MissForm, ReturnForm
from tusach.node.trips.trip_shown import place_choices
from tusach.node.trips.trips import trip_or_404, trip_values

M_PER_KM, ML_PER_L = 1_000, 1_000
_CREW = (
    "SELECT DISTINCT subject FROM post WHERE tenant = ? AND valid_from <= ? "
    "AND (valid_until IS NULL OR valid_until >= ?) AND place IN ({places})"
)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS)
def road(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """What comes next on this trip."""
    return _page(request, counter, trip_or_404(counter, trip))


def _page(
    request: HttpRequest,
    counter: Counter,
    state: TripState,
    form: forms.Form | None = None,
) -> HttpResponse:
    """The page of the road. form: that was filled in wrongly."""
    values = {
        **trip_values(counter, state),
        "depart": _shown(form, DepartForm) or DepartForm(crew=crew_choices(counter, state)),
        "miss": MissForm(),
        "back": _shown(form, ReturnForm) or ReturnForm(),
        "wrong": form,
        "least": acts.least_crew(counter.node, counter.on),
        "places": place_choices(counter),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "trips/road.html", values, status=422 if wrong else 200)


def _shown(form: forms.Form | None, kind: type[forms.Form]) -> forms.Form | None:
    return form if isinstance(form, kind) else None


def crew_choices(counter: Counter, state: TripState) -> list[tuple[str, str]]:
    """(staff id, name) of the staff of this vehicle and of the central library."""
    node = counter.node
    kinds = {one.code for one in node.profile.places.kinds if one.central}
    rows = node.store.query(
        "SELECT subject, kind FROM place WHERE tenant = ? AND closed_on IS NULL", (node.tenant,)
    )
    places = [state.vehicle or "", *(subject for subject, kind in rows if kind in kinds)]
    marks = ", ".join("?" for _place in places)
    found = node.store.query(
        _CREW.format(places=marks), (node.tenant, counter.on, counter.on, *places)
    )
    known = directory.current()
    named = ((one, known.staff_name(one) or _("name not known here")) for (one,) in found)
    return sorted(named, key=lambda one: one[1])


def _next(
    request: HttpRequest,
    counter: Counter,
    trip: str,
    done: Done | Refusal,
    *,
    said: str,
    form: forms.Form | None = None,
) -> HttpResponse:
    """The page of the road again: with an undo where it was done, else with the reason."""
    if isinstance(done, Refusal):
        wrong = form or ReturnForm({})
        wrong.is_valid()
        if form is None:
            wrong.errors.clear()
        wrong.add_error(None, counter.say(done))
        return _page(request, counter, trip_or_404(counter, trip), wrong)
    undo = reverse("trips:trip-undo", args=(trip, done.facts[0]))
    toasts.add(request, said, undo=undo)
    return redirect("trips:road", trip=trip)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",))
def depart(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """Set out."""
    state = trip_or_404(counter, trip)
    form = DepartForm(request.POST, crew=crew_choices(counter, state))
    if not form.is_valid():
        return _page(request, counter, state, form)
    told = form.cleaned_data
    meter = told["odometer"]
    going = Going(
        crew=tuple(told["crew"]),
        others=told["others"] or 0,
        least=acts.least_crew(counter.node, counter.on),
        checked=tuple(told["checked"]),
        odometer_m=None if meter is None else meter * M_PER_KM,
        reason=told["reason"],
    )
    done = acts.depart(counter.node, trip, counter.at, going)
    return _next(request, counter, trip, done, said="trips.departed", form=form)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",))
def open_stop(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """Serve at a stop of the plan, or at a place that nobody planned."""
    state = trip_or_404(counter, trip)
    stop = request.POST.get("stop", "")
    planned = state.planned_stop(stop)
    if planned is not None:
        where = where_of(counter, planned.place, planned.market)
    else:
        place = request.POST.get("place", "")
        if place not in dict(place_choices(counter)):
            return _next(
                request,
                counter,
                trip,
                Refusal("place.unknown", {"place": place[:40]}),
                said="trips.opened",
            )
        stop, where = counter.node.store.random.new_id(), where_of(counter, place, None)
    done = acts.open_stop(counter.node, trip, stop, counter.at, where=where)
    return _next(request, counter, trip, done, said="trips.opened")


def where_of(counter: Counter, place: str, market: str | None) -> Where:
    """Where a stop is opened, with the classes of the place as they are known today."""
    classes = classes_at(counter.node, place, counter.on)
    return Where(place=place, market=market, classes=classes)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",))
def close_stop(request: HttpRequest, counter: Counter, trip: str, stop: str) -> HttpResponse:
    """Serve there no more."""
    nobody = request.POST.get("nobody") == "1"
    done = acts.close_stop(counter.node, trip, stop, counter.at, nobody=nobody)
    return _next(request, counter, trip, done, said="trips.stop_closed")


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",))
def miss_stop(request: HttpRequest, counter: Counter, trip: str, stop: str) -> HttpResponse:
    """Say why a stop was not served."""
    form = MissForm(request.POST)
    if not form.is_valid():
        return _page(request, counter, trip_or_404(counter, trip), form)
    reason = form.cleaned_data["reason"]
    done = acts.miss_stop(counter.node, trip, stop, counter.at, reason=reason)
    return _next(request, counter, trip, done, said="trips.missed", form=form)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",))
def come_back(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """The trip is back."""
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, counter, trip_or_404(counter, trip), form)
    meter, fuel = form.cleaned_data["odometer"], form.cleaned_data["fuel"]
    body = TripReturned(
        odometer_m=None if meter is None else meter * M_PER_KM,
        fuel_ml=None if fuel is None else fuel * ML_PER_L,
    )
    done = acts.come_back(counter.node, trip, counter.at, body)
    return _next(request, counter, trip, done, said="trips.returned", form=form)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",))
def close(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """Close the account of the trip."""
    done = acts.close(counter.node, trip, counter.at)
    return _next(request, counter, trip, done, said="trips.closed")


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",), everywhere=True)
def undo(request: HttpRequest, counter: Counter, trip: str, fact: str) -> HttpResponse:
    """Take the last act back, within ten minutes."""
    done = circulation.undo(counter.node, fact, counter.at)
    if isinstance(done, Refusal):
        return _next(request, counter, trip, done, said="trips.undone")
    toasts.add(request, "trips.undone", tone="note")
    is_here = trip_or_404(counter, trip).vehicle == counter.place
    return redirect("trips:road" if is_here else "trips:trip", trip=trip)


def today_of(counter: Counter) -> list[dict[str, Any]]:
    """The trips of this vehicle that are under way or begin today."""
    node = counter.node
    rows = node.store.query(
        "SELECT subject, first_on, last_on, status FROM trip WHERE tenant = ? AND vehicle = ? "
        "AND (status IN ('under_way', 'returned') OR (status IN ('planned', 'published') "
        "AND first_on <= ? AND last_on >= ?)) ORDER BY first_on, subject",
        (node.tenant, counter.place, counter.on, counter.on),
    )
    names = ("trip", "first_on", "last_on", "status")
    return [dict(zip(names, row, strict=True)) for row in rows]
