"""Places that the vehicle visits: which they are, of which class, how they are served."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.places import serving as rules
from tusach.library.places.served import service_on
from tusach.library.places.served_facts import Classed
from tusach.library.places.story import PlaceState
from tusach.node.acts import roads, serving
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import choose
from tusach.node.pages import toasts
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.ends import unit_names
from tusach.node.trips.markets import form_status
from tusach.node.trips.service_form import ServiceForm, service_shown


class ClassForm(forms.Form):
    """A place, or its whole commune, is of a class by decision."""

    place_class = forms.ChoiceField(label=_("Class of area"))
    whole_unit = forms.BooleanField(label=_("The whole commune or ward"), required=False)
    class_from = DayField(label=_("From"))
    class_until = DayField(label=_("Until"), required=False)
    decision = forms.CharField(label=_("Number of the decision"), required=False, max_length=80)
    provisional = forms.BooleanField(label=_("An estimate, to be confirmed"), required=False)
    withdrawn = forms.BooleanField(label=_("Entered by mistake: it never was"), required=False)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = room.node.profile.serving
        classes = [(one.code, room.words(one.names)) for one in told.classes] if told else []
        choose(self.fields["place_class"], classes)

    def body(self) -> Classed:
        """The decision as a fact says it."""
        told = self.cleaned_data
        return Classed(
            place_class=told["place_class"],
            valid_from=told["class_from"],
            valid_until=told["class_until"],
            decision=" ".join(told["decision"].split()),
            provisional=told["provisional"],
            withdrawn=told["withdrawn"],
        )


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def visited(request: HttpRequest, room: Room) -> HttpResponse:
    """Every place with its classes, and whether it is known how it is served."""
    found = room.node.store.query(
        "SELECT place.subject, place.name, place.unit, count(place_service.fact) FROM place "
        "LEFT JOIN place_service ON place_service.tenant = place.tenant "
        "AND place_service.subject = place.subject "
        "WHERE place.tenant = ? AND place.closed_on IS NULL AND place.founded_on IS NOT NULL "
        "GROUP BY place.subject, place.name, place.unit ORDER BY place.name, place.subject",
        (room.node.tenant,),
    )
    units, words = unit_names(room), class_words(room)
    rows = [
        {
            "subject": subject,
            "name": name,
            "unit": units.get(str(unit), ""),
            "is_served": bool(count),
            "classes": _classes(room, str(subject), words),
        }
        for subject, name, unit, count in found
    ]
    values = {
        "rows": rows,
        "unknown": sum(not one["is_served"] for one in rows),
        "may_list": room.may(Act.SET_RULES) and bool(words),
    }
    return render(request, "trips/visited.html", values)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def place(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """How one place is served, and its classes; forms for both."""
    held = room.node.place(place)
    if held.founded_on is None:
        raise Http404
    chosen = request.POST.get("form", "") if request.method == "POST" else ""
    may_serve = room.may(Act.SET_OPENING, place) and held.closed_on is None
    may_class = room.may(Act.SET_RULES)
    if request.method == "POST" and not {"service": may_serve, "class": may_class}.get(chosen):
        raise PermissionDenied
    told = service_on(held.services, room.today)
    service_form = ServiceForm(
        room, told.told if told else None, request.POST if chosen == "service" else None
    )
    class_form = ClassForm(
        room,
        request.POST if chosen == "class" else None,
        initial={"class_from": room.today},
    )
    form = {"service": service_form, "class": class_form}.get(chosen)
    if form is not None and form.is_valid():
        done = (
            serving.serve_so(room.node, place, service_form.body(), room.at(place))
            if chosen == "service"
            else _classify(room, held, class_form)
        )
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.place_told")
            return redirect("trips:place", place=place)
        form.add_error(None, room.say(done))
    values = {
        "held": held,
        "service_form": service_form,
        "class_form": class_form,
        "service": service_shown(room, told.told) if told else None,
        "since": told.told.valid_from if told else "",
        "classes": _shown_classes(room, held),
        "has_classes": bool(serving.classes(room.node)),
        "requests": [one for one in serving.requests(room.node, place=place) if not one.answer],
        "may_serve": may_serve,
        "may_class": may_class,
        "open": chosen,
        "commune_code": _commune_code(room, held),
        "has_press": has_press(),
    }
    return render(request, "trips/place.html", values, status=form_status(service_form, class_form))


def _commune_code(room: Room, held: PlaceState) -> str:
    """The code of the commune of a place, empty where it is not known."""
    unit = room.node.store.state(held.unit, "unit").declared if held.unit else None
    return str(unit.code) if unit is not None else ""


def class_words(room: Room) -> dict[str, str]:
    """The classes of the profile in words."""
    told = room.node.profile.serving
    return {one.code: room.words(one.names) for one in told.classes} if told else {}


def _classify(room: Room, held: PlaceState, form: ClassForm) -> Any:
    body, at = form.body(), room.at(held.subject)
    if form.cleaned_data["whole_unit"]:
        if held.unit is None:
            return Refusal("place.no_unit", {})
        return serving.classify(room.node, held.unit, "unit", body, at=at)
    return serving.classify(room.node, held.subject, "place", body, at=at)


def _classes(room: Room, place: str, words: dict[str, str]) -> list[str]:
    held = room.node.place(place)
    found = rules.classes_of(held, roads.unit_of(room.node, held), room.today)
    return [words.get(one.told.place_class, one.told.place_class) for one in found]


def _shown_classes(room: Room, held: PlaceState) -> list[dict[str, Any]]:
    words, unit = class_words(room), roads.unit_of(room.node, held)
    own = {one.fact for one in held.classes}
    return [
        {
            "words": words.get(one.told.place_class, one.told.place_class),
            "from": one.told.valid_from,
            "until": one.told.valid_until or "",
            "decision": one.told.decision,
            "provisional": one.told.provisional,
            "of_unit": one.fact not in own,
        }
        for one in rules.classes_of(held, unit, room.today)
    ]
