"""Sheets for walls: one market, or every commune to which a day is dated, in one file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.node.acts import markets
from tusach.node.office.room import Room, in_office
from tusach.node.opac import posters
from tusach.node.opac.coming import communes
from tusach.node.opac.seat import Seat
from tusach.node.opac.visit_feeds import on_market_days
from tusach.node.papers.addresses import public_address
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.market_page import known_market


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def market(request: HttpRequest, room: Room, market: str) -> HttpResponse:
    """The days on which a market meets and the vehicle comes to its commune."""
    state = known_market(room, market)
    said, seat = state.declared, _seat(room)
    assert said is not None
    page = reverse("opac:visits")
    if said.unit is not None and not said.unit_doubted:
        code = next((one.code for one in communes(seat) if one.unit == said.unit), None)
        page = reverse("opac:commune", args=(code,)) if code else page
    unit = markets.unit_name(room.node, said.unit) if not said.unit_doubted else ""
    name = room.words(said.names)
    shown = name if not unit or unit in name else f"{name} ({unit})"
    sheet = posters.poster(seat, shown, on_market_days(seat, state), public_address(request, page))
    return posters.answer(
        request,
        seat,
        (sheet,),
        title=name,
        name=f"lich-xe-cho-{said.code}",
        instead=reverse("trips:market", kwargs={"market": market}),
    )


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def every_commune(request: HttpRequest, room: Room) -> HttpResponse:
    """A page for each commune to which a day is dated."""
    seat, instead = _seat(room), reverse("opac:visits")
    sheets = [
        posters.poster(
            seat,
            one.name,
            one.visits,
            public_address(request, reverse("opac:commune", args=(one.code,))),
        )
        for one in communes(seat)
        if one.visits
    ]
    if not sheets:
        return redirect(instead)
    title = _("All communes")
    return posters.answer(
        request, seat, sheets, title=title, name="lich-xe-cac-xa", instead=instead
    )


def _seat(room: Room) -> Seat:
    return Seat(node=room.node, here=room.place or None, on=room.today)
