"""The list of markets, those of the programme's list that are not told yet, and calendar files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.markets import facts, rules
from tusach.library.markets.sessions import asks, next_session
from tusach.library.markets.story import MarketState
from tusach.node.acts import markets
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import market_file, toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.market_forms import NewForm
from tusach.node.wording.hours import clock
from tusach.node.wording.market_rules import say_rule
from tusach.node.wording.roads_and_markets import say_asked

AHEAD_DAYS = 400
ICAL = "text/calendar; charset=utf-8"


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def listed(request: HttpRequest, room: Room) -> HttpResponse:
    """Every market with its rule, its next session and what has to be asked."""
    rows = [row(room, one) for one in markets.all_markets(room.node)]
    only = request.GET.get("only", "")
    shown = [one for one in rows if only != "asked" or one["asks"]]
    suitable = sum(one["suitable"] is True for one in rows)
    values = {
        "rows": shown,
        "all": len(rows),
        "asked": sum(bool(one["asks"]) for one in rows),
        "narrowed": only,
        "suitable": suitable,
        "untold": len(markets.untold(room.node)) if room.may(Act.SET_RULES) else 0,
        "may_add": room.may(Act.SET_RULES),
    }
    return render(request, "trips/markets.html", values)


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("POST",), everywhere=True)
def take_over(request: HttpRequest, room: Room) -> HttpResponse:
    """The markets of the programme's list are told."""
    done = markets.take_over(room.node, room.at_node())
    if isinstance(done, Refusal):
        toasts.add(request, "trips.nothing_new")
    else:
        toasts.add(request, "trips.markets_taken", count=done)
    return redirect("trips:markets")


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def add(request: HttpRequest, room: Room) -> HttpResponse:
    """A market that nobody has told yet."""
    form = NewForm(units_of(room), request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = described(form.cleaned_data, room, code=form.cleaned_data["code"])
        subject = facts.market_subject(room.node.tenant, body.code)
        if markets.market_of(room.node, subject).declared is not None:
            form.add_error("code", room.say(Refusal("market.code_taken", {"code": body.code})))
        else:
            done = markets.tell(
                room.node, subject, room.at_node(), lambda one, at: rules.declare(one, body, at)
            )
            if not isinstance(done, Refusal):
                toasts.add(request, "trips.market_told")
                return redirect("trips:market", market=subject)
            form.add_error(None, room.say(done))
    return render(request, "trips/market_new.html", {"form": form}, status=form_status(form))


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def every_file(request: HttpRequest, room: Room) -> HttpResponse:
    """The sessions of all markets for the coming year, as a calendar file."""
    first = date.fromisoformat(room.today)
    found = markets.sessions_between(room.node, first, first + timedelta(days=AHEAD_DAYS))
    return calendar_answer(market_file.of_sessions(room.node, found), "markets")


def calendar_answer(raw: bytes, name: str) -> HttpResponse:
    """A calendar file to keep."""
    return HttpResponse(
        raw,
        content_type=ICAL,
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def form_status(*forms: Any) -> int:
    """The status of a page with forms: 422 where one was refused."""
    return 422 if any(one.errors for one in forms) else 200


def described(told: dict[str, Any], room: Room, *, code: str) -> facts.MarketDeclared:
    """A market as its form says."""
    language = room.node.profile.province.default_language
    return facts.MarketDeclared(
        code=code,
        names={language: told["name"]},
        unit=told["unit"] or None,
        unit_doubted=bool(told["unit"]) and told["unit_doubted"],
        opens_minute=told["opens"],
        closes_minute=told["closes"],
        source=told["source"],
    )


def row(room: Room, market: MarketState) -> dict[str, Any]:
    """A market as lists show it."""
    on = date.fromisoformat(room.today)
    said = market.declared
    told = market.rule_on(room.today)
    judged = market.judgement_on(room.today)
    ended = market.is_ended(room.today)
    coming = (
        None
        if ended
        else next_session(market, after=on - timedelta(days=1), calendar=room.node.lunar)
    )
    return {
        "subject": market.subject,
        "name": room.words(said.names) if said else "",
        "unit": markets.unit_name(room.node, said.unit) if said else "",
        "doubted": said.unit_doubted if said else False,
        "rule": say_rule(told.rule) if told else "",
        "certainty": told.certainty if told else "",
        "sources": told.sources if told else (),
        "others": [(say_rule(one.rule), one.sources) for one in told.others] if told else [],
        "next": coming.on.isoformat() if coming else "",
        "opens": clock(said.opens_minute) if said else "",
        "closes": clock(said.closes_minute) if said else "",
        "suitable": judged.suitable if judged else None,
        "asks": [] if ended else [say_asked(code) for code in asks(market, on)],
        "ended_on": market.ended_on or "",
    }
