"""The first page of the stock: what there is to do with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.people.access import Act, rule, staff


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def home(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Big buttons, one for each job."""
    values = {"place": place_name(counter.node, counter.place)}
    return render(request, "stock/home.html", values)
