"""The cheapest way to a target: which communes, what is done there, when it has to begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.quality.first_set import CRITERIA, SCARCE
from tusach.library.targets.gaps import Action, Choice, GapPlan
from tusach.library.targets.pace import missing, units_wanted
from tusach.node.acts import aims, assessing, figures, gaps
from tusach.node.acts import tasks as acts
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number, term
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import tasks
from tusach.node.programme.figures_said import old_lines
from tusach.node.stock.forms import Whole

MOST_COST, MOST_DAYS, MOST_STOCK = 10**12, 3_650, 100_000
COSTS = "gap"
"""Under this name a session keeps what was entered last."""


class GapForm(forms.Form):
    """What meeting each criterion takes, and what there is. Nothing is assumed."""

    due = DayField(label=_("To be reached by"))
    percent = Whole(_("Percent of all communes and wards"), required=True, most=100)
    trainer_days = Whole(_("Days of trainers there are"), required=True, most=MOST_STOCK)
    crates = Whole(_("Crates there are"), required=True, most=MOST_STOCK)
    recognise_days = Whole(
        _("Days that recognition takes once all is met"), required=False, most=MOST_DAYS
    )

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        for one in CRITERIA:
            words = term(one.action)
            self.fields[f"cost_{one.code}"] = Whole(
                _("%(what)s: cost, dong") % {"what": words}, required=True, most=MOST_COST
            )
            self.fields[f"days_{one.code}"] = Whole(
                _("%(what)s: days it takes") % {"what": words}, required=True, most=MOST_DAYS
            )

    def actions(self) -> dict[str, Action]:
        """What is done for each criterion."""
        told, uses = self.cleaned_data, {"worker": "trainer_days", "stock": "crates"}
        return {
            one.code: Action(
                code=one.action,
                cost=told[f"cost_{one.code}"],
                days=told[f"days_{one.code}"],
                uses={uses[one.code]: told["days_worker"] if one.code == "worker" else 1}
                if one.code in uses
                else {},
            )
            for one in CRITERIA
        }


@rule(staff("provincial"))
@in_office(Act.SET_RULES, everywhere=True)
def gap(request: HttpRequest, room: Room) -> HttpResponse:
    """Who is recognised, who lacks what; with costs entered, the cheapest plan."""
    found = gaps.standing(room.node)
    steps = _milestones(room)
    form = GapForm(_asked(request, steps), initial=_begun(request, steps))
    if form.is_bound and form.is_valid() and form.cleaned_data["due"] <= room.today:
        form.add_error("due", gettext("This day is over. Enter one that lies ahead."))
    values: dict[str, Any] = {
        "form": form,
        "old": old_lines(room.node),
        "steps": [(at, percent) for at, percent, _due in steps],
        "units": len(found.units),
        "recognised": len(found.recognised),
        "criteria": [
            (term(one.action), gettext(one.legal), _lacking(found, one.code)) for one in CRITERIA
        ],
        "told": None,
        "wrong": "",
    }
    status = 200
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        request.session[COSTS] = {name: request.GET.get(name, "") for name in form.fields}
        percent = Fraction(told["percent"])
        more = missing(len(found.recognised), percent, len(found.units))
        values |= {"wanted": units_wanted(percent, len(found.units)), "missing": more}
        made = _planned(room, form, found)
        if isinstance(made, Refusal):
            values["wrong"], status = _say(room, made), 422
        else:
            pages = assessing.latest_by_unit(room.node)
            values["told"] = {
                "papers": _papers(form.data),
                "cost": number(made.cost),
                "start_on": made.start_on.isoformat() if made.start_on else "",
                "proven": made.proven,
                "bound": number(made.bound),
                "chosen": [
                    _choice(room, one) | {"assessment": pages.get(one.unit, "")}
                    for one in made.chosen
                ],
                "next": [_choice(room, one) for one in made.next[:5]],
                "sent": [(name, form.data[name]) for name in form.fields if name in form.data],
            }
    elif form.is_bound:
        status = 422
    return render(request, "programme/gap.html", values, status=status)


def _planned(room: Room, form: GapForm, found: gaps.Standing) -> GapPlan | Refusal:
    """The cheapest way by what was entered."""
    told = form.cleaned_data
    return gaps.plan(
        room.node,
        found,
        missing(len(found.recognised), Fraction(told["percent"]), len(found.units)),
        actions=form.actions(),
        stock={name: told[name] for name in SCARCE},
        due=date.fromisoformat(told["due"]),
        recognise_days=told["recognise_days"] or 0,
    )


@rule(staff("provincial"))
@in_office(Act.SET_RULES, everywhere=True, methods=("POST",))
def tasks_of(request: HttpRequest, room: Room) -> HttpResponse:
    """What the plan says is given as tasks; the same plan again gives nothing twice."""
    form = GapForm(request.POST)
    if not form.is_valid():
        return redirect("programme:gap")
    made = _planned(room, form, gaps.standing(room.node))
    if isinstance(made, Refusal):
        return tasks.say_made(request, room, made)
    told = form.cleaned_data
    of = acts.plan_id(room.node, percent=told["percent"], due=told["due"])
    bodies = acts.of_plan(made, of=of, due=date.fromisoformat(told["due"]))
    where = acts.at(room.node, room.at_node().place)
    given = acts.give_all(room.node, room.staff.staff_id, bodies, where)
    return tasks.say_made(request, room, given)


def _papers(told: Any) -> list[tuple[str, str, str]]:
    """The plan as a paper of each form: address, icon, words."""
    forms = [("pdf", "print")] if has_press() else []
    asked = told.urlencode()
    return [
        (f"{reverse('programme:gap-paper', kwargs={'what': what})}?{asked}", drawn, what.upper())
        for what, drawn in (*forms, ("docx", "download"), ("xlsx", "download"))
    ]


def _say(room: Room, refusal: Refusal) -> str:
    """A refusal with the words for what is scarce."""
    values = dict(refusal.values)
    if "scarce" in values:
        values["scarce"] = ", ".join(term(one) for one in values["scarce"])
    return room.say(Refusal(refusal.code, values))


def _milestones(room: Room) -> list[tuple[int, int, str]]:
    """Milestones that lie ahead: year, percent, and the day on which that year ends."""
    said = figures.definition_of(room.node, "model")
    if said is None:  # this program is too old for what the province asks
        return []
    with room.node.store.engine.reading():
        line = aims.told(figures.Look(room.node)).line(said)
    last = "11-30" if line.told and line.year == "library_year" else "12-31"
    found = [(at, percent, f"{at}-{last}") for at, percent in line.milestones]
    return [one for one in found if one[2] > room.today]


def _asked(request: HttpRequest, steps: Sequence[tuple[int, int, str]]) -> Any:
    """What was entered; a milestone that was chosen goes before what stood in its fields."""
    if not request.GET:
        return None
    told = request.GET.copy()
    chosen = next((one for one in steps if str(one[0]) == told.get("milestone")), None)
    if chosen is not None:
        _at, percent, due = chosen
        told["percent"], told["due"] = str(percent), due
    return told


def _begun(request: HttpRequest, steps: Sequence[tuple[int, int, str]]) -> dict[str, Any]:
    """What stands in the fields: what this person entered last, and the next milestone."""
    last = dict(request.session.get(COSTS, {}))
    if steps:
        _at, percent, due = steps[0]
        last |= {"due": due, "percent": percent}
    return last


def _lacking(found: gaps.Standing, code: str) -> int:
    return sum(1 for lacks in found.lacking.values() if code in lacks)


def _choice(room: Room, one: Choice) -> dict[str, Any]:
    return {
        "name": unit_name(room.node, one.unit),
        "actions": ", ".join(term(action) for _criterion, action in one.actions),
        "cost": number(one.cost),
        "start_on": day(one.start_on.isoformat()),
    }
