"""What if: a case that somebody makes up, and what the rules would say to it. Nothing is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tusach.node.acts.explaining import Wondered, try_out
from tusach.node.acts.node import At
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import (
    choose,
    groups_of,
    materials_of,
    number_field,
    places_of,
)
from tusach.node.pages.why import shown
from tusach.node.people.access import Act, rule, staff


class CaseForm(forms.Form):
    """Where, to whom, what, when."""

    place = forms.ChoiceField(label=_("Library"))
    group = forms.ChoiceField(label=_("Group of readers"))
    material = forms.ChoiceField(label=_("Kind of material"))
    on = DayField(label=_("Lent on"), required=True)
    age = number_field(_("Age"), most=150, help_text=_("Empty: not known."))
    copies = number_field(_("Copies that the reader has already"), most=1000)
    inside = forms.BooleanField(label=_("To be read in the library"), required=False)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["place"], [(key[6:], name) for key, name in places_of(room)])
        choose(self.fields["group"], groups_of(room))
        choose(self.fields["material"], materials_of(room))


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def try_rules(request: HttpRequest, room: Room) -> HttpResponse:
    """The answer to a case: every rule that fits, every question, the due date and its way."""
    asked = "place" in request.GET
    begin = {"place": room.place or room.node.own_place() or "", "on": room.today}
    form = CaseForm(room, request.GET if asked else None, initial=begin)
    why = _answer(room, form.cleaned_data) if asked and form.is_valid() else None
    values = {"form": form, "why": why}
    return render(request, "office/rule_try.html", values, status=422 if form.errors else 200)


def _answer(room: Room, told: dict[str, Any]) -> dict[str, Any]:
    case = Wondered(
        group=told["group"],
        material=told["material"],
        age=told["age"],
        copies=told["copies"] or 0,
        inside=told["inside"],
    )
    found = try_out(room.node, case, At(told["place"], told["on"]))
    return shown(found, say=room.say, name=room.name, codes=room.codes)
