"""Planned and spent money beside the eight tasks of the plan; every sum opens to its papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.exchange.sheets.writing import Table, Value
from tusach.library.money import facts, rules
from tusach.library.money.story import MoneyState
from tusach.library.money.sums import Entry, chosen, summed
from tusach.node.acts import money as acts
from tusach.node.acts.markets import unit_name
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.forms import ReasonForm, _Chosen, terms
from tusach.node.programme.money_words import rows, side_words, table, task_words
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Thing,
    bound,
    file_of,
    show_thing,
    told,
)
from tusach.node.stock.forms import Line, Whole

_YEAR = re.compile(r"[0-9]{4}")
WHY = ("typed_wrong", "paper_withdrawn", "other")


class MoneyForm(_Chosen):
    """What a paper says of a task, a source and a year."""

    side = forms.ChoiceField(label=gettext_lazy("Planned or spent"))
    task = forms.ChoiceField(label=gettext_lazy("Task of the plan"))
    source = forms.ChoiceField(label=gettext_lazy("Where the money comes from"))
    unit = forms.ChoiceField(label=gettext_lazy("Commune or ward"), required=False)
    year = Whole(gettext_lazy("Year"), required=True)
    dong = Whole(gettext_lazy("Dong"), required=True, most=rules.MOST_DONG)
    paper = Line(
        gettext_lazy("Number on the paper"),
        most=rules.LONGEST_PAPER,
        required=True,
        help_text=gettext_lazy("As 12/QD-UBND. Entered anew it takes the place of the old amount."),
    )


class AmountForm(forms.Form):
    """The amount of a paper, put right."""

    dong = Whole(gettext_lazy("Dong"), required=True, most=rules.MOST_DONG)


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def money(request: HttpRequest, room: Room) -> HttpResponse:
    """Task by task what is planned, spent and left, by source; the province enters papers here."""
    every = acts.entries(room.node)
    year, source = _asked(request)
    if "year" not in request.GET:
        year = int(room.today[:4])
    some = chosen(every, year=year, source=source)
    if "as" in request.GET:
        return file_of(request, table(some), "money")
    asked = [_telling(request, room)] if room.may(Act.SET_RULES) else []
    if told(request, room, asked):
        return redirect(request.get_full_path())
    values = {
        "rows": rows(some, year=year),
        "papers": len(some),
        "year": year,
        "years": sorted({one.year for one in every} | {int(room.today[:4])}, reverse=True),
        "source": source,
        "sources": terms(facts.SOURCES),
        "legal": room.words(acts.plan().legal),
        "provisional": acts.plan().provisional,
        "asked": asked,
    }
    status = 422 if any(one.form.errors for one in asked) else 200
    return render(request, "programme/money.html", values, status=status)


def _asked(request: HttpRequest) -> tuple[int | None, str]:
    """Year and source that the address names; all of them where it names none."""
    typed, source = request.GET.get("year", ""), request.GET.get("source", "")
    year = int(typed) if _YEAR.fullmatch(typed) else None
    return year, source if source in facts.SOURCES else ""


def _telling(request: HttpRequest, room: Room) -> Asked:
    form = MoneyForm(
        bound(request, "tell"),
        prefix="tell",
        initial={"year": room.today[:4]},
        choices={
            "side": [(side, side_words(side)) for side in facts.SIDES],
            "task": [(code, task_words(code)) for code in acts.codes()],
            "source": terms(facts.SOURCES),
            "unit": [("", _("of no single one")), *units_of(room)],
        },
    )

    def doing(said: dict[str, Any]) -> Doing:
        words = said | {"unit": said["unit"] or None}
        kind = facts.MoneyPlanned if words.pop("side") == facts.PLANNED else facts.MoneySpent
        body = kind(**words)
        return _doing(room, facts.money_subject(room.node.tenant, body), _rule(room, body))

    return Asked(step="tell", title=_("Enter a paper"), button=_("Enter"), form=form, doing=doing)


def _rule(room: Room, body: facts.Money) -> acts.Rule:
    return acts.telling(body, room.at_node())


def _doing(room: Room, subject: str, deed: Callable[[MoneyState], rules.Answer]) -> Doing:
    return Doing(noun="money", subject=subject, place=room.at_node().place, rule=deed)


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, looking=Act.INSPECT)
def entries(request: HttpRequest, room: Room) -> HttpResponse:
    """The papers that make up a sum, each leading to its own page."""
    every = acts.entries(room.node)
    year, source = _asked(request)
    task, side = request.GET.get("task", ""), request.GET.get("side", "")
    side = side if side in facts.SIDES else ""
    some = chosen(every, task=task, source=source, year=year, side=side)
    heads = (
        _("Number of the paper"),
        _("Planned or spent"),
        _("Task"),
        _("Source of the money"),
        _("Commune or ward"),
        _("Year"),
        _("Dong"),
    )
    if "as" in request.GET:
        lines: list[tuple[Value, ...]] = [
            (one.paper, *_words(room, one), one.year, one.dong) for one in some
        ]
        return file_of(
            request, Table(name=_("Papers of this sum"), header=heads, rows=lines), "money-papers"
        )
    whole = summed(some)
    kept = {key: value for key, value in request.GET.items() if key != "as"}
    values = {
        "heads": heads,
        "rows": [_cells(room, one) for one in some],
        "title": task_words(task) if task else _("All tasks"),
        "more": _narrowed(side, source, year),
        "planned": None if whole.planned is None else number(whole.planned),
        "spent": None if whole.spent is None else number(whole.spent),
        "kept": kept,
    }
    return render(request, "programme/money_entries.html", values)


def _narrowed(side: str, source: str, year: int | None) -> list[str]:
    """What the papers are narrowed down to, in words."""
    told = (
        side_words(side) if side else "",
        term(source) if source else "",
        str(year) if year else "",
    )
    return [one for one in told if one]


def _words(room: Room, one: Entry) -> tuple[str, ...]:
    unit = unit_name(room.node, one.unit)
    return side_words(one.side), task_words(one.task), term(one.source), unit


def _cells(room: Room, one: Entry) -> dict[str, Any]:
    cells = (*_words(room, one), str(one.year), number(one.dong))
    return {"subject": one.subject, "paper": one.paper, "cells": cells}


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def entry(request: HttpRequest, room: Room, money: str) -> HttpResponse:
    """What one paper says; the province puts it right or takes it back."""
    state: MoneyState = room.node.store.state(money, "money")
    if not state.by:
        raise Http404
    said = state.said
    lines = [(_("Told on"), day(state.on))]
    if said is not None:
        lines = [
            (_("Planned or spent"), side_words(state.side)),
            (_("Task of the plan"), task_words(said.task)),
            (_("Where the money comes from"), term(said.source)),
            (_("Commune or ward"), unit_name(room.node, said.unit) or UNKNOWN),
            (_("Year"), str(said.year)),
            (_("Dong"), number(said.dong)),
            *lines,
        ]
    else:
        lines.append((_("Counts no more"), term(state.taken_back)))
    thing = Thing(
        title=said.paper if said else _("A paper that counts no more"),
        back=reverse("programme:money"),
        back_words=_("Money for the tasks"),
        lines=lines,
        links=() if room.is_inspected else (_told_of_it(money),),
    )
    asked = []
    if said is not None and room.may(Act.SET_RULES):
        asked = [_correcting(request, room, state, said), _taking_back(request, room, state)]
    return show_thing(request, room, thing, asked)


def _told_of_it(money: str) -> tuple[str, str, str]:
    return reverse("desk:ledger", args=[money]), "ledger", _("What was told of it")


def _correcting(request: HttpRequest, room: Room, state: MoneyState, said: facts.Money) -> Asked:
    form = AmountForm(bound(request, "amount"), prefix="amount", initial={"dong": said.dong})

    def doing(typed: dict[str, Any]) -> Doing:
        kind = type(said)
        body = kind(said.task, said.source, said.year, typed["dong"], said.paper, said.unit)
        return _doing(room, state.subject, _rule(room, body))

    return Asked(
        step="amount",
        title=_("Put right"),
        button=_("Enter"),
        form=form,
        doing=doing,
        is_quiet=True,
    )


def _taking_back(request: HttpRequest, room: Room, state: MoneyState) -> Asked:
    form = ReasonForm(bound(request, "back"), prefix="back", choices={"reason": terms(WHY)})
    at = room.at_node()

    def doing(typed: dict[str, Any]) -> Doing:
        return _doing(
            room,
            state.subject,
            lambda one: rules.take_back(one, reason=typed["reason"], on=at.on, place=at.place),
        )

    return Asked(
        step="back",
        title=_("It was a mistake"),
        button=_("Strike it out"),
        form=form,
        doing=doing,
        ends=True,
    )
