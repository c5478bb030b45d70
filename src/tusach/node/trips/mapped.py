"""The weeks to come on a map: journeys with stops, markets with their days, who is not met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tusach.node.acts import markets, outlines
from tusach.node.acts.reached import reached
from tusach.node.acts.routes import MOST_SHOWN, Point, Route, home_point, routes
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.trip_shown import CHIPS, status_words, unit_name, vehicle_choices
from tusach.node.wording.lunar import both_calendars

WEEKS = (1, 4, 13, 26)
QUARTER = 13
TONES = 6
"""Colours of lines; the number beside a line says which it is, also without colours."""


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def mapped(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The journeys of some weeks: drawn, and as a table that says the same."""
    asked = request.GET.get("weeks", "")
    weeks = next((one for one in WEEKS if str(one) == asked), QUARTER)
    vehicles = vehicle_choices(counter)
    vehicle = next((one for one, _name in vehicles if one == request.GET.get("vehicle")), "")
    first = date.fromisoformat(counter.on)
    last = first + timedelta(days=7 * weeks - 1)
    found = routes(counter.node, first.isoformat(), last.isoformat(), vehicle=vehicle)
    units = reached(counter.node, counter.on)
    met = [one for one in units if one.next_on and one.next_on <= last.isoformat()]
    fairs = _fairs(counter, first, last)
    home = home_point(counter.node, counter.on)
    values = {
        "weeks": weeks,
        "choices": WEEKS,
        "vehicles": vehicles,
        "vehicle": vehicle,
        "first": counter.on,
        "last": last.isoformat(),
        "journeys": [_shown(counter, nr, one) for nr, one in enumerate(found, 1)],
        "full": len(found) == MOST_SHOWN,
        "units": len(units),
        "met": len(met),
        "not_met": [counter.words(one.names) or one.code for one in units if one not in met],
        "fairs": fairs,
        "points": json.dumps([_point(counter, one) for one in units if one.point]),
        "lines": json.dumps([line for line in _lines(found, home) if line["at"]]),
        "squares": json.dumps([one["at"] for one in fairs if one["at"]]),
        "shapes": reverse("opac:outlines") if outlines.has_some(counter.node) else "",
    }
    return render(request, "trips/map.html", values)


def _shown(counter: Counter, nr: int, one: Route) -> dict[str, Any]:
    node = counter.node
    return {
        "nr": nr,
        "tone": (nr - 1) % TONES,
        "route": one,
        "vehicle": place_name(node, one.vehicle),
        "words": status_words(one.status),
        "chip": CHIPS[one.status],
        "stops": [
            {"name": place_name(node, halt.place), "unit": unit_name(counter, halt.place)}
            for halt in one.halts
        ],
        "km": None if one.metres is None else one.metres // 1000,
        "unplaced": any(halt.point is None for halt in one.halts),
    }


def _point(counter: Counter, one: Any) -> dict[str, Any]:
    """A commune as the map draws it, with the days until the next visit."""
    days = None
    if one.next_on:
        days = (date.fromisoformat(one.next_on) - date.fromisoformat(counter.on)).days
    return {
        "code": one.code,
        "name": counter.words(one.names) or one.code,
        "at": _degrees(one.point),
        "days": days,
    }


def _lines(found: Iterable[Route], home: Point | None) -> Iterable[Mapping[str, Any]]:
    for nr, one in enumerate(found, 1):
        there = [halt.point for halt in one.halts if halt.point is not None]
        way = [home, *there, home] if home and there else there
        yield {
            "nr": nr,
            "tone": (nr - 1) % TONES,
            "at": [_degrees(point) for point in way if point],
        }


def _fairs(counter: Counter, first: date, last: date) -> list[dict[str, Any]]:
    """Each market with its days within the weeks, by the next of them."""
    found: dict[str, dict[str, Any]] = {}
    points = {one.unit: one.point for one in reached(counter.node, counter.on)}
    for market, session in markets.sessions_between(counter.node, first, last):
        said = market.declared
        if said is None:
            continue
        one = found.setdefault(
            market.subject,
            {
                "name": counter.words(said.names),
                "page": reverse("trips:market", kwargs={"market": market.subject}),
                "next": both_calendars(session.on.isoformat()),
                "at": _degrees(points.get(str(said.unit))),
                "days": 0,
            },
        )
        one["days"] += 1
    return list(found.values())


def _degrees(point: Point | None) -> list[float] | None:
    """To a hundred metres, which is finer than a point on a screen."""
    return None if point is None else [round(point[0] / 1e6, 3), round(point[1] / 1e6, 3)]
