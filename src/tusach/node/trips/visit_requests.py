"""Requests for a visit: who asks, what is answered; those without an answer stand first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.places import serving as rules
from tusach.library.places.requests import RequestState
from tusach.library.places.served_facts import VisitAnswered, VisitRequested
from tusach.node.acts import serving
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import choose, number_field
from tusach.node.pages import toasts
from tusach.node.pages.writing import term
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.markets import form_status

CHANNELS = ("letter", "phone", "in_person")


class AskForm(forms.Form):
    """A commune, a school or another place asks for a visit."""

    place = forms.ChoiceField(label=_("Place"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    occasion = forms.ChoiceField(label=_("Occasion"), required=False)
    people = number_field(_("People expected"), most=rules.MOST_PEOPLE)
    channel = forms.ChoiceField(label=_("How it was asked"), required=False)
    paper = forms.CharField(
        label=_("Number of the letter"), required=False, max_length=rules.LONGEST_PAPER
    )

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["place"], room.places(Act.SET_OPENING))
        occasions = [(code, term(code)) for code in rules.OCCASIONS]
        choose(self.fields["occasion"], [("", _("not said")), *occasions])
        channels = [(code, term(code)) for code in CHANNELS]
        choose(self.fields["channel"], [("", _("not said")), *channels])

    def body(self) -> VisitRequested:
        """The request as a fact says it."""
        told = self.cleaned_data
        return VisitRequested(
            place=told["place"],
            first=told["first"],
            last=told["last"],
            occasion=told["occasion"],
            people=told["people"],
            channel=told["channel"],
            paper=" ".join(told["paper"].split()),
        )


class AnswerForm(forms.Form):
    """What the commune is told."""

    answer = forms.ChoiceField(label=_("Answer"))
    day = DayField(label=_("The vehicle comes on"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["answer"], [(code, term(code)) for code in rules.ANSWERS])
        reasons = [(code, term(code)) for code in rules.REASONS]
        choose(self.fields["reason"], [("", _("none")), *reasons])


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"))
def requests(request: HttpRequest, room: Room) -> HttpResponse:
    """Every request, and a form for a new one."""
    initial = {"first": room.today, "place": request.GET.get("place", "")}
    form = AskForm(room, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        body = form.body()
        done = serving.request(room.node, body, room.at(body.place))
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.request_told")
            return redirect("trips:requests")
        form.add_error(None, room.say(done))
    values = {
        "form": form,
        "rows": [_shown(room, one) for one in serving.requests(room.node)],
        "may_answer": room.may(Act.SET_RULES),
    }
    return render(request, "trips/requests.html", values, status=form_status(form))


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def answer(request: HttpRequest, room: Room, request_id: str) -> HttpResponse:
    """One request, and the form of its answer."""
    state: RequestState = room.node.store.state(request_id, "request")
    if state.asked is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        body = VisitAnswered(told["answer"], told["day"], told["reason"])
        done = serving.answer(room.node, state.subject, body, room.at(state.asked.place))
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.request_answered")
            return redirect("trips:requests")
        form.add_error(None, room.say(done))
    values = {"form": form, "one": _shown(room, state)}
    return render(request, "trips/answer.html", values, status=form_status(form))


def _shown(room: Room, state: RequestState) -> dict[str, Any]:
    asked, answered = state.asked, state.answer
    assert asked is not None
    return {
        "subject": state.subject,
        "place": asked.place,
        "name": room.name(asked.place),
        "first": asked.first,
        "last": asked.last,
        "occasion": term(asked.occasion) if asked.occasion else "",
        "people": asked.people,
        "channel": term(asked.channel) if asked.channel else "",
        "paper": asked.paper,
        "asked_on": state.asked_on,
        "answer": term(answered.answer) if answered else "",
        "answer_day": (answered.on or "") if answered else "",
        "answer_reason": term(answered.reason) if answered and answered.reason else "",
        "late": answered is None and asked.last < room.today,
    }
