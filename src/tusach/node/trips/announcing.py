"""The lunar calendar as announced: which first days were entered, and a form for one more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.library.calendar.facts import CalendarAnnounced, calendar_subject
from tusach.library.calendar.rules import LONGEST_CITATION
from tusach.library.calendar.story import CalendarState
from tusach.node.acts import markets
from tusach.node.office.place_forms import DayField, PlainText
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import choose
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.markets import form_status
from tusach.node.wording.lunar import MONTHS, say_month


class AnnounceForm(forms.Form):
    """On which day a lunar month begins."""

    month = forms.ChoiceField(label=_("Lunar month"))
    leap = forms.BooleanField(label=_("the leap month"), required=False)
    year = forms.IntegerField(label=_("Lunar year"), min_value=1968, max_value=2099)
    starts_on = DayField(label=_("Its first day"))
    citation = PlainText(
        label=_("Who announced it, and where"),
        max_length=LONGEST_CITATION,
        error_messages={"required": _("This must not stay empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["month"], [(str(nr), _(one)) for nr, one in enumerate(MONTHS, start=1)])

    def body(self) -> CalendarAnnounced:
        """The announcement as a fact says it."""
        told = self.cleaned_data
        return CalendarAnnounced(
            year=told["year"],
            month=int(told["month"]),
            starts_on=told["starts_on"],
            leap=told["leap"],
            citation=told["citation"],
        )


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def announced(request: HttpRequest, room: Room) -> HttpResponse:
    """What was announced, and a form for one more month."""
    form = AnnounceForm(request.POST or None, initial={"year": room.today[:4], "month": "1"})
    if request.method == "POST" and form.is_valid():
        done = markets.announce(room.node, form.body(), room.at_node())
        if not isinstance(done, Refusal):
            toasts.add(request, "trips.calendar_told")
            return redirect("trips:calendar")
        form.add_error(None, room.say(done))
    state: CalendarState = room.node.store.state(calendar_subject(room.node.tenant), "calendar")
    unfit = {one.fact for one in state.unfit()}
    rows = [
        {
            "month": say_month(one.start.month, leap=one.start.leap),
            "year": one.start.year,
            "starts_on": one.start.starts_on,
            "citation": one.citation,
            "unfit": one.fact in unfit,
        }
        for one in reversed(state.announced)
    ]
    return render(
        request, "trips/calendar.html", {"form": form, "rows": rows}, status=form_status(form)
    )
