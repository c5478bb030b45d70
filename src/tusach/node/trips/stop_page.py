"""One stop: what was done there, its photographs, and the commune's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.trips.story import OPEN, SERVED, Confirmed, Photograph, StopState, TripState
from tusach.node.acts import photographs as acts
from tusach.node.acts.travelling import stop_of
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.pages import toasts
from tusach.node.pages.bodies import takes_files
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, may, rule, staff
from tusach.node.people.looks import look
from tusach.node.store import photographs as files
from tusach.node.store.store import Done
from tusach.node.trips.evidence_forms import SHEET, ConfirmForm, PhotographForm, RemoveForm
from tusach.node.trips.trip_shown import StopShown, stops_shown
from tusach.node.trips.trips import trip_or_404

FORM_BYTES = 64 << 10


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def stop(request: HttpRequest, counter: Counter, trip: str, stop: str) -> HttpResponse:
    """A stop with its evidence."""
    state, row = _found(counter, trip, stop)
    return _page(request, counter, state, row)


def _found(counter: Counter, trip: str, stop: str) -> tuple[TripState, StopShown]:
    state = trip_or_404(counter, trip)
    row = next((one for one in stops_shown(counter, state) if one.stop == stop), None)
    if row is None:
        raise Http404
    return state, row


def _page(
    request: HttpRequest,
    counter: Counter,
    state: TripState,
    row: StopShown,
    *,
    form: forms.Form | None = None,
) -> HttpResponse:
    """form: that was filled in wrongly."""
    told = stop_of(counter.node, row.stop)
    sheets = _sheets(told)
    photograph = form if isinstance(form, PhotographForm) else None
    confirm = form if isinstance(form, ConfirmForm) else None
    sees_names = may(counter.staff, Act.CHANGE_READER, state.vehicle)
    said = [_confirmed(counter, one, sees_names=sees_names) for one in told.confirmed]
    if any(one["name"] for one in said):
        look(counter.staff, row.stop, "who confirmed a stop")
    values = {
        "trip": state.subject,
        "one": row,
        "was_served": row.status in (OPEN, SERVED),
        "photographs": [_shown(counter, one) for one in told.photographs],
        "confirmed": said,
        "may_forget": sees_names and any(one.part for one in told.confirmed),
        "is_here": state.vehicle == counter.place,
        "may_tell": may(counter.staff, Act.COUNT_VISITS, state.vehicle),
        "photograph": photograph or PhotographForm(initial={"taken_on": told.on or counter.on}),
        "confirm": confirm or ConfirmForm(sheets=sheets),
        "remove": RemoveForm(),
        "wrong": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "trips/stop.html", values, status=status)


def _sheets(told: StopState) -> tuple[tuple[str, str], ...]:
    """Photographs that show a signed sheet, as a choice."""
    return tuple(
        (one.said.hash, _("Sheet of {on}").format(on=day(one.said.taken_on)))
        for one in told.photographs
        if one.said.shows == SHEET and not one.removed
    )


def _shown(counter: Counter, one: Photograph) -> dict[str, Any]:
    gone = bool(one.removed) or files.was_removed(counter.node.store, one.said.hash)
    here = not gone and files.read(counter.node.home, one.said.hash) is not None
    return {"told": one, "said": one.said, "here": here, "gone": gone}


def _confirmed(counter: Counter, one: Confirmed, *, sees_names: bool) -> dict[str, Any]:
    name = acts.signer_of(counter.node, one.part) if sees_names else None
    return {"told": one, "said": one.said, "name": name}


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def photograph(
    request: HttpRequest, counter: Counter, trip: str, stop: str, *, fact: str
) -> HttpResponse:
    """The picture itself; where it is not here, the page that says why."""
    one = _photograph(counter, trip, stop, fact)
    is_kept = one is not None and not files.was_removed(counter.node.store, one.said.hash)
    raw = files.read(counter.node.home, one.said.hash) if one is not None and is_kept else None
    if raw is None:
        return redirect("trips:stop", trip=trip, stop=stop)
    return HttpResponse(
        raw,
        content_type="image/jpeg",
        # A picture that was removed must not come out of a browser's memory again.
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


def _photograph(counter: Counter, trip: str, stop: str, fact: str) -> Photograph | None:
    _found(counter, trip, stop)
    told = stop_of(counter.node, stop).photographs
    return next((one for one in told if one.fact == fact), None)


@takes_files(acts.LARGEST_SENT + FORM_BYTES, Act.COUNT_VISITS)
@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",), everywhere=True)
def add_photograph(request: HttpRequest, counter: Counter, trip: str, stop: str) -> HttpResponse:
    """Add a photograph of the stop."""
    state, row = _found(counter, trip, stop)
    form = PhotographForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, counter, state, row, form=form)
    told = form.cleaned_data
    shot = acts.Shot(
        raw=told["file"].read(),
        shows=told["shows"],
        children=told["children"],
        taken_on=told["taken_on"],
    )
    done = acts.add(counter.node, trip, stop, counter.at, shot=shot)
    return _next(request, counter, (state, row), done, said="trips.photograph_kept", form=form)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",), everywhere=True)
def remove_photograph(
    request: HttpRequest, counter: Counter, trip: str, stop: str, *, fact: str
) -> HttpResponse:
    """Remove a photograph everywhere."""
    one = _photograph(counter, trip, stop, fact)
    form = RemoveForm(request.POST)
    if one is None or not form.is_valid():
        return _page(request, counter, *_found(counter, trip, stop), form=form)
    reason = form.cleaned_data["reason"]
    done = acts.remove(counter.node, trip, stop, counter.at, digest=one.said.hash, reason=reason)
    found = _found(counter, trip, stop)
    return _next(request, counter, found, done, said="trips.photograph_removed", form=form)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("POST",), everywhere=True)
def confirm_stop(request: HttpRequest, counter: Counter, trip: str, stop: str) -> HttpResponse:
    """Write down that the commune confirmed it."""
    state, row = _found(counter, trip, stop)
    form = ConfirmForm(request.POST, sheets=_sheets(stop_of(counter.node, stop)))
    if not form.is_valid():
        return _page(request, counter, state, row, form=form)
    body, name = form.body(trip), form.cleaned_data["name"]
    done = acts.confirm(counter.node, trip, stop, counter.at, body=body, name=name)
    return _next(request, counter, (state, row), done, said="trips.confirmed", form=form)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def forget(request: HttpRequest, counter: Counter, trip: str, stop: str) -> HttpResponse:
    """The names of who confirmed the stop are removed everywhere."""
    found = _found(counter, trip, stop)
    done = acts.forget_signers(counter.node, trip, stop, counter.at)
    return _next(request, counter, found, done, said="trips.signers_forgotten", form=RemoveForm({}))


def _next(
    request: HttpRequest,
    counter: Counter,
    found: tuple[TripState, StopShown],
    done: Done | Refusal,
    *,
    said: str,
    form: forms.Form,
) -> HttpResponse:
    """The page of the stop again: what was done, or the form with the reason against it."""
    state, row = found
    if isinstance(done, Refusal):
        form.is_valid()
        form.errors.pop("reason", None)
        form.add_error(None, counter.say(done))
        return _page(request, counter, state, row, form=form)
    if said in ("trips.photograph_removed", "trips.signers_forgotten"):
        toasts.add(request, said, tone="note")
    else:
        undo = reverse("trips:trip-undo", args=(state.subject, done.facts[0]))
        toasts.add(request, said, undo=undo)
    return redirect("trips:stop", trip=state.subject, stop=row.stop)
