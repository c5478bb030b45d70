"""The libraries: which there are, when they are open, what stands there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tusach.node.opac.asking import Asked
from tusach.node.opac.front import CardShown, front, place_cards
from tusach.node.opac.lines import title_lines
from tusach.node.opac.placing import Place, places, week
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.standing import standings
from tusach.node.opac.unchanged import unchanged
from tusach.node.people.access import public, rule
from tusach.node.store.search_shapes import Filters
from tusach.node.wording.terms import WEEKDAYS

A_SHELF = 6


@rule(public())
@seated()
@unchanged(also=lambda seat: front(seat).stamp)
def show_all(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show every library."""
    known = list(places(seat).values())
    values = {
        "places": known,
        "shown_places": place_cards(front(seat), known),
        "open_count": sum(place.is_open for place in known),
    }
    return render(request, "opac/libraries.html", values)


@rule(public())
@seated()
@unchanged(also=lambda seat: front(seat).stamp)
def show_one(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Show one library."""
    known = places(seat)
    place = next((one for one in known.values() if one.code == code), None)
    if place is None:
        raise Http404
    titles, copies = front(seat).stock.get(place.place, (0, 0))
    values = {
        "place": place,
        "week": week(seat, place.place),
        "weekdays": _weekdays(seat, place),
        "titles": titles,
        "copies": copies,
        "cards": _cards(seat, place),
        "all_address": Asked("", (("place", place.code),)).address(),
        "children_address": Asked("", (("audience", "child"), ("place", place.code))).address(),
    }
    return render(request, "opac/library.html", values)


def _weekdays(seat: Seat, place: Place) -> list[dict[str, object]]:
    open_on = week(seat, place.place).weekdays
    return [
        {"name": gettext(name), "open": nr in open_on} for nr, name in enumerate(WEEKDAYS, start=1)
    ]


def _cards(seat: Seat, place: Place) -> list[CardShown]:
    found = seat.node.search.search(
        "", limit=A_SHELF, filters=Filters(place=place.place, available_now=True), order="popular"
    )
    ids = [hit.title_id for hit in found.hits]
    lines = title_lines(seat, ids)
    where = standings(seat, ids, places(seat), prefer=place.place)
    return [CardShown(lines[one], where[one]) for one in ids if one in lines]
