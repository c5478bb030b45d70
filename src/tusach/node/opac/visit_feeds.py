"""When the vehicle comes, as calendar files that a telephone keeps up to date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tusach.exchange.calendars.icalendar import Day, calendar_file
from tusach.ledger.fact import trusted
from tusach.library.calendar.lunar import OutOfScope
from tusach.library.markets.sessions import sessions
from tusach.library.markets.story import MarketState
from tusach.node.acts import markets
from tusach.node.acts.governing import visits_to
from tusach.node.opac.coming import AHEAD_DAYS, Coming, Commune, communes
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.unchanged import unchanged
from tusach.node.opac.words import wording
from tusach.node.people.access import public, rule
from tusach.node.wording.lunar import say_lunar

BACK_DAYS = 31
"""A calendar that fetches the file again keeps what was a month ago."""
ICAL = "text/calendar; charset=utf-8"
_VISITED = (
    "SELECT DISTINCT p.subject, p.name, p.unit FROM place_visit v JOIN place p "
    "ON p.tenant = v.tenant AND p.subject = v.subject WHERE v.tenant = ? AND v.day >= ? "
    "AND v.day < ? AND p.closed_on IS NULL ORDER BY p.subject"
)


class _Wanted(msgspec.Struct, frozen=True):
    """Which visits: of which commune (None: every one), on which days (None: any)."""

    unit: str | None = None
    days: frozenset[str] | None = None


@rule(public())
@seated()
@unchanged()
def province(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every dated visit of the province."""
    return _answer(seat, _Wanted(), _("The library comes"), "xe-thu-vien")


@rule(public())
@seated()
@unchanged()
def commune(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The visits to one commune."""
    found = known_commune(seat, code)
    name = _("The library comes: {where}").format(where=found.name)
    return _answer(seat, _Wanted(found.unit), name, f"xe-thu-vien-{found.code}")


@rule(public())
@seated()
@unchanged()
def market(request: HttpRequest, seat: Seat, market: str) -> HttpResponse:
    """The visits to the commune of a market on days on which it meets."""
    state = markets.market_of(seat.node, market)
    if state.declared is None or state.declared.unit is None:
        raise Http404
    wanted = _Wanted(state.declared.unit, market_days_of(seat, state))
    where = wording(state.declared.names, seat.node.profile)
    name = _("The library comes: {where}").format(where=where)
    return _answer(seat, wanted, name, f"xe-thu-vien-{state.declared.code}")


def known_commune(seat: Seat, code: str) -> Commune:
    """The commune of a code; not found where there is none."""
    found = next((one for one in communes(seat) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def markets_of(seat: Seat, unit: str) -> list[tuple[str, str]]:
    """(subject, name) of the markets that lie in a commune beyond doubt and still meet."""
    return [
        (one.subject, wording(one.declared.names, seat.node.profile))
        for one in markets.all_markets(seat.node, unit=unit)
        if one.declared is not None and not one.declared.unit_doubted and not one.is_ended(seat.on)
    ]


def market_days_of(seat: Seat, state: MarketState) -> frozenset[str]:
    """The days from a month ago on which a market meets; none where its commune is doubted."""
    if state.declared is None or state.declared.unit_doubted:
        return frozenset()
    first, last = _span(seat)
    found = sessions(state, first, last, seat.node.lunar)
    return frozenset(one.on.isoformat() for one in found)


def on_market_days(seat: Seat, state: MarketState) -> tuple[Coming, ...]:
    """The visits to come to the commune of a market, on days on which it meets."""
    days = market_days_of(seat, state)
    unit = state.declared.unit if state.declared else None
    here = next((one for one in communes(seat) if one.unit == unit), None)
    return tuple(one for one in here.visits if one.day in days) if here else ()


def _span(seat: Seat) -> tuple[date, date]:
    today = date.fromisoformat(seat.on)
    return today - timedelta(days=BACK_DAYS), today + timedelta(days=AHEAD_DAYS)


def _answer(seat: Seat, wanted: _Wanted, name: str, file: str) -> HttpResponse:
    return HttpResponse(
        calendar_file(name, _days(seat, wanted)),
        content_type=ICAL,
        headers={"Content-Disposition": f'attachment; filename="{file}.ics"'},
    )


def _days(seat: Seat, wanted: _Wanted) -> list[Day]:
    node, names = seat.node, {one.unit: one.name for one in communes(seat)}
    first, last = (one.isoformat() for one in _span(seat))
    found = []
    for place, name, unit in node.store.query(_VISITED, (node.tenant, first, last)):
        if not unit or wanted.unit not in (None, unit):
            continue
        visits = visits_to(node, place, seat.on)
        for one in visits.rows:
            if first <= one.day < last and (wanted.days is None or one.day in wanted.days):
                where = (str(name), names.get(unit, ""))
                found.append(_day(seat, place, one, where, called_off=not visits.holds(one)))
    return found


def _day(seat: Seat, place: str, visit: Any, where: tuple[str, str], *, called_off: bool) -> Day:
    name, unit = where
    lines = [_lunar(seat, visit.day)]
    if visit.vehicle:
        lines.append(seat.node.place(visit.vehicle).name)
    if called_off:
        lines.append(_("The visit does not take place."))
        summary = _("Called off: the library at {place}")
    else:
        lines.append(_("Reading, borrowing and asking are free. Bring back what you have read."))
        summary = _("The library at {place}")
    row = seat.node.store.fact(visit.fact)
    return Day(
        uid=f"visit-{place}-{visit.day}@tusach",
        on=date.fromisoformat(visit.day),
        summary=summary.format(place=name),
        description="\n".join(one for one in lines if one),
        location=", ".join(one for one in (name, unit) if one),
        told_ms=trusted(row.raw).told_ms if row is not None else 0,
        called_off=called_off,
    )


def _lunar(seat: Seat, day: str) -> str:
    """The lunar day in words; nothing where it is not known."""
    try:
        return _("Lunar: {day}").format(
            day=say_lunar(seat.node.lunar.to_lunar(date.fromisoformat(day)))
        )
    except OutOfScope:
        return ""
