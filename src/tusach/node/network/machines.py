"""One machine of the network: its certificate, its lease, shutting it out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.fact import Fact
from tusach.library.nodes.facts import node_subject
from tusach.node.acts import machines, noticed
from tusach.node.acts.machines import WARN_DAYS, Machine
from tusach.node.network.board import may_act
from tusach.node.office.attention import called
from tusach.node.office.machine_names import name_of
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.store.keys import fingerprint
from tusach.node.sync import certifying
from tusach.node.sync.certifying import Falling
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.moments import at_minute
from tusach.node.wording.facts import say_fact
from tusach.node.wording.network import say_network
from tusach.node.wording.terms import REASONS

LEASE_DAYS = 180
SHOWN = 50
HUB_ONLY = staff("provincial")
SCOPES = {
    "control": _("the network, places and staff"),
    "catalogue": _("titles and copies"),
    "people": _("readers"),
    "circulation": _("loans"),
    "operations": _("visits and work"),
}


def _shown(room: Room, one: Machine, seen: set[str]) -> dict[str, Any]:
    left = one.days_left(room.today)
    forked = any(fork.branch not in seen for fork in one.forks)
    return {
        "subject": one.subject,
        "name": name_of(room.node, one.key),
        "role": one.role,
        "places": [room.name(place) for place in one.places],
        "until": one.certificate.valid_until if one.certificate else "",
        "left": left,
        "ended": left is not None and left < 0,
        "ends_soon": left is not None and 0 <= left <= WARN_DAYS,
        "revoked": one.revoked,
        "own": one.is_own,
        "forked": forked,
    }


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def one(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """One machine: its certificate, what it told, whether its streams parted."""
    return show(request, room, _found(room, machine))


def show(
    request: HttpRequest, room: Room, found: Machine, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page of one machine."""
    store, seen = room.node.store, noticed.seen(room.node.home)
    follows = found.follows
    shown = _shown(room, found, seen)
    values = {
        **shown,
        "state": shown,
        "prints": [fingerprint(bytes.fromhex(key)) for key in found.keys],
        "history": [
            {"on": said.on, "until": said.valid_until, "role": said.role} for said in found.history
        ],
        "follows": node_subject(store.tenant, follows) if follows else "",
        "streams": [_stream(room, one) for one in machines.streams(store, found.keys)],
        "forks": [
            {"since_ms": one.since_ms, "facts": one.facts, "new": one.branch not in seen}
            for one in found.forks
        ],
        "may": may_act(room) and not found.is_own,
        "days": LEASE_DAYS,
        "wrong": wrong,
    }
    return render(request, "network/machine.html", values, status=status)


def _stream(room: Room, one: machines.Stream) -> dict[str, Any]:
    family, _colon, place = one.scope.partition(":")
    return {
        "what": SCOPES.get(family, family),
        "place": room.name(place),
        "number": one.number,
        "told_ms": one.told_ms,
    }


def _found(room: Room, subject: str) -> Machine:
    found = machines.machine(room.node.store, subject)
    if found is None:
        raise Http404
    return found


@rule(HUB_ONLY)
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def renew(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """Its lease begins anew."""
    found = _found(room, machine)
    try:
        certifying.renew(room.node.store, found, days=LEASE_DAYS, by=room.staff.staff_id)
    except BadMessage as fault:
        wrong = say_network(fault.code, fault.values)
        return show(request, room, found, wrong=wrong, status=422)
    toasts.add(request, "network.renewed")
    return redirect("network:machine", machine=found.subject)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def forks_seen(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """Somebody has looked at how its streams parted: no alert speaks of it any more."""
    found = _found(room, machine)
    noticed.mark_seen(room.node.home, {one.branch for one in found.forks})
    return redirect("network:machine", machine=found.subject)


class RevokeForm(forms.Form):
    """Why a machine is shut out, and until when it is believed."""

    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        choices=[(one, _(REASONS[one])) for one in certifying.REASONS],
        initial=certifying.REASONS[0],
    )
    day = DayField(
        label=_("Last day on which it was in good hands"),
        required=False,
        help_text=_("Empty: all that lies here of it stays."),
    )
    hour = forms.RegexField(
        r"\A([01]?[0-9]|2[0-3]):[0-5][0-9]\Z",
        label=_("Until what time of that day"),
        required=False,
        initial="23:59",
        error_messages={"invalid": _("Write the time as hour:minute, for example 17:30.")},
    )


@rule(HUB_ONLY)
@in_office(Act.APPOINT, methods=("GET", "HEAD", "POST"), everywhere=True)
def revoke(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """Shut a machine out in two steps: what would fall out is shown first."""
    found = _found(room, machine)
    form = RevokeForm(room_post(request))
    name = name_of(room.node, found.key)
    values: dict[str, Any] = {"form": form, "subject": found.subject, "name": name}
    if request.method != "POST":
        return render(request, "network/revoke.html", values)
    if not form.is_valid():
        return render(request, "network/revoke.html", values, status=422)
    told, store = form.cleaned_data, room.node.store
    until_ms = None
    if told["day"]:
        hour = (told["hour"] or "23:59").rjust(5, "0")
        until_ms = at_minute(f"{told['day']} {hour}", store.identity.offset_minutes) + 59_999
    try:
        certifying.check_may_revoke(store, found)
        if request.POST.get("step") == "do":
            by = room.staff.staff_id
            certifying.revoke(store, found, reason=told["reason"], until_ms=until_ms, by=by)
            toasts.add(request, "network.revoked")
            return redirect("network:machine", machine=found.subject)
        seen = certifying.falling(store, found, until_ms)
    except BadMessage as fault:
        wrong = say_network(fault.code, fault.values)
        return render(request, "network/revoke.html", {**values, "wrong": wrong}, status=422)
    values["falling"] = _worded(room, seen)
    return render(request, "network/revoke.html", values)


def room_post(request: HttpRequest) -> Any:
    """What was sent, or None where a page is only opened."""
    return request.POST if request.method == "POST" else None


def _worded(room: Room, seen: Falling) -> dict[str, Any]:
    return {
        "n": seen.facts,
        "first": [_fact(room, fact) for fact in seen.first[:SHOWN]],
        "more": max(0, seen.facts - SHOWN),
    }


def _fact(room: Room, fact: Fact) -> dict[str, Any]:
    try:
        known = room.node.store.folders.register.body(fact.kind, fact.body)
    except ValueError:
        known = None
    kind, body = (known[0].name, known[1]) if known else ("", {})
    said = say_fact(kind, body, name=room.name, words=room.codes)
    noun, name = called(room, fact.subject)
    return {"words": said, "noun": noun, "name": name, "at": fact.told_ms, "on": fact.on}
