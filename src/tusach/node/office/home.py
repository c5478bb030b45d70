"""The first page: what needs a person, what the stock is, and the ways on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.office import figures
from tusach.node.office.keeping import trouble
from tusach.node.office.room import Room, in_office
from tusach.node.office.visit_rules import visits_of_month
from tusach.node.people.access import Act, rule, staff


@rule(staff("librarian"))
@in_office(Act.IMPORT)
def home(request: HttpRequest, room: Room) -> HttpResponse:
    """What waits, and the figures of the stock."""
    values = {
        "attention": figures.attention(room),
        "trouble": trouble(room),
        "stock": figures.stock(room),
        "visits": visits_of_month(room),
        "running": figures.running(room),
        "place_name": room.name(room.place) if room.place else "",
        "may_found": room.may(Act.CHANGE_PLACE),
        "may_set": room.may(Act.SET_RULES),
        "may_look": room.may(Act.ADMINISTER),
    }
    return render(request, "office/home.html", values)
