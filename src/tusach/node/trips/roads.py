"""The road board: what is closed, closing and opening in one tap, and how long a leg takes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.roads import facts, rules
from tusach.library.roads.story import RoadState
from tusach.library.roads.travel import Leg
from tusach.node.acts import roads
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import choose, number_field
from tusach.node.pages import toasts
from tusach.node.pages.writing import number, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.ends import end_name, ends
from tusach.node.trips.markets import form_status

METRES = 1000


class LegForm(forms.Form):
    """From one place to another."""

    start = forms.ChoiceField(label=_("From"), required=False)
    end = forms.ChoiceField(label=_("To"))

    def __init__(self, known: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["start"], [("", _("every road to it")), *known])
        choose(self.fields["end"], known)

    def ends(self) -> tuple[str, ...]:
        """One end, or both in the direction asked."""
        told = self.cleaned_data
        return (told["start"], told["end"]) if told["start"] else (told["end"],)


class CloseForm(LegForm):
    """A road that cannot be driven."""

    until = DayField(label=_("Foreseen until"), required=False)


class TellForm(LegForm):
    """How long a road takes, as somebody says."""

    minutes = number_field(_("Minutes"), most=rules.LONGEST_MINUTES)
    kilometres = number_field(_("Kilometres"), most=rules.LONGEST_METRES // METRES)
    season = forms.ChoiceField(label=_("Season"), required=False)
    source = forms.ChoiceField(label=_("Who says so"))

    def __init__(self, room: Room, known: list[tuple[str, str]], *args: Any, **kw: Any) -> None:
        super().__init__(known, *args, **kw)
        choose(self.fields["start"], known)
        self.fields["start"].required = True
        told = room.node.profile.serving
        seasons = [(one.code, room.words(one.names)) for one in told.seasons] if told else []
        choose(self.fields["season"], [("", _("whenever")), *seasons])
        choose(self.fields["source"], [(code, term(code)) for code in rules.SOURCES])


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def board(request: HttpRequest, room: Room) -> HttpResponse:
    """What is closed now; a road is closed by one tap on its reason."""
    known = ends(room)
    reason = request.POST.get("reason", "")
    if request.method == "POST" and not room.may(Act.SET_OPENING, room.place):
        raise PermissionDenied
    if request.method == "POST" and reason not in rules.REASONS:
        raise Http404
    form = CloseForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = facts.RoadClosed(form.ends(), reason, form.cleaned_data["until"])
        done = roads.close(room.node, body, room.at_node())
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.road_closed")
            return redirect("trips:roads")
        form.add_error(None, room.say(done))
    values = {
        "form": form,
        "closed": [_shown(room, one) for one in roads.closed_roads(room.node, room.today)],
        "reasons": [(code, term(code)) for code in rules.REASONS],
        "may_tell": room.may(Act.SET_OPENING, room.place),
    }
    return render(request, "trips/roads.html", values, status=form_status(form))


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def opened(request: HttpRequest, room: Room, road: str) -> HttpResponse:
    """The road can be driven again."""
    if not room.may(Act.SET_OPENING, room.place):
        raise PermissionDenied
    state: RoadState = room.node.store.state(road, "road")
    if not state.ends:
        raise Http404
    done = roads.open_again(room.node, state.ends, room.at_node())
    toasts.add(request, "trips.nothing_new" if isinstance(done, Refusal) else "trips.road_opened")
    return redirect("trips:roads")


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def legs(request: HttpRequest, room: Room) -> HttpResponse:
    """How long a leg takes and who says so; a better figure is entered here."""
    known = ends(room)
    may_tell = room.may(Act.SET_OPENING, room.place)
    if request.method == "POST" and not may_tell:
        raise PermissionDenied
    form = TellForm(room, known, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        kilometres = told["kilometres"]
        body = facts.RoadTold(
            ends=form.ends(),
            minutes=told["minutes"],
            metres=None if kilometres is None else kilometres * METRES,
            season=told["season"],
            source=told["source"],
        )
        done = roads.tell(room.node, body, room.at_node())
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.road_told")
            return redirect(f"{request.path}?start={told['start']}&end={told['end']}")
        form.add_error(None, room.say(done))
    asked = _asked(room, request, known)
    values = {"form": form, "asked": asked, "may_tell": may_tell, "known": known}
    return render(request, "trips/legs.html", values, status=form_status(form))


def _asked(room: Room, request: HttpRequest, known: list[tuple[str, str]]) -> dict[str, Any] | None:
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    names = dict(known)
    if start not in names or end not in names or start == end:
        return None
    found = roads.network(room.node, room.today, [start, end]).leg(start, end)
    shown: dict[str, Any] = {
        "start": names[start],
        "end": names[end],
        "way": isinstance(found, Leg),
    }
    if isinstance(found, Leg):
        shown |= {
            "minutes": found.minutes,
            "kilometres": "" if found.metres is None else number(round(found.metres / METRES)),
            "source": term(found.source),
            "as_of": found.as_of or "",
            "drives": found.drives,
            "estimated": found.is_estimated,
            "buffer": roads.assumptions(room.node).buffer_percent,
        }
    else:
        shown["closed_on"] = found.closure.on if found.closure else ""
    return shown


def _shown(room: Room, road: RoadState) -> dict[str, Any]:
    closure = road.closed_by(room.today)
    assert closure is not None
    return {
        "subject": road.subject,
        "ends": [end_name(room, end) for end in road.ends],
        "on": closure.on,
        "until": closure.until or "",
        "reason": term(closure.reason) if closure.reason else "",
    }
