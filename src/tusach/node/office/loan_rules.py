"""Loan rules: all of them, a new version of one, and whose rule holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import (
    DESK,
    FIRST_VALUES,
    GOVERNING,
    HOLDER,
    LENDING,
    OWNER,
    Lending,
)
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion
from tusach.node.acts import placing
from tusach.node.office.place_forms import DayField, PlainText
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import (
    RuleForm,
    begin_from,
    body_from,
    choose,
    place_and_kind,
    where_choices,
)
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff

WORDS = {
    DESK: _("the place where it is lent"),
    HOLDER: _("the place that has the copy"),
    OWNER: _("the place that owns the copy"),
}


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def rules(request: HttpRequest, room: Room) -> HttpResponse:
    """Every rule in force today with its other versions, and whose rule holds."""
    told = room.node.rules()
    shown = [_shown(room, state) for state in told if _is(state, LENDING)]
    shown.sort(key=lambda one: (one["now"] is None, one["order"]))
    values = {
        "rules": shown,
        "may_set": room.may(Act.SET_RULES),
        "default": Lending(),
        "governing_default": WORDS[room.node.profile.lending.governing_place],
        "governing": [_governing(room, state) for state in told if _is(state, GOVERNING)],
    }
    return render(request, "office/rules.html", values)


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def new_rule(request: HttpRequest, room: Room) -> HttpResponse:
    """A new version of a rule, begun from the one that `from` names; never an edit of it."""
    begin = begin_from(room, request.GET.get("from", ""))
    form = RuleForm(room, request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        done = placing.set_rule(room.node, body_from(form.cleaned_data), room.at_node())
        if not isinstance(done, Refusal):
            toasts.add(request, "office.rule_set")
            return redirect("office:rules")
        form.add_error(_FIELDS.get(done.code), room.say(done))
    return render(
        request, "office/rule_new.html", {"form": form}, status=422 if form.errors else 200
    )


_FIELDS = {
    "rule.dates_reversed": "valid_until",
    "rule.ages_reversed": "age_until",
    "rule.hard_due_before": "hard_due_on",
    "rule.suspend_most_missing": "suspend_most",
}


class GoverningForm(forms.Form):
    """Whose rule holds at a place, at places of a kind, or everywhere."""

    by = forms.ChoiceField(
        label=_("The rule and calendar that hold are those of"),
        choices=list(WORDS.items()),
        widget=forms.RadioSelect,
    )
    where = forms.ChoiceField(label=_("Lent at"), required=False)
    valid_from = DayField(label=_("In force from"), required=True)
    valid_until = DayField(
        label=_("Last day of force"), required=False, help_text=_("Empty: until changed.")
    )
    citation = PlainText(
        label=_("Stands on"),
        required=False,
        max_length=300,
        help_text=_("The decision or rule it stands on. Empty: it counts as provisional."),
    )

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["where"], where_choices(room))


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def set_governing(request: HttpRequest, room: Room) -> HttpResponse:
    """Whose rule holds where the desk, the holder and the owner of a copy differ."""
    begin = {"by": room.node.profile.lending.governing_place, "valid_from": room.today}
    form = GoverningForm(room, request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        place, kind = place_and_kind(told["where"])
        body = RuleSet(
            what=GOVERNING,
            values={"by": told["by"]},
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            place=place,
            place_kind=kind,
            citation=told["citation"],
            provisional=not told["citation"],
        )
        done = placing.set_rule(room.node, body, room.at_node())
        if not isinstance(done, Refusal):
            toasts.add(request, "office.rule_set")
            return redirect("office:rules")
        form.add_error(_FIELDS.get(done.code), room.say(done))
    status = 422 if form.errors else 200
    return render(request, "office/rule_governing.html", {"form": form}, status=status)


def _is(state: RuleState, what: str) -> bool:
    return any(one.rule.what == what for one in state.versions)


def _governing(room: Room, state: RuleState) -> dict[str, Any]:
    now = state.in_force(room.today) or state.versions[-1]
    told = now.rule
    return {
        "subject": state.subject,
        "by": WORDS.get(str(told.values.get("by")), ""),
        "now": state.in_force(room.today) is not None,
        "from": told.valid_from,
        "until": told.valid_until,
        "citation": told.citation,
        "provisional": told.provisional,
        **case_words(room, told),
    }


def _shown(room: Room, state: RuleState) -> dict[str, Any]:
    now = state.in_force(room.today)
    first = (now or state.versions[-1]).rule
    return {
        "subject": state.subject,
        "now": _version(room, now) if now else None,
        "case": case_words(room, first),
        "others": [_version(room, one) for one in state.versions if one is not now],
        "order": (
            first.place is not None,
            first.place_kind or "",
            first.group or "",
            first.material or "",
        ),
    }


def case_words(room: Room, told: RuleSet) -> dict[str, str]:
    """For whom and what a rule was told, in words; empty where it means any."""
    codes = room.codes
    where = room.name(told.place) if told.place else codes.get(told.place_kind or "", "")
    return {
        "where": where,
        "group": codes.get(told.group or "", told.group or ""),
        "material": codes.get(told.material or "", told.material or ""),
    }


def _version(room: Room, version: RuleVersion) -> dict[str, Any]:
    """One version in the words of a table; limit None and days None mean what the form says."""
    told, plain = version.rule, Lending()
    values = {
        name: told.values.get(name, getattr(plain, name)) for name in (*FIRST_VALUES, "holds")
    }
    return {
        **values,
        "has_limit": values["limit"] is not None,
        "until_next_visit": bool(told.values.get("until_next_visit")),
        "hard_due_on": told.values.get("hard_due_on"),
        "fact": version.fact,
        "from": told.valid_from,
        "until": told.valid_until,
        "citation": told.citation,
        "provisional": told.provisional,
        **case_words(room, told),
    }
