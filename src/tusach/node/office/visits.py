"""When a vehicle comes to a place: days typed by hand, the list of them, and calling one off."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.ledger.ident import is_id
from tusach.library.places.story import PlaceState
from tusach.node.acts import placing
from tusach.node.acts.governing import moves, visits_to
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import choose
from tusach.node.pages import toasts
from tusach.node.pages.writing import day_from
from tusach.node.people.access import Act, rule, staff

_PARTS = re.compile(r"[\s,;]+")


class VisitsForm(forms.Form):
    """Days on which a vehicle comes."""

    days = forms.CharField(
        label=_("Days of the visits"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("One or more days, with a space or a new line between: 05/12/2026 19/12/2026."),
        error_messages={"required": _("Enter at least one day.")},
    )
    vehicle = forms.ChoiceField(label=_("Vehicle"), required=False)

    def __init__(self, room: Room, place: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vehicles = [one for one in vehicles_of(room) if one[0] != place]
        choose(self.fields["vehicle"], [("", _("not said")), *vehicles])

    def clean_days(self) -> list[str]:
        """The days as `YYYY-MM-DD`; one that cannot be read is named."""
        parts = [part for part in _PARTS.split(self.cleaned_data["days"]) if part]
        days = [(part, day_from(part)) for part in parts]
        odd = [part for part, day in days if day is None]
        if odd:
            words = _("“%(day)s” is no day. Write it as day/month/year, for example 23/11/2026.")
            raise forms.ValidationError(words % {"day": odd[0][:20]})
        return [day for _part, day in days if day is not None]


def vehicles_of(room: Room) -> list[tuple[str, str]]:
    """(id, name) of the places that serve where they stop."""
    kinds = [one.code for one in room.node.profile.places.kinds if one.moves]
    marks = ", ".join("?" * len(kinds))
    found = room.node.store.query(
        f"SELECT subject, name FROM place WHERE tenant = ? AND kind IN ({marks}) "  # noqa: S608
        "AND closed_on IS NULL ORDER BY code",
        (room.node.tenant, *kinds),
    )
    return [(str(subject), str(name)) for subject, name in found]


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def visits(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """The visits to come to a place, and a form for more of them."""
    held = _known(room, place)
    may_date = room.may(Act.SET_OPENING, held.subject) and held.closed_on is None
    if request.method == "POST" and not may_date:
        raise PermissionDenied
    form = VisitsForm(room, held.subject, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = placing.date_visits(
            room.node,
            held.subject,
            told["days"],
            room.at(held.subject),
            vehicle=told["vehicle"] or None,
        )
        if not isinstance(done, Refusal):
            toasts.add(request, "office.visits_dated")
            return redirect("office:visits", place=held.subject)
        form.add_error("days", room.say(done))
    values = {"form": form, "held": held, "may_date": may_date, **visits_part(room, held)}
    return render(request, "office/visits.html", values, status=422 if form.errors else 200)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def call_off(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """One visit does not take place; loans made before keep their day."""
    held = _known(room, place)
    if not room.may(Act.SET_OPENING, held.subject):
        raise PermissionDenied
    day, vehicle = request.POST.get("day", ""), request.POST.get("vehicle", "")
    if not is_day(day) or (vehicle and not is_id(vehicle)):
        raise Http404
    done = placing.date_visits(
        room.node,
        held.subject,
        [day],
        room.at(held.subject),
        vehicle=vehicle or None,
        called_off=True,
    )
    toasts.add(request, "office.visit_gone" if isinstance(done, Refusal) else "office.visit_off")
    return redirect("office:visits", place=held.subject)


def visits_part(room: Room, held: PlaceState) -> dict[str, Any]:
    """The visits from today on; `next`: the first that holds."""
    told = visits_to(room.node, held.subject, room.today)
    coming = told.next_from(room.today)
    rows = [
        {
            "day": one.day,
            "vehicle": one.vehicle or "",
            "vehicle_name": room.name(one.vehicle) if one.vehicle else "",
            "called_off": one.called_off,
            "closed": one.day in told.closed,
            "holds": told.holds(one),
        }
        for one in held.visits
        if one.day >= room.today
    ]
    return {
        "visits": rows,
        "next_visit": coming.day if coming else "",
        "moves": moves(room.node, held.subject),
    }


def _known(room: Room, place: str) -> PlaceState:
    held = room.node.place(place)
    if held.founded_on is None:
        raise Http404
    return held
