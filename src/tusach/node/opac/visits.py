"""When does the library come to us? By commune, with a map and a sheet for the wall."""

from __future__ import annotations

import json
from hashlib import sha256

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from tusach.library.catalogue.folding import fold
from tusach.node.acts import outlines as shapes
from tusach.node.opac.coming import Commune, communes, points
from tusach.node.opac.seat import Seat, is_fragment, seated
from tusach.node.opac.unchanged import unchanged
from tusach.node.opac.visit_feeds import known_commune, markets_of
from tusach.node.papers.press import has_press
from tusach.node.people.access import public, rule

MOST_ASKED = 100


@rule(public())
@seated()
@unchanged()
def show_all(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show every commune whose name holds what was typed, and when the library comes there."""
    words = request.GET.get("q", "")[:MOST_ASKED].strip()
    known = communes(seat)
    found = [one for one in known if fold(words) in fold(one.name)]
    values = {
        "words": words,
        "known": known,
        "found": sorted(found, key=_soonest),
        "expected": sum(one.next is not None for one in known),
        "today": seat.on,
        "host": request.get_host(),
    }
    if is_fragment(request):
        return render(request, "opac/parts/communes.html", values)
    values["points"] = json.dumps(points(known, seat.on), ensure_ascii=False)
    values["has_shapes"] = shapes.has_some(seat.node)
    return render(request, "opac/visits.html", values)


@rule(public())
@seated()
@unchanged()
def show_one(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Show one commune's visits as a sheet for its wall."""
    found = known_commune(seat, code)
    values = {
        "commune": found,
        "today": seat.on,
        "has_press": has_press(),
        "markets": markets_of(seat, found.unit),
        "host": request.get_host(),
    }
    return render(request, "opac/commune.html", values)


@rule(public())
@seated()
def outlines(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The shapes of the communes that this node's maps draw; empty where it has none."""
    raw = msgspec.json.encode(shapes.drawn(seat.node))
    tag = f'"{sha256(raw).hexdigest()[:32]}"'
    kept = get_conditional_response(request, etag=tag)
    answer = kept or HttpResponse(raw, content_type="application/json")
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer


def _soonest(one: Commune) -> tuple[bool, str]:
    """In front of the others those that are visited soonest; of one day by the order they had."""
    return one.next is None, one.next.day if one.next else ""
