"""The list of a place, one case by itself, settling it, and taking that back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.node.acts import cases, settling
from tusach.node.acts.cases import Case
from tusach.node.acts.node import At
from tusach.node.desk.counter import Counter
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.worklist import said
from tusach.node.worklist.shown import shown

A_PAGE = 10
AGES = (7, 30, 90)
MOST_UNDONE = 20
"""Facts of one settlement that an address names."""


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def waiting(request: HttpRequest, room: Room) -> HttpResponse:
    """What waits, the longest first; by place, kind and age where asked."""
    every = [one for one in cases.cases(room.node) if _theirs(room, one)]
    place, kind, days = _asked(request, room)
    older_ms = room.node.store.now_ms() - days * 86_400_000
    found = [
        one
        for one in every
        if (not place or place in one.desks)
        and (not kind or one.kind == kind)
        and (not days or one.since_ms <= older_ms)
    ]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    counter = counter_of(room)
    values = {
        "page": page,
        "cases": [shown(counter, one, at_of(room)) for one in page],
        "total": sum(one.proven for one in every),
        "matching": len(found),
        "narrowed": bool(place or kind or days),
        "places": _places(room, every),
        "kinds": _kinds(),
        "ages": AGES,
        "asked": {"place": place, "kind": kind, "days": days},
        "joined": sum(_theirs(room, one) for one in cases.joined_cases(room.node)),
        "more": len(every) >= cases.MOST,
    }
    return render(request, "worklist/list.html", values)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def joined(request: HttpRequest, room: Room) -> HttpResponse:
    """Registrations that were joined, the latest first: any of them may be parted again."""
    every = [one for one in cases.joined_cases(room.node) if _theirs(room, one)]
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    counter = counter_of(room)
    found = [shown(counter, one, at_of(room)) for one in page]
    return render(request, "worklist/joined.html", {"page": page, "cases": found})


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def one(request: HttpRequest, room: Room, case: str) -> HttpResponse:
    """One case by itself; of one that is settled, that it is."""
    found = cases.case(room.node, case)
    if found is not None and not _theirs(room, found):
        raise PermissionDenied
    told = shown(counter_of(room), found, at_of(room)) if found else None
    return render(request, "worklist/case.html", {"case": told}, status=200 if told else 404)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def settle(request: HttpRequest, room: Room, case: str) -> HttpResponse:
    """The case is settled by the way chosen; whoever comes second is told so."""
    found = cases.case(room.node, case)
    if found is not None and not _theirs(room, found):
        raise PermissionDenied
    option = request.POST.get("option", "")[:80]
    done = settling.choose(room.node, case, option, at_of(room))
    if isinstance(done, Refusal):
        toasts.add(request, said.REFUSED, tone="note", refusal=done.code, values=done.values)
    else:
        first, *others = done.facts
        address = reverse("worklist:undo", kwargs={"fact": first})
        more = f"?{urlencode([('also', fact) for fact in others])}" if others else ""
        toasts.add(request, said.SETTLED, undo=address + more)
    return redirect(_back(request))


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER, methods=("POST",))
def undo(request: HttpRequest, room: Room, fact: str) -> HttpResponse:
    """A settlement does not count any more."""
    others = request.GET.getlist("also")[:MOST_UNDONE]
    if not all(is_id(one) for one in others):
        raise Http404
    done = settling.undo(room.node, (fact, *others), at_of(room))
    if isinstance(done, Refusal):
        toasts.add(request, said.REFUSED, tone="bad", refusal=done.code, values=done.values)
    else:
        toasts.add(request, said.UNDONE)
    return redirect("worklist:list")


def counter_of(room: Room) -> Counter:
    """What this person may see, as the desk knows it."""
    return Counter(node=room.node, staff=room.staff, place=room.place or "", on=room.today)


def at_of(room: Room) -> At:
    """Where and by whom a case is settled; the place is empty for the whole province."""
    return At(room.place or "", room.today, room.staff.staff_id)


def _theirs(room: Room, case: Case) -> bool:
    """Whether this person should see the case: of their place, or of the whole province."""
    if room.is_wide:
        return True
    return any(room.may(Act.SEE_LEDGER, place) for place in case.desks)


def _asked(request: HttpRequest, room: Room) -> tuple[str, str, int]:
    place, kind = request.GET.get("place", ""), request.GET.get("kind", "")
    days = request.GET.get("days", "")
    return (
        place if is_id(place) else "",
        kind if kind in cases.KINDS else "",
        int(days) if days in {str(one) for one in AGES} else 0,
    )


def _places(room: Room, every: list[Case]) -> list[tuple[str, str]]:
    """Places that have something to look at, by name."""
    found = {place for one in every for place in one.desks}
    return sorted(((place, room.name(place)) for place in found), key=lambda one: one[1])


def _kinds() -> list[tuple[str, Any]]:
    words = {
        "loans": _("Loans and copies"),
        "readers": _("Readers"),
        "numbers": _("Numbers"),
        "counts": _("Counts"),
        "titles": _("Titles"),
        "network": _("Rules, places, machines"),
    }
    return [(kind, words[kind]) for kind in cases.KINDS]


def _back(request: HttpRequest) -> str:
    """To the list as it was narrowed down."""
    query = request.POST.get("list", "")[:200]
    fits = all(char.isalnum() or char in "=&" for char in query)
    where = "worklist:joined" if request.POST.get("from") == "joined" else "worklist:list"
    return reverse(where) + (f"?{query}" if query and fits else "")
