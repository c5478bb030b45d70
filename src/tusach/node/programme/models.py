"""Models of communes: what each says of itself, and what is recognised by decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.library.quality import facts, rules
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.story import ModelState
from tusach.node.acts import assessing
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.assessment_words import musts
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    mine,
    show_list,
    show_thing,
)


def _state(room: Room, unit: str) -> ModelState:
    found: ModelState = room.node.store.state(facts.model_subject(room.node.tenant, unit), "model")
    return found


def standing(state: ModelState, on: str) -> str:
    """How the model of a commune stands on a day, in words."""
    if state.recognised_on(on) is not None:
        return _("recognised")
    if state.recognitions:
        return _("recognised no more")
    return _("declared by the commune") if state.declared else _("none")


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def models(request: HttpRequest, room: Room) -> HttpResponse:
    """Every commune of which something was said, the recognised ones first."""
    found = room.node.store.query(
        "SELECT DISTINCT unit FROM model WHERE tenant = ?", (room.node.tenant,)
    )
    states = [_state(room, unit) for (unit,) in found]
    states.sort(
        key=lambda one: (one.recognised_on(room.today) is None, unit_name(room.node, one.unit))
    )
    rows = []
    for one in states:
        now = one.recognised_on(room.today)
        cells = (
            unit_name(room.node, one.unit),
            standing(one, room.today),
            now.told.decision if now else "",
            day(now.told.valid_from) if now else "",
            day(now.told.valid_until) if now and now.told.valid_until else "",
        )
        rows.append((one.unit or "", cells))
    listing = Listing(
        title=_("Models of grassroots libraries"),
        intro=_(
            "What a commune says of itself stands beside what is recognised by decision. Only the "
            "latter counts for the first target."
        ),
        heads=(_("Commune or ward"), _("Standing"), _("Decision"), _("From"), _("Until")),
        rows=rows,
        empty=_("No commune has a model yet. Enter below what a commune says of itself."),
        name="models",
        page="programme:model",
    )
    return show_list(request, room, listing, [_declaring(request, room)])


def _declaring(request: HttpRequest, room: Room) -> Asked:
    form = forms.DeclareForm(
        bound(request, "declare"),
        prefix="declare",
        initial={"valid_from": room.today},
        choices={"unit": units_of(room), "places": mine(room).items()},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.ModelDeclared(told["unit"], tuple(told["places"]), told["valid_from"])
        return _doing(room, told["unit"], lambda model, at: rules.declare(model, body, **at))

    return Asked(
        step="declare",
        title=_("A commune says that it has a model"),
        button=_("Enter"),
        form=form,
        doing=doing,
    )


def _doing(room: Room, unit: str, deed: Callable[[ModelState, Any], Any]) -> Doing:
    place = room.at_node().place
    return Doing(
        noun="model",
        subject=facts.model_subject(room.node.tenant, unit),
        place=place,
        rule=lambda one: deed(one, {"on": room.today, "place": place}),
    )


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def model(request: HttpRequest, room: Room, unit: str) -> HttpResponse:
    """The model of one commune: its places and every decision."""
    state = _state(room, unit)
    if state.unit is None:
        raise Http404
    now, declared = state.recognised_on(room.today), state.declared
    places = now.told.places if now else declared.places if declared else ()
    decisions = [
        (
            one.told.decision,
            day(one.told.valid_from),
            day(one.told.valid_until) if one.told.valid_until else "",
            one.told.criteria,
            day(one.withdrawn_on) if one.withdrawn_on else "",
        )
        for one in state.recognitions
    ]
    heads = (_("Decision"), _("From"), _("Until"), _("Criteria"), _("Taken back on"))
    thing = Thing(
        title=unit_name(room.node, unit),
        back=reverse("programme:models"),
        back_words=_("All models"),
        lines=(
            (_("Standing"), standing(state, room.today)),
            (_("Declared by the commune"), day(declared.valid_from) if declared else UNKNOWN),
            (_("Places of the model"), ", ".join(map(room.name, places)) or UNKNOWN),
            (_("Last assessment"), _assessed(assessing.last_of(room.node, unit))),
        ),
        tables=((_("Decisions"), heads, decisions),),
    )
    asked = []
    if room.may(Act.SET_RULES):
        asked.append(_recognising(request, room, state, places))
        if now is not None:
            asked.append(_withdrawing(request, room, state))
    return show_thing(request, room, thing, asked)


def _assessed(last: AssessmentState | None) -> str:
    """The year of the last assessment that was handed in, and whether it met every must-have."""
    if last is None or last.opened is None:
        return UNKNOWN
    met = musts(assessing.musts_met(last))
    return _("%(year)s, what has to be met: %(met)s") % {"year": last.opened.year, "met": met}


def _recognising(
    request: HttpRequest, room: Room, state: ModelState, places: tuple[str, ...]
) -> Asked:
    unit = state.unit or ""
    last = assessing.last_of(room.node, unit)
    criteria = last.opened.criteria if last and last.opened else ""
    form = forms.RecogniseForm(
        bound(request, "recognise"),
        prefix="recognise",
        initial={"valid_from": room.today, "places": places, "criteria": criteria},
        choices={"places": mine(room).items()},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.ModelRecognised(
            unit=unit,
            places=tuple(told["places"]),
            decision=told["decision"],
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            criteria=told["criteria"],
        )
        return _doing(room, unit, lambda model, at: rules.recognise(model, body, **at))

    return Asked(
        step="recognise",
        title=_("Recognised by decision"),
        button=_("Enter the decision"),
        form=form,
        doing=doing,
    )


def _withdrawing(request: HttpRequest, room: Room, state: ModelState) -> Asked:
    form = forms.WithdrawForm(
        bound(request, "withdraw"),
        prefix="withdraw",
        initial={"from_on": room.today},
        choices={"reason": forms.reasons(forms.WHY_ENDED)},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.ModelWithdrawn(told["from_on"], told["reason"], told["decision"])
        return _doing(room, state.unit or "", lambda model, at: rules.withdraw(model, body, **at))

    return Asked(
        step="withdraw",
        title=_("Recognition taken back"),
        button=_("Take the recognition back"),
        form=form,
        doing=doing,
        ends=True,
    )
