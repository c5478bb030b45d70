"""The list of crates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.desk.counter import Counter, at_desk
from tusach.node.people.access import Act, rule, staff


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, everywhere=True)
def crates(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Which crates this library knows of."""
    return render(request, "trips/crates.html", {"crates": ()})
