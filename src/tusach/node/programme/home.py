"""The first page of the programme: what there is to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, looking=Act.INSPECT)
def home(request: HttpRequest, room: Room) -> HttpResponse:
    """Big buttons, one for each list."""
    values = {"may_plan": room.may(Act.SET_RULES)}
    return render(request, "programme/home.html", values)
