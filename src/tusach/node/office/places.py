"""Places: the list, one place with what is known of it, founding, changing, closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.places.facts import (
    PlaceClosed,
    PlaceDescribed,
    PlaceFounded,
    PlaceOpeningSet,
)
from tusach.library.places.story import PlaceState
from tusach.node.acts import placing
from tusach.node.acts.node import At
from tusach.node.office.listing import page_of
from tusach.node.office.place_forms import (
    CloseForm,
    DaysForm,
    DescribeForm,
    FoundForm,
    OpeningForm,
    units_of,
)
from tusach.node.office.place_parts import blocks_of, counts_of, days_of, openings_of
from tusach.node.office.room import Room, in_office
from tusach.node.office.visits import visits_part
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff

A_PAGE = 50


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def places(request: HttpRequest, room: Room) -> HttpResponse:
    """Every place, by kind and commune."""
    kind, unit = request.GET.get("kind", ""), request.GET.get("unit", "")
    found = room.node.store.query(
        "SELECT subject, code, name, kind, unit, closed_on, demonstration FROM place "
        "WHERE tenant = ? ORDER BY code",
        (room.node.tenant,),
    )
    units, codes = dict(units_of(room)), room.codes
    rows = [
        {
            "subject": subject,
            "code": code,
            "name": name,
            "kind": codes.get(held_kind, held_kind),
            "unit": units.get(held_unit or "", ""),
            "closed_on": closed_on,
            "demonstration": demonstration,
        }
        for subject, code, name, held_kind, held_unit, closed_on, demonstration in found
        if (not kind or held_kind == kind) and (not unit or held_unit == unit)
    ]
    used = {row[4] for row in found}
    values = {
        "page": page_of(request, rows, A_PAGE),
        "total": len(rows),
        "kind": kind,
        "unit": unit,
        "kinds": [(one, codes.get(one, one)) for one in sorted({row[3] for row in found})],
        "units": [one for one in units.items() if one[0] in used],
        "may_found": room.may(Act.CHANGE_PLACE),
    }
    return render(request, "office/places.html", values)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def place(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """One place: what it is, when it is open, its numbers, its stock."""
    return _show(request, room, _known(room, place))


@rule(staff("provincial"))
@in_office(Act.CHANGE_PLACE, methods=("GET", "HEAD", "POST"), everywhere=True)
def found(request: HttpRequest, room: Room) -> HttpResponse:
    """A new place."""
    begin = {"founded_on": room.today, "weekdays": [1, 2, 3, 4, 5]}
    form = FoundForm(room, request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        first = told["founded_on"] or room.today
        body = PlaceFounded(
            code=told["code"],
            name=told["name"],
            kind=told["kind"],
            unit=told["unit"] or None,
            owner=told["owner"] or _owner(room, told["kind"]),
            address=told["address"],
            contact=told["contact"],
            decision=told["decision"],
        )
        opening = PlaceOpeningSet(tuple(told["weekdays"]), first, told["hours"])
        at = At(room.node.place_id(body.code), min(first, room.today), room.staff.staff_id)
        done = placing.found_place(room.node, body, opening, at)
        if not isinstance(done, Refusal):
            toasts.add(request, "office.place_founded")
            return redirect("office:place", place=room.node.place_id(body.code))
        form.add_error(_FIELDS.get(done.code), room.say(done))
    status = 422 if form.errors else 200
    return render(request, "office/place_new.html", {"form": form}, status=status)


_FIELDS = {
    "place.code_odd": "code",
    "place.code_taken": "code",
    "place.name_missing": "name",
    "place.name_too_long": "name",
    "place.weekdays_missing": "weekdays",
    "place.closes_before_founding": "closed_on",
}


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def change(request: HttpRequest, room: Room, place: str, what: str) -> HttpResponse:
    """One of the forms of a place: describe, opening, days, close."""
    held = _known(room, place)
    if what not in _FORMS:
        raise Http404
    if not room.may(_ACTS[what], held.subject):
        raise PermissionDenied
    form = _form(room, held, what, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _FORMS[what](room, held, form)
        if not isinstance(done, Refusal):
            closes = what == "close"
            toasts.add(request, "office.place_closed" if closes else "office.place_changed")
            return redirect("office:place", place=held.subject)
        field = _FIELDS.get(done.code)
        form.add_error(field if field in form.fields else None, room.say(done))
    values = {
        "form": form,
        "what": what,
        "held": held,
        "open_loans": placing.open_loans(room.node, held.subject) if what == "close" else 0,
    }
    return render(request, "office/place_form.html", values, status=422 if form.errors else 200)


def _known(room: Room, place: str) -> PlaceState:
    held: PlaceState = room.node.store.state(place, "place")
    if held.founded_on is None:
        raise Http404
    return held


def _show(request: HttpRequest, room: Room, held: PlaceState) -> HttpResponse:
    units = dict(units_of(room))
    values: dict[str, Any] = {
        "held": held,
        "kind": room.codes.get(held.kind, held.kind),
        "unit": units.get(held.unit or "", ""),
        "owner": _owner_words(room, held),
        "openings": openings_of(held, room.today),
        "days": days_of(held, room.today),
        "blocks": blocks_of(room.node, held.subject),
        "counts": counts_of(room.node, held.subject),
        **visits_part(room, held),
        "may_change": room.may(Act.CHANGE_PLACE),
        "may_open": room.may(Act.SET_OPENING, held.subject),
        "open_today": held.closed_on is None
        and room.node.calendar(held.subject, room.today).is_open(date.fromisoformat(room.today)),
    }
    return render(request, "office/place.html", values)


def _form(room: Room, held: PlaceState, what: str, told: Any) -> Any:
    match what:
        case "describe":
            begin = {name: getattr(held, name) or "" for name in DescribeForm.base_fields}
            return DescribeForm(room, told, initial=begin)
        case "opening":
            now = openings_of(held, room.today)
            days: list[int] = next((one["numbers"] for one in now if one["now"]), [])
            begin_opening = {"weekdays": days, "hours": held.hours, "valid_from": room.today}
            return OpeningForm(told, initial=begin_opening)
        case "days":
            return DaysForm(told)
    return CloseForm(told, initial={"closed_on": room.today})


def _describe(room: Room, held: PlaceState, form: Any) -> Any:
    told = form.cleaned_data
    body = PlaceDescribed(
        name=told["name"],
        kind=told["kind"],
        unit=told["unit"] or None,
        owner=told["owner"],
        address=told["address"],
        contact=told["contact"],
    )
    return placing.describe_place(room.node, held.subject, body, room.at(held.subject))


def _opening(room: Room, held: PlaceState, form: Any) -> Any:
    told = form.cleaned_data
    body = PlaceOpeningSet(tuple(told["weekdays"]), told["valid_from"], told["hours"])
    return placing.set_opening(room.node, held.subject, body, room.at(held.subject))


def _days(room: Room, held: PlaceState, form: Any) -> Any:
    told = form.cleaned_data
    return placing.set_closed_days(
        room.node,
        held.subject,
        form.days(),
        room.at(held.subject),
        closed=told["closed"] == "yes",
        reason=told["reason"],
    )


def _close(room: Room, held: PlaceState, form: Any) -> Any:
    told = form.cleaned_data
    body = PlaceClosed(told["closed_on"], told["reason"], told["decision"])
    return placing.close_place(room.node, held.subject, body, room.at(held.subject))


def _owner(room: Room, kind: str) -> str:
    """Whose such places are, where nobody says otherwise: in the programme's first language."""
    language = room.node.profile.province.default_language
    owners = {one.code: one.owner for one in room.node.profile.places.kinds}
    return owners[kind].get(language, "") if kind in owners else ""


def _owner_words(room: Room, held: PlaceState) -> str:
    """Whose a place is, in the language of the page where the programme has words for it."""
    told: str = held.owner or ""
    kinds = {one.code: one for one in room.node.profile.places.kinds}
    own = kinds[held.kind].owner if held.kind in kinds else {}
    return room.words(own) if told in own.values() else told


_FORMS = {"describe": _describe, "opening": _opening, "days": _days, "close": _close}
_ACTS = {
    "describe": Act.CHANGE_PLACE,
    "opening": Act.SET_OPENING,
    "days": Act.SET_OPENING,
    "close": Act.CHANGE_PLACE,
}
