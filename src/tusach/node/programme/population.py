"""The people of communes and wards: what figures per head are divided by, entered by paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tusach.ledger.draft import Refusal
from tusach.library.population import facts, rules
from tusach.library.quality.facts import LONGEST_PAPER
from tusach.node.acts import population as acts
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import DayField, units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.writing import day, number
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.forms import WHY_UNPROVED, _Chosen, reasons
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    show_list,
    show_thing,
)
from tusach.node.stock.forms import Line, Whole


class CountsForm(forms.Form):
    """One paper, one day, and a number for each commune of which it says one."""

    counted_on = DayField(
        label=lazy("Counted as of"), help_text=lazy("The day that the paper speaks of.")
    )
    paper = Line(lazy("Number of the paper"), most=LONGEST_PAPER, required=True)
    dated = DayField(label=lazy("Dated"))

    def __init__(self, *told: Any, units: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*told, **more)
        self.units = units
        for unit, name in units:
            self.fields[unit] = Whole(name, most=rules.MOST_PEOPLE)

    def people(self) -> dict[str, int]:
        """By commune; an empty field says nothing of it."""
        told = self.cleaned_data
        return {unit: told[unit] for unit, _name in self.units if told[unit] is not None}

    def clean(self) -> dict[str, Any]:
        """At least one commune has a number."""
        told = super().clean() or {}
        if not self.errors and not any(told.get(unit) is not None for unit, _n in self.units):
            raise forms.ValidationError(_("Enter a number for at least one commune."))
        return told


class TakenBackForm(_Chosen):
    """Which number counts no longer, and why."""

    counted_on = forms.ChoiceField(label=lazy("Counted as of"))
    reason = forms.ChoiceField(label=lazy("Reason"), required=False)


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def listed(request: HttpRequest, room: Room) -> HttpResponse:
    """Every commune with the people that live there, as the last paper says."""
    known, units = acts.on(room.node, room.today), units_of(room)
    asked = []
    if room.may(Act.SET_RULES):
        form = CountsForm(bound(request, "tell"), prefix="tell", units=units)
        if form.is_bound and form.is_valid() and _told(request, room, form):
            return redirect(request.path)
        asked.append(_telling(form, is_quiet=bool(known)))
    elif request.method == "POST":
        raise PermissionDenied
    is_file = "as" in request.GET  # there numbers stay numbers
    rows = [(unit, (name, *_cells(known.get(unit), is_file=is_file))) for unit, name in units]
    lacking = sum(unit not in known for unit, _name in units)
    listing = Listing(
        title=_("People of communes and wards"),
        intro=_("What figures per head are divided by.")
        + " "
        + (
            _(
                "Of {n} communes and wards no number was told: a figure per head of the whole "
                "province is not counted as long as one is lacking."
            ).format(n=number(lacking))
            if lacking
            else _("A number was told of every commune and ward.")
        ),
        heads=(
            _("Commune or ward"),
            _("Number of people"),
            _("Counted as of"),
            _("By which paper"),
        ),
        rows=rows,
        empty=_("No commune is known here yet."),
        name="population",
        page="programme:population-unit",
    )
    return show_list(request, room, listing, asked)


def _cells(one: acts.Row | None, *, is_file: bool) -> tuple[str | int, ...]:
    if one is None or one.people is None:
        return UNKNOWN, UNKNOWN, UNKNOWN
    people = one.people if is_file else number(one.people)
    return people, day(one.counted_on), _by(one.paper, one.dated)


def _by(paper: str, dated: str) -> str:
    return _("{number} of {day}").format(number=paper, day=day(dated))


def _told(request: HttpRequest, room: Room, form: CountsForm) -> bool:
    """Whether all that was entered became facts; what is wrong stands in the form."""
    told = form.cleaned_data
    said = facts.PopulationTold("", told["counted_on"], 0, told["paper"], told["dated"])
    place = room.at_node().place or None
    done = acts.tell(room.node, room.staff.staff_id, form.people(), said, place=place)
    if isinstance(done, Refusal):
        form.add_error(None, room.say(done))
        return False
    toasts.add(request, "programme.told")
    return True


def _telling(form: CountsForm, *, is_quiet: bool) -> Asked:
    return Asked(
        step="tell",
        title=_("Enter the people of communes by one paper"),
        button=_("Enter"),
        form=form,
        doing=_never,
        is_quiet=is_quiet,
    )


def _never(told: dict[str, Any]) -> Doing:
    raise AssertionError  # many communes are told at once, each in its own story


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def of_unit(request: HttpRequest, room: Room, unit: str) -> HttpResponse:
    """Every number that was told of one commune, the latest day first."""
    name = unit_name(room.node, unit)
    if not name:
        raise Http404
    counts = acts.state(room.node, unit).counts[::-1]
    rows = [
        (
            day(one.told.counted_on),
            number(one.told.people),
            _by(one.told.paper, one.told.dated),
            day(one.on),
        )
        for one in counts
    ]
    heads = (_("Counted as of"), _("Number of people"), _("By which paper"), _("Told on"))
    thing = Thing(
        title=name,
        back=reverse("programme:population"),
        back_words=_("People of communes and wards"),
        notes=(() if rows else (_("Nobody told how many people live here; that is not 0."),)),
        lines=(),
        tables=((_("Number of people"), heads, rows),) if rows else (),
    )
    asked = []
    if counts and room.may(Act.SET_RULES):
        asked.append(_taking_back(request, room, unit, [one.told for one in counts]))
    return show_thing(request, room, thing, asked)


def _taking_back(
    request: HttpRequest, room: Room, unit: str, counts: list[facts.PopulationTold]
) -> Asked:
    choices = [(one.counted_on, f"{day(one.counted_on)}: {number(one.people)}") for one in counts]
    form = TakenBackForm(
        bound(request, "withdraw"),
        prefix="withdraw",
        choices={"counted_on": choices, "reason": reasons(WHY_UNPROVED)},
    )
    place = room.at_node().place

    def doing(told: dict[str, Any]) -> Doing:
        return Doing(
            noun=acts.NOUN,
            subject=facts.population_subject(room.node.tenant, unit),
            place=place,
            rule=lambda one: rules.withdraw(
                one, told["counted_on"], told["reason"], on=room.today, place=place or None
            ),
        )

    return Asked(
        step="withdraw",
        title=_("It was a mistake"),
        button=_("Strike it out"),
        form=form,
        doing=doing,
        ends=True,
    )
