"""Loan rules: all of them, which one holds for whom, and a new version of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import LENDING, Case, Lending, lending, matching
from tusach.library.places.calendar import NoOpenDay, due_on
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion
from tusach.node.acts import placing
from tusach.node.office.place_forms import DayField, PlainText
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff

_VALUES = ("loan_days", "limit", "renewals", "renewal_days", "renew_overdue")


def _number(label: Any, *, most: int, required: bool, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=help_text,
        min_value=0,
        max_value=most,
        error_messages={
            "required": _("Enter a number."),
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter 0 or more."),
            "max_value": _("This is too much."),
        },
    )


class RuleForm(forms.Form):
    """One version of a rule; what stays empty means any."""

    where = forms.ChoiceField(label=_("Place or kind of place"), required=False)
    group = forms.ChoiceField(label=_("Group of readers"), required=False)
    material = forms.ChoiceField(label=_("Kind of material"), required=False)
    loan_days = _number(_("Days"), most=3650, required=True, help_text=_("0: not for loan."))
    limit = _number(
        _("Copies at a time"), most=1000, required=False, help_text=_("Empty: no limit.")
    )
    renewals = _number(_("Times renewed at most"), most=20, required=True)
    renewal_days = _number(
        _("Days of a renewal"),
        most=3650,
        required=False,
        help_text=_("Empty: as many as the loan."),
    )
    renew_overdue = forms.BooleanField(label=_("Overdue loans may be renewed"), required=False)
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
        _choose(self.fields["where"], where_choices(room))
        _choose(self.fields["group"], [("", _("any")), *_groups(room)])
        _choose(self.fields["material"], [("", _("any")), *_materials(room)])


class CaseForm(forms.Form):
    """Whose rule is asked for."""

    place = forms.ChoiceField(label=_("Library"))
    group = forms.ChoiceField(label=_("Group of readers"))
    material = forms.ChoiceField(label=_("Kind of material"))
    on = DayField(label=_("Lent on"), required=True)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["place"], [(key[6:], name) for key, name in _places(room)])
        _choose(self.fields["group"], _groups(room))
        _choose(self.fields["material"], _materials(room))


def where_choices(room: Room) -> list[tuple[str, Any]]:
    """Any place, the kinds of places, the places."""
    return [("", _("any")), *_kinds(room), *_places(room)]


def _choose(field: Any, choices: list[tuple[str, Any]]) -> None:
    field.choices = choices


def _kinds(room: Room) -> list[tuple[str, Any]]:
    told = room.node.profile.places.kinds
    return [(f"kind:{one.code}", room.words(one.names)) for one in told]


def _places(room: Room) -> list[tuple[str, Any]]:
    found = room.node.store.query(
        "SELECT subject, name FROM place WHERE tenant = ? AND closed_on IS NULL ORDER BY code",
        (room.node.tenant,),
    )
    return [(f"place:{subject}", name) for subject, name in found]


def _groups(room: Room) -> list[tuple[str, Any]]:
    told = room.node.profile.lending.reader_groups
    return [(one.code, room.words(one.names)) for one in told]


def _materials(room: Room) -> list[tuple[str, Any]]:
    told = room.node.profile.lending.material_kinds
    return [(one.code, room.words(one.names)) for one in told]


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def rules(request: HttpRequest, room: Room) -> HttpResponse:
    """Every rule in force today, its other versions, and the answer to 'which one holds?'."""
    shown = [_shown(room, state) for state in room.node.rules() if _is_lending(state)]
    shown.sort(key=lambda one: (one["now"] is None, one["order"]))
    asked = "place" in request.GET
    begin = {
        "place": room.place or room.node.own_place() or "",
        "on": room.today,
    }
    case = CaseForm(room, request.GET if asked else None, initial=begin)
    values = {
        "rules": shown,
        "case": case,
        "answer": _answer(room, case.cleaned_data) if asked and case.is_valid() else None,
        "may_set": room.may(Act.SET_RULES),
        "default": Lending(),
    }
    return render(request, "office/rules.html", values, status=422 if case.errors else 200)


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def new_rule(request: HttpRequest, room: Room) -> HttpResponse:
    """A new version of a rule, begun from the one that `from` names; never an edit of it."""
    form = RuleForm(room, request.POST or None, initial=_begin(room, request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid():
        done = placing.set_rule(room.node, _body(form.cleaned_data), room.at_node())
        if not isinstance(done, Refusal):
            toasts.add(request, "office.rule_set")
            return redirect("office:rules")
        form.add_error(_FIELDS.get(done.code), room.say(done))
    return render(
        request, "office/rule_new.html", {"form": form}, status=422 if form.errors else 200
    )


_FIELDS = {"rule.dates_reversed": "valid_until"}


def _body(told: dict[str, Any]) -> RuleSet:
    what, _colon, where = told["where"].partition(":")
    values: dict[str, int | bool | str | None] = {name: told[name] for name in _VALUES}
    return RuleSet(
        what=LENDING,
        values=values,
        valid_from=told["valid_from"],
        valid_until=told["valid_until"],
        place=where if what == "place" else None,
        place_kind=where if what == "kind" else None,
        group=told["group"] or None,
        material=told["material"] or None,
        citation=told["citation"],
        provisional=not told["citation"],
    )


def _begin(room: Room, subject: str) -> dict[str, Any]:
    """What the form begins with: the rule one comes from, else the built-in values."""
    state = next((one for one in room.node.rules() if one.subject == subject), None)
    if state is None or not state.versions:
        plain = Lending()
        values = {name: getattr(plain, name) for name in _VALUES}
        return {**values, "valid_from": room.today}
    latest = (state.in_force(room.today) or state.versions[-1]).rule
    where = ""
    if latest.place:
        where = f"place:{latest.place}"
    elif latest.place_kind:
        where = f"kind:{latest.place_kind}"
    known = {name: latest.values.get(name) for name in _VALUES}
    return {
        **known,
        "where": where,
        "group": latest.group or "",
        "material": latest.material or "",
        "valid_from": room.today,
        "citation": latest.citation,
    }


def _is_lending(state: RuleState) -> bool:
    return any(one.rule.what == LENDING for one in state.versions)


def _shown(room: Room, state: RuleState) -> dict[str, Any]:
    now = state.in_force(room.today)
    first = (now or state.versions[-1]).rule
    return {
        "subject": state.subject,
        "now": _version(room, now) if now else None,
        "case": _case_words(room, first),
        "others": [_version(room, one) for one in state.versions if one is not now],
        "order": (
            first.place is not None,
            first.place_kind or "",
            first.group or "",
            first.material or "",
        ),
    }


def _case_words(room: Room, told: RuleSet) -> dict[str, str]:
    codes = room.codes
    where = room.name(told.place) if told.place else codes.get(told.place_kind or "", "")
    return {
        "where": where,
        "group": codes.get(told.group or "", told.group or ""),
        "material": codes.get(told.material or "", told.material or ""),
    }


def _version(room: Room, version: RuleVersion) -> dict[str, Any]:
    """One version in the words of a table; limit None and days None mean what the form says."""
    told = version.rule
    values = {name: told.values.get(name, getattr(Lending(), name)) for name in _VALUES}
    return {
        **values,
        "has_limit": values["limit"] is not None,
        "fact": version.fact,
        "from": told.valid_from,
        "until": told.valid_until,
        "citation": told.citation,
        "provisional": told.provisional,
        **_case_words(room, told),
    }


def _answer(room: Room, told: dict[str, Any]) -> dict[str, Any]:
    """The rule that holds for a case, why, and when the copy would be due."""
    node = room.node
    case = Case(
        place=told["place"],
        place_kind=node.place(told["place"]).kind,
        group=told["group"],
        material=told["material"],
        on=told["on"],
    )
    found = matching(node.rules(), LENDING, case)
    held = lending(node.rules(), case)
    due, closed = "", ""
    if held.loan_days:
        calendar = node.calendar(case.place, case.on)
        try:
            due = due_on(
                date.fromisoformat(case.on), loan_days=held.loan_days, calendar=calendar
            ).isoformat()
        except NoOpenDay as never:
            closed = str(never)
    return {
        "held": held,
        "has_limit": held.limit is not None,
        "winner": _version(room, found[0]) if found else None,
        "names": _named(found[0].rule) if found else 0,
        "others": [_version(room, one) for one in found[1:]],
        "due_on": due,
        "no_day_after": closed,
        "on": case.on,
    }


def _named(told: RuleSet) -> int:
    """How many of place, group and material a rule names."""
    return sum(
        one is not None for one in (told.place or told.place_kind, told.group, told.material)
    )
