"""One's own account, and the place one works at where there are several to choose from."""

import dataclasses

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tusach.node.people import directory, sessions
from tusach.node.people.access import actor_from, any_of, reader_self, rule, staff
from tusach.node.people.actors import Role, Staff
from tusach.node.people.doors import landing, page_wanted
from tusach.node.settings.hosts import is_confidential


def choices(actor: Staff) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of the places where an actor may work."""
    everywhere = any(held.place_id is None for held in actor.appointments)
    own = {held.place_id for held in actor.appointments}
    return tuple(
        (place_id, name)
        for place_id, name in directory.current().places()
        if everywhere or place_id in own
    )


@rule(any_of(staff("inspector"), reader_self()))
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what a member of staff may change about their own way in; readers see their loans."""
    actor = actor_from(request)
    if not isinstance(actor, Staff):
        return redirect(landing(actor))
    here_alone = is_confidential(request) and not actor.joined
    return render(
        request,
        "people/account.html",
        {"here_alone": here_alone, "several": _chooses(actor)},
    )


def _chooses(actor: Staff) -> bool:
    """Whether there are several places to work at; an inspector works at none."""
    return actor.role is not Role.INSPECTOR and len(choices(actor)) > 1


@rule(staff("librarian"))
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show the places one may work at, and change over to one of them."""
    actor = actor_from(request)
    assert isinstance(actor, Staff)
    offered = choices(actor)
    everywhere = any(held.place_id is None for held in actor.appointments)
    if request.method == "POST":
        wanted = request.POST.get("place", "")
        if wanted not in {place_id for place_id, _name in offered} and (wanted or not everywhere):
            raise PermissionDenied
        sessions.choose_place(request, wanted or None)
        there = dataclasses.replace(actor, place_id=wanted or None)
        # A page asked for before needs one library; without one there is only the office.
        return redirect((wanted and page_wanted(request)) or landing(there))
    values = {
        "places": offered,
        "everywhere": everywhere,
        "now": actor.place_id or "",
        "next": page_wanted(request),
    }
    return render(request, "people/choose_place.html", values)
