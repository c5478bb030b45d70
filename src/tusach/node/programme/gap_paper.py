"""The way to the target as a plan that an office can issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.exchange.documents.paper_templates import Row
from tusach.exchange.documents.papers import Paper
from tusach.ledger.draft import Refusal
from tusach.library.quality.first_set import SCARCE
from tusach.library.targets.gaps import Choice, GapPlan
from tusach.library.targets.pace import missing, units_wanted
from tusach.node.acts import gaps
from tusach.node.acts.markets import unit_name
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number, term
from tusach.node.papers.by_template import made
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.gap import GapForm
from tusach.node.programme.paper_files import paper_file
from tusach.node.programme.report_paper import agency
from tusach.node.programme.showing import UNKNOWN

MOST_OTHERS = 5


@rule(staff("provincial"))
@in_office(Act.SET_RULES, everywhere=True)
def paper(request: HttpRequest, room: Room, what: str) -> HttpResponse:
    """The plan as PDF, DOCX or XLSX; without what it takes, the page that asks for it."""
    form = GapForm(request.GET or None)
    instead = reverse("programme:gap") + (f"?{request.GET.urlencode()}" if request.GET else "")
    if not form.is_bound or not form.is_valid():
        return redirect(instead)
    found, told = gaps.standing(room.node), form.cleaned_data
    percent = Fraction(told["percent"])
    more = missing(len(found.recognised), percent, len(found.units))
    plan = gaps.plan(
        room.node,
        found,
        more,
        actions=form.actions(),
        stock={name: told[name] for name in SCARCE},
        due=date.fromisoformat(told["due"]),
        recognise_days=told["recognise_days"] or 0,
    )
    if isinstance(plan, Refusal):
        return redirect(instead)  # the page says why
    values = {
        "wanted": units_wanted(percent, len(found.units)),
        "percent": told["percent"],
        "units": len(found.units),
        "recognised": len(found.recognised),
        "missing": more,
        "due": day(told["due"]),
    }
    make = partial(_paper, room, plan, values)
    name = f"ke-hoach-{told['due'][:4]}"
    return paper_file(request, make, what, name=name, on=room.today, instead=instead)


def _paper(room: Room, plan: GapPlan, values: dict[str, Any]) -> Paper:
    proven = (
        _("No other choice is cheaper: that is proved.")
        if plan.proven
        else _("It is not proved to be the cheapest; none costs less than %(bound)s dong.")
        % {"bound": number(plan.bound)}
    )
    more = {
        "cost": plan.cost,
        "start_on": day(plan.start_on.isoformat()) if plan.start_on else UNKNOWN,
        "proven": proven,
        "chosen": _rows(room, plan.chosen),
        "following": _rows(room, plan.next[:MOST_OTHERS]),
    }
    return made(room.node, "plan", values | more, agency=agency(room.node))


def _rows(room: Room, some: Sequence[Choice]) -> list[Row]:
    return [
        {
            "nr": nr,
            "unit": unit_name(room.node, one.unit),
            "actions": ", ".join(term(action) for _criterion, action in one.actions),
            "cost": one.cost,
            "start_on": day(one.start_on.isoformat()),
        }
        for nr, one in enumerate(some, start=1)
    ]
