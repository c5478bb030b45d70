"""What makes one visit: the rule in force, the earlier versions, and a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState
from tusach.library.sheets.rules import days_of
from tusach.library.visits.counting import EACH, LEAST, NEVER, VISIT, VisitRule
from tusach.node.acts import placing
from tusach.node.acts.month_visits import visits_between
from tusach.node.office.place_forms import DayField, PlainText
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import where_choices
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.visit_rule import say_visit_rule

LOANS = (
    (LEAST, _("make up for what was not counted, one for each kind of reader")),
    (EACH, _("make up for what was not counted, one for each loan")),
    (NEVER, _("make no visits")),
)


class VisitRuleForm(forms.Form):
    """One version of the rule of visits."""

    where = forms.ChoiceField(label=_("Place or kind of place"), required=False)
    loans = forms.ChoiceField(label=_("Loans of a day"), choices=LOANS)
    loan_channel = forms.ChoiceField(label=_("Whoever only borrowed came"))
    leave_out = forms.MultipleChoiceField(
        label=_("Counts for nothing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    valid_from = DayField(label=_("In force from"), required=True)
    citation = PlainText(
        label=_("Stands on"),
        required=False,
        max_length=300,
        help_text=_("The decision or rule it stands on. Empty: it counts as provisional."),
    )

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = room.node.profile.lending.channels
        channels = [(one.code, room.words(one.names)) for one in told]
        for name, choices in (
            ("where", where_choices(room)),
            ("loan_channel", channels),
            ("leave_out", channels),
        ):
            field: Any = self.fields[name]
            field.choices = choices


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def visit_rule(request: HttpRequest, room: Room) -> HttpResponse:
    """Every version of the rule, the built-in one, and the form for a new one."""
    may_set = room.may(Act.SET_RULES)
    form = VisitRuleForm(room, request.POST or None, initial={"valid_from": room.today})
    if request.method == "POST" and not may_set:
        return redirect("office:visit-rule")
    if request.method == "POST" and form.is_valid():
        told = placing.set_visit_rule(room.node, _body(form.cleaned_data), room.at_node())
        if not isinstance(told, Refusal):
            toasts.add(request, "office.rule_set")
            return redirect("office:visit-rule")
        form.add_error(None, room.say(told))
    states = [one for one in room.node.rules() if one.versions[-1].rule.what == VISIT]
    values = {
        "built_in": words_of(room, VisitRule()),
        "rules": [_shown(room, one) for one in states],
        "form": form if may_set else None,
    }
    return render(request, "office/visit_rule.html", values, status=422 if form.errors else 200)


def _body(told: dict[str, Any]) -> RuleSet:
    kind, _colon, where = told["where"].partition(":")
    return RuleSet(
        what=VISIT,
        values={
            "loans": told["loans"],
            "loan_channel": told["loan_channel"],
            "leave_out": " ".join(sorted(told["leave_out"])),
        },
        valid_from=told["valid_from"],
        place=where if kind == "place" else None,
        place_kind=where if kind == "kind" else None,
        citation=told["citation"],
        provisional=not told["citation"],
    )


def _shown(room: Room, state: RuleState) -> dict[str, Any]:
    told = state.versions[-1].rule
    where = room.name(told.place) if told.place else room.codes.get(told.place_kind or "", "")
    return {
        "subject": state.subject,
        "where": where,
        "versions": [_words(room, one.rule) for one in reversed(state.versions)],
    }


def _words(room: Room, told: RuleSet) -> str:
    plain = VisitRule()
    values = {
        name: str(told.values.get(name, getattr(plain, name)))
        for name in ("loans", "loan_channel", "leave_out")
    }
    return say_visit_rule(**values, valid_from=told.valid_from, words=room.codes)


def words_of(room: Room, told: VisitRule) -> str:
    """The rule in words."""
    return say_visit_rule(
        loans=told.loans,
        loan_channel=told.loan_channel,
        leave_out=told.leave_out,
        valid_from=told.valid_from,
        words=room.codes,
    )


def visits_of_month(room: Room) -> dict[str, Any]:
    """The visits of this month so far, of the place or of all, with the rule that counts them."""
    first, last = days_of(room.today[:7])
    found = visits_between(room.node, room.place, first, last)
    rules = found.rules or (VisitRule(),)
    return {
        "n": found.total,
        "paper": found.paper,
        "rules": [words_of(room, one) for one in rules],
    }
