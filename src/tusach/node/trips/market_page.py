"""One market: its rule, days that differ, whether it suits a vehicle, its next sessions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Draft, Refusal
from tusach.library.markets import facts, rules
from tusach.library.markets.sessions import Session, sessions
from tusach.library.markets.story import MarketState
from tusach.node.acts import markets
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import market_file, toasts
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.market_forms import (
    DaysForm,
    DescribeForm,
    EndForm,
    JudgeForm,
    MarketRuleForm,
)
from tusach.node.trips.markets import (
    AHEAD_DAYS,
    calendar_answer,
    described,
    form_status,
    row,
)

SHOWN = 12
FORMS = ("rule", "days", "judge", "describe", "end")
NEEDS = {"days": Act.SET_OPENING}
"""Who may tell which; what is not named here: whoever sets rules."""


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def market(request: HttpRequest, room: Room, market: str) -> HttpResponse:
    """Everything about one market; a form of it changes one thing."""
    state = known_market(room, market)
    chosen = request.POST.get("form", "") if request.method == "POST" else ""
    if request.method == "POST" and chosen not in FORMS:
        raise Http404
    if chosen and not _may(room, chosen):
        raise PermissionDenied
    all_forms = _forms(room, state, request.POST, chosen)
    if chosen and all_forms[chosen].is_valid():
        form = all_forms[chosen]
        deed = _deed(room, chosen, form)
        done = markets.tell(room.node, state.subject, room.at_node(), deed)
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.market_told")
            return redirect("trips:market", market=state.subject)
        form.add_error(None, room.say(done))
    values = {
        "one": row(room, state),
        "state": state,
        "note": room.words(state.declared.note) if state.declared and state.declared.note else "",
        "sessions": _sessions(room, state)[:SHOWN],
        "changes": [one for one in reversed(state.changes) if one.last >= room.today],
        "judgements": list(reversed(state.judgements)),
        "rules": list(reversed(state.rules)),
        "may_rule": room.may(Act.SET_RULES) and state.ended_on is None,
        "may_days": room.may(Act.SET_OPENING, room.place) and state.ended_on is None,
        **{f"{name}_form": form for name, form in all_forms.items()},
        "has_press": has_press(),
        "open": chosen or request.GET.get("edit", ""),
    }
    return render(request, "trips/market.html", values, status=form_status(*all_forms.values()))


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def one_file(request: HttpRequest, room: Room, market: str) -> HttpResponse:
    """The sessions of one market for the coming year, as a calendar file."""
    state = known_market(room, market)
    found = [(state, one) for one in _sessions(room, state)]
    code = state.declared.code if state.declared else "market"
    return calendar_answer(market_file.of_sessions(room.node, found), code)


def _may(room: Room, chosen: str) -> bool:
    act = NEEDS.get(chosen, Act.SET_RULES)
    return room.may(act, room.place if chosen in NEEDS else None)


def _forms(room: Room, state: MarketState, sent: Any, chosen: str) -> dict[str, forms.Form]:
    given = {name: sent if name == chosen else None for name in FORMS}
    return {
        "rule": MarketRuleForm(given["rule"], initial={"valid_from": room.today}),
        "days": DaysForm(room, given["days"]),
        "judge": JudgeForm(given["judge"], initial={"judged_from": room.today}),
        "describe": DescribeForm(units_of(room), given["describe"], initial=_initial(room, state)),
        "end": EndForm(given["end"]),
    }


def _initial(room: Room, state: MarketState) -> dict[str, Any]:
    said = state.declared
    if said is None:
        return {}
    return {
        "name": room.words(said.names),
        "unit": said.unit or "",
        "unit_doubted": said.unit_doubted,
        "opens": said.opens_minute,
        "closes": said.closes_minute,
        "source": said.source,
    }


def _deed(room: Room, chosen: str, form: Any) -> markets.Deed:
    """What the chosen form tells of the market as it stands."""
    told = form.cleaned_data

    def deed(state: MarketState, at: rules.At) -> tuple[Draft, ...] | Refusal:
        match chosen:
            case "rule":
                return rules.set_rule(state, form.body(), at)
            case "days":
                last = told["last"] or told["first"]
                body = facts.MarketDaysChanged(told["first"], last, told["how"], told["reason"])
                return rules.change_days(state, body, at)
            case "judge":
                return rules.judge(state, form.body(), at)
            case "describe":
                return rules.declare(state, _redescribed(room, state, told), at)
            case _:
                end = facts.MarketEnded(told["ended_on"], decision=told["end_decision"])
                return rules.end(state, end, at)

    return deed


def _redescribed(room: Room, state: MarketState, told: dict[str, Any]) -> facts.MarketDeclared:
    """What the form says, with what it does not ask as it was."""
    said = state.declared
    assert said is not None
    new = described(told, room, code=said.code)
    return facts.MarketDeclared(
        code=said.code,
        names={**said.names, **new.names},
        unit=new.unit,
        unit_doubted=new.unit_doubted,
        aliases=said.aliases,
        point=said.point,
        opens_minute=new.opens_minute,
        closes_minute=new.closes_minute,
        note=said.note,
        source=new.source,
        demonstration=said.demonstration,
    )


def _sessions(room: Room, state: MarketState) -> tuple[Session, ...]:
    first = date.fromisoformat(room.today)
    return sessions(state, first, first + timedelta(days=AHEAD_DAYS), room.node.lunar)


def known_market(room: Room, market: str) -> MarketState:
    """A market that was told; not found where it was not."""
    state = markets.market_of(room.node, market)
    if state.declared is None:
        raise Http404
    return state
