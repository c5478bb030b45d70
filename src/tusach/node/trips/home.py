"""The first page of crates and trips: what there is to do with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.desk.counter import Counter, at_desk
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, may, rule, staff


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, everywhere=True)
def home(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Big buttons, one for each job."""
    values = {
        "has_press": has_press(),
        "may_announce": may(counter.staff, Act.SET_RULES, None),
        "may_plan": may(counter.staff, Act.PLAN_TRIPS, counter.place or None),
    }
    return render(request, "trips/home.html", values)
